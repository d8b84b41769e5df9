"""SQL that a visitor writes, on the path of `entrepot query`: read-only, in a child process that is held to limits.

Belongs here: what a statement will cost, its first rows, its files. Not here: the limits (`warehouse.query`).
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from dashboards.access import Right, Visitor
from dashboards.queries.reader import Reader, Rows
from warehouse.errors import QueryRefusedError
from warehouse.query import QueryLimits, QueryResult, fetch_from
from warehouse.query_child import is_number
from warehouse.releases import Release

__all__ = ["LIMITS", "Answer", "Cost", "ask", "columns", "cost", "file", "is_number"]

LIMITS = QueryLimits()
AT_ONCE = 2
"""Statements that run at one time for all visitors; each may take a process with its memory."""
_SECONDS_OF_WAITING = 5
_EVERY_PAIR = ("CROSS_PRODUCT", "NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN")
_ROWS = "Estimated Cardinality"
_free = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Cost:
    """What a statement will do, by DuckDB's plan.

    Attributes:
        tables: The tables that it reads, each with all its rows.
        largest_step: Rows of the largest step in the plan, as estimated.
    """

    tables: Mapping[str, int]
    largest_step: int

    @property
    def row_count(self) -> int:
        """Rows that it reads or makes at its largest step, whatever is more."""
        return max(self.largest_step, sum(self.tables.values()))


@dataclass(frozen=True)
class Answer:
    """The first rows of an answer, as texts that keep every digit."""

    columns: Sequence[str]
    types: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    is_complete: bool
    seconds: float


def columns(reader: Reader) -> Rows:
    """Return table_name, column_name, data_type of everything that can be asked."""
    return reader.rows("workbench/columns")


def cost(visitor: Visitor, release: Release, sql: str) -> Cost | None:
    """Return what a statement will cost, without running it; None for one that has no plan.

    Raises:
        AccessError: The visitor may not write SQL.
        QueryRefusedError: The workbench is busy.
    """
    visitor.require(Right.SQL)
    with _one_of_few():
        try:
            plan = json.loads(fetch_from(release, sql, format="plan", limits=LIMITS).content)
        except QueryRefusedError:
            return None
    steps = [step for node in plan for step in _steps(node)]
    if not steps:
        return None
    read = [_table(step) for step in steps if "Table" in step.get("extra_info", {})]
    counts = {name: release.tables[name].rows if name in release.tables else 0 for name in read}
    return Cost(counts, max((_estimate(step) for step in steps), default=0))


def ask(visitor: Visitor, release: Release, sql: str) -> Answer:
    """Return the first rows of an answer.

    Raises:
        AccessError: The visitor may not write SQL.
        QueryRefusedError: The statement does not only read, is wrong, went over a limit, or the workbench is busy.
    """
    visitor.require(Right.SQL)
    with _one_of_few():
        result = fetch_from(release, sql, format="table", limits=LIMITS)
    rows = json.loads(result.content)
    return Answer(result.columns, result.types, rows, result.is_complete, result.seconds)


def file(visitor: Visitor, release: Release, sql: str, form: Literal["csv", "parquet"]) -> QueryResult:
    """Return a whole answer as a file; errors as for `ask`."""
    visitor.require(Right.SQL)
    with _one_of_few():
        return fetch_from(release, sql, format=form, limits=LIMITS)


@contextmanager
def _one_of_few() -> Iterator[None]:
    """Wait for a place among the few statements that may run at one time."""
    if not _free.acquire(timeout=_SECONDS_OF_WAITING):
        raise QueryRefusedError(f"{AT_ONCE} other statements are running.", todo="Try again in a moment.")
    try:
        yield
    finally:
        _free.release()


def _steps(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("children", ()):
        yield from _steps(child)


def _table(step: Mapping[str, Any]) -> str:
    """Return a table's name with its schema alone."""
    return ".".join(str(step["extra_info"]["Table"]).split(".")[-2:])


def _estimate(step: Mapping[str, Any]) -> int:
    """Return the rows that DuckDB expects of a step; of a step that says nothing, what its inputs can make of it."""
    text = str(step.get("extra_info", {}).get(_ROWS, "")).lstrip("~")
    if text.isdigit():
        return int(text)
    inputs = [_estimate(child) for child in step.get("children", ())]
    return math.prod(inputs) if step["name"] in _EVERY_PAIR else max(inputs, default=0)
