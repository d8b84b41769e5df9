from __future__ import annotations

import uuid
from typing import Any

import duckdb

from identity.keys import KEY_NAMESPACE
from identity.linking import EntitySummary, LinkSummary, link_products, link_suppliers

EAN = "4006381333931"
OTHER_EAN = "5901234123457"


def variant(record: str, sku: str | None, barcode: str | None = None) -> dict[str, Any]:
    source, _, record_id = record.partition(":")
    return {"source_name": source, "product_variant_id": record_id, "sku": sku, "barcode": barcode}


def supplier(record: str, code: str | None, name: str | None, tax_id: str | None = None) -> dict[str, Any]:
    source, _, record_id = record.partition(":")
    return {
        "source_name": source,
        "supplier_id": record_id,
        "supplier_code": code,
        "supplier_name": name,
        "tax_id": tax_id,
        "country_code": "IT",
    }


def groups(connection: duckdb.DuckDBPyConnection, table: str, entity: str) -> set[frozenset[str]]:
    """The records of each key, as `source:id`."""
    column = {"product": "product_variant_id", "supplier": "supplier_id"}[entity]
    rows = connection.execute(
        f"select list(source_name || ':' || {column}) from identity.{table} group by {entity}_key"
    ).fetchall()
    return {frozenset(records) for (records,) in rows}


def products(connection: duckdb.DuckDBPyConnection, load: Any, *rows: dict[str, Any]) -> set[frozenset[str]]:
    load("product_variant", rows)
    link_products(connection)
    return groups(connection, "product_link", "product")


def sets(*texts: str) -> set[frozenset[str]]:
    return {frozenset(text.split()) for text in texts}


def test_same_sku_is_one_product_across_and_within_sources(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    found = products(
        connection, load, variant("shop:1", " ab-1 "), variant("shop:2", "AB-1"), variant("odoo:1", "AB-1", EAN)
    )
    assert found == sets("shop:1 shop:2 odoo:1")
    rows = connection.execute("select * from identity.product_link").fetchall()
    key = str(uuid.uuid5(KEY_NAMESPACE, "product:odoo:1"))
    assert rows == [
        ("odoo", "1", key, "self", None),
        ("shop", "1", key, "sku", "same SKU as odoo:1"),
        ("shop", "2", key, "sku", "same SKU as odoo:1"),
    ]


def test_skus_in_any_script_match_and_placeholders_do_not(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    found = products(
        connection,
        load,
        *(variant(f"{source}:1", "旗袍-红") for source in ("shop", "odoo")),
        *(variant(f"{source}:2", "n/a") for source in ("shop", "odoo")),
        *(variant(f"{source}:3", " ") for source in ("shop", "odoo")),
    )
    assert found == sets("shop:1 odoo:1", "shop:2", "odoo:2", "shop:3", "odoo:3")


def test_a_barcode_counts_only_where_the_sku_is_missing(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    found = products(
        connection,
        load,
        variant("shop:1", "A", EAN),
        variant("odoo:1", "B", EAN),
        variant("odoo:2", "C", OTHER_EAN),
        variant("shop:2", None, f"0{OTHER_EAN}"),
        variant("crm:2", None, OTHER_EAN),
    )
    assert found == sets("shop:1", "odoo:1", "odoo:2 shop:2 crm:2")


def test_a_barcode_under_two_skus_names_no_product(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    found = products(
        connection, load, variant("shop:1", "A", EAN), variant("odoo:1", "B", EAN), variant("crm:1", None, EAN)
    )
    assert found == sets("shop:1", "odoo:1", "crm:1")


def test_one_source_never_merges_two_variants_by_barcode(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    assert products(connection, load, variant("shop:1", None, EAN), variant("shop:2", None, EAN)) == sets(
        "shop:1", "shop:2"
    )
    assert products(connection, load, variant("shop:1", "A", EAN), variant("shop:2", None, EAN)) == sets(
        "shop:1", "shop:2"
    )


def test_one_source_never_merges_two_variants_by_way_of_another(
    connection: duckdb.DuckDBPyConnection, load: Any
) -> None:
    beside_a_sku = products(
        connection, load, variant("shop:1", "A"), variant("odoo:1", "A", EAN), variant("shop:2", None, EAN)
    )
    assert beside_a_sku == sets("shop:1 odoo:1", "shop:2")
    by_two_barcodes = products(
        connection,
        load,
        variant("odoo:1", "A", EAN),
        variant("crm:1", "A", OTHER_EAN),
        variant("shop:1", None, EAN),
        variant("shop:2", None, OTHER_EAN),
    )
    assert by_two_barcodes == sets("odoo:1 crm:1", "shop:1", "shop:2")


def test_made_up_barcodes_are_no_evidence(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    for barcode in ("0000000000000", "123456789", "1234", "none", ""):
        found = products(connection, load, variant("shop:1", None, barcode), variant("odoo:1", None, barcode))
        assert found == sets("shop:1", "odoo:1")


def test_suppliers_are_one_by_tax_id_or_by_code_and_name(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load(
        "supplier",
        [
            supplier("odoo:1", "S-1", "Seta S.p.A.", "IT 0123 456 7890"),
            supplier("scm:1", "77", "Seta Milano", "01234567890"),
            supplier("odoo:2", "S-2", "Filo Srl"),
            supplier("scm:2", "s-2 ", "FILO, SRL"),
            supplier("scm:3", "S-2", "Lino Srl"),
            supplier("crm:4", None, "Filo Srl"),
        ],
    )
    summary = link_suppliers(connection)
    assert groups(connection, "supplier_link", "supplier") == sets("odoo:1 scm:1", "odoo:2 scm:2", "scm:3", "crm:4")
    assert summary == LinkSummary(
        (EntitySummary("supplier", 6, 4, {"code_and_name": 1, "self": 4, "tax_id": 1}, 0, 0, 0),)
    )
    evidence = connection.execute(
        "select supplier_id, rule_name, evidence from identity.supplier_link where source_name = 'scm' order by all"
    ).fetchall()
    assert evidence == [
        ("1", "tax_id", "same tax id as odoo:1"),
        ("2", "code_and_name", "same supplier code and name as odoo:2"),
        ("3", "self", None),
    ]


def test_empty_tables_yield_empty_links(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load("product_variant", [])
    load("supplier", [])
    assert link_products(connection) == LinkSummary((EntitySummary("product", 0, 0, {}, 0, 0, 0),))
    assert link_suppliers(connection) == LinkSummary((EntitySummary("supplier", 0, 0, {}, 0, 0, 0),))
    for table, width in (("product_link", 5), ("supplier_link", 5)):
        types = connection.execute(f"select column_type from (describe identity.{table})").fetchall()
        assert types == [("VARCHAR",)] * width
