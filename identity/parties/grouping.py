"""The clusters that the model finds, renewed where something changed.

Belongs here: which components a change touches, and the kept clusters. Not here: clustering (`identity.cluster`), or
what rules and people say (`identity.parties.forced`).
"""

from __future__ import annotations

import duckdb

from identity.cluster.components import COMPONENT
from identity.cluster.linkage import CLUSTER
from identity.configuration import Clustering
from identity.link.frequencies import add_frequencies
from identity.link.scoring import SCORED
from identity.models.kept import KeptModel
from identity.normalise.build import RECORD
from identity.parties.forms import BEFORE, write_local_records
from identity.parties.pairing import numbered_pairs_sql
from identity.parties.tables import DIRTY, PartyTables
from identity.resolve import cluster_scored

AFFECTED = "identity_step_affected"
"""record_hash: records of the components that a change touches, gone ones included."""


def cluster_affected(
    connection: duckdb.DuckDBPyConnection, kept: KeptModel, limits: Clustering, tables: PartyTables
) -> int:
    """Cluster the components that dirty records are in, were in, or are linked to now.

    Returns:
        How many components above the cap were cut.
    """
    connection.execute(f"create or replace temp table {AFFECTED} as {_affected_sql(limits.edge, tables)}")
    write_local_records(connection, AFFECTED, tables)
    add_frequencies(connection, kept.model, kept.means)
    edges = (
        f"(select l, r, weight from {tables.edge} where weight >= {limits.edge} "
        f"and l in (select record_hash from {AFFECTED}))"
    )
    connection.execute(f"create or replace temp table {SCORED} as {numbered_pairs_sql(edges)}")
    cut = cluster_scored(connection, kept.model, limits)
    remember_parts(connection, tables, AFFECTED)
    return cut


def remember_parts(connection: duckdb.DuckDBPyConnection, tables: PartyTables, affected: str) -> None:
    """Replace the kept clusters of the affected records by those that were found.

    Args:
        connection: With `CLUSTER`, `COMPONENT` and the comparable records of the affected ones.
        tables: The kept tables.
        affected: Table of record_hash.
    """
    connection.execute(f"delete from {tables.part} where record_hash in (select record_hash from {affected})")
    connection.execute(f"""
        insert into {tables.part}
        select record.record_hash,
            min(record.record_hash) over (partition by coalesce(component.whole, -1 - record.record_number)),
            min(record.record_hash) over (partition by cluster.cluster)
        from {RECORD} as record
        inner join {CLUSTER} as cluster on record.record_number = cluster.record_number
        left join {COMPONENT} as component on record.record_number = component.record_number
    """)


def _affected_sql(edge: float, tables: PartyTables) -> str:
    return f"""
        with changed as (
            select record_hash from {DIRTY} union select record_hash from {BEFORE}
        ),
        met as (
            select record_hash from changed
            union select r from {tables.edge} where weight >= {edge} and l in (select record_hash from changed)
            union select l from {tables.edge} where weight >= {edge} and r in (select record_hash from changed)
        )
        select part.record_hash
        from {tables.part} as part
        where part.component in (
            select component from {tables.part} where record_hash in (select record_hash from met)
        )
        union
        select record_hash from met
    """
