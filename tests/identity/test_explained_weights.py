"""What is explained is what was weighed: the parts of a pair add up to the weight that the run gave it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from identity.configuration import linkage_settings, settings_hash
from identity.explain.comparing import PartyPair, side_by_side
from identity.explain.explanation import Weighed
from identity.explain.subjects import RecordName
from identity.explain.weighing import weigh_pair
from identity.models.generic import generic_model
from identity.models.kept import KeptModel, write_kept
from identity.parties.linking import fit
from identity.parties.tables import tables_of

COUNT = 400
PAIRS = 12
PEOPLE = f"""
    create schema canonical; create schema identity;
    create table canonical.party_record as
    with people as (
        select i, ['Anna', 'Ben', 'Clara', 'David', 'Emma'][i % 5 + 1] as given_name,
            ['Schmidt', 'Weber', 'Lang', 'Koch', 'Wolf', 'Berg', 'Haas'][i % 7 + 1] as family_name
        from range({COUNT}) as t(i)
    )
    select 'shop' as source_name, i::varchar as party_record_id, 'person' as party_type, given_name, family_name,
        null::varchar as full_name, lower(given_name) || i || '@example.org' as email,
        '+49 30 55' || (10000 + 7 * i) as phone, 'Hauptstr. ' || i % 90 as street, 'Berlin' as city,
        (10000 + i % 40)::varchar as postal_code,
        'DE' as country_code, null::varchar as tax_id, null::varchar as organisation_name from people
    union all
    select 'crm', 'c:' || i, 'person', given_name, case when i % 3 = 0 then family_name || 't' else family_name end,
        null, lower(given_name) || i || '@example.org',
        case when i % 4 > 0 then '+49 30 55' || (10000 + 7 * i) end, 'Hauptstr ' || i % 90, 'Berlin',
        (10000 + i % 40)::varchar, 'DE', null, null
    from people where i % 2 = 0"""


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[duckdb.DuckDBPyConnection, KeptModel, Path]:
    """Six hundred people of two systems, and the model that was fitted to them."""
    folder = tmp_path_factory.mktemp("models")
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(PEOPLE)
    blank = KeptModel("person-1", "person", generic_model("person"), {}, (), (), 0, settings_hash(), "generic")
    kept, _ = fit(connection, blank, linkage_settings(), lambda text: None)
    write_kept(connection, kept, folder / kept.version)
    return connection, kept, folder


def weighed(fitted: tuple[duckdb.DuckDBPyConnection, KeptModel, Path], one: RecordName, other: RecordName) -> Weighed:
    connection, kept, folder = fitted
    pair = PartyPair("person", one, other)
    with side_by_side(connection, pair, kept, folder) as numbers:
        assert numbers is not None
        return weigh_pair(connection, kept, pair, numbers, 0.0)


def test_the_parts_add_up_to_the_weight_of_the_run(
    fitted: tuple[duckdb.DuckDBPyConnection, KeptModel, Path],
) -> None:
    tables = tables_of("person")
    edges = (
        fitted[0]
        .execute(f"""
        select one.source_name, one.record_id, other.source_name, other.record_id, edge.weight
        from {tables.edge} as edge
        inner join {tables.form} as one on edge.l = one.record_hash
        inner join {tables.form} as other on edge.r = other.record_hash
        order by hash(edge.l, edge.r) limit {PAIRS}""")
        .fetchall()
    )
    assert len(edges) == PAIRS
    for source, record, other_source, other, weight in edges:
        found = weighed(fitted, RecordName(source, record), RecordName(other_source, other))
        assert found.weight == pytest.approx(weight, abs=0.01)
        assert found.strangers == pytest.approx(found.prior + sum(part.bits for part in found.parts))


def test_either_record_may_be_named_first(fitted: tuple[duckdb.DuckDBPyConnection, KeptModel, Path]) -> None:
    one, other = RecordName("shop", "6"), RecordName("crm", "c:6")
    ahead, back = weighed(fitted, one, other), weighed(fitted, other, one)
    assert ahead.weight == back.weight
    name = {part.comparison: part for part in back.parts}["name"]
    assert (name.value_l, name.value_r) == ("Ben Haast", "Ben Haas")
    assert name.phrase == "the same name but for a short form, a slip or the order"


def test_what_is_rare_says_more(fitted: tuple[duckdb.DuckDBPyConnection, KeptModel, Path]) -> None:
    parts = {part.comparison: part for part in weighed(fitted, RecordName("shop", "2"), RecordName("crm", "c:2")).parts}
    assert parts["mailbox"].one_in is not None
    assert parts["name"].one_in is not None
    assert parts["mailbox"].one_in > 10 * parts["name"].one_in
    assert (parts["birth_date"].bits, parts["birth_date"].one_in) == (0.0, None)
