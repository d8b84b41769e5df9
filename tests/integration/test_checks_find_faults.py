"""Every check of the models finds a fault that is planted in what it looks at, on the demo company as it was built.

No check has a fault made for it: rows are dropped, doubled, emptied or changed in a copy of the work warehouse until
the check sees it. One that sees none of these looks at nothing, and is named.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.settings import Settings

ALONE = {
    "assert_rules_find_planted_faults": "it plants the faults itself",
    "assert_decisions_of_stewards_hold": "the demo has no decision; tests/models/test_invariants.py plants some",
    "assert_facts_name_no_retired_key": "the demo has no retired key; tests/models/test_invariants.py plants some",
    "assert_retired_keys_resolve_in_one_hop": "the same",
    "assert_places_keep_their_numbers": "addresses are clean; tests/models/test_invariants.py plants breaches",
    "assert_no_cluster_is_above_the_cap": "no cluster comes near; tests/models/test_invariants.py plants one",
}
"""Checks that no such change of the demo can break, and who breaks them."""
CHANGES = {
    "decimal": "{column} + 1",
    "double": "{column} + 1",
    "bigint": "{column} + 1",
    "integer": "{column} + 1",
    "varchar": "{column} || ' planted'",
    "boolean": "not {column}",
    "date": "{column} + 400",
    "timestamp": "{column} + interval 400 day",
}


@pytest.fixture(scope="module")
def nodes(demo: Settings) -> dict[str, dict[str, Any]]:
    """What the demo's own run knew of models, sources and checks, by unique id."""
    target = demo.work_file.parent / "dbt" / "target"
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return {**manifest["nodes"], **manifest["sources"]}


@pytest.fixture(scope="module")
def work(demo: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the demo's work warehouse."""
    copy = Path(shutil.copy(demo.work_file, tmp_path_factory.mktemp("planted") / demo.work_file.name))
    with duckdb.connect(str(copy)) as connection:
        connection.execute("set threads = 1")
        yield connection


@pytest.fixture(scope="module")
def checks(demo: Settings, nodes: dict[str, dict[str, Any]]) -> dict[str, tuple[str, list[str]]]:
    """The SQL of every check and the tables that it looks at, by its name."""
    compiled = demo.work_file.parent / "dbt" / "target" / "compiled"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in compiled.rglob("*.sql")}
    return {
        node["name"]: (
            texts[node["name"]],
            [f"{nodes[parent]['schema']}.{nodes[parent]['name']}" for parent in node["depends_on"]["nodes"]],
        )
        for node in nodes.values()
        if node["resource_type"] == "test" and node["name"] in texts
    }


def plants(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    """Statements that spoil a table, the coarsest first."""
    columns = connection.execute(f"describe {table}").fetchall()
    nothing = ", ".join(["null"] * len(columns))
    yield f"insert into {table} select * from {table}"
    yield f"insert into {table} values ({nothing})"
    yield f"delete from {table}"
    yield f"delete from {table} where rowid % 2 = 0"
    for column, kind, *_ in columns:
        change = CHANGES.get(kind.split("(")[0].lower())
        if change:
            yield f'update {table} set "{column}" = ' + change.format(column=f'"{column}"')


def sees(connection: duckdb.DuckDBPyConnection, check: str, table: str, before: int) -> bool:
    """Whether a check says something else once a table is spoiled in one of these ways."""
    for plant in plants(connection, table):
        connection.execute("begin")
        try:
            connection.execute(plant)
            if failing(connection, check) > before:
                return True
        except duckdb.ConstraintException:
            continue  # the table itself refuses such a row
        except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException):
            continue  # a text that is no number stops the check, which stops the run
        finally:
            connection.execute("rollback")
    return False


def failing(connection: duckdb.DuckDBPyConnection, check: str) -> int:
    return len(connection.execute(check).fetchall())


def is_table(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "select count(*) from duckdb_tables() where schema_name || '.' || table_name = ?", [table]
    ).fetchone()
    return found is not None and found[0] > 0


def blind(
    connection: duckdb.DuckDBPyConnection, checks: dict[str, tuple[str, list[str]]], wanted: Callable[[str], bool]
) -> list[str]:
    """Checks that see no fault in any table that they look at."""
    unseen = []
    for name, (check, tables) in sorted(checks.items()):
        if not wanted(name) or name in ALONE:
            continue
        before = failing(connection, check)
        if not any(sees(connection, check, table, before) for table in tables if is_table(connection, table)):
            unseen.append(name)
    return unseen


def test_each_check_of_its_own_finds_a_planted_fault(
    work: duckdb.DuckDBPyConnection, checks: dict[str, tuple[str, list[str]]]
) -> None:
    assert sum(name.startswith("assert_") for name in checks) >= 17
    assert blind(work, checks, lambda name: name.startswith("assert_")) == []


def test_the_rules_of_each_model_find_a_planted_fault(
    work: duckdb.DuckDBPyConnection, checks: dict[str, tuple[str, list[str]]]
) -> None:
    assert sum(name.startswith("holds_") for name in checks) >= 60
    assert blind(work, checks, lambda name: name.startswith("holds_")) == []


def test_a_check_that_looks_at_nothing_is_named(work: duckdb.DuckDBPyConnection) -> None:
    idle = {"assert_nothing": ("select 1 where false", ["core.fct_order"])}
    assert blind(work, idle, lambda name: True) == ["assert_nothing"]
