"""What is never one, whatever agrees, and what people say against it; each guard is tested by taking it away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
import pytest

from identity.goods.evidence import GoodKind
from identity.goods.products import PRODUCTS
from identity.goods.running import link_goods
from identity.goods.suppliers import SUPPLIERS
from tests.unit.identity.goods_records import RUN_AT, groups, sets, supplier, variant

EAN, OTHER_EAN = "4006381333931", "5901234123457"
CHAIN = (
    variant("odoo:1", "ABC-100", EAN),
    variant("crm:1", "ABC-100", OTHER_EAN),
    variant("shop:1", None, EAN),
    variant("shop:2", None, OTHER_EAN),
)
BRIDGE = (
    supplier("erp:1", "Seta Milano", tax_id="IT01234567890", email="orders@seta.example", city="Milano"),
    supplier("scm:1", "Seta Milano", email="orders@seta.example", city="Milano"),
    supplier("old:1", "Seta Milano", tax_id="IT99988877766", email="orders@seta.example", city="Milano"),
)


def breaches(connection: duckdb.DuckDBPyConnection, kind: GoodKind) -> list[tuple[str, str]]:
    """Pairs of one entity that are never one by the words of the guards, written without them."""
    forbids = {
        "product": "l.source_name = r.source_name and l.product_variant_id < r.product_variant_id "
        "and (l.sku is null or r.sku is null or l.sku <> r.sku)",
        "supplier": "l.source_name || l.supplier_id < r.source_name || r.supplier_id "
        "and l.tax_id <> r.tax_id and l.country_code = r.country_code",
    }[kind.entity]
    return connection.execute(f"""
        with record as (
            select canonical.*, link.{kind.entity}_key as entity_key
            from {kind.reads} as canonical
            inner join {kind.writes} as link using (source_name, {kind.id_column})
        )
        select l.source_name || ':' || l.{kind.id_column}, r.source_name || ':' || r.{kind.id_column}
        from record as l inner join record as r on l.entity_key = r.entity_key and {forbids} order by all
    """).fetchall()


@pytest.mark.parametrize(("kind", "rows"), [(PRODUCTS, CHAIN), (SUPPLIERS, BRIDGE)], ids=["product", "supplier"])
def test_no_chain_of_evidence_gets_round_a_guard(
    connection: duckdb.DuckDBPyConnection, load: Any, kind: GoodKind, rows: tuple[dict[str, Any], ...]
) -> None:
    load(kind.reads.removeprefix("canonical."), rows)
    link_goods(connection, kind, RUN_AT)
    assert breaches(connection, kind) == []
    assert len(groups(connection, kind.entity)) == 2
    link_goods(connection, replace(kind, guards=(replace(kind.guards[0], sql="false"), *kind.guards[1:])), RUN_AT)
    assert len(breaches(connection, kind)) == 1
    assert len(groups(connection, kind.entity)) == 1


def test_no_chain_of_evidence_crosses_a_border(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    columns = {"email": "orders@seta.example", "city": "Como"}
    rows = [
        supplier(f"{source}:1", "Seta", country_code=country, **columns)
        for source, country in (("erp", "IT"), ("scm", None), ("old", "CH"))
    ]
    load("supplier", rows)
    link_goods(connection, SUPPLIERS, RUN_AT)
    assert len(groups(connection, "supplier")) == 2
    assert not any({"erp:1", "old:1"} <= group for group in groups(connection, "supplier"))
    link_goods(connection, replace(SUPPLIERS, guards=SUPPLIERS.guards[:1]), RUN_AT)
    assert groups(connection, "supplier") == sets("erp:1 scm:1 old:1")


def decide(connection: duckdb.DuckDBPyConnection, *decisions: tuple[str, str, str, str]) -> None:
    """Write standing decisions as `identity.decisions` does: entity, kind, record, other."""
    connection.execute(
        "create or replace table run.identity_decision (entity varchar, kind varchar, source_name varchar, "
        "record_id varchar, other_source_name varchar, other_record_id varchar, decision_id bigint)"
    )
    for number, (entity, kind, record, other) in enumerate(decisions, start=7):
        values = [entity, kind, *record.split(":"), *other.split(":"), number]
        connection.execute("insert into run.identity_decision values (?, ?, ?, ?, ?, ?, ?)", values)


def test_what_a_person_joins_is_one_guard_or_not(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load("product_variant", [variant("shop:1", "A"), variant("shop:2", "B"), variant("odoo:3", "C")])
    decide(connection, ("product", "must_link", "shop:2", "shop:1"), ("product", "must_link", "odoo:3", "shop:2"))
    link_goods(connection, PRODUCTS, RUN_AT)
    assert groups(connection, "product") == sets("shop:1 shop:2 odoo:3")
    rows = connection.execute(
        "select product_variant_id, rule_name, decided_by, decision_id, evidence from identity.product_link order by 1"
    ).fetchall()
    assert rows == [
        ("1", "decision", "steward", 7, "one by a decision with shop:2"),
        ("2", "decision", "steward", 8, "one by a decision with odoo:3"),
        ("3", "self", "rule", None, None),
    ]


def test_what_a_person_parts_stays_parted_against_all_evidence(
    connection: duckdb.DuckDBPyConnection, load: Any
) -> None:
    rows = [variant(f"{source}:1", "ABC-100", EAN) for source in ("crm", "odoo", "shop")]
    load("product_variant", rows)
    decide(connection, ("product", "cannot_link", "crm:1", "shop:1"), ("supplier", "cannot_link", "odoo:1", "crm:1"))
    link_goods(connection, PRODUCTS, RUN_AT)
    assert groups(connection, "product") == sets("crm:1 odoo:1", "shop:1")
    decide(connection)
    link_goods(connection, PRODUCTS, RUN_AT)
    assert groups(connection, "product") == sets("crm:1 odoo:1 shop:1")


def test_a_decision_outranks_a_key_map_and_a_key_map_every_other_evidence(
    connection: duckdb.DuckDBPyConnection, load: Any
) -> None:
    load("supplier", [supplier("erp:1", "Lino"), supplier("old:9", "Seta"), supplier("scm:1", "LINO", city="Como")])
    decide(connection)
    connection.execute(
        "create table run.key_map (entity varchar, source_name varchar, record_id varchar, "
        "other_source_name varchar, other_record_id varchar)"
    )
    connection.execute("insert into run.key_map values ('supplier', 'erp', '1', 'old', '9')")
    assert link_goods(connection, SUPPLIERS, RUN_AT).unmatched == 0
    assert frozenset({"erp:1", "old:9"}) <= max(groups(connection, "supplier"), key=len)
    decide(connection, ("supplier", "cannot_link", "old:9", "erp:1"))
    link_goods(connection, SUPPLIERS, RUN_AT)
    assert groups(connection, "supplier") == sets("erp:1 scm:1", "old:9")
    decide(connection, ("supplier", "cannot_link", "old:9", "erp:1"), ("supplier", "must_link", "old:9", "scm:1"))
    link_goods(connection, SUPPLIERS, RUN_AT)
    assert groups(connection, "supplier") == sets("erp:1", "old:9 scm:1")


def test_a_group_above_the_cap_is_cut_and_counted(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    skus = [f"ABC-1{number:02}" for number in range(4)]
    rows = [
        variant(f"s{source:02}:{sku}", sku, EAN if sku == skus[0] else None) for source in range(25) for sku in skus
    ]
    load("product_variant", rows)
    connection.execute(
        "create table run.key_map as select 'product' as entity, 's00' as source_name, 'ABC-100' as record_id, "
        "'s01' as other_source_name, unnest(['ABC-101', 'ABC-102', 'ABC-103']) as other_record_id"
    )
    report = link_goods(connection, PRODUCTS, RUN_AT)
    sizes = sorted(len(group) for group in groups(connection, "product"))
    assert sum(sizes) == 100
    assert report.parted == (1, 100)
    assert sizes[-1] <= 50


def test_nothing_personal_is_left_behind(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load("supplier", BRIDGE)
    load("product_variant", CHAIN)
    for kind in (PRODUCTS, SUPPLIERS):
        link_goods(connection, kind, RUN_AT)
    assert connection.execute("select table_name from duckdb_tables() where temporary").fetchall() == []


def test_a_supplier_keeps_its_key_when_an_older_name_joins_it(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    later = supplier("scm:1", "Seta Milano", tax_id="IT01234567890")
    load("supplier", [later])
    link_goods(connection, SUPPLIERS, RUN_AT)
    ((key,),) = connection.execute("select supplier_key from identity.supplier_link").fetchall()
    load("supplier", [later, supplier("erp:1", "Seta", tax_id="IT01234567890")])
    assert link_goods(connection, SUPPLIERS, RUN_AT).keys.moved == 0
    assert connection.execute("select distinct supplier_key from identity.supplier_link").fetchall() == [(key,)]
