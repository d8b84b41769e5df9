from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import duckdb
import pytest

from identity.keys import KEY_NAMESPACE
from identity.linking import EntitySummary, LinkSummary, link_parties
from identity.tables import IdentityError

VENDORS = {"shop": "shopify", "shop_us": "shopify", "crm": "hubspot", "odoo": "odoo"}
Link = dict[str, Any]


def person(source: str, record_id: str, name: str | None, email: str | None, day: int | None = 1, **more: Any) -> Link:
    return {
        "source_name": source,
        "vendor": VENDORS[source],
        "party_record_id": record_id,
        "party_type": "person",
        "full_name": name,
        "email": email,
        "created_at": None if day is None else datetime(2024, 1, day),
        "is_deleted": False,
        **more,
    }


def company(
    source: str, record_id: str, name: str | None, tax_id: str | None, day: int | None = 1, **more: Any
) -> Link:
    return person(
        source,
        record_id,
        None,
        more.pop("email", None),
        day,
        party_type="organisation",
        organisation_name=name,
        tax_id=tax_id,
        **{"country_code": "FR", **more},
    )


def key(source: str, record_id: str) -> str:
    return str(uuid.uuid5(KEY_NAMESPACE, f"customer:{source}:{record_id}"))


@pytest.fixture
def link(connection: duckdb.DuckDBPyConnection, load: Any) -> Any:
    def run(*rows: Link) -> dict[str, Link]:
        load("party_record", rows)
        link_parties(connection)
        return read(connection)

    return run


def read(connection: duckdb.DuckDBPyConnection) -> dict[str, Link]:
    cursor = connection.execute("select * from identity.customer_link")
    columns = [column[0] for column in cursor.description]
    links = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return {f"{row['source_name']}:{row['party_record_id']}": row for row in links}


def are_one(links: dict[str, Link], *records: str) -> bool:
    return len({links[record]["customer_key"] for record in records}) == 1


def test_same_email_and_name_is_one_customer_however_they_are_written(link: Any) -> None:
    links = link(
        person("shop", "1", "Zoë Łukasz-Øre", " Zoe@Mail.FR ", day=3),
        person("crm", "7", "lukasz ore, ZOE", "zoe@mail.fr", day=9),
    )
    assert are_one(links, "shop:1", "crm:7")
    assert links["crm:7"] == {
        "source_name": "crm",
        "party_record_id": "7",
        "customer_key": key("shop", "1"),
        "rule_name": "email_and_name",
        "evidence": "same e-mail and name as shop:1",
        "evidence_source_name": "shop",
        "evidence_record_id": "1",
        "linked_since": datetime(2024, 1, 9),
        "decided_by": "rule",
    }
    assert links["shop:1"]["rule_name"] == "self"
    assert links["shop:1"]["evidence"] is None
    assert links["shop:1"]["linked_since"] == datetime(2024, 1, 3)


def test_given_and_family_name_count_before_the_full_name(link: Any) -> None:
    links = link(
        person("shop", "1", "Madame A. Diallo", "a@x.fr", given_name="Awa", family_name="Diallo"),
        person("crm", "7", "Awa Diallo", "a@x.fr"),
    )
    assert are_one(links, "shop:1", "crm:7")


def test_a_family_mailbox_keeps_its_people_apart(link: Any) -> None:
    links = link(person("shop", "1", "Ann Lee", "lee@x.fr"), person("crm", "7", "Bob Lee", "lee@x.fr"))
    assert not are_one(links, "shop:1", "crm:7")


def test_the_same_name_at_another_mailbox_is_someone_else(link: Any) -> None:
    links = link(person("shop", "1", "Ann Lee", "ann@x.fr"), person("crm", "7", "Ann Lee", "ann.lee@x.fr"))
    assert not are_one(links, "shop:1", "crm:7")


def test_tags_and_dots_that_the_provider_ignores_do_not_count(link: Any) -> None:
    links = link(
        person("shop", "1", "Ann Lee", "ann.lee+shop@googlemail.com"),
        person("crm", "7", "Ann Lee", "annlee@gmail.com"),
        person("crm", "8", "Ann Lee", "ann.lee@x.fr"),
        person("crm", "9", "Ann Lee", "annlee@x.fr"),
    )
    assert are_one(links, "shop:1", "crm:7")
    assert not are_one(links, "crm:8", "crm:9")


@pytest.mark.parametrize(
    "address",
    ["info@x.fr", "Sales2@x.fr", "no-reply@x.fr", "noemail@x.fr", "n/a", "", "  ", None, "ann", "ann@x", "a b@x.fr"],
)
def test_role_mailboxes_placeholders_and_blanks_are_no_evidence(link: Any, address: str | None) -> None:
    links = link(person("shop", "1", "Ann Lee", address), person("crm", "7", "Ann Lee", address))
    assert not are_one(links, "shop:1", "crm:7")


@pytest.mark.parametrize("name", [None, "", " - ", "Ann", "Test Test", "Guest Customer"])
def test_no_name_or_half_a_name_is_no_evidence(link: Any, name: str | None) -> None:
    links = link(person("shop", "1", name, "ann@x.fr"), person("crm", "7", name, "ann@x.fr"))
    assert not are_one(links, "shop:1", "crm:7")


def test_a_name_in_a_script_without_spaces_is_a_whole_name(link: Any) -> None:
    links = link(person("shop", "1", "王伟", "w@x.cn"), person("crm", "7", "王伟", "w@x.cn"))
    assert are_one(links, "shop:1", "crm:7")


def test_an_email_under_many_surnames_is_stopped(link: Any) -> None:
    crowd = [person("crm", str(number), f"Ann N{letter}", "crowd@x.fr") for number, letter in enumerate("abcdefg")]
    links = link(*crowd, person("shop", "1", "Ann Na", "crowd@x.fr"))
    assert not are_one(links, "crm:0", "shop:1")
    links = link(*crowd[:6], person("shop", "1", "Ann Na", "crowd@x.fr"))
    assert are_one(links, "crm:0", "shop:1")


def test_an_email_on_too_many_records_is_stopped_and_counted(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load("party_record", [person("crm", str(number), "Ann Lee", "desk@x.fr") for number in range(26)])
    summary = link_parties(connection)
    assert summary == LinkSummary((EntitySummary("customer", 26, 26, {"self": 26}, 1, 0, 0),))
    assert str(summary) == "26 customer records are 26, values shared too widely to count: 1"
    load("party_record", [person("crm", str(number), "Ann Lee", "desk@x.fr") for number in range(25)])
    assert link_parties(connection).entities[0].entity_count == 1


def test_same_tax_id_is_one_organisation(link: Any) -> None:
    links = link(
        company("crm", "7", "Maison Un", "FR 10.203-040", day=2),
        company("odoo", "3", "MAISON UN SAS", "10203040", day=1),
        company("odoo", "4", "Haus Eins", "10203040", country_code="DE"),
        company("odoo", "5", "Nowhere", "10203040", country_code=None),
    )
    assert are_one(links, "crm:7", "odoo:3")
    assert links["crm:7"]["rule_name"] == "tax_id"
    assert links["crm:7"]["evidence"] == "same tax id as odoo:3"
    assert len({row["customer_key"] for row in links.values()}) == 3


@pytest.mark.parametrize("number", [None, "", "N/A", "000000000", "FR123456789", "1212", "unknown"])
def test_no_tax_id_or_a_made_up_one_is_no_evidence(link: Any, number: str | None) -> None:
    links = link(company("crm", "7", "One", number), company("odoo", "3", "Two", number))
    assert not are_one(links, "crm:7", "odoo:3")


def test_an_organisation_with_the_same_email_and_name_is_one(link: Any) -> None:
    links = link(
        company("crm", "7", "Maison Un", None, email="un@un.fr"),
        company("odoo", "3", "MAISON  UN.", None, email="un@un.fr"),
        company("odoo", "4", "Maison Deux", None, email="un@un.fr"),
    )
    assert are_one(links, "crm:7", "odoo:3")
    assert not are_one(links, "crm:7", "odoo:4")


def test_persons_never_merge_with_organisations(link: Any) -> None:
    links = link(
        person("shop", "1", "Maison Un", "un@un.fr", tax_id="FR10203040", organisation_name="Maison Un"),
        company("crm", "7", "Maison Un", "FR10203040", email="un@un.fr", external_vendor="shopify", external_id="1"),
    )
    assert not are_one(links, "shop:1", "crm:7")


def test_a_record_of_unknown_type_stays_alone(link: Any) -> None:
    links = link(
        person("shop", "1", "Ann Lee", "ann@x.fr", party_type=None),
        person("crm", "7", "Ann Lee", "ann@x.fr", party_type=None, external_vendor="shopify", external_id="1"),
    )
    assert not are_one(links, "shop:1", "crm:7")


def test_a_cross_reference_between_systems_joins_without_any_other_likeness(link: Any) -> None:
    links = link(
        person("shop", "1", "Ann Lee", "ann@x.fr", day=5),
        person("crm", "7", "A. Li", None, day=2, external_vendor="shopify", external_id=" 1 "),
        person("crm", "8", "Bo Li", None, day=2, external_vendor="shopify", external_id=""),
    )
    assert are_one(links, "shop:1", "crm:7")
    assert links["shop:1"]["customer_key"] == key("crm", "7")
    assert links["shop:1"]["evidence"] == "cross-reference between the systems with crm:7"
    assert links["crm:8"]["rule_name"] == "self"


def test_a_cross_reference_that_two_records_answer_joins_none(link: Any) -> None:
    links = link(
        person("shop", "1", "Ann Lee", "ann@x.fr"),
        person("shop_us", "1", "Bob Ray", "bob@x.fr"),
        person("crm", "7", "Ann Lee", None, external_vendor="shopify", external_id="1"),
    )
    assert {row["rule_name"] for row in links.values()} == {"self"}


def test_evidence_leads_from_every_record_to_the_founder(link: Any) -> None:
    links = link(
        person("shop", "1", "Ann Lee", "ann@x.fr", day=1),
        person("shop", "2", "Ann Lee", "ann@x.fr", day=2),
        person("crm", "7", "Anna Lee", "anna@x.fr", day=3, external_vendor="shopify", external_id="2"),
        person("odoo", "3", "Lee Anna", "anna@x.fr", day=4),
    )
    path = ["odoo:3"]
    while links[path[-1]]["evidence_record_id"]:
        row = links[path[-1]]
        path.append(f"{row['evidence_source_name']}:{row['evidence_record_id']}")
    assert path == ["odoo:3", "crm:7", "shop:2", "shop:1"]
    assert {row["customer_key"] for row in links.values()} == {key("shop", "1")}


def test_the_strongest_of_several_rules_is_named(link: Any) -> None:
    links = link(
        person("shop", "1", "Ann Lee", "ann@x.fr", day=1),
        person("crm", "7", "Ann Lee", "ann@x.fr", day=2, external_vendor="shopify", external_id="1"),
    )
    assert links["crm:7"]["rule_name"] == "cross_reference"


def test_at_equal_distance_the_strongest_rule_comes_before_the_oldest_neighbour(link: Any) -> None:
    to_founder = {"external_vendor": "shopify", "external_id": "1"}
    links = link(
        person("shop", "1", None, None, day=1),
        person("crm", "2", "Ann Lee", "ann@x.fr", day=2, **to_founder),
        person("crm", "3", None, None, day=3, **to_founder),
        person("odoo", "4", "Ann Lee", "ann@x.fr", day=4, external_vendor="hubspot", external_id="3"),
    )
    assert links["odoo:4"]["evidence"] == "cross-reference between the systems with crm:3"


def test_the_oldest_record_founds_then_the_lowest_name_and_unknown_age_comes_last(link: Any) -> None:
    same = {"name": "Ann Lee", "email": "ann@x.fr"}
    links = link(
        person("crm", "1", **same, day=None), person("odoo", "9", **same, day=4), person("odoo", "10", **same, day=4)
    )
    assert {row["customer_key"] for row in links.values()} == {key("odoo", "10")}
    assert links["crm:1"]["linked_since"] == datetime(2024, 1, 4)


def test_deleted_records_keep_their_link(link: Any) -> None:
    links = link(
        person("shop", "1", "Ann Lee", "ann@x.fr", day=1, is_deleted=True), person("crm", "7", "Ann Lee", "ann@x.fr")
    )
    assert are_one(links, "shop:1", "crm:7")


def test_a_component_above_the_cap_is_cut_to_single_records_and_reported(
    connection: duckdb.DuckDBPyConnection, load: Any
) -> None:
    hub = person("shop", "1", "Ann Lee", "ann@x.fr")
    claims = [
        person("crm", str(number), None, None, external_vendor="shopify", external_id="1") for number in range(50)
    ]
    load("party_record", [hub, *claims])
    assert link_parties(connection) == LinkSummary((EntitySummary("customer", 51, 51, {"self": 51}, 0, 1, 51),))
    load("party_record", [hub, *claims[:49]])
    assert link_parties(connection) == LinkSummary(
        (EntitySummary("customer", 50, 1, {"cross_reference": 49, "self": 1}, 0, 0, 0),)
    )


def test_a_long_chain_is_one_component(link: Any) -> None:
    chain = [
        person("crm", str(number), None, None, external_vendor="hubspot", external_id=str((number * 7 + 7) % 294))
        for number in range(0, 294, 7)
    ]
    links = link(*chain)
    assert len({row["customer_key"] for row in links.values()}) == 1


def test_evidence_holds_no_personal_data(link: Any) -> None:
    links = link(
        person("shop", "1", "Ann Secret", "ann@secret.fr", external_vendor="hubspot", external_id="8"),
        person("crm", "7", "Ann Secret", "ann@secret.fr"),
        company("crm", "8", "Secret", "FR10203040"),
        company("odoo", "3", "Secret", "FR10203040"),
    )
    text = str(list(links.values())).lower()
    assert "secret" not in text
    assert "10203040" not in text


def test_no_records_yield_an_empty_typed_table(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load("party_record", [])
    assert link_parties(connection) == LinkSummary((EntitySummary("customer", 0, 0, {}, 0, 0, 0),))
    described = connection.execute("select column_name, column_type from (describe identity.customer_link)").fetchall()
    assert described == [
        ("source_name", "VARCHAR"),
        ("party_record_id", "VARCHAR"),
        ("customer_key", "VARCHAR"),
        ("rule_name", "VARCHAR"),
        ("evidence", "VARCHAR"),
        ("evidence_source_name", "VARCHAR"),
        ("evidence_record_id", "VARCHAR"),
        ("linked_since", "TIMESTAMP"),
        ("decided_by", "VARCHAR"),
    ]


def test_scratch_tables_with_personal_data_are_gone_afterwards(
    link: Any, connection: duckdb.DuckDBPyConnection
) -> None:
    link(person("shop", "1", "Ann Lee", "ann@x.fr"))
    assert not connection.execute("select table_name from duckdb_tables() where temporary").fetchall()


def test_a_missing_table_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(IdentityError, match=r"canonical\.party_record does not exist"):
        link_parties(connection)


def test_a_record_that_stands_twice_is_named(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load("party_record", [person("shop", "1", "Ann Lee", "ann@x.fr")] * 2)
    with pytest.raises(IdentityError, match=r"canonical\.party_record: the record shop:1 stands there more than once"):
        link_parties(connection)
