"""The invariants of identity: each check passes on a sound little company, and fails on each breach that is planted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pytest

Row = Mapping[str, Any]
World = Mapping[str, Sequence[Row]]

NEW_YEAR, MARCH = "2025-01-01", "2025-03-01"
SHOP_1 = {"source_name": "shop", "party_record_id": "1", "customer_key": "c1", "decided_by": "model"}
CRM_1 = {"source_name": "crm", "party_record_id": "1", "customer_key": "c1", "decided_by": "steward"}
CRM_2 = {"source_name": "crm", "party_record_id": "2", "customer_key": "c2", "decided_by": "rule"}
TWO_PERIODS = [
    {"valid_from": NEW_YEAR, "valid_to": MARCH, "is_current": False},
    {"valid_from": MARCH, "valid_to": None, "is_current": True},
]
PERSON = {"customer_type": "person", "country_code": "DE", "market_code": "DE"}
ORDER = {
    "source_name": "shop",
    "sales_order_id": "o1",
    "party_record_id": "1",
    "currency_code": "EUR",
    "is_deleted": False,
}
LINE = {
    "source_name": "shop",
    "sales_order_id": "o1",
    "currency_code": "EUR",
    "net_amount": "19.90",
    "is_deleted": False,
}
PLACES: list[Row] = [
    {
        "source_name": "shop",
        "party_record_id": "1",
        "place_record_id": "1@a",
        "place_key": "l1",
        "numbers": "8",
        "rule_name": "self",
        "decided_by": "rule",
        "is_current": True,
    },
    {
        "source_name": "shop",
        "party_record_id": "1",
        "place_record_id": "1@b",
        "place_key": "l2",
        "numbers": "9",
        "rule_name": "self",
        "decided_by": "rule",
        "is_current": False,
    },
    {
        "source_name": "crm",
        "party_record_id": "1",
        "place_record_id": "1@a",
        "place_key": "l1",
        "numbers": "8",
        "rule_name": "same_address",
        "decided_by": "rule",
        "is_current": True,
    },
]
SOUND: World = {
    "party_record": [{"source_name": row["source_name"], "party_record_id": row["party_record_id"]}
                     for row in (SHOP_1, CRM_1, CRM_2)],
    "product_variant": [{"source_name": "shop", "product_variant_id": "v1"}],
    "supplier": [{"source_name": "erp", "supplier_id": "7"}],
    "customer_link": [SHOP_1, CRM_1, CRM_2],
    "xref_customer": [SHOP_1, CRM_1, CRM_2],
    "xref_product": [{"source_name": "shop", "product_variant_id": "v1", "product_key": "p1", "decided_by": "rule"}],
    "xref_supplier": [{"source_name": "erp", "supplier_id": "7", "supplier_key": "s1"}],
    "dim_customer": [{"customer_key": "c1", **PERSON}, {"customer_key": "c2", **PERSON}, {"customer_key": "unknown"}],
    "xref_household": [{"customer_key": "c1", "household_key": "h1"}, {"customer_key": "c2", "household_key": "h1"}],
    "place_link": PLACES,
    "xref_place": [{"source_name": "shop", "party_record_id": "1", "place_key": "l1"}],
    "dim_customer_history": [
        {"customer_key": "c1", "valid_from": NEW_YEAR, "valid_to": MARCH, "is_current": False},
        {"customer_key": "c1", "valid_from": MARCH, "is_current": True, **PERSON},
        {"customer_key": "c2", "valid_from": NEW_YEAR, "is_current": True, **PERSON},
        {"customer_key": "unknown", "valid_from": NEW_YEAR, "is_current": True},
    ],
    "customer_record_history": [{"source_name": "crm", "party_record_id": "1", **period} for period in TWO_PERIODS],
    "key_alias": [
        {"entity": "customer", "retired_key": "old", "current_key": "c1"},
        {"entity": "supplier", "retired_key": "old", "current_key": "s1"},
        {"entity": "household", "retired_key": "h0", "current_key": "left alone"},
    ],
    "identity_decision": [
        {"entity": "customer", "kind": "must_link", "source_name": "shop", "record_id": "1", "other_source_name": "crm",
         "other_record_id": "1"},
        {"entity": "customer", "kind": "cannot_link", "source_name": "shop", "record_id": "1",
         "other_source_name": "crm", "other_record_id": "2"},
        {"entity": "customer", "kind": "confirm", "source_name": "crm", "record_id": "1", "other_source_name": "crm",
         "other_record_id": "2"},
        {"entity": "customer", "kind": "must_link", "source_name": "crm", "record_id": "1",
         "other_source_name": "not yet", "other_record_id": "9"},
    ],
    "sales_order": [ORDER],
    "sales_order_line": [LINE, {**LINE, "is_deleted": True}],
    "fct_order": [{"customer_key": "c1", "currency_code": "EUR"}],
    "fct_order_line": [{"customer_key": "c1", "currency_code": "EUR", "net_amount": "19.90", "product_key": "p1"}],
    "fct_invoice_line": [{"customer_key": None, "supplier_key": "s1", "product_key": "unknown"}],
}  # fmt: skip
HISTORY = "assert_history_neither_overlaps_nor_leaves_a_gap"
ENDS = "assert_customer_history_ends_as_it_is"
ALIAS = "assert_retired_keys_resolve_in_one_hop"
DECISIONS = "assert_decisions_of_stewards_hold"
SUMS = "assert_customers_keep_orders_and_net_sales"
CAP = "assert_no_cluster_is_above_the_cap"
EXIST = "assert_customers_of_facts_exist"
RETIRED = "assert_facts_name_no_retired_key"
LINKED = "assert_every_record_has_one_link"
HOMES = "assert_households_are_of_living_people"
NUMBERS = "assert_places_keep_their_numbers"


def periods(*spans: tuple[str, str | None, bool]) -> list[Row]:
    """Periods of one customer."""
    return [
        {"customer_key": "c1", "valid_from": begin, "valid_to": end, "is_current": current}
        for begin, end, current in spans
    ]


def alias(retired: str, current: str) -> Row:
    return {"entity": "customer", "retired_key": retired, "current_key": current}


BREACHES: dict[str, tuple[str, World]] = {
    "a record without a key": (LINKED, {"xref_customer": [SHOP_1, CRM_1]}),
    "a record with two keys": (LINKED, {"xref_customer": [SHOP_1, CRM_1, CRM_2, {**CRM_2, "customer_key": "c1"}]}),
    "periods that overlap": (
        HISTORY,
        {"dim_customer_history": periods((NEW_YEAR, "2025-04-01", False), (MARCH, None, True))},
    ),
    "a gap between periods": (
        HISTORY,
        {"dim_customer_history": periods((NEW_YEAR, "2025-02-01", False), (MARCH, None, True))},
    ),
    "two open periods": (HISTORY, {"dim_customer_history": periods((NEW_YEAR, None, True), (MARCH, None, True))}),
    "no open period": (HISTORY, {"dim_customer_history": periods((NEW_YEAR, MARCH, False))}),
    "a period that ends before it begins": (
        HISTORY,
        {"dim_customer_history": periods((MARCH, NEW_YEAR, False))},
    ),
    "an open period that is not the current one": (HISTORY, {"dim_customer_history": periods((MARCH, None, False))}),
    "a gap in a record's history": (
        HISTORY,
        {"customer_record_history": [
            {"source_name": "crm", "party_record_id": "1", **TWO_PERIODS[0], "valid_to": "2025-02-01"},
            {"source_name": "crm", "party_record_id": "1", **TWO_PERIODS[1]},
        ]},
    ),
    "a customer without history": (
        ENDS,
        {"dim_customer": [*SOUND["dim_customer"], {"customer_key": "c3"}]},
    ),
    "history of no customer": (ENDS, {"dim_customer": [{"customer_key": "c1", **PERSON}, {"customer_key": "unknown"}]}),
    "history that ends in another country": (
        ENDS,
        {"dim_customer": [{"customer_key": "c1", **PERSON, "country_code": "FR"}, *SOUND["dim_customer"][1:]]},
    ),
    "a retired key that leads to a retired one": (ALIAS, {"key_alias": [alias("older", "old"), alias("old", "c1")]}),
    "a retired key that leads nowhere": (ALIAS, {"key_alias": [alias("old", "gone")]}),
    "a retired key that leads to two": (ALIAS, {"key_alias": [alias("old", "c1"), alias("old", "c2")]}),
    "a retired key that a record still has": (ALIAS, {"key_alias": [alias("c2", "c1")]}),
    "a key of another entity as the target": (ALIAS, {"key_alias": [alias("old", "s1")]}),
    "records that were told apart in one cluster": (
        DECISIONS,
        {"xref_customer": [SHOP_1, CRM_1, {**CRM_2, "customer_key": "c1"}]},
    ),
    "records that were made one in two clusters": (
        DECISIONS,
        {"xref_customer": [SHOP_1, {**CRM_1, "customer_key": "c3"}, CRM_2]},
    ),
    "an order that moved to another customer": (
        SUMS,
        {"fct_order": [{"customer_key": "c2", "currency_code": "EUR"}]},
    ),
    "net sales that a customer lost": (
        SUMS,
        {"fct_order_line": [{"customer_key": "c1", "currency_code": "EUR", "net_amount": "19.89"}]},
    ),
    "an order that is counted twice": (SUMS, {"fct_order": SOUND["fct_order"] * 2}),
    "a cluster above the cap": (
        CAP,
        {"xref_customer": [{**SHOP_1, "party_record_id": str(number)} for number in range(201)]},
    ),
    "a product of too many records": (
        CAP,
        {"xref_product": [{"source_name": "a", "product_variant_id": str(n), "product_key": "p"} for n in range(201)]},
    ),
    "a fact of a customer that is not there": (
        EXIST,
        {"fct_opportunity": [{"customer_key": "c9"}]},
    ),
    "a household of one": (HOMES, {"xref_household": [SOUND["xref_household"][0]]}),
    "a household that is too large": (
        HOMES,
        {
            "xref_household": [{"customer_key": f"p{n}", "household_key": "h1"} for n in range(13)],
            "dim_customer": [{"customer_key": f"p{n}", **PERSON} for n in range(13)],
        },
    ),
    "a company in a household": (
        HOMES,
        {"dim_customer": [{"customer_key": "c1", **PERSON}, {"customer_key": "c2", "customer_type": "organisation"}]},
    ),
    "a household under a retired key": (
        HOMES,
        {"key_alias": [{"entity": "household", "retired_key": "h1", "current_key": "h2"}]},
    ),
    "a retired key of a household that is still given": (
        ALIAS,
        {"key_alias": [{"entity": "household", "retired_key": "h1", "current_key": "h2"}]},
    ),
    "two house numbers at one place": (NUMBERS, {"place_link": [PLACES[0], {**PLACES[2], "numbers": "8 flat 3"}]}),
    "a record at two places now": (NUMBERS, {"place_link": [PLACES[0], {**PLACES[1], "is_current": True}]}),
    "a place under a retired key": (
        NUMBERS,
        {"key_alias": [{"entity": "place", "retired_key": "l1", "current_key": "l2"}]},
    ),
    "a retired key of a place that leads nowhere": (
        ALIAS,
        {"key_alias": [{"entity": "place", "retired_key": "l0", "current_key": "l9"}]},
    ),
    "addresses that were told apart at one place": (
        DECISIONS,
        {"identity_decision": [
            {"entity": "place", "kind": "cannot_link", "source_name": "shop", "record_id": "1@a",
             "other_source_name": "crm", "other_record_id": "1@a"},
        ]},
    ),
    "consent of a customer that is not there": (EXIST, {"fct_customer_consent": [{"customer_key": "c9"}]}),
    "an order under a retired key": (RETIRED, {"fct_order": [{"customer_key": "old"}]}),
    "a supplier's invoice under a retired key": (RETIRED, {"fct_invoice_line": [{"supplier_key": "old"}]}),
}  # fmt: skip


@pytest.fixture
def warehouse(compiled: dict[str, Any]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        yield connection


def check_named(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    return next(node for node in manifest["nodes"].values() if node["name"] == name)


def broken(connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any], name: str, world: World) -> int:
    """Run a check over these rows; a column that a row does not name is null."""
    node, known = check_named(manifest, name), {**manifest["nodes"], **manifest["sources"]}
    for parent in (known[unique_id] for unique_id in node["depends_on"]["nodes"]):
        table = f"warehouse.{parent['schema']}.{parent['name']}"
        columns = ", ".join(f"{column} {spec['data_type']}" for column, spec in parent["columns"].items())
        connection.execute(f"create schema if not exists warehouse.{parent['schema']}")
        connection.execute(f"create or replace table {table} ({columns})")
        for row in world.get(parent["name"], ()):
            given = {key: value for key, value in row.items() if key in parent["columns"]}
            marks = ", ".join("?" * len(given))
            connection.execute(f"insert into {table} ({', '.join(given)}) values ({marks})", list(given.values()))
    return len(connection.execute(node["compiled_code"]).fetchall())


@pytest.mark.parametrize("name", sorted({name for name, _ in BREACHES.values()}))
def test_an_invariant_holds_in_a_sound_company(
    warehouse: duckdb.DuckDBPyConnection, compiled: dict[str, Any], name: str
) -> None:
    assert broken(warehouse, compiled, name, SOUND) == 0


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_found(warehouse: duckdb.DuckDBPyConnection, compiled: dict[str, Any], breach: str) -> None:
    name, planted = BREACHES[breach]
    assert broken(warehouse, compiled, name, {**SOUND, **planted}) > 0


def test_what_stewards_joined_does_not_count_towards_the_cap(
    warehouse: duckdb.DuckDBPyConnection, compiled: dict[str, Any]
) -> None:
    joined = [{**CRM_1, "party_record_id": str(number)} for number in range(201)]
    assert broken(warehouse, compiled, CAP, {**SOUND, "xref_customer": joined}) == 0


def test_a_breach_stops_the_release(compiled: dict[str, Any]) -> None:
    names = {name for name, _ in BREACHES.values()}
    assert {check_named(compiled, name)["config"]["severity"].lower() for name in names} == {"error"}


@pytest.mark.parametrize(("name", "entities"), [(EXIST, ["customer"]), (RETIRED, ["customer", "product", "supplier"])])
def test_no_fact_with_a_key_of_identity_is_left_out(
    compiled: dict[str, Any], name: str, entities: Sequence[str]
) -> None:
    looked_at = set(check_named(compiled, name)["depends_on"]["nodes"])
    facts = {
        unique_id
        for unique_id, node in compiled["nodes"].items()
        if node["resource_type"] == "model" and node["name"].startswith("fct_")
        and any(f"{entity}_key" in node["columns"] for entity in entities)
    }  # fmt: skip
    assert facts and facts <= looked_at
