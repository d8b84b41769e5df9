"""Weights of the pairs that are new, and the edges that are remembered.

Belongs here: what is kept of a scored pair. Not here: the weights (`identity.link`, `identity.cluster.weights`).
"""

from __future__ import annotations

import duckdb

from identity.block.budget import PAIR
from identity.cluster.weights import weigh
from identity.link.scoring import SCORED, score
from identity.models.kept import KeptModel
from identity.normalise.build import RECORD
from identity.parties.tables import DIRTY, PartyTables


def score_pairs(connection: duckdb.DuckDBPyConnection, kept: KeptModel) -> None:
    """Score `PAIR` into `SCORED` with the weights that can be clustered on."""
    score(connection, kept.model, PAIR)
    weigh(connection, kept.model)


def remember_edges(connection: duckdb.DuckDBPyConnection, least: float, tables: PartyTables) -> None:
    """Replace the edges of dirty records by the scored pairs that weigh enough.

    Args:
        connection: With `SCORED`, the comparable records it speaks of, and `DIRTY`.
        least: Bits that an edge weighs at least.
        tables: The kept tables.
    """
    for side in ("l", "r"):
        connection.execute(f"delete from {tables.edge} where {side} in (select record_hash from {DIRTY})")
    connection.execute(f"""
        insert into {tables.edge}
        select least(one.record_hash, other.record_hash), greatest(one.record_hash, other.record_hash), scored.weight
        from {SCORED} as scored
        inner join {RECORD} as one on scored.l = one.record_number
        inner join {RECORD} as other on scored.r = other.record_number
        where scored.weight >= {least}
    """)
