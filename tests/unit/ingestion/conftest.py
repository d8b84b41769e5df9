"""A tiny vendor with one table, and files of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pytest

from ingestion.contract.document import SourceTable, read_contract
from ingestion.gate.session import open_gate
from ingestion.raw.generated_models import base_model_sql
from warehouse.settings import Settings, load_settings

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: tiny.payments
name: payments
version: 1.2.0
status: active
servers: [{{server: files, type: local, path: "payments_*.{ending}", format: {format}}}]
schema:
  - name: payments
    physicalType: table
    dataGranularityDescription: One row per payment
    customProperties:
      - property: controls
        value: [{{entity: payment, amount: amount, date: "cast(paid_at as date)", currency: currency}}]
    properties:
      - {{name: payment_id, physicalName: id, physicalType: VARCHAR, required: true, primaryKey: true}}
      - {{name: amount, physicalType: "DECIMAL(18,4)", required: true, tags: [amount]}}
      - {{name: currency, physicalType: VARCHAR, required: true, tags: [currency]}}
      - {{name: paid_at, physicalType: TIMESTAMP, tags: [clock]}}
      - {{name: method, physicalType: VARCHAR, enum: [{{value: card}}, {{value: cash}}]}}
      - {{name: score, physicalType: INTEGER, logicalTypeOptions: {{minimum: 0, maximum: 10}}}}
"""


@pytest.fixture
def write_table(tmp_path: Path) -> Callable[..., SourceTable]:
    """Write the contract for a file format and read it back."""

    def write(file_format: str = "csv", replace: tuple[str, str] | None = None) -> SourceTable:
        text = CONTRACT.format(format=file_format, ending=file_format)
        path = tmp_path / "vendors" / "tiny" / "contracts" / "payments.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(*replace) if replace else text, encoding="utf-8")
        return read_contract(path, "tiny")

    return write


@pytest.fixture
def extract_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "extracts"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(tmp_path: Path, extract_dir: Path) -> Settings:
    config = tmp_path / "entrepot.toml"
    config.write_text(
        '[company]\nname = "Tiny"\ngroup_currency = "EUR"\n\n'
        f'[[source]]\nname = "till"\nvendor = "tiny"\nsystems = ["storefront"]\npath = "{extract_dir.name}"\n',
        encoding="utf-8",
    )
    return load_settings(config)


@pytest.fixture
def gate(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_gate(settings) as connection:
        yield connection


@pytest.fixture
def build_base() -> Callable[..., None]:
    """Build a generated base model as dbt does: in full, or incrementally by delete and insert per touched key."""

    def build(connection: duckdb.DuckDBPyConnection, table: SourceTable, *, incremental: bool) -> None:
        name = f"base.{table.base_name}"
        connection.execute("create schema if not exists base")
        if not incremental:
            connection.execute(f"create or replace table {name} as {rendered(table, name, incremental=False)}")
            return
        keys = ", ".join(f'"{column}"' for column in ("source_name", *table.key))
        connection.execute(f"create or replace temp table fresh as {rendered(table, name, incremental=True)}")
        connection.execute(f"delete from {name} where ({keys}) in (select ({keys}) from fresh)")
        connection.execute(f"insert into {name} by name select * from fresh")

    return build


def rendered(table: SourceTable, name: str, *, incremental: bool) -> str:
    context: dict[str, Any] = {
        "config": lambda **_: "",
        "source": lambda schema, relation: f"{schema}.{relation}",
        "this": name,
        "is_incremental": lambda: incremental,
    }
    return jinja2.Environment().from_string(base_model_sql(table)).render(context)
