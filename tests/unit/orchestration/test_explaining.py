"""Whoever breaks an entity's contract is told which column of which model, and how many rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from orchestration.dbt.explaining import explain_check, explain_entity

ENTITY: dict[str, Any] = {
    "name": "payment",
    "relation_name": '"warehouse"."canonical"."payment"',
    "depends_on": {"nodes": ["model.entrepot.stg_shop__payment", "model.entrepot.stg_bank__payment"]},
    "columns": {
        "payment_id": {"data_type": "varchar", "description": "The source's id."},
        "source_name": {"data_type": "varchar", "description": "The running system."},
        "payment_amount": {"data_type": "decimal(18, 4)", "description": "Money that moved."},
    },
}
CHECK = {
    "compiled_code": "select 'not_null(payment_id)' as rule_name, count(*) as failing_rows, 2 as level from "
    '"warehouse"."canonical"."payment" as checked where payment_id is null having count(*) > 0'
}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("attach ':memory:' as warehouse; use warehouse; create schema staging; create schema canonical")
        row = "select 'p1' as payment_id, 'shop' as source_name, 1.5 as payment_amount"
        opened.execute(f"create view staging.stg_shop__payment as {row}")
        yield opened


def test_a_missing_column_is_named_with_its_type_and_meaning(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create view staging.stg_bank__payment as select 'b1' as payment_id, 'bank' as source_name")
    told = explain_entity(connection, ENTITY)
    assert told == "stg_bank__payment has no column payment_amount (decimal(18, 4): Money that moved.)"


def test_values_of_another_type_are_counted(connection: duckdb.DuckDBPyConnection) -> None:
    rows = "(values ('b1', 'bank', 'many'), ('b2', 'bank', '3'), ('b3', 'bank', null))"
    named = f"{rows} as row(payment_id, source_name, payment_amount)"
    connection.execute(f"create view staging.stg_bank__payment as select * from {named}")
    told = explain_entity(connection, ENTITY)
    assert told == "stg_bank__payment has 1 values in payment_amount that are no decimal(18, 4)"


def test_models_that_keep_the_contract_are_not_blamed(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create view staging.stg_bank__payment as from staging.stg_shop__payment")
    assert explain_entity(connection, ENTITY) is None


def test_a_broken_rule_is_told_by_source(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create table canonical.payment as select * from (values (null, 'bank', 'bank'), (null, 'bank', 'bank'), "
        "('p1', 'shop', 'shop')) as row(payment_id, source_name, vendor)"
    )
    assert explain_check(connection, CHECK, ENTITY) == "not_null(payment_id) by 2 rows of bank (stg_bank__payment)"
