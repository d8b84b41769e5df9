"""What people are asked: how likely a change is, the floor under which nobody is asked, and that goods ask as well."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from identity.cluster.constrained import REFUSED
from identity.configuration import linkage_settings
from identity.decisions import write_decisions
from identity.goods.evidence import RECORD, GoodKind
from identity.goods.products import PRODUCTS
from identity.goods.review import write_review_items as ask_of_goods
from identity.goods.scoring import SCORED
from identity.goods.suppliers import SUPPLIERS
from identity.keeping.shapes import KEYED
from identity.parties.numbering import PARTY
from identity.parties.review import write_review_items as ask_of_customers
from identity.review.asking import chance_sql

NAMES = ("a", "b", "c", "d", "e")


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Five records of two systems, each an entity of its own; nothing scored, refused or decided."""
    with duckdb.connect() as connection:
        connection.execute("create schema identity")
        write_decisions(connection, [])
        keyed = ", ".join(f"('s{n % 2}', '{name}', 'key {name}')" for n, name in enumerate(NAMES))
        connection.execute(
            f"create temp table {KEYED} as from (values {keyed}) as row(source_name, record_id, entity_key)"
        )
        connection.execute(f"create temp table {REFUSED} (l integer, r integer, rule_name varchar, reason varchar)")
        yield connection


def asked(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "select entity, record_id, other_record_id, reason, round(chance, 2) from identity.review_item order by all"
    ).fetchall()


@pytest.mark.parametrize(("bits", "chance"), [(0, 0.5), (-3, 1 / 9), (14, 0.99994)])
def test_bits_are_a_chance(bits: float, chance: float) -> None:
    ((found,),) = duckdb.execute(f"select {chance_sql(str(bits))}").fetchall()
    assert found == pytest.approx(chance, abs=1e-5)


@pytest.mark.parametrize("kind", [PRODUCTS, SUPPLIERS], ids=lambda kind: kind.entity)
def test_goods_ask_about_what_is_near_refused_or_weak(warehouse: duckdb.DuckDBPyConnection, kind: GoodKind) -> None:
    warehouse.execute(f"create temp table {RECORD} as select (row_number() over () - 1)::integer as record_number, "
                      f"source_name, record_id from {KEYED}")  # fmt: skip
    pairs = "(0, 1, -1.0), (0, 2, -9.0), (1, 2, 4.0), (2, 3, 1.0)"
    warehouse.execute(f"create temp table {SCORED} as from (values {pairs}) as row(l, r, weight)")
    warehouse.execute(f"insert into {REFUSED} values (1, 2, 'sku', 'forbidden')")
    warehouse.execute(f"""create table {kind.writes} as select 's0' as source_name, 'e' as {kind.id_column},
        'key e' as {kind.entity}_key, 'model' as decided_by, 1.0 as match_weight, 's1' as evidence_source_name,
        'f' as evidence_record_id, 'same name' as evidence""")
    assert ask_of_goods(warehouse, kind, linkage_settings().review) == 4
    assert asked(warehouse) == [
        (kind.entity, "a", "b", "near", 0.33),
        (kind.entity, "b", "c", "conflict", 0.5),
        (kind.entity, "c", "d", "near", 0.67),
        (kind.entity, "e", "f", "weak", 0.33),
    ]


def test_the_chance_of_two_customers_is_that_of_all_their_pairs(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(f"update {KEYED} set entity_key = 'key a' where record_id = 'b'")
    warehouse.execute(f"update {KEYED} set entity_key = 'key d' where record_id = 'e'")
    warehouse.execute(f"""create temp table {PARTY} as
        select (row_number() over () - 1)::integer as record_number, hash(record_id) as record_hash, source_name,
            record_id from {KEYED}""")
    warehouse.execute("""
        create table identity.person_edge as
        select hash(l) as l, hash(r) as r, weight::float as weight
        from (values ('a', 'c', 1.0), ('b', 'c', -3.0), ('a', 'd', 2.0)) as row(l, r, weight);
        create table identity.organisation_edge as from identity.person_edge limit 0;
        create table identity.customer_link (source_name varchar, party_record_id varchar, customer_key varchar,
            rule_name varchar, match_weight double, evidence varchar, evidence_source_name varchar,
            evidence_record_id varchar)""")
    settings = linkage_settings()
    assert ask_of_customers(warehouse, settings.review, settings.clustering) == 1
    assert asked(warehouse) == [("customer", "a", "c", "near", 0.33)], "a and d have four pairs, of which one is alike"
