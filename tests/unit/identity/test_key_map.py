"""A key map joins what no value shows to be one, before any other evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from identity.key_map import load_key_maps
from identity.linking import link_suppliers
from identity.tables import IdentityError
from tests.unit.identity.goods_records import RUN_AT

HEADER = "entity,record_id,other_source,other_record_id\n"
SUPPLIERS = [
    {"source_name": "erp", "supplier_id": "900", "supplier_name": "Seta Milano"},
    {"source_name": "erp", "supplier_id": "901", "supplier_name": "Lino"},
    {"source_name": "erp_old", "supplier_id": "12", "supplier_name": "S.M. di Rossi"},
]


def links(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select source_name, supplier_id, rule_name, evidence from identity.supplier_link order by all"
    ).fetchall()


def test_a_key_map_makes_two_records_one(connection: duckdb.DuckDBPyConnection, load: Any, tmp_path: Path) -> None:
    load("supplier", SUPPLIERS)
    path = tmp_path / "keys.csv"
    path.write_text(HEADER + "supplier,900,erp_old,12\nproduct,901,erp_old,12\n", encoding="utf-8")
    load_key_maps(connection, {"erp": path})
    link_suppliers(connection, RUN_AT)
    assert links(connection) == [
        ("erp", "900", "self", None),
        ("erp", "901", "self", None),
        ("erp_old", "12", "key_map", "same record by the key map as erp:900"),
    ]


def test_a_row_without_its_record_is_counted(connection: duckdb.DuckDBPyConnection, load: Any, tmp_path: Path) -> None:
    load("supplier", SUPPLIERS)
    path = tmp_path / "keys.csv"
    path.write_text(HEADER + "supplier,900,erp_old,13\n", encoding="utf-8")
    load_key_maps(connection, {"erp": path})
    assert "rows of key maps without a record: 1" in str(link_suppliers(connection, RUN_AT))
    assert {row[2] for row in links(connection)} == {"self"}


@pytest.mark.parametrize("text", [None, "entity,id\nsupplier,900\n"])
def test_a_key_map_that_is_none_is_named(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "keys.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(IdentityError, match=r"keys\.csv: the key map cannot be read"):
        load_key_maps(connection, {"erp": path})
