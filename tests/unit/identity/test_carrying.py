"""Links between two full linkings: known records keep theirs, new ones stand alone until the next."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from identity.carrying import carry_links, has_links
from identity.keeping import issue_keys, load_issued
from identity.keys import KEY_NAMESPACE

ANNA = {"source_name": "shop", "vendor": "shopify", "party_type": "person", "email": "anna@example.org"}
NAMES = {"given_name": "Anna", "family_name": "Schmidt"}


def person(record_id: str, day: int, **columns: Any) -> dict[str, Any]:
    return {**ANNA, **NAMES, "party_record_id": record_id, "created_at": datetime(2026, 1, day), **columns}


def variant(record_id: str, sku: str) -> dict[str, Any]:
    return {"source_name": "shop", "product_variant_id": record_id, "sku": sku}


@pytest.fixture
def linked(connection: duckdb.DuckDBPyConnection, load: Any, link: Any) -> duckdb.DuckDBPyConnection:
    """Two records that are one person, and one variant, after a full linking."""
    load("party_record", [person("1", 1), person("2", 2)])
    load("product_variant", [variant("10", "A-1")])
    load("supplier", [])
    link()
    return connection


def links(connection: duckdb.DuckDBPyConnection, table: str = "customer") -> list[tuple[Any, ...]]:
    return connection.execute(f"select * from identity.{table}_link order by all").fetchall()


def test_without_new_records_every_link_stays(linked: duckdb.DuckDBPyConnection) -> None:
    before = links(linked), links(linked, "product")
    assert carry_links(linked) == 0
    assert (links(linked), links(linked, "product")) == before


def test_a_new_record_gets_the_key_that_it_would_found(linked: duckdb.DuckDBPyConnection, load: Any) -> None:
    before = links(linked)
    load("party_record", [person("1", 1), person("2", 2), person("3", 3)])
    load("product_variant", [variant("10", "A-1"), variant("11", "A-1")])
    assert carry_links(linked) == 2
    key = str(uuid.uuid5(KEY_NAMESPACE, "customer:shop:3"))
    new = ("shop", "3", key, "self", None, None, None, datetime(2026, 1, 3), "rule", None, None, None)
    assert links(linked) == [*before, new]
    key = str(uuid.uuid5(KEY_NAMESPACE, "product:shop:11"))
    assert links(linked, "product")[1:] == [("shop", "11", key, "self", None, None, None, "rule", None, None)]


def test_two_runs_within_the_day_are_as_good_as_one(linked: duckdb.DuckDBPyConnection, load: Any, link: Any) -> None:
    older, newer = [person("1", 1), person("2", 2), person("3", 3)], person("4", 4)
    load("party_record", older)
    carry_links(linked)
    load("party_record", [*older, newer])
    carry_links(linked)
    twice = links(linked)
    load("party_record", [person("1", 1), person("2", 2)])
    link()
    load("party_record", [*older, newer])
    carry_links(linked)
    assert links(linked) == twice


def test_the_next_full_linking_knows_nothing_of_what_was_carried(
    linked: duckdb.DuckDBPyConnection, load: Any, link: Any
) -> None:
    load("party_record", [person("1", 1), person("2", 2), person("3", 3)])
    carry_links(linked)
    assert len({row[2] for row in links(linked)}) == 2
    link()
    assert len({row[2] for row in links(linked)}) == 1
    assert linked.execute("select count(*) from identity.key_event where kind <> 'mint'").fetchall() == [(0,)]


def test_a_record_that_returns_has_the_key_that_was_issued_to_it(
    linked: duckdb.DuckDBPyConnection, load: Any, tmp_path: Path
) -> None:
    load_issued(linked, tmp_path)
    for groups in ("('shop', '1', 1), ('shop', '3', 3), ('shop', '4', 3)", "('shop', '1', 1), ('shop', '3', 1)"):
        linked.execute(
            "create or replace temp table identity_step_grouped as select *, null::timestamp as created_at "
            f"from (values {groups}) as given (source_name, record_id, group_number)"
        )
        issue_keys(linked, "customer", datetime(2026, 1, 1))
    issued = linked.execute("select count(*) from identity.key_event").fetchall()
    load("party_record", [person("1", 1), person("2", 2), person("4", 4)])
    carry_links(linked)
    assert links(linked)[-1][:4] == ("shop", "4", str(uuid.uuid5(KEY_NAMESPACE, "customer:shop:1")), "self")
    assert linked.execute("select count(*) from identity.key_event").fetchall() == issued


def test_the_link_of_a_record_that_is_gone_goes_too(linked: duckdb.DuckDBPyConnection, load: Any) -> None:
    load("party_record", [person("1", 1)])
    carry_links(linked)
    assert [row[1] for row in links(linked)] == ["1"]


def test_there_is_nothing_to_carry_before_the_first_linking(
    connection: duckdb.DuckDBPyConnection, load: Any, link: Any
) -> None:
    assert not has_links(connection)
    for table in ("party_record", "product_variant", "supplier"):
        load(table, [])
    link()
    assert has_links(connection)
