"""Control totals that take days, currencies and sums from tables beside their own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.contract.delivery import vendor_tables
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import list_batches
from ingestion.raw.control import write_control_totals
from warehouse.errors import ContractError
from warehouse.settings import Settings

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: tiny.{name}
name: {name}
version: 1.0.0
status: active
servers: [{{server: files, type: local, path: "{name}_20*.csv", format: csv}}]
schema:
  - name: {name}
    physicalType: table
    dataGranularityDescription: One row
    customProperties: [{{property: controls, value: [{control}]}}]
    properties:
      - {{name: row_id, physicalName: id, physicalType: BIGINT, required: true, primaryKey: true}}
{columns}
"""
CONTROL = """{entity: sale_line, amount: amount, date: "cast(parent.sold_at as date)", currency: grandparent.code,
  parent: {table: sale, key: sale_id, parent: {table: currency, key: currency_id}}, where: parent.origin is null}"""
BY_NAME = """{entity: sale_line, amount: amount, currency: money.code,
  date: "cast(coalesce(document.sold_at, _extracted_at) as date)", where: document.origin is null,
  joins: {document: {table: sale, key: sale_id}, money: {table: currency, key: document.currency_id}}}"""
BY_SUMS = """{entity: sale, amount: "lines.total", date: cast(sold_at as date), currency: money.code,
  joins: {lines: {table: line, key: row_id, their: sale_id, sums: {total: sum(amount)}},
          money: {table: currency, key: "(currency_id, 'EUR')", their: "(row_id, code)"}}}"""
COLUMNS = {
    "line": ["{name: sale_id, physicalType: BIGINT}", '{name: amount, physicalType: "DECIMAL(18,4)", required: true}'],
    "sale": [
        "{name: sold_at, physicalType: TIMESTAMP}",
        "{name: origin, physicalType: VARCHAR}",
        "{name: currency_id, physicalType: BIGINT}",
    ],
    "currency": ["{name: code, physicalType: VARCHAR}"],
}
FILES = {
    "currency_2025-01-01.csv": "id,code\n1,EUR\n2,USD\n",
    "sale_2025-01-01.csv": "id,sold_at,origin,currency_id\n"
    "10,2025-01-01 09:00:00,,1\n11,2025-01-02 09:00:00,,1\n12,2025-01-02 10:00:00,shop,2\n",
    "line_2025-01-01.csv": "id,sale_id,amount\n100,10,5.00\n101,10,7.50\n102,11,1.00\n103,12,99.00\n104,77,0.25\n",
    "sale_2025-01-03.csv": "id,sold_at,origin,currency_id\n11,2025-01-02 09:00:00,,2\n",
    "line_2025-01-03.csv": "id,sale_id,amount\n101,10,8.50\n",
}


@pytest.fixture
def write_contracts(settings: Settings) -> Callable[..., None]:
    """Write the three contracts, with this control on the lines or another table."""

    def write(control: str, on: str = "line") -> None:
        folder = settings.vendors_dir / "tiny" / "contracts"
        folder.mkdir(parents=True)
        for name, columns in COLUMNS.items():
            listed = "\n".join(f"      - {column}" for column in columns)
            text = CONTRACT.format(name=name, columns=listed, control=control if name == on else "")
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    return write


def totals_of(gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path) -> list[tuple[Any, ...]]:
    """Take the files in and return day, currency, rows and amount of the control."""
    for name, text in FILES.items():
        (extract_dir / name).write_text(text, encoding="utf-8")
    report = take_in(gate, settings, plan_intake(settings)[0])
    assert report.status == "current", report.messages
    connection = duckdb.connect()
    connection.execute("create schema run")
    write_control_totals(connection, vendor_tables(settings), list_batches(settings))
    return connection.execute(
        "select control_date::varchar, currency_code, row_count, control_amount from run.control_total "
        "order by all nulls last"
    ).fetchall()


def test_a_line_takes_its_currency_from_the_grandparent_in_its_latest_version(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_contracts: Callable[..., None]
) -> None:
    write_contracts(CONTROL)
    assert totals_of(gate, settings, extract_dir) == [
        ("2025-01-01", "EUR", 2, Decimal("13.5000")),
        ("2025-01-02", "USD", 1, Decimal("1.0000")),
        (None, None, 1, Decimal("0.2500")),
    ]


def test_a_control_joins_by_any_columns_and_takes_what_several_rows_come_to(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_contracts: Callable[..., None]
) -> None:
    write_contracts(BY_SUMS, on="sale")
    assert totals_of(gate, settings, extract_dir) == [
        ("2025-01-01", "EUR", 1, Decimal("13.5000")),
        ("2025-01-02", None, 2, Decimal("100.0000")),
    ]


def test_a_control_joins_tables_by_name_and_may_take_the_day_of_the_extract(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_contracts: Callable[..., None]
) -> None:
    write_contracts(BY_NAME)
    assert totals_of(gate, settings, extract_dir) == [
        ("2025-01-01", "EUR", 2, Decimal("13.5000")),
        ("2025-01-01", None, 1, Decimal("0.2500")),
        ("2025-01-02", "USD", 1, Decimal("1.0000")),
    ]


def test_a_join_without_key_is_named(settings: Settings, write_contracts: Callable[..., None]) -> None:
    write_contracts(BY_NAME.replace("{table: sale, key: sale_id}", "{table: sale}"))
    with pytest.raises(ContractError, match="joins 'document' without table or key"):
        vendor_tables(settings)


@pytest.mark.parametrize("name", ["sale", "currency"])
def test_a_forebear_without_contract_is_named(
    settings: Settings, write_contracts: Callable[..., None], name: str
) -> None:
    write_contracts(CONTROL.replace(f"table: {name}", "table: nowhere"))
    with pytest.raises(ContractError, match="sale_line names a parent without contract: 'nowhere'"):
        vendor_tables(settings)
