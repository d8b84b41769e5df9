"""Rows of variants and suppliers for tests, and the groups that a linking makes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb

RUN_AT = datetime(2026, 1, 1)
ID = {"product": "product_variant_id", "supplier": "supplier_id"}


def variant(record: str, sku: str | None = None, barcode: str | None = None, **columns: Any) -> dict[str, Any]:
    source, _, record_id = record.partition(":")
    return {"source_name": source, "product_variant_id": record_id, "sku": sku, "barcode": barcode, **columns}


def look(record: str, style: str, colour: str, size: str, **columns: Any) -> dict[str, Any]:
    """A variant of a style, without any code unless one is given."""
    return variant(record, product_id=style, colour_name=colour, size_code=size, **columns)


def style(record: str, name: str, code: str | None = None) -> dict[str, Any]:
    source, _, product_id = record.partition(":")
    return {"source_name": source, "product_id": product_id, "product_name": name, "product_code": code}


def supplier(record: str, name: str | None, **columns: Any) -> dict[str, Any]:
    source, _, record_id = record.partition(":")
    return {"source_name": source, "supplier_id": record_id, "supplier_name": name, "country_code": "IT", **columns}


def groups(connection: duckdb.DuckDBPyConnection, entity: str) -> set[frozenset[str]]:
    """The records of each key, as `source:id`."""
    rows = connection.execute(
        f"select list(source_name || ':' || {ID[entity]}) from identity.{entity}_link group by {entity}_key"
    ).fetchall()
    return {frozenset(records) for (records,) in rows}


def sets(*texts: str) -> set[frozenset[str]]:
    return {frozenset(text.split()) for text in texts}
