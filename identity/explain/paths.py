"""By which evidence two records of one entity are connected.

Belongs here: the walk along the evidence that the crosswalk keeps of every record, and along what else a run knows of
them. Not here: weighing a pair.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable

import duckdb

from identity.decisions import MUST_LINK, StandingDecision
from identity.explain.explanation import Step
from identity.explain.subjects import SUBJECTS, RecordName, columns_of, has_table
from identity.models.kept import PARTY_TYPES
from identity.parties.tables import tables_of
from identity.tables import PARTY_RECORD

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


def further_steps(connection: duckdb.DuckDBPyConnection, entity: str, key: str) -> list[Step]:
    """Return what else joins records of an entity: the crosswalk keeps the best reason of each record alone.

    Args:
        connection: The work warehouse, which remembers pairs that the model is for, and references between systems.
        entity: 'customer'; of goods the crosswalk's evidence is a tree already.
        key: Its key.
    """
    if entity != "customer" or not has_table(connection, PARTY_RECORD):
        return []
    member = (
        "member as (select record.*, hash(record.source_name, record.party_record_id) as record_hash "
        f"from {PARTY_RECORD} as record inner join core.xref_customer as known using (source_name, party_record_id) "
        "where known.customer_key = ?)"
    )
    ends = "one.source_name, one.party_record_id, other.source_name, other.party_record_id"
    parts = [
        f"select {ends}, 'cross_reference' as rule_name, null::double as weight from member as one inner join member "
        "as other on one.external_vendor = other.vendor and one.external_id = other.party_record_id"
    ]
    parts += [
        f"select {ends}, 'model', edge.weight::double from {edge} as edge inner join member as one "
        "on edge.l = one.record_hash inner join member as other on edge.r = other.record_hash where edge.weight > 0"
        for edge in (tables_of(kind).edge for kind in PARTY_TYPES)
        if has_table(connection, edge)
    ]
    rows = connection.execute(f"with {member} {' union all '.join(parts)} order by all", [key]).fetchall()
    return [
        Step(RecordName(source, record), RecordName(other_source, other_record), rule, None, weight)
        for source, record, other_source, other_record, rule, weight in rows
    ]


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
