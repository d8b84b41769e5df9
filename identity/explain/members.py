"""The records of customers, products and suppliers, as the crosswalk has them.

Belongs here: reading them in one order, the oldest first. Not here: what joined them (`paths`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from identity.explain.subjects import SUBJECTS, RecordName, columns_of


@dataclass(frozen=True)
class Member:
    """A record of an entity: its key, since when it is linked, and whether it stands for itself."""

    record: RecordName
    key: str
    since: datetime | None
    is_founder: bool


def members(connection: duckdb.DuckDBPyConnection, entity: str, keys: Sequence[str]) -> list[Member]:
    """Return the records of some entities, the oldest first."""
    subject = SUBJECTS[entity]
    since = "linked_since" if "linked_since" in columns_of(connection, subject.crosswalk) else "cast(null as timestamp)"
    rows = connection.execute(
        f"select source_name, {subject.id_column}, {subject.key_column}, {since} as since, rule_name = 'self' "
        f"from {subject.crosswalk} where {subject.key_column} in (select unnest(?::varchar[])) "
        f"order by since nulls last, source_name, {subject.id_column}",
        [list(keys)],
    ).fetchall()
    return [Member(RecordName(source, record), key, since, is_self) for source, record, key, since, is_self in rows]
