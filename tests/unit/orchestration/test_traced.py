"""Models that were traced before are not traced again, and give the same edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from orchestration.trust import traced
from orchestration.trust.traced import Edge, TracedModels

TABLES = {"orders": ["amount", "currency"]}
EDGES: list[Edge] = [("orders", "amount", "sales", "amount", "value"), ("orders", "currency", "sales", None, "filter")]


class Tracing:
    """Counts how often it is asked."""

    def __init__(self, edges: Sequence[Edge] = EDGES) -> None:
        self.times = 0
        self._edges = edges

    def __call__(self) -> Iterator[Edge]:
        self.times += 1
        return iter(self._edges)


def ask(
    folder: Path, tracing: Tracing, sql: str = "select 1", tables: dict[str, list[str]] | None = None
) -> list[Edge]:
    memory = TracedModels(folder)
    found = memory.edges("sales", sql, tables or TABLES, tracing)
    memory.keep()
    return found


@pytest.mark.parametrize("edges", [EDGES, []])
def test_the_same_model_is_traced_once(tmp_path: Path, edges: list[Edge]) -> None:
    tracing = Tracing(edges)
    assert [ask(tmp_path, tracing) for _ in range(3)] == [edges] * 3
    assert tracing.times == 1


@pytest.mark.parametrize(("sql", "tables"), [("select 2", TABLES), ("select 1", {"orders": ["amount"]})])
def test_another_sql_or_another_column_of_a_parent_is_traced(
    tmp_path: Path, sql: str, tables: dict[str, list[str]]
) -> None:
    tracing = Tracing()
    ask(tmp_path, tracing)
    ask(tmp_path, tracing, sql, tables)
    assert tracing.times == 2


def test_what_was_used_longest_ago_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traced, "KEPT", 2)
    tracing = Tracing()
    for sql in ("select 1", "select 2", "select 1", "select 3"):
        ask(tmp_path, tracing, sql)
    assert tracing.times == 3
    ask(tmp_path, tracing, "select 1")
    assert tracing.times == 3
    ask(tmp_path, tracing, "select 2")
    assert tracing.times == 4


@pytest.mark.parametrize("content", ["", '{"a": [['])
def test_a_broken_memory_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "column_lineage.json").write_text(content)
    assert ask(tmp_path, Tracing()) == EDGES
    assert ask(tmp_path, Tracing([])) == EDGES
