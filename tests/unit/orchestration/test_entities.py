"""Entities that no vendor feeds: empty tables with the types of their contract, and nothing of what stood there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from orchestration.dbt.entities import checks_on, create_empty, entities, unfed_entities


def node(name: str, reads: list[str], kind: str = "model", schema: str = "canonical") -> dict[str, Any]:
    columns = {f"{name}_id": "varchar", "paid_amount": "decimal(18, 4)", "paid_at": "timestamp"}
    return {
        "unique_id": f"{kind}.{name}",
        "name": name,
        "resource_type": kind,
        "schema": schema,
        "depends_on": {"nodes": reads},
        "columns": {column: {"name": column, "data_type": data_type} for column, data_type in columns.items()},
    }


NODES = [
    node("fed", ["model.stg_shop__fed"]),
    node("unfed", []),
    node("int_quality__total", []),
    node("stg_shop__fed", [], schema="staging"),
    node("holds_unfed", ["model.unfed"], kind="test"),
    node("holds_both", ["model.unfed", "model.fed"], kind="test"),
    node("holds_nothing", [], kind="test"),
]
MANIFEST = {"nodes": {item["unique_id"]: item for item in NODES}}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def test_entities_are_the_models_of_canonical_that_are_no_step_between() -> None:
    assert [item["name"] for item in entities(MANIFEST)] == ["fed", "unfed"]
    assert [item["name"] for item in unfed_entities(MANIFEST)] == ["unfed"]


def test_only_checks_that_look_at_nothing_else_are_left_out() -> None:
    assert checks_on(MANIFEST, unfed_entities(MANIFEST)) == {"holds_unfed"}


def test_an_unfed_entity_is_typed_and_empty(connection: duckdb.DuckDBPyConnection) -> None:
    create_empty(connection, unfed_entities(MANIFEST))
    found = connection.sql("select column_name, data_type from duckdb_columns() where schema_name = 'canonical'")
    assert found.fetchall() == [
        ("unfed_id", "VARCHAR"),
        ("paid_amount", "DECIMAL(18,4)"),
        ("paid_at", "TIMESTAMP"),
    ]


def test_rows_of_a_vendor_that_is_gone_are_gone(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema canonical")
    connection.execute("create table canonical.unfed as select 'a' as unfed_id")
    create_empty(connection, unfed_entities(MANIFEST))
    assert connection.sql("select * from canonical.unfed").fetchall() == []
