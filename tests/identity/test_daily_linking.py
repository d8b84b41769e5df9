"""Linking only what changed gives what linking everything gives, with the model that was kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from identity.configuration import linkage_settings, settings_hash
from identity.models.generic import generic_model
from identity.models.kept import KeptModel, lend_tables
from identity.models.store import keep, load
from identity.parties.linking import PartySummary, fit, forget_model, link_changed, remember_model
from identity.parties.tables import tables_of

PEOPLE = 300
LARGEST = linkage_settings().blocking.largest_block
GIVEN = "['Anna','Maria','Peter','Jonas','Lena','Sofia','Paul','Emma','Noah','Ida']"
FAMILY = "['Muller','Schmidt','Weber','Rossi','Garcia','Novak','Berg','Lopez Vega','Haas','Kern','Vogt','Ott']"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def warehouse(models: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Three systems that hold three hundred people, some of them wrongly, linked once."""
    with duckdb.connect() as connection:
        connection.execute("create schema canonical; create schema identity")
        connection.execute(f"""
            create table canonical.party_record as
            with person as (
                select range as person, {GIVEN}[(1 + hash(range) % 10)::bigint] as given,
                    {FAMILY}[(1 + hash(range, 1) % 12)::bigint] as family
                from range({PEOPLE})
            )
            select source as source_name, source || person as party_record_id, 'shop' as vendor, 'person' as party_type,
                null::varchar as full_name, given as given_name,
                case when hash(person, source) % 9 = 0 then left(family, -1) else family end as family_name,
                null::varchar as organisation_name,
                case when hash(person, source, 2) % 4 > 0
                    then lower(given) || person || '@example.com' end as email,
                '+4930' || (1000000 + person * 7919 % 900000) as phone, null::varchar as tax_id,
                'Hauptstr. ' || (1 + person % 80) as street, 'Berlin' as city,
                (10115 + person % 60)::varchar as postal_code, 'DE' as country_code,
                null::varchar as external_vendor, null::varchar as external_id,
                timestamp '2026-01-01' + to_hours(person::integer) as created_at
            from person cross join (values ('crm'), ('erp'), ('shop')) as system(source)
            where hash(person, source, 3) % 4 > 0
        """)
        blank = KeptModel("person-1", "person", generic_model("person"), {}, (), (), 0, settings_hash(), "generic")
        kept, _ = fit(connection, blank, linkage_settings(), lambda text: None)
        keep(connection, kept, models)
        remember_model(connection, kept)
        yield connection


def link(connection: duckdb.DuckDBPyConnection, models: Path) -> PartySummary:
    kept = load(models, "person-1")
    lend_tables(connection, models / "person-1")
    return link_changed(connection, kept, linkage_settings(), lambda text: None)


def remembered(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    tables = tables_of("person")
    names = (tables.form, tables.stop, tables.edge, tables.part)
    return {name: connection.execute(f"from {name} order by all").fetchall() for name in names}


def test_nothing_new_scores_nothing(warehouse: duckdb.DuckDBPyConnection, models: Path) -> None:
    before = remembered(warehouse)
    done = link(warehouse, models)
    assert (done.dirty_count, done.pair_count) == (0, 0)
    assert remembered(warehouse) == before


CHANGES = {
    "new records": """
        insert into canonical.party_record
        select * replace ('new' || party_record_id as party_record_id, upper(family_name) as family_name)
        from canonical.party_record where hash(party_record_id, 4) % 40 = 0""",
    "changed names": """
        update canonical.party_record set family_name = 'Smith', email = null
        where hash(party_record_id, 5) % 50 = 0""",
    "gone records": "delete from canonical.party_record where hash(party_record_id, 6) % 50 = 0",
    "a phone that becomes everybody's": """
        update canonical.party_record set phone = '+49 30 5557777' where hash(party_record_id, 7) % 15 = 0""",
    "a block that grows too large": f"""
        insert into canonical.party_record
        select record.* replace ('big' || range as party_record_id, 'Anna' as given_name, 'Muller' as family_name,
            'big' || range || '@example.com' as email, null as phone, null as street, null as city, null as postal_code)
        from (from canonical.party_record order by all limit 1) as record cross join range({LARGEST})""",
    "the block shrinks again": "delete from canonical.party_record where party_record_id like 'big1%'",
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_and_everything_come_to_the_same(
    warehouse: duckdb.DuckDBPyConnection, models: Path, change: str
) -> None:
    warehouse.execute(CHANGES[change])
    done = link(warehouse, models)
    assert 0 < done.dirty_count < done.record_count
    changed = remembered(warehouse)
    forget_model(warehouse, "person")
    everything = link(warehouse, models)
    assert everything.dirty_count == everything.record_count
    assert remembered(warehouse) == changed


def test_a_run_that_was_killed_half_way_scores_everything(warehouse: duckdb.DuckDBPyConnection, models: Path) -> None:
    before = remembered(warehouse)
    warehouse.execute(f"delete from {tables_of('person').edge}")
    forget_model(warehouse, "person")
    link(warehouse, models)
    assert remembered(warehouse) == before
