"""What decisions that stand make of entities beside the last run: it may not have taken them in yet.

Belongs here: whether two are one already by decisions, or parted already. Not here: what contradicts what
(`identity.decisions.consistency`).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

import duckdb

from identity.decisions import CANNOT_LINK, CONFIRM, MUST_LINK, Decision, Record, StandingDecision
from identity.explain.subjects import SUBJECTS, RecordName
from identity.tables import IdentityError

_Links = dict[str, list[tuple[str, StandingDecision]]]


def joining(
    connection: duckdb.DuckDBPyConnection, entity: str, key: str, other: str, standing: Sequence[StandingDecision]
) -> tuple[StandingDecision, ...]:
    """Return the decisions by which two entities of the last run are one with the next; none if they are not.

    Args:
        connection: A release or the work warehouse.
        entity: 'customer', 'product' or 'supplier'.
        key: The one.
        other: The other.
        standing: Decisions that stand.
    """
    links = [each for each in standing if each.decision.entity == entity and each.decision.kind == MUST_LINK]
    keys = _keys_of(connection, entity, [record for each in links for record in each.decision.pair])
    ways: _Links = defaultdict(list)
    for each in links:
        here, there = (keys.get(record) for record in each.decision.pair)
        if here and there and here != there:
            ways[here].append((there, each))
            ways[there].append((here, each))
    return _way(ways, key, other)


def _way(ways: _Links, key: str, other: str) -> tuple[StandingDecision, ...]:
    came: dict[str, tuple[StandingDecision, ...]] = {key: ()}
    waiting = deque([key])
    while waiting:
        here = waiting.popleft()
        for there, by in ways.get(here, []):
            if there not in came:
                came[there] = (*came[here], by)
                waiting.append(there)
    return came.get(other, ())


def parting(
    entity: str, some: Iterable[Record], others: Iterable[Record], standing: Sequence[StandingDecision]
) -> tuple[StandingDecision, ...]:
    """Return the decisions that keep some records from others."""
    one, two = set(some), set(others)
    return tuple(
        each
        for each in standing
        if each.decision.entity == entity
        and each.decision.kind == CANNOT_LINK
        and any(here in one and there in two for here, there in (each.decision.pair, each.decision.pair[::-1]))
    )


def refuse_settled(decision: Decision, standing: Sequence[StandingDecision]) -> None:
    """Refuse to confirm a pair on which a decision stands: it is settled, and the next run makes it so.

    Raises:
        IdentityError: It is.
    """
    found = [
        each
        for each in standing
        if each.decision.entity == decision.entity
        and each.decision.pair == decision.pair
        and each.decision.kind != CONFIRM
    ]
    if found:
        raise IdentityError(
            f"decision {numbers(found)} on these two stands: {found[0].reason}.", where=str(decision),
            todo="Nothing is to be confirmed; to take it back say `entrepot identity undo` with its number.",
        )  # fmt: skip


def numbers(decisions: Iterable[StandingDecision]) -> str:
    """Return the numbers of decisions as people read them."""
    return ", ".join(f"#{each.decision_id}" for each in decisions)


def _keys_of(connection: duckdb.DuckDBPyConnection, entity: str, records: Sequence[Record]) -> dict[Record, str]:
    subject = SUBJECTS[entity]
    rows = connection.execute(
        f"""
        with asked as (select unnest(?::varchar[]) as source_name, unnest(?::varchar[]) as record_id)
        select known.source_name, known.{subject.id_column}, known.{subject.key_column}
        from {subject.crosswalk} as known
        inner join asked on known.source_name = asked.source_name and known.{subject.id_column} = asked.record_id
        """,
        [[record[0] for record in records], [record[1] for record in records]],
    ).fetchall()
    return {RecordName(source, record): str(key) for source, record, key in rows}
