"""Which party records are one customer by rules and decisions, and what stands beside each link: one small world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from identity.decisions import CANNOT_LINK, MUST_LINK, Decision, StandingDecision, write_decisions
from identity.keeping import load_issued
from identity.key_map import load_key_maps
from identity.models.kept import PARTY_TYPES, PartyType
from identity.parties.customers import CustomerSummary, link_customers
from identity.parties.training import train_model
from identity.tables import PARTY_RECORD
from tests.unit.identity.conftest import PARTY, TYPES
from tests.unit.identity.goods_records import RUN_AT

HOME = {"street": "Lindenweg 4", "city": "Kiel", "postal_code": "24103", "country_code": "DE"}
VENDORS = {"shop": "shopify", "crm": "hubspot", "erp": "odoo"}


def person(record: str, name: str, **columns: Any) -> dict[str, Any]:
    return {"record": record, "party_type": "person", "full_name": name, **columns}


def company(record: str, name: str, **columns: Any) -> dict[str, Any]:
    return {"record": record, "party_type": "organisation", "organisation_name": name, **columns}


WORLD = [
    person("shop:1", "Anna Schmidt", email="anna.schmidt@example.org", phone="+49 431 220011", day=1, **HOME),
    person("crm:1", "Schmidt, Anna", email="Anna.Schmidt@example.org", phone="0431 220011", day=2, **HOME),
    person("erp:1", "Anna Schmitt", email="anna.schmidt@example.org", day=3, **HOME),
    person("shop:2", "Jonas Schmidt", email="jonas@example.org", phone="+49 431 220011", day=4, **HOME),
    person("crm:3", "Ole Voss", external_vendor="shopify", external_id="3", day=5),
    person("shop:3", "O. V.", email="ole@example.net", day=6),
    company("crm:4", "Schmidt", external_vendor="shopify", external_id="1", day=7),
    company("erp:5", "Nordlicht GmbH", tax_id="DE 123456788", country_code="DE", day=8),
    company("crm:5", "Nord Licht Handels AG", tax_id="DE123456788", country_code="DE", day=9),
    company("erp:6", "Baltic Ltd", tax_id="987654325", country_code="GB", day=10),
    company("crm:6", "Baltic Trading", tax_id="987654325", country_code="FR", day=11),
    person("shop:7", "Mia Brandt", email="mia@example.org", day=12, city="Bonn", country_code="DE"),
    person("erp:7", "Lotta Kern", email="lotta@example.org", day=13, city="Ulm", country_code="DE"),
    *[
        company(f"erp:9{number}", f"Firm {number}", tax_id="DE111222333", country_code="DE", day=14)
        for number in range(26)
    ],
]


class World:
    """The records of `WORLD` in a warehouse, linked as often as is asked."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection, self.folder = connection, folder
        load_key_maps(connection, {})
        load_issued(connection, folder / "issued")
        connection.execute("create schema canonical")
        typed = ", ".join(f"{column} {TYPES.get(column, 'varchar')}" for column in PARTY)
        connection.execute(f"create table {PARTY_RECORD} ({typed})")
        marks = ", ".join("?" * len(PARTY))
        connection.executemany(f"insert into {PARTY_RECORD} values ({marks})", [list(self.row(row)) for row in WORLD])

    @staticmethod
    def row(row: dict[str, Any]) -> Iterator[Any]:
        source, _, record_id = row["record"].partition(":")
        known = {"source_name": source, "party_record_id": record_id, "vendor": VENDORS[source], "is_deleted": False,
                 "created_at": datetime(2026, 1, row["day"])}  # fmt: skip
        return ((known | row).get(column) for column in PARTY)

    def link(self, *decisions: Decision, models: Mapping[PartyType, str] | None = None) -> CustomerSummary:
        standing = [StandingDecision(n, each, "ada", "", RUN_AT) for n, each in enumerate(decisions, start=7)]
        write_decisions(self.connection, standing)
        first = {kind: f"{kind}-1" for kind in PARTY_TYPES if (self.folder / "models" / f"{kind}-1").is_dir()}
        return link_customers(self.connection, self.folder / "models", models or first, RUN_AT, lambda text: None)

    def rows(self) -> dict[str, tuple[Any, ...]]:
        """The key, rule, evidence and decider of each record."""
        found = self.connection.execute(
            "select source_name || ':' || party_record_id, customer_key, rule_name, evidence, decided_by, decision_id "
            "from identity.customer_link"
        ).fetchall()
        return {record: tuple(rest) for record, *rest in found}

    def together(self, *records: str) -> bool:
        return len({self.rows()[record][0] for record in records}) == 1


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with duckdb.connect() as connection:
        yield World(connection, tmp_path_factory.mktemp("world"))


@pytest.fixture
def linked(world: World) -> World:
    world.link()
    return world


def fit_again(world: World, models: Path) -> str:
    """Train a further model of people on the records of the world, and return its version."""
    with duckdb.connect() as trial:
        trial.execute("create schema canonical; create schema identity")
        trial.register("records", world.connection.execute(f"from {PARTY_RECORD}").arrow())
        trial.execute(f"create table {PARTY_RECORD} as from records")
        return train_model(trial, "person", models, lambda text: None).version


def decision(kind: str, one: str, other: str) -> Decision:
    records = [tuple(record.split(":")) for record in (one, other)]
    return Decision("customer", kind, *records)  # type: ignore[arg-type]


def test_one_person_under_three_spellings_is_one_customer(linked: World) -> None:
    assert linked.together("shop:1", "crm:1", "erp:1")
    assert linked.rows()["shop:1"][1:] == ("self", None, "rule", None)
    assert linked.rows()["erp:1"][1] == "model"
    assert "bits as" in linked.rows()["erp:1"][2]
    assert linked.rows()["erp:1"][3] == "model"


def test_another_person_of_the_same_household_is_another_customer(linked: World) -> None:
    assert not linked.together("shop:1", "shop:2")


def test_a_cross_reference_joins_what_looks_different(linked: World) -> None:
    assert linked.together("crm:3", "shop:3")
    assert linked.rows()["shop:3"][1:4] == (
        "cross_reference",
        "cross-reference between the systems with crm:3",
        "rule",
    )


def test_a_person_and_a_company_are_never_one(linked: World) -> None:
    assert not linked.together("crm:4", "shop:1")


def test_a_tax_number_joins_companies_of_its_country_only(linked: World) -> None:
    assert linked.together("erp:5", "crm:5")
    assert linked.rows()["crm:5"][1:3] == ("tax_id", "same tax id as erp:5")
    assert not linked.together("erp:6", "crm:6")


def test_a_tax_number_that_too_many_share_joins_nobody(linked: World) -> None:
    assert not linked.together("erp:90", "erp:91")


def test_every_record_has_one_link_and_nothing_changes_the_second_time(linked: World) -> None:
    before = linked.rows()
    assert len(before) == len(WORLD)
    again = linked.link()
    assert (again.keys.moved, again.keys.minted) == (0, 0)
    assert sum(party.dirty_count for party in again.parties) == 0
    assert linked.rows() == before


def test_a_steward_makes_two_one_and_undoes_it(linked: World) -> None:
    before = linked.rows()
    assert not linked.together("shop:7", "erp:7")
    linked.link(decision(MUST_LINK, "shop:7", "erp:7"))
    assert linked.together("shop:7", "erp:7")
    assert linked.rows()["erp:7"][1:] == ("decision", "decided to be one with shop:7", "steward", 7)
    linked.link()
    assert linked.rows() == before


def test_a_steward_parts_two_against_everything_that_speaks_for_them(linked: World) -> None:
    before = linked.rows()
    linked.link(decision(CANNOT_LINK, "shop:1", "erp:1"))
    assert not linked.together("shop:1", "erp:1")
    linked.link(decision(CANNOT_LINK, "crm:3", "shop:3"))
    assert not linked.together("crm:3", "shop:3")
    linked.link()
    assert {record: row[0] for record, row in linked.rows().items()} == {
        record: row[0] for record, row in before.items()
    }


def test_a_decision_holds_when_everything_is_scored_anew(linked: World) -> None:
    linked.connection.execute("delete from identity.party_state")
    linked.link(decision(MUST_LINK, "shop:7", "erp:7"), decision(CANNOT_LINK, "shop:1", "crm:1"))
    assert linked.together("shop:7", "erp:7")
    assert not linked.together("shop:1", "crm:1")


def test_decisions_hold_under_another_model(linked: World) -> None:
    models = linked.folder / "models"
    taught = fit_again(linked, models)
    assert taught == "person-2"
    made = (decision(MUST_LINK, "shop:7", "erp:7"), decision(CANNOT_LINK, "shop:1", "crm:1"))
    linked.link(*made, models={"person": taught, "organisation": "organisation-1"})
    assert linked.together("shop:7", "erp:7")
    assert not linked.together("shop:1", "crm:1")


def test_decisions_hold_when_a_source_writes_its_records_otherwise(linked: World) -> None:
    made = (decision(MUST_LINK, "shop:7", "erp:7"), decision(CANNOT_LINK, "shop:1", "crm:1"))
    linked.connection.execute(f"create temp table former as from {PARTY_RECORD}")
    linked.connection.execute(
        f"update {PARTY_RECORD} set full_name = upper(full_name), email = null, phone = null "
        "where source_name in ('crm', 'erp')"
    )
    linked.link(*made)
    assert linked.together("shop:7", "erp:7")
    assert not linked.together("shop:1", "crm:1")
    linked.connection.execute(f"create or replace table {PARTY_RECORD} as from former; drop table former")


def test_what_a_rule_joins_and_a_person_parts_is_asked_no_more(linked: World) -> None:
    linked.link(decision(CANNOT_LINK, "crm:3", "shop:3"))
    asked = linked.connection.execute("select source_name, record_id from identity.review_item").fetchall()
    assert ("crm", "3") not in asked


def test_a_generic_model_is_fitted_anew_when_the_company_has_outgrown_it(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        small = World(connection, tmp_path)
        connection.execute(f"create table later as from {PARTY_RECORD} where party_record_id > '5'")
        connection.execute(f"delete from {PARTY_RECORD} where party_record_id > '5'")
        first = small.link()
        assert [party.model_version for party in first.parties] == ["person-1", "organisation-1"]
        connection.execute(f"insert into {PARTY_RECORD} from later")
        grown = small.link()
        assert [party.model_version for party in grown.parties] == ["person-1", "organisation-2"]
        assert small.together("shop:1", "crm:1", "erp:1")
