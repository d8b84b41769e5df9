"""The links do not depend on the order of rows or on threads, and keys are those that Python makes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import duckdb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from identity.keys import KEY_NAMESPACE, key_sql

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


@given(drawn=parties, order=st.randoms(use_true_random=False))
@settings(QUIET, max_examples=3, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_the_order_of_rows_and_the_threads_do_not_matter(
    connection: duckdb.DuckDBPyConnection, load: Any, link: Any, drawn: list[dict[str, Any]], order: Any
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
        link()
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
