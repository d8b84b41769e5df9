"""Two records of people or companies, in the comparable form that the last run kept of them.

Belongs here: the two forms beside each other, and what the records themselves say. Not here: what the model makes of
them (`weighing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from identity.explain.subjects import RecordName, has_table
from identity.link.frequencies import add_frequencies
from identity.models.kept import PARTY_TYPES, KeptModel, PartyType, lend_tables
from identity.normalise.build import RECORD
from identity.parties.forms import write_local_records
from identity.parties.tables import tables_of
from identity.tables import PARTY_RECORD

_ASKED = "identity_step_explained"


@dataclass(frozen=True)
class PartyPair:
    """Two records of one type of party."""

    party_type: PartyType
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
    if found[0] != found[1] and None not in found:
        return f"one is of type {found[0]}, the other of type {found[1]}: such are never one"
    party_type = next((known for known in PARTY_TYPES if found == [known, known]), None)
    if party_type is None:
        return "the type of one of them is not known"
    return PartyPair(party_type, record, other)


@contextmanager
def side_by_side(
    connection: duckdb.DuckDBPyConnection, pair: PartyPair, kept: KeptModel, models: Path
) -> Iterator[tuple[int, int] | None]:
    """Make the two the comparable records, and yield their numbers; None where the last run kept no form of them.

    Args:
        connection: The work warehouse, opened so that files may be read.
        pair: The two records.
        kept: The model.
        models: The folder of models.
    """
    tables = tables_of(pair.party_type)
    if not has_table(connection, tables.form):
        yield None
        return
    lend_tables(connection, models / kept.version)
    connection.execute(
        f"create or replace temp table {_ASKED} as select record_hash from {tables.form} "
        "where (source_name, record_id) in ((?, ?), (?, ?))",
        [*pair.record, *pair.other],
    )
    write_local_records(connection, _ASKED, tables)
    add_frequencies(connection, kept.model, kept.means)
    first = pair.record < pair.other
    ((count,),) = connection.execute(f"select count(*) from {RECORD}").fetchall()
    yield ((0, 1) if first else (1, 0)) if count == 2 else None
