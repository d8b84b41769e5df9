"""Where records would really go: the linking itself, tried on a copy in memory with further decisions.

Belongs here: what differs from the last run. Not here: the copy (`identity.copying`), linking (`identity.parties`,
`identity.goods`), and the sums (`preview`).

Nothing arrives in a trial, so linking has nothing to score; it applies decisions and carries keys over as the next run
will. What that run finds in new extracts comes on top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from identity.copying import WORK, work_copy
from identity.decisions import StandingDecision, write_decisions
from identity.explain.subjects import SUBJECTS, RecordName
from identity.impact.planning import Placement, Plan

Relink = Callable[[duckdb.DuckDBPyConnection, datetime], object]
"""Links one kind of entity in the copy, as a run does; is given the moment of that run (UTC, naive)."""
_COPIED = ("identity", "run")
"""Schemas that linking writes to; the others are only read."""


def tried(work_file: Path, plan: Plan, standing: Sequence[StandingDecision], relink: Relink) -> Plan:
    """Return a plan with the places that its records, and all that go with them, would have after the next run.

    Args:
        work_file: The work warehouse of the last run.
        plan: What is to be decided.
        standing: What stands already, whether a run has taken it in or not.
        relink: Links the plan's kind of entity.
    """
    last = max((each.decision_id for each in standing), default=0)
    moment = datetime.now(UTC).replace(tzinfo=None)
    further = [
        StandingDecision(number, each, "trial", "trial", moment)
        for number, each in enumerate(plan.decisions, start=last + 1)
    ]
    with work_copy(work_file, _COPIED) as connection:
        write_decisions(connection, [*standing, *further])
        relink(connection, moment)
        return replace(plan, placements=tuple(_placements(connection, plan)))


def _placements(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[Placement]:
    """Return the records of every entity that a record of the plan is in, before or after."""
    subject = SUBJECTS[plan.entity]
    link, key, record = f"identity.{plan.entity}_link", subject.key_column, subject.id_column
    rows = connection.execute(
        f"""
        with recursive place as (
            select now.source_name, now.{record} as record_id, now.{key} as before, later.{key} as after
            from {WORK}.{link} as now
            inner join {link} as later on now.source_name = later.source_name and now.{record} = later.{record}
        ),
        named as (
            select unnest(?::varchar[]) as source_name, unnest(?::varchar[]) as record_id
        ),
        reached as (
            select place.before as entity_key from place semi join named using (source_name, record_id)
            union
            select unnest([place.before, place.after])
            from place
            inner join reached on reached.entity_key in (place.before, place.after)
        )
        select source_name, record_id, before, after, after not in (select before from place) as is_new
        from place
        where before in (from reached) or after in (from reached)
        order by before, after, source_name, record_id
        """,
        [
            [each.record.source_name for each in plan.placements],
            [each.record.record_id for each in plan.placements],
        ],
    ).fetchall()
    return [
        Placement(RecordName(source, name), before, after, bool(is_new)) for source, name, before, after, is_new in rows
    ]
