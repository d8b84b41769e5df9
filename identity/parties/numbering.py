"""All party records with the numbers by which rules and people speak of them.

Belongs here: the one table of records of people and companies. Not here: anything found out about them.
"""

from __future__ import annotations

import duckdb

from identity.cluster.linkage import CLUSTER
from identity.models.kept import PARTY_TYPES
from identity.parties.reading import RECORD_HASH
from identity.parties.tables import tables_of
from identity.tables import PARTY_RECORD

PARTY = "identity_step_party"
"""record_number, record_hash, source_name, record_id, vendor, party_type, external_vendor, external_id, created_at."""


def write_parties(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `PARTY`, numbered by source and id, and `CLUSTER` from the clusters that the models found.

    A record that is of neither kind is a cluster of its own.
    """
    connection.execute(f"""
        create or replace temp table {PARTY} as
        select (row_number() over (order by source_name, party_record_id) - 1)::integer as record_number,
            {RECORD_HASH} as record_hash, source_name, party_record_id as record_id, vendor, party_type,
            nullif(trim(external_vendor), '') as external_vendor, nullif(trim(external_id), '') as external_id,
            created_at
        from {PARTY_RECORD}
    """)
    parts = " union all ".join(f"from {tables_of(party_type).part}" for party_type in PARTY_TYPES)
    connection.execute(f"""
        create or replace temp table {CLUSTER} as
        select party.record_number,
            min(party.record_number) over (
                partition by party.party_type, coalesce(part.cluster, party.record_hash)
            ) as cluster
        from {PARTY} as party
        left join ({parts}) as part on party.record_hash = part.record_hash
    """)
