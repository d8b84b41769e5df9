"""The links against an oracle in plain Python, and their independence of the order of rows and of threads."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import datetime
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.keys import KEY_NAMESPACE, key_sql
from identity.linking import link_all
from tests.unit.identity.goods_records import RUN_AT

VENDORS = {"shop": "shopify", "shop_us": "shopify", "crm": "hubspot"}
QUIET = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

record = st.fixed_dictionaries(
    {
        "source_name": st.sampled_from(sorted(VENDORS)),
        "party_record_id": st.sampled_from("12345"),
        "party_type": st.sampled_from(["person", "organisation"]),
        "name": st.sampled_from(["ann lee", "bob lee", None]),
        "email": st.sampled_from(["a@x.fr", "b@x.fr", "info@x.fr", None]),
        "tax_id": st.sampled_from(["FR10203", "FR40506", None]),
        "external_vendor": st.sampled_from(["shopify", "hubspot", None]),
        "external_id": st.sampled_from(["1", "2", "", None]),
        "day": st.sampled_from([1, 2, None]),
    }
)
parties = st.lists(record, max_size=12, unique_by=lambda row: (row["source_name"], row["party_record_id"]))


def as_row(drawn: dict[str, Any]) -> dict[str, Any]:
    is_person = drawn["party_type"] == "person"
    return {
        **drawn,
        "vendor": VENDORS[drawn["source_name"]],
        "full_name": drawn["name"] if is_person else None,
        "organisation_name": None if is_person else drawn["name"],
        "created_at": drawn["day"] and datetime(2024, 1, drawn["day"]),
        "country_code": "FR",
        "is_deleted": False,
    }


def age(row: dict[str, Any]) -> tuple[bool, int, str, str]:
    return (row["day"] is None, row["day"] or 0, row["source_name"], row["party_record_id"])


def are_linked(one: dict[str, Any], other: dict[str, Any], answers: Counter[tuple[str, str]]) -> bool:
    """Whether two records share evidence directly, by the rules in words."""
    if one["party_type"] != other["party_type"]:
        return False
    for row, target in ((one, other), (other, one)):
        named = (row["external_vendor"], row["external_id"])
        if named == (target["vendor"], target["party_record_id"]) and answers[named] == 1:
            return True
    if one["party_type"] == "organisation" and one["tax_id"] and one["tax_id"] == other["tax_id"]:
        return True
    same = one["email"] == other["email"] and one["name"] == other["name"]
    return bool(same and one["name"] and one["email"] and not one["email"].startswith("info"))


def founders(rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """The key of every record: grow each component from its oldest record by looking at all pairs."""
    answers = Counter((row["vendor"], row["party_record_id"]) for row in rows)
    waiting = sorted(rows, key=age)
    keys: dict[tuple[str, str], str] = {}
    while waiting:
        founder = waiting.pop(0)
        component = [founder]
        for member in component:
            joined = [row for row in waiting if are_linked(member, row, answers)]
            component += joined
            waiting = [row for row in waiting if row not in joined]
        name = f"customer:{founder['source_name']}:{founder['party_record_id']}"
        key = str(uuid.uuid5(KEY_NAMESPACE, name))
        keys |= {(row["source_name"], row["party_record_id"]): key for row in component}
    return keys


@given(drawn=parties)
@QUIET
def test_customers_equal_an_oracle_that_compares_all_pairs(
    connection: duckdb.DuckDBPyConnection, load: Any, drawn: list[dict[str, Any]]
) -> None:
    rows = [as_row(row) for row in drawn]
    load("party_record", rows)
    load("product_variant", [])
    load("supplier", [])
    link_all(connection, RUN_AT)
    links = connection.execute("select source_name, party_record_id, customer_key from identity.customer_link")
    assert {(source, record_id): key for source, record_id, key in links.fetchall()} == founders(rows)


@given(drawn=parties, order=st.randoms(use_true_random=False))
@settings(QUIET, max_examples=8)
def test_the_order_of_rows_and_the_threads_do_not_matter(
    connection: duckdb.DuckDBPyConnection, load: Any, drawn: list[dict[str, Any]], order: Any
) -> None:
    rows = [as_row(row) for row in drawn]
    codes = [
        {
            "source_name": row["source_name"],
            "product_variant_id": row["party_record_id"],
            "sku": row["external_id"],
            "barcode": row["tax_id"],
            "supplier_id": row["party_record_id"],
            "supplier_code": row["email"],
            "supplier_name": row["name"],
            "tax_id": row["tax_id"],
        }
        for row in rows
    ]
    written = []
    for threads in (1, 2):
        connection.execute(f"set threads = {threads}")
        load("party_record", rows)
        load("product_variant", codes)
        load("supplier", codes)
        link_all(connection, RUN_AT)
        written.append(
            [
                connection.execute(f"from identity.{kind}_link").fetchall()
                for kind in ("customer", "product", "supplier")
            ]
        )
        order.shuffle(rows)
        order.shuffle(codes)
    assert written[0] == written[1]


@given(source=st.text(), record_id=st.text())
@QUIET
def test_keys_made_in_sql_are_those_of_python(
    connection: duckdb.DuckDBPyConnection, source: str, record_id: str
) -> None:
    ((key,),) = connection.execute(
        f"select {key_sql('customer', 'source', 'id')} from (select ? as source, ? as id)", [source, record_id]
    ).fetchall()
    assert key == str(uuid.uuid5(KEY_NAMESPACE, f"customer:{source}:{record_id}"))
