"""A bare warehouse in memory with the canonical tables that identity reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from identity.decisions import write_decisions
from identity.keeping import load_issued
from identity.key_map import load_key_maps
from identity.linking import LinkSummary, link_all
from identity.models.kept import PARTY_TYPES, PartyType
from identity.models.store import versions
from tests.unit.identity.goods_records import RUN_AT

PARTY = (
    "source_name",
    "vendor",
    "party_record_id",
    "party_type",
    "full_name",
    "given_name",
    "family_name",
    "organisation_name",
    "email",
    "phone",
    "street",
    "city",
    "postal_code",
    "tax_id",
    "country_code",
    "external_vendor",
    "external_id",
    "created_at",
    "is_deleted",
)
PRODUCT = ("source_name", "product_id", "product_code", "product_name")
VARIANT = (
    "source_name",
    "product_variant_id",
    "product_id",
    "sku",
    "barcode",
    "variant_name",
    "colour_name",
    "size_code",
)
SUPPLIER = (
    "source_name",
    "supplier_id",
    "supplier_code",
    "supplier_name",
    "tax_id",
    "email",
    "phone",
    "country_code",
    "city",
    "bank_account",
)
TABLES = {"party_record": PARTY, "product": PRODUCT, "product_variant": VARIANT, "supplier": SUPPLIER}
TYPES = {"created_at": "timestamp", "is_deleted": "boolean"}

Row = dict[str, Any]
Load = Callable[[str, Sequence[Row]], None]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse with what a linking reads beside records: no decision, no key map, no key issued."""
    with duckdb.connect() as opened:
        load_issued(opened, tmp_path / "issued")
        opened.execute("create schema canonical")
        opened.execute(f"create table canonical.product ({', '.join(f'{column} varchar' for column in PRODUCT)})")
        yield opened


@pytest.fixture
def link(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Callable[[], LinkSummary]:
    """Link everything, with the generic models fitted by the first call."""

    def run() -> LinkSummary:
        load_key_maps(connection, {})
        write_decisions(connection, [])
        models = tmp_path / "models"
        chosen: dict[PartyType, str] = {
            kind: versions(models, kind)[-1] for kind in PARTY_TYPES if versions(models, kind)
        }
        return link_all(connection, models, chosen, RUN_AT, lambda text: None)

    return run


@pytest.fixture
def load(connection: duckdb.DuckDBPyConnection) -> Load:
    """Replace one canonical table by the rows given; a column that a row does not name is null."""

    def replace(table: str, rows: Sequence[Row]) -> None:
        columns = TABLES[table]
        typed = ", ".join(f"{column} {TYPES.get(column, 'varchar')}" for column in columns)
        connection.execute(f"create or replace table canonical.{table} ({typed})")
        if rows:
            marks = ", ".join("(" + ", ".join("?" * len(columns)) + ")" for _ in rows)
            values = [row.get(column) for row in rows for column in columns]
            connection.execute(f"insert into canonical.{table} values {marks}", values)

    return replace
