"""What one customer, product or supplier is made of.

Belongs here: its records with the evidence that joined each, its retired keys, the decisions on its records. Not here:
why two of its records are one (`explaining`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from identity.decisions import StandingDecision
from identity.explain.members import members
from identity.explain.paths import evidence_of
from identity.explain.subjects import SUBJECTS, Found, RecordName, columns_of, retired_table


@dataclass(frozen=True)
class Joined:
    """A record, and what joined it to which other one; a record that stands for itself was joined to none."""

    record: RecordName
    rule_name: str
    other: RecordName | None
    match_weight: float | None
    since: datetime | None
    decided_by: str | None


@dataclass(frozen=True)
class Shown:
    """An entity: its records from the oldest to the youngest, keys that became its own, decisions on its records."""

    entity: str
    key: str
    members: tuple[Joined, ...]
    retired_keys: tuple[str, ...]
    decisions: tuple[StandingDecision, ...]


def show_entity(connection: duckdb.DuckDBPyConnection, found: Found, decided: Sequence[StandingDecision]) -> Shown:
    """Return what an entity is made of.

    Args:
        connection: A release or the work warehouse.
        found: Which one.
        decided: Decisions that stand.
    """
    steps = {step.record: step for step in evidence_of(connection, found.entity, found.key)}
    deciders = _deciders(connection, found)
    everyone = members(connection, found.entity, [found.key])
    joined = tuple(
        Joined(
            each.record,
            steps[each.record].rule_name if each.record in steps else "self",
            steps[each.record].other if each.record in steps else None,
            steps[each.record].match_weight if each.record in steps else None,
            each.since,
            deciders.get(each.record),
        )
        for each in everyone
    )
    records = {each.record for each in everyone}
    mine = [
        each for each in decided if each.decision.entity == found.entity and records.intersection(each.decision.pair)
    ]
    return Shown(found.entity, found.key, joined, _retired_keys(connection, found), tuple(mine))


def _deciders(connection: duckdb.DuckDBPyConnection, found: Found) -> dict[RecordName, str]:
    """Return who decided by record, where the crosswalk keeps it: rule, model or steward."""
    subject = SUBJECTS[found.entity]
    if "decided_by" not in columns_of(connection, subject.crosswalk):
        return {}
    rows = connection.execute(
        f"select source_name, {subject.id_column}, decided_by from {subject.crosswalk} where {subject.key_column} = ?",
        [found.key],
    ).fetchall()
    return {RecordName(source, record): decided_by for source, record, decided_by in rows}


def _retired_keys(connection: duckdb.DuckDBPyConnection, found: Found) -> tuple[str, ...]:
    table = retired_table(connection)
    if table is None:
        return ()
    rows = connection.execute(
        f"select retired_key from {table} where entity = ? and current_key = ? order by 1", [found.entity, found.key]
    ).fetchall()
    return tuple(key for (key,) in rows)
