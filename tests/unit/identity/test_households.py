"""Who lives together: what makes a household, what does not, its keys, and that it makes nobody one customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from identity.decisions import write_decisions
from identity.households.linking import HouseholdSummary, link_households
from identity.households.sharing import MOST_AT_HOME
from identity.keeping import load_issued
from identity.key_map import load_key_maps
from identity.parties.customers import link_customers
from identity.tables import PARTY_RECORD
from tests.unit.identity.conftest import PARTY, TYPES
from tests.unit.identity.goods_records import RUN_AT

Row = dict[str, Any]


def person(record: str, given: str, family: str, street: str | None, **columns: Any) -> Row:
    """A person at an address of a town that is named after the street."""
    source, _, record_id = record.partition(":")
    return {"source_name": source, "vendor": "shopify", "party_record_id": record_id, "party_type": "person",
            "given_name": given, "family_name": family, "email": f"{given}.{record_id}@example.org", "street": street,
            "city": "Kiel", "postal_code": "24103", "country_code": "DE", "created_at": datetime(2026, 1, 1),
            "is_deleted": False, **columns}  # fmt: skip


OFFICE = {**person("erp:90", "", "", "Hafen 1"), "party_type": "organisation", "organisation_name": "Nordlicht GmbH"}
CROWD = ["Ahrens", "Bollmann", "Carstens", "Dietrich", "Ehlers", "Feldmann", "Gerdes"]
WORLD = [
    person("shop:1", "Anna", "Schmidt", "Lindenweg 4"),
    person("crm:2", "Jonas", "Schmidt", "Lindenweg 4"),
    person("shop:3", "Lene", "Petersen", "Ring 7", phone="+49 431 220011"),
    person("shop:4", "Ole", "Voss", "Ring 7", phone="0431 220011"),
    person("shop:5", "Mia", "Brandt", "Allee 3"),
    person("shop:6", "Ida", "Krause", "Allee 3"),
    person("shop:7", "Max", "Jensen", "Packstation 112"),
    person("shop:8", "Eva", "Jensen", "Packstation 112"),
    person("shop:9", "Tim", "Clausen", "P.O. Box 44"),
    person("shop:10", "Pia", "Clausen", "P.O. Box 44"),
    person("shop:11", "Jan", "Thomsen", None),
    person("shop:12", "Ute", "Thomsen", None),
    person("shop:13", "Leo", "Behrens", "Hafen 1"),
    person("shop:14", "Kai", "Behrens", "Hafen 1"),
    OFFICE,
    *[person(f"shop:{number}", "Kim", name, "Turm 9") for number, name in enumerate([*CROWD, CROWD[0]], start=20)],
]


class World:
    """People in a warehouse, linked as often as is asked."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection, self.folder, self.summary = connection, folder, HouseholdSummary(0, 0, 0, 0)
        load_key_maps(connection, {})
        write_decisions(connection, [])
        load_issued(connection, folder / "issued")
        connection.execute("create schema canonical")

    def link(self, people: Sequence[Row]) -> dict[str, str]:
        """Return the household of each record that has one, by `source:id`."""
        typed = ", ".join(f"{column} {TYPES.get(column, 'varchar')}" for column in PARTY)
        self.connection.execute(f"create or replace table {PARTY_RECORD} ({typed})")
        rows = [[row.get(column) for column in PARTY] for row in people]
        self.connection.executemany(f"insert into {PARTY_RECORD} values ({', '.join('?' * len(PARTY))})", rows)
        models = self.folder / "models"
        first: dict[Any, str] = {kind: f"{kind}-1" for kind in ("person", "organisation") if models.is_dir()}
        link_customers(self.connection, models, first, RUN_AT, lambda text: None)
        self.summary = link_households(self.connection, models, RUN_AT)
        return dict(
            self.connection.execute("""
                select link.source_name || ':' || link.party_record_id, home.household_key
                from identity.household_link as home inner join identity.customer_link as link using (customer_key)
            """).fetchall()
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with duckdb.connect() as connection:
        made = World(connection, tmp_path_factory.mktemp("households"))
        made.link(WORLD)
        yield made


def households(world: World) -> set[frozenset[str]]:
    rows = world.connection.execute("""
        select list(link.source_name || ':' || link.party_record_id)
        from identity.household_link as home inner join identity.customer_link as link using (customer_key)
        group by home.household_key
    """).fetchall()
    return {frozenset(records) for (records,) in rows}


def rule_of(world: World, record: str) -> str:
    ((rule,),) = world.connection.execute(
        """
        select home.rule_name from identity.household_link as home
        inner join identity.customer_link as link using (customer_key)
        where link.source_name || ':' || link.party_record_id = ?
        """,
        [record],
    ).fetchall()
    return str(rule)


def test_an_address_with_a_family_name_or_a_telephone_is_a_household(world: World) -> None:
    assert households(world) == {frozenset({"shop:1", "crm:2"}), frozenset({"shop:3", "shop:4"})}
    assert (rule_of(world, "shop:1"), rule_of(world, "shop:4")) == ("address_and_name", "address_and_phone")
    assert (world.summary.household_count, world.summary.customer_count) == (2, 4)


def test_two_people_of_one_household_are_two_customers(world: World) -> None:
    ((keys, records),) = world.connection.execute(
        "select count(distinct customer_key), count(*) from identity.customer_link"
    ).fetchall()
    assert keys == records == len(WORLD)


@pytest.mark.parametrize(
    ("records", "place"),
    [
        (("shop:5", "shop:6"), "an address alone"),
        (("shop:7", "shop:8"), "a parcel locker"),
        (("shop:9", "shop:10"), "a post box"),
        (("shop:11", "shop:12"), "a town"),
        (("shop:13", "shop:14"), "a company"),
        (("shop:20", "shop:27"), "a house of many surnames"),
    ],
)
def test_what_many_share_is_nobodys_home(world: World, records: tuple[str, str], place: str) -> None:
    known = {row["source_name"] + ":" + row["party_record_id"] for row in WORLD}
    assert set(records) <= known and not set(records) & set().union(*households(world)), place


def test_keys_stay_when_one_moves_in_and_come_back_when_two_households_part(tmp_path: Path) -> None:
    anna, jonas, lene, ole = WORLD[:4]
    at_annas = {"street": "Lindenweg 4", "family_name": "Schmidt"}
    with duckdb.connect() as connection:
        world = World(connection, tmp_path)
        before = world.link([anna, jonas, lene, ole])
        assert len(set(before.values())) == 2
        child = person("shop:15", "Lotte", "Schmidt", "Lindenweg 4")
        assert world.link([anna, jonas, lene, ole, child]) == {**before, "shop:15": before["shop:1"]}
        joined = world.link([anna, jonas, {**lene, **at_annas}, {**ole, **at_annas}])
        assert len(set(joined.values())) == 1
        [(retired, current)] = connection.execute(
            "select retired_key, current_key from identity.key_alias where entity = 'household'"
        ).fetchall()
        assert {retired, current} == set(before.values()) and set(joined.values()) == {current}
        assert world.link([anna, jonas, lene, ole]) == before


def test_the_largest_household_is_the_same_here_and_in_the_check(house: Path) -> None:
    macro = (house / "dbt_project" / "macros" / "identity_links.sql").read_text(encoding="utf-8")
    assert f"largest_household() -%}}\n    {MOST_AT_HOME}\n" in macro
