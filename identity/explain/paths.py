"""By which evidence two records of one entity are connected.

Belongs here: the walk along the evidence that the crosswalk keeps of every record. Not here: weighing a pair.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable

import duckdb

from identity.decisions import MUST_LINK, StandingDecision
from identity.explain.explanation import Step
from identity.explain.subjects import SUBJECTS, RecordName, columns_of

_OPTIONAL = {"evidence_source_name": "varchar", "evidence_record_id": "varchar", "match_weight": "double"}


def evidence_of(connection: duckdb.DuckDBPyConnection, entity: str, key: str) -> list[Step]:
    """Return the evidence that joined each record of an entity to another one of its records."""
    subject = SUBJECTS[entity]
    there = columns_of(connection, subject.crosswalk)
    columns = ", ".join(name if name in there else f"cast(null as {kind})" for name, kind in _OPTIONAL.items())
    rows = connection.execute(
        f"select source_name, {subject.id_column}, rule_name, evidence, {columns} from {subject.crosswalk} "
        f"where {subject.key_column} = ? and rule_name <> 'self' order by source_name, {subject.id_column}",
        [key],
    ).fetchall()
    found = []
    for source, record, rule, evidence, other_source, other_record, weight in rows:
        other = RecordName(other_source, other_record) if other_source else _named_in(evidence)
        if other is not None:
            found.append(Step(RecordName(source, record), other, rule, evidence, weight))
    return found


def path_between(
    record: RecordName, other: RecordName, steps: Iterable[Step], decided: Iterable[StandingDecision]
) -> tuple[Step, ...]:
    """Return the shortest way from one record to the other along evidence and decisions; none if there is none.

    Args:
        record: Where to begin.
        other: Where to end.
        steps: The evidence of their entity.
        decided: Decisions that stand; those to link are steps too.
    """
    ways: dict[RecordName, list[tuple[RecordName, Step]]] = defaultdict(list)
    links = [
        Step(RecordName(*each.decision.record), RecordName(*each.decision.other), "decision", str(each), None)
        for each in decided
        if each.decision.kind == MUST_LINK
    ]
    for step in (*links, *steps):
        ways[step.record].append((step.other, step))
        ways[step.other].append((step.record, step))
    came: dict[RecordName, tuple[RecordName, Step] | None] = {record: None}
    queue = deque([record])
    while queue and other not in came:
        here = queue.popleft()
        for there, step in ways[here]:
            if there not in came:
                came[there] = (here, step)
                queue.append(there)
    return _walked(came, other)


def _walked(came: dict[RecordName, tuple[RecordName, Step] | None], end: RecordName) -> tuple[Step, ...]:
    steps: list[Step] = []
    before = came.get(end)
    while before is not None:
        steps.append(before[1])
        before = came[before[0]]
    return tuple(reversed(steps))


def _named_in(evidence: str | None) -> RecordName | None:
    """Return the record that a sentence of evidence ends with; older crosswalks keep it there alone."""
    source, colon, record = (evidence or "").rpartition(" ")[2].partition(":")
    return RecordName(source, record) if colon else None
