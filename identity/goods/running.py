"""Making products and suppliers one: the order of the steps, and what they did.

Belongs here: what `identity.linking` calls. Not here: any step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from identity.configuration import linkage_settings
from identity.goods import joining, links, scoring
from identity.goods.evidence import RECORD, GoodKind
from identity.goods.review import write_review_items
from identity.keeping import KeyReport
from identity.key_map import unmatched
from identity.tables import require_unique


@dataclass(frozen=True)
class GoodsReport:
    """What the linking of a kind of goods did.

    Args:
        stopped: Values that were shared too widely to count.
        parted: Components that a guard, a decision or their size parted, and how many records those have.
        keys: What became of the keys.
        unmatched: Rows of key maps that name a record which has not arrived.
        questions: Questions to people.
    """

    stopped: int
    parted: tuple[int, int]
    keys: KeyReport
    unmatched: int
    questions: int


def link_goods(connection: duckdb.DuckDBPyConnection, kind: GoodKind, run_at: datetime) -> GoodsReport:
    """Write the link table of a kind of goods, one row per record by source name and id, and the questions to people.

    Args:
        connection: The open work warehouse, with the canonical tables of the kind, after `load_issued`.
        kind: Products or suppliers.
        run_at: When (UTC); new keys, merges and splits bear it.

    Raises:
        IdentityError: A table is missing or names a record twice, or the issued keys were not loaded.
    """
    require_unique(connection, kind.reads, ("source_name", kind.id_column))
    settings = linkage_settings()
    try:
        stopped = kind.write_records(connection)
        scoring.score_kind(connection, kind)
        parted = joining.join(connection, kind)
        keys = links.write_links(connection, kind, run_at)
        questions = write_review_items(connection, kind, settings.review)
        return GoodsReport(stopped, parted, keys, unmatched(connection, kind.entity, RECORD), questions)
    finally:
        for name in (RECORD, *kind.scratch, *scoring.SCRATCH, *joining.SCRATCH, *links.SCRATCH):
            connection.execute(f"drop table if exists temp.{name}")
