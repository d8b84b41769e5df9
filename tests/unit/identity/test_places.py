"""Places: which written addresses are one, what never is, and keys that stay while people come and go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from string import ascii_uppercase
from typing import Any

import duckdb
import pytest

from identity.decisions import write_decisions
from identity.decisions.decision import Decision, StandingDecision
from identity.explain.goods import weigh_goods
from identity.explain.sharing import shared_values
from identity.explain.subjects import RecordName, find
from identity.key_map import load_key_maps
from identity.places.comparing import KEPT_PAIR
from identity.places.kind import STATE
from identity.places.running import link_places
from tests.unit.identity.goods_records import RUN_AT

Load = Callable[[str, Sequence[dict[str, Any]]], None]
Link = Callable[..., set[frozenset[str]]]
Cases = dict[str, tuple[dict[str, Any], dict[str, Any]]]


def at(
    record: str, street: str | None, postal_code: str | None = "24103", city: str | None = "Kiel", **more: Any
) -> dict[str, Any]:
    source, _, record_id = record.partition(":")
    country = more.pop("country_code", "DE")
    return {
        "source_name": source, "party_record_id": record_id, "street": street, "postal_code": postal_code, "city": city,
        "country_code": country, "created_at": datetime(2025, 1, 1), **more,
    }  # fmt: skip


@pytest.fixture
def link(connection: duckdb.DuckDBPyConnection, load: Load) -> Link:
    """Link the places of these records, and return which records are at one place."""
    load_key_maps(connection, {})
    days = iter(range(1, 29))

    def run(*rows: dict[str, Any], decisions: Sequence[tuple[str, str, str]] = ()) -> set[frozenset[str]]:
        load("party_record", rows)
        standing = [
            StandingDecision(number, Decision("place", kind, named(one), named(other)), "anna", "seen", RUN_AT)
            for number, (kind, one, other) in enumerate(decisions, start=1)
        ]
        write_decisions(connection, standing)
        link_places(connection, datetime(2026, 1, next(days)))
        found = connection.execute(
            "select list(source_name || ':' || party_record_id) from identity.place_link "
            "where is_current group by place_key"
        ).fetchall()
        return {frozenset(records) for (records,) in found}

    return run


def named(record: str) -> RecordName:
    return RecordName(*record.split(":", 1))


def sets(*texts: str) -> set[frozenset[str]]:
    return {frozenset(text.split()) for text in texts}


def place_record(connection: duckdb.DuckDBPyConnection, record: str) -> str:
    """The record of a place that a party's record is at now, as decisions name it."""
    ((name,),) = connection.execute(
        "select source_name || ':' || place_record_id from identity.place_link "
        "where is_current and source_name || ':' || party_record_id = ?", [record]
    ).fetchall()  # fmt: skip
    return str(name)


def key_of(connection: duckdb.DuckDBPyConnection, record: str) -> str:
    ((key,),) = connection.execute(
        "select place_key from identity.place_link where is_current and source_name || ':' || party_record_id = ?",
        [record],
    ).fetchall()
    return str(key)


ONE: Cases = {
    "kinds of streets": (at("a:1", "Schillerstraße 114"), at("b:1", "SCHILLERSTR. 114 ")),
    "number in front": (at("a:1", "84 Mill Lane", "LS1 4DY", "Leeds"), at("b:1", "Mill Ln 84", "LS14DY", "LEEDS")),
    "another script": (at("a:1", "ул. Ленина 5", "101000", "Москва"), at("b:1", "ul. Lenina 5", "101000", "Moskva")),
    "a letter apart": (at("a:1", "Lindenweg 12 b"), at("b:1", "Lindenweg 12b")),
    "a flat in front": (at("a:1", "Flat 3, 12 Mill Lane", "LS1 4DY"), at("b:1", "12 Mill Lane, Flat 3", "LS1 4DY")),
    "a typing error": (at("a:1", "Schillerstraße 114"), at("b:1", "Schilerstraße 114")),
    "no postal code": (at("a:1", "Corniche Road 82", None, "Dubai"), at("b:1", "Corniche Rd 82", "00000", "Dubai")),
    "a postal code in one": (at("a:1", "Mill Lane 8", None, "Leeds"), at("b:1", "Mill Lane 8", "LS1 4DY", "Leeds")),
    "a district as town": (at("a:1", "Mill Lane 8", "24103", "Kiel"), at("b:1", "Mill Lane 8", "24103", "Altstadt")),
    "no country": (at("a:1", "Mill Lane 8", country_code=None), at("b:1", "Mill Lane 8")),
    "nine digits": (
        at("a:1", "5 Elm St", "02108-1234", country_code="US"), at("b:1", "5 Elm St", "02108", country_code="US")
    ),
}  # fmt: skip
TWO: Cases = {
    "house numbers": (at("a:1", "Schillerstraße 114"), at("b:1", "Schillerstraße 115")),
    "letters of houses": (at("a:1", "Lindenweg 12a"), at("b:1", "Lindenweg 12b")),
    "a flat and its house": (at("a:1", "Mill Lane 12"), at("b:1", "Mill Lane 12, Flat 3")),
    "flats": (at("a:1", "Mill Lane 12 apt 4"), at("b:1", "Mill Lane 12 apt 5")),
    "a house and a flat in turn": (at("a:1", "ul. Polna 12/3"), at("b:1", "ul. Polna 3/12")),
    "a flat and a floor": (at("a:1", "Mill Lane 12 floor 3"), at("b:1", "Mill Lane 12 flat 3")),
    "numbered streets": (at("a:1", "12 5th Avenue"), at("b:1", "12 6th Avenue")),
    "kinds of streets": (at("a:1", "Station Road 5"), at("b:1", "Station Lane 5")),
    "short names a letter apart": (at("a:1", "Bergstraße 5"), at("b:1", "Burgstraße 5")),
    "postal codes": (at("a:1", "Hauptstraße 1", "13158", "Berlin"), at("b:1", "Hauptstraße 1", "13159", "Berlin")),
    "towns": (at("a:1", "Hauptstraße 1", None, "Kiel"), at("b:1", "Hauptstraße 1", None, "Ulm")),
    "a town, a postal code": (at("a:1", "Hauptstraße 1", None), at("b:1", "Hauptstraße 1", "99999", None)),
    "countries": (at("a:1", "Hauptstraße 1"), at("b:1", "Hauptstraße 1", country_code="AT")),
}  # fmt: skip


def _moved(postal_code: str | None, apart: str) -> str | None:
    return postal_code + apart if postal_code and postal_code.strip("0") else postal_code


def together(connection: duckdb.DuckDBPyConnection, cases: Cases) -> set[str]:
    """The cases whose two records are at one place, all linked in one go, each in a region of its own."""
    rows = connection.execute("""
        select one.source_name[3:] from identity.place_link as one
        inner join identity.place_link as other on one.place_key = other.place_key
            and one.source_name[3:] = other.source_name[3:] and one.source_name < other.source_name
    """).fetchall()
    return {name for (name,) in rows} & set(cases)


@pytest.mark.parametrize(("cases", "are_one"), [(ONE, True), (TWO, False)], ids=["one", "two"])
def test_spellings_of_one_address_are_one_place_and_others_are_not(
    link: Link,
    connection: duckdb.DuckDBPyConnection,
    cases: Cases,
    are_one: bool,
) -> None:
    rows = [
        {
            **row,
            "source_name": f"{row['source_name']}:{name}",
            "postal_code": _moved(row["postal_code"], apart) if row["country_code"] != "US" else row["postal_code"],
            "city": row["city"] and row["city"] + apart * 6,
        }
        for apart, (name, pair) in zip(ascii_uppercase, cases.items(), strict=False)
        for row in pair
    ]
    link(*rows)
    assert together(connection, cases) == (set(cases) if are_one else set())


def test_an_address_without_a_number_is_no_place(link: Link, connection: duckdb.DuckDBPyConnection) -> None:
    assert (
        link(at("a:1", "High Street"), at("b:1", "High Street"), at("c:1", None), at("d:1", "Mill 1", None, None))
        == set()
    )
    assert link_places(connection, RUN_AT).vague_count == 2


@pytest.mark.parametrize(
    "open_one",
    [at("b:1", "Hauptstraße 1", None, "Berlin"), at("b:1", "Haupt 1", "13158", "Berlin")],
    ids=["postal code", "kind of street"],
)
def test_an_address_that_may_be_either_of_two_joins_none(link: Link, open_one: dict[str, Any]) -> None:
    one = at("a:1", "Hauptstraße 1", "13158", "Berlin")
    other = (
        at("c:1", "Haupt Weg 1", "13158", "Berlin")
        if open_one["postal_code"]
        else at("c:1", "Hauptstr 1", "13159", "Berlin")
    )
    assert link(one, open_one, other) == sets("a:1", "b:1", "c:1")
    assert link(one, open_one) == sets("a:1 b:1")


def test_a_chain_of_spellings_joins_no_two_postal_codes(link: Link) -> None:
    chain = [at("a:1", "Schillerstraße 5", "24103", "Kiel"), at("b:1", "Schillerstraße 5", None, "Kiel"),
             at("c:1", "Schillerstraße 5", "24105", "Kiel")]  # fmt: skip
    assert not any({"a:1", "c:1"} <= place for place in link(*chain))


SOME = [at("a:1", "Schillerstraße 114"), at("b:1", "Schillerstr. 114"), at("a:2", "Mill Lane 8", None, "Leeds")]
MORE = [at("c:1", "Mill Ln 8", "LS1 4DY", "Leeds"), at("c:2", "Schilerstraße 114"), at("c:3", "Lindenweg 1")]


def test_a_daily_run_compares_what_is_new_and_gives_what_all_anew_would(
    link: Link, connection: duckdb.DuckDBPyConnection
) -> None:
    link(*SOME)
    later = link(*SOME, *MORE)
    pairs = connection.execute(f"from {KEPT_PAIR} order by all").fetchall()
    columns = "source_name, place_record_id, place_key, rule_name, match_weight, evidence"
    links = connection.execute(f"select {columns} from identity.place_link order by all").fetchall()
    connection.execute(f"drop table {STATE}")
    assert link(*SOME, *MORE) == later
    assert connection.execute(f"from {KEPT_PAIR} order by all").fetchall() == pairs
    assert connection.execute(f"select {columns} from identity.place_link order by all").fetchall() == links
    assert pairs


def test_run_twice_changes_nothing(link: Link, connection: duckdb.DuckDBPyConnection) -> None:
    link(*SOME, *MORE)
    events = connection.execute("select count(*) from identity.key_event").fetchall()
    before = connection.execute("from identity.place_link order by all").fetchall()
    link(*reversed([*SOME, *MORE]))
    assert connection.execute("from identity.place_link order by all").fetchall() == before
    assert connection.execute("select count(*) from identity.key_event").fetchall() == events


def test_who_moves_leaves_the_key_with_the_house(link: Link, connection: duckdb.DuckDBPyConnection) -> None:
    link(at("a:1", "Lindenweg 1"), at("b:1", "Lindenweg 1"))
    old = key_of(connection, "a:1")
    link(at("a:1", "Mill Lane 8"), at("b:1", "Lindenweg 1"))
    assert key_of(connection, "b:1") == old
    new = key_of(connection, "a:1")
    link(at("a:1", "Mill Lane 9"), at("b:1", "Lindenweg 1"))
    assert len({old, new, key_of(connection, "a:1")}) == 3, "one record may found several places"
    link(at("a:1", "Mill Lane 8"), at("b:1", "Lindenweg 1"))
    assert key_of(connection, "a:1") == new, "a record that returns has its key again"


def test_former_addresses_are_places_of_a_record_too(link: Link, connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema if not exists run")
    connection.execute("""
        create table run.party_version as select 'a' as source_name, '1' as party_record_id, 'Lindenweg 1' as street,
            'Kiel' as city, '24103' as postal_code, 'DE' as country_code, timestamp '2024-01-01' as created_at
    """)
    assert link(at("a:1", "Mill Lane 8"), at("b:1", "Linden weg 1")) == sets("a:1", "b:1")
    ((places,),) = connection.execute(
        "select count(distinct place_key) from identity.place_link where party_record_id = '1'"
    ).fetchall()
    assert places == 2


def test_a_merge_and_its_undoing_give_both_keys_back(link: Link, connection: duckdb.DuckDBPyConnection) -> None:
    rows = (at("a:1", "Lindenweg 1"), at("b:1", "Am Hafen 7"))
    link(*rows)
    keys = [key_of(connection, record) for record in ("a:1", "b:1")]
    one, other = (place_record(connection, record) for record in ("a:1", "b:1"))
    assert link(*rows, decisions=[("must_link", one, other)]) == sets("a:1 b:1")
    aliases = connection.execute("select retired_key, current_key from identity.key_alias").fetchall()
    assert aliases == [(keys[1], keys[0])]
    assert link(*rows) == sets("a:1", "b:1")
    assert [key_of(connection, record) for record in ("a:1", "b:1")] == keys


def test_records_told_apart_are_two_places_though_they_are_written_alike(
    link: Link, connection: duckdb.DuckDBPyConnection
) -> None:
    rows = (at("a:1", "Lindenweg 1"), at("b:1", "Lindenweg 1"), at("c:1", "Linden Weg 1"))
    assert link(*rows) == sets("a:1 b:1 c:1")
    names = [place_record(connection, record) for record in ("a:1", "b:1")]
    parted = link(*rows, decisions=[("cannot_link", names[0], names[1])])
    assert len(parted) == 2 and not any({"a:1", "b:1"} <= place for place in parted)


def test_two_records_are_explained(link: Link, connection: duckdb.DuckDBPyConnection) -> None:
    link(*SOME, *MORE)
    one, typo, far = (named(place_record(connection, record)) for record in ("a:1", "c:2", "c:3"))
    weighed = weigh_goods(connection, "place", one, typo)
    assert not isinstance(weighed, str) and weighed.weight > 0
    assert next(part.phrase for part in weighed.parts).startswith("the same number, and street but for some letters")
    assert weigh_goods(connection, "place", one, far) == "two numbers of a house or flat are two places"
    assert "written alike" in str(weigh_goods(connection, "place", one, named(place_record(connection, "b:1"))))
    alike = shared_values(connection, "place", one, named(place_record(connection, "b:1")))
    assert alike == ("the same address, but for capitals, abbreviations and the like",)
    assert shared_values(connection, "place", one, typo) == ()
    assert find(connection, str(one), "place").key == key_of(connection, "a:1")
