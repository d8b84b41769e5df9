"""A tiny vendor with one table, and files of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from ingestion.contract import SourceTable, read_contract
from ingestion.session import open_gate
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
