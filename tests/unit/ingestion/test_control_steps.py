"""Control totals that are computed in steps, count a row once per element of a list, or are of the extract's day."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb

from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import list_batches
from ingestion.raw.control import write_control_totals
from warehouse.settings import Settings

OLD = "[{entity: payment, amount: amount,"
STEPS = """[{entity: tax_line, steps: {parts: "cast(json_array_length(method) as bigint)", share: amount / parts},
  each: "range(parts)", amount: "case when item = 0 then share * parts end","""
FILES = {
    "payments_2025-01-01.jsonl": '{"id": "a", "amount": 9, "currency": "EUR", "paid_at": "2025-01-01", "method": null, '
    '"score": 1}\n{"id": "b", "amount": 4, "currency": "EUR", "paid_at": "2025-01-01", "method": [1, 2], "score": 1}\n',
    "payments_2025-01-03.jsonl": '{"id": "a", "amount": 6, "currency": "EUR", "paid_at": "2025-01-01", '
    '"method": [1, 2, 3], "score": 1}\n',
}


def totals(gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path) -> list[tuple[object, ...]]:
    for name, text in FILES.items():
        (extract_dir / name).write_text(text, encoding="utf-8")
    assert take_in(gate, settings, plan_intake(settings)[0]).status == "current"
    with duckdb.connect() as connection:
        connection.execute("create schema run")
        write_control_totals(connection, vendor_tables(settings), list_batches(settings))
        return connection.execute(
            "select control_date::varchar, currency_code, row_count, control_amount from run.control_total order by all"
        ).fetchall()


def test_steps_build_on_each_other_and_a_row_counts_once_for_every_element(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_table: Callable[..., SourceTable]
) -> None:
    table = write_table("jsonl", (OLD, STEPS))
    free = "enum: [{value: card}, {value: cash}]"
    table.file.write_text(table.file.read_text(encoding="utf-8").replace(f", {free}", ""), encoding="utf-8")
    assert totals(gate, settings, extract_dir) == [("2025-01-01", "EUR", 5, Decimal("10.0000"))]


def test_a_row_without_a_day_of_its_own_is_of_the_day_of_the_extract_that_it_came_with(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_table: Callable[..., SourceTable]
) -> None:
    table = write_table("jsonl", ('"cast(paid_at as date)"', '"cast(_extracted_at as date)"'))
    free = "enum: [{value: card}, {value: cash}]"
    table.file.write_text(table.file.read_text(encoding="utf-8").replace(f", {free}", ""), encoding="utf-8")
    assert totals(gate, settings, extract_dir) == [
        ("2025-01-01", "EUR", 1, Decimal("4.0000")),
        ("2025-01-03", "EUR", 1, Decimal("6.0000")),
    ]
