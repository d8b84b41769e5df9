"""What stewards decide reaches the customers and their keys, and what they take back leaves them as they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from identity.decisions import Decision, Record, record, standing_decisions, undo, write_decisions
from identity.keeping import keep_issued, load_issued
from identity.key_map import load_key_maps
from identity.models.store import current_versions
from identity.parties.customers import link_customers
from warehouse.ledger import Ledger

GIVEN = "['Anna','Maria','Peter','Jonas','Lena','Sofia','Paul','Emma','Noah','Ida']"
FAMILY = "['Muller','Schmidt','Weber','Rossi','Garcia','Novak','Berg','Lopez','Haas','Kern','Vogt','Ott']"
PEOPLE = 300
SYSTEMS = ("crm", "erp", "shop")


class Company:
    """Three hundred people in three systems, and what stewards say of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ledger = folder, Ledger("sqlite:///:memory:")
        self.connection = duckdb.connect()
        self.connection.execute("create schema canonical")
        self.connection.execute(f"""
            create table canonical.party_record as
            with person as (
                select range as person, {GIVEN}[(1 + hash(range) % 10)::bigint] as given,
                    {FAMILY}[(1 + hash(range, 1) % 12)::bigint] as family
                from range({PEOPLE})
            )
            select source as source_name, person::varchar as party_record_id, 'shop' as vendor, 'person' as party_type,
                null::varchar as full_name, given as given_name,
                case when hash(person, source) % 9 = 0 then left(family, -1) else family end as family_name,
                null::varchar as organisation_name,
                case when hash(person, source, 2) % 4 > 0
                    then lower(given) || person || '@example.com' end as email,
                '+4930' || (1000000 + person * 7919 % 900000) as phone, null::varchar as tax_id,
                'Hauptstr. ' || (1 + person % 80) as street, 'Berlin' as city,
                (10115 + person % 60)::varchar as postal_code, 'DE' as country_code, null::date as birth_date,
                null::varchar as external_vendor, null::varchar as external_id,
                timestamp '2026-01-01' + to_hours(person::integer) as created_at
            from person cross join (values {", ".join(f"('{name}')" for name in SYSTEMS)}) as system(source)
        """)

    def run(self) -> dict[Record, str]:
        """Link as the daily run does, and return the key of every record."""
        load_key_maps(self.connection, {})
        write_decisions(self.connection, standing_decisions(self.ledger))
        load_issued(self.connection, self.folder / "keys")
        models = self.folder / "models"
        chosen = current_versions(models, self.ledger)
        link_customers(self.connection, models, chosen, datetime(2026, 1, 1), lambda text: None)
        keep_issued(self.connection, self.folder / "keys", "run")
        rows = self.connection.execute(
            "select source_name, party_record_id, customer_key from identity.customer_link"
        ).fetchall()
        return {(source, number): key for source, number, key in rows}

    def decide(self, *decisions: tuple[str, Record, Record]) -> list[int]:
        made = [Decision("customer", kind, one, other) for kind, one, other in decisions]
        return record(self.ledger, made, "anna", "called them")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    opened = Company(tmp_path_factory.mktemp("company"))
    yield opened
    opened.connection.close()
    opened.ledger.close()


def of(person: int) -> list[Record]:
    return [(system, str(person)) for system in SYSTEMS]


def test_decisions_hold_and_what_is_taken_back_leaves_every_key_as_it_was(company: Company) -> None:
    before = company.run()
    whole = [person for person in range(PEOPLE) if len({before[each] for each in of(person)}) == 1]
    one, other, third = (of(person) for person in whole[:3])
    assert len({before[one[0]], before[other[0]], before[third[0]]}) == 3
    made = company.decide(
        ("must_link", one[0], other[0]), ("cannot_link", one[1], other[1]), ("cannot_link", third[0], third[1])
    )
    decided = company.run()
    assert decided[one[0]] == decided[other[0]]
    assert decided[one[1]] != decided[other[1]]
    assert decided[third[0]] != decided[third[1]]
    for person in (one, other):
        assert len({decided[each] for each in person}) <= 2, "a cluster is parted in two, not taken to pieces"
    untouched = before.keys() - {*one, *other, *third}
    assert all(decided[each] == before[each] for each in untouched)
    assert company.run() == decided
    for decision_id in made:
        undo(company.ledger, decision_id, "ben", "it was another one")
    assert company.run() == before
