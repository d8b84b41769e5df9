"""Party records as linking reads them, and which of them changed since the last run.

Belongs here: canonical columns to given ones, and hashes. Not here: how values are spelt (`identity.normalise`).
"""

from __future__ import annotations

import duckdb

from identity.models.kept import PartyType
from identity.normalise.build import COLUMNS, GIVEN
from identity.parties.tables import CHANGED, PartyTables
from identity.tables import PARTY_RECORD

RECORD_HASH = "hash(source_name, party_record_id)"
_SOURCE_OF = {"company_name": "organisation_name", "region": "null::varchar", "birth_date": "null::varchar"}


def write_given(connection: duckdb.DuckDBPyConnection, party_type: PartyType, only: str | None = None) -> None:
    """Write the given records, numbered by source and id.

    Args:
        connection: With the canonical party records.
        party_type: Of which kind.
        only: Table of record_hash: the records that are read; without it all of them.
    """
    columns = ", ".join(f"{_SOURCE_OF.get(name, name)} as {name}" for name in COLUMNS)
    restricted = f"and {RECORD_HASH} in (select record_hash from {only})" if only else ""
    connection.execute(f"""
        create or replace temp table {GIVEN} as
        select (row_number() over (order by source_name, party_record_id) - 1)::integer as record_number,
            {RECORD_HASH} as record_hash, party_record_id as record_id, {columns}
        from {PARTY_RECORD}
        where party_type = '{party_type}' {restricted}
    """)


def find_changes(connection: duckdb.DuckDBPyConnection, party_type: PartyType, tables: PartyTables) -> int:
    """Write `CHANGED` and return how many records there are now."""
    compared = ", ".join(_SOURCE_OF.get(name, name) for name in COLUMNS)
    connection.execute(f"""
        create or replace temp table {CHANGED} as
        with now as (
            select {RECORD_HASH} as record_hash, source_name, party_record_id as record_id,
                hash({compared}) as given_hash
            from {PARTY_RECORD}
            where party_type = '{party_type}'
        )
        select coalesce(now.record_hash, known.record_hash) as record_hash,
            coalesce(now.source_name, known.source_name) as source_name,
            coalesce(now.record_id, known.record_id) as record_id, now.given_hash
        from now
        full join {tables.form} as known on now.record_hash = known.record_hash
        where now.given_hash is distinct from known.given_hash
    """)
    ((records,),) = connection.execute(
        f"select count(*) from {PARTY_RECORD} where party_type = '{party_type}'"
    ).fetchall()
    return int(records)
