"""The weights within clusters that hold two records which must not be one: they are cut again.

Belongs here: which clusters those are, and the weights of all their pairs. Not here: the cut
(`identity.cluster.constrained`).
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from identity.block.budget import PAIR
from identity.cluster.constrained import CONFLICT, find_conflicts
from identity.cluster.linkage import WITHIN
from identity.configuration import Clustering
from identity.link.frequencies import add_frequencies
from identity.link.scoring import SCORED
from identity.models.kept import KeptModel
from identity.normalise.build import RECORD
from identity.parties.forms import write_local_records
from identity.parties.numbering import PARTY
from identity.parties.scoring import score_pairs
from identity.parties.tables import tables_of

_OPEN = "identity_step_open"
"""record_hash, record_number (of all parties), party_type, cluster."""


def write_within(
    connection: duckdb.DuckDBPyConnection,
    models: list[KeptModel],
    lend: Callable[[KeptModel], None],
    limits: Clustering,
) -> int:
    """Write `WITHIN` for the clusters that hold a forbidden pair, and return how many records those have.

    Clusters that must be one count as one: a pair may be forbidden between two that a decision joins.

    Args:
        connection: With `PARTY`, `CLUSTER`, `FORCED` and `FORBIDDEN`.
        models: The model of each kind of party.
        lend: Makes the frequencies of a model those of the connection.
        limits: The bounds of what one pair may count.
    """
    connection.execute(
        f"create or replace temp table {WITHIN} (l integer, r integer, weight double, component integer)"
    )
    find_conflicts(connection)
    connection.execute(f"""
        create or replace temp table {_OPEN} as
        select party.record_hash, party.record_number, party.party_type, conflict.cluster
        from {CONFLICT} as conflict
        inner join {PARTY} as party on conflict.record_number = party.record_number
    """)
    found = connection.execute(f"select party_type, count(*) from {_OPEN} group by party_type").fetchall()
    counts = {party_type: int(count) for party_type, count in found}
    for kept in models:
        if counts.get(kept.party_type):
            lend(kept)
            _weigh_within(connection, kept, limits)
    connection.execute(f"drop table temp.{_OPEN}")
    return sum(counts.values())


def _weigh_within(connection: duckdb.DuckDBPyConnection, kept: KeptModel, limits: Clustering) -> None:
    write_local_records(connection, _OPEN, tables_of(kept.party_type))
    add_frequencies(connection, kept.model, kept.means)
    numbers = (
        f"(select record.record_number as local, opened.* from {RECORD} as record "
        f"inner join {_OPEN} as opened on record.record_hash = opened.record_hash)"
    )
    connection.execute(f"""
        create or replace temp table {PAIR} as
        select one.local as l, other.local as r
        from {numbers} as one
        inner join {numbers} as other on one.cluster = other.cluster and one.local < other.local
    """)
    score_pairs(connection, kept)
    connection.execute(f"""
        insert into {WITHIN}
        select least(one.record_number, other.record_number), greatest(one.record_number, other.record_number),
            least(greatest(scored.weight, {limits.lowest}), {limits.highest}), one.cluster
        from {SCORED} as scored
        inner join {numbers} as one on scored.l = one.local
        inner join {numbers} as other on scored.r = other.local
    """)
