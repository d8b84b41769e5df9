"""Two records of people or companies, made comparable as the run makes them.

Belongs here: the comparable records that a pair stands among: how common a value is and what is shared too widely can
only be told beside all others. Not here: what the model makes of them (`weighing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from identity.configuration import linkage_settings
from identity.explain.subjects import RecordName
from identity.link.model import Model
from identity.link.scoring import add_frequencies
from identity.normalise.build import GIVEN, RECORD, write_records
from identity.normalise.stopping import stop_shared
from identity.tables import PARTY_RECORD

SAID = "identity_step_said"
"""record_number and the canonical columns of all records of one type, as they came."""


@dataclass(frozen=True)
class PartyPair:
    """Two records of one type of party."""

    party_type: str
    record: RecordName
    other: RecordName


def party_pair(connection: duckdb.DuckDBPyConnection, record: RecordName, other: RecordName) -> PartyPair | str:
    """Return the pair, or why the two are never compared."""
    types = [
        connection.execute(
            f"select party_type from {PARTY_RECORD} where source_name = ? and party_record_id = ?", list(each)
        ).fetchall()
        for each in (record, other)
    ]
    found = [rows[0][0] if rows else None for rows in types]
    if None in found:
        return "the type of one of them is not known"
    if found[0] != found[1]:
        return f"one is of type {found[0]}, the other of type {found[1]}: such are never one"
    return PartyPair(str(found[0]), record, other)


@contextmanager
def comparable(connection: duckdb.DuckDBPyConnection, pair: PartyPair, model: Model) -> Iterator[tuple[int, int]]:
    """Make all records of the pair's type comparable, and yield the two record numbers; afterwards nothing is left."""
    try:
        connection.execute(f"create or replace temp table {SAID} as {_given_sql()}", [pair.party_type])
        connection.execute(f"create or replace temp table {GIVEN} as select * exclude (record_id) from {SAID}")
        organisations = pair.party_type == "organisation"
        write_records(connection, organisations=organisations)
        stop_shared(connection, linkage_settings().stop_list, organisations=organisations)
        add_frequencies(connection, model)
        yield _number(connection, pair.record), _number(connection, pair.other)
    finally:
        for table in (SAID, GIVEN, RECORD):
            connection.execute(f"drop table if exists temp.{table}")


def _number(connection: duckdb.DuckDBPyConnection, record: RecordName) -> int:
    ((number,),) = connection.execute(
        f"select record_number from {SAID} where source_name = ? and record_id = ?", list(record)
    ).fetchall()
    return int(number)


def _given_sql() -> str:
    """One row per record of a type, with the columns that are made comparable."""
    return f"""
        select (row_number() over (order by source_name, party_record_id) - 1)::integer as record_number,
            party_record_id as record_id, source_name, given_name, family_name, full_name, email, phone, street, city,
            postal_code, cast(null as varchar) as region, country_code, cast(null as varchar) as birth_date, tax_id,
            organisation_name as company_name
        from {PARTY_RECORD}
        where party_type = ?
    """
