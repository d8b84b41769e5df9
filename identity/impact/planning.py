"""Which record of the affected customers, products or suppliers would have which key.

Belongs here: what a merge and a split mean for records, as decisions and as places. Not here: figures (`preview`), and
writing decisions (`identity.decisions`).

A merge joins whole entities; a split takes records off one. Keys go as a run gives them: an entity keeps the key of
most of its records, then the one of the oldest record, then the lowest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from identity.decisions import CANNOT_LINK, MUST_LINK, Decision, StandingDecision
from identity.explain.members import Member, members
from identity.explain.subjects import Found, RecordName, find
from identity.impact.pending import joining, numbers, parting
from identity.tables import IdentityError

NEW = "new"
"""Begins the name of a key that the next run will mint."""


@dataclass(frozen=True)
class Placement:
    """A record, its key before and after, and whether that is a key yet to be minted."""

    record: RecordName
    before: str
    after: str
    is_new: bool


@dataclass(frozen=True)
class Plan:
    """What is to be decided, and where every affected record goes."""

    entity: str
    decisions: tuple[Decision, ...]
    placements: tuple[Placement, ...]


def plan_merge(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Found], standing: Sequence[StandingDecision] = ()
) -> Plan:
    """Plan that some entities are one.

    Of each entity the record that was named is linked, or else the one that founded it.

    Args:
        connection: A release or the work warehouse.
        found: Which ones.
        standing: Decisions that stand, whether a run has taken them in or not.

    Raises:
        IdentityError: They are of different kinds, or one already, by the last run or by decisions.
    """
    entity = _one_entity(found)
    keys = list(dict.fromkeys(each.key for each in found))
    if len(keys) == 1:
        raise _is_one(entity, keys[0], found, standing)
    ways = [joining(connection, entity, keys[0], other, standing) for other in keys[1:]]
    if all(ways):
        made = numbers(dict.fromkeys(each for way in ways for each in way))
        raise IdentityError(
            f"decision {made} makes these one {entity} with the next run.", where="merge",
            todo="Nothing is to be done but `entrepot run`.",
        )  # fmt: skip
    everyone = members(connection, entity, keys)
    named = {each.key: each.record for each in reversed(found) if each.record}
    chosen = [named.get(key) or _founder([each for each in everyone if each.key == key]) for key in keys]
    decisions = tuple(Decision(entity, MUST_LINK, chosen[0], other) for other in chosen[1:])
    return Plan(entity, decisions, tuple(_places(everyone, [everyone])))


def _is_one(entity: str, key: str, found: Sequence[Found], standing: Sequence[StandingDecision]) -> IdentityError:
    records = [each.record for each in found if each.record]
    parted = parting(entity, records, records, standing)
    if parted:
        return IdentityError(
            f"these are one {entity} since the last run, but decision {numbers(parted)} parts them with the next.",
            where="merge", todo="Take it back with `entrepot identity undo` and its number.",
        )  # fmt: skip
    return IdentityError(
        f"these are one {entity} already, {key}.",
        where="merge",
        todo="Say `entrepot identity review confirm` if a review item asks whether they are.",
    )


def plan_split(
    connection: duckdb.DuckDBPyConnection,
    entity: str,
    key: str,
    off: Sequence[RecordName],
    *,
    standing: Sequence[StandingDecision] = (),
    keep_with: RecordName | None = None,
) -> Plan:
    """Plan that some records of an entity are another one: they are linked to each other, and kept from all that stay.

    Args:
        connection: A release or the work warehouse.
        entity: 'customer', 'product' or 'supplier'.
        key: Whose records they are.
        off: The records to take off; several are one entity.
        standing: Decisions that stand, whether a run has taken them in or not.
        keep_with: A record that stays: all others that stay are one with it, whatever holds them together.

    Raises:
        IdentityError: A record is not of that entity, nothing or everything would go, or it is parted already.
    """
    everyone = members(connection, entity, [key])
    leaving = [each for each in everyone if each.record in set(off)]
    staying = [each for each in everyone if each.record not in set(off)]
    strangers = [str(record) for record in off if record not in {each.record for each in everyone}]
    if strangers:
        raise _no_record(connection, entity, key, strangers, standing)
    if not staying or not leaving:
        raise IdentityError(
            "nothing would be parted.", where=f"{entity} {key}", todo="Name some of its records, not all, with --off."
        )
    stay = {each.record for each in staying}
    if keep_with is not None and keep_with not in stay:
        raise IdentityError(
            f"{keep_with} does not stay.", where="--keep-with", todo="Name a record that does not go off."
        )
    known = {each.decision.pair for each in parting(entity, [each.record for each in leaving], stay, standing)}
    parted = [Decision(entity, CANNOT_LINK, leaving[0].record, other.record) for other in staying]
    if all(each.pair in known for each in parted):
        raise IdentityError(
            "decisions that stand part these with the next run.", where=f"{entity} {key}",
            todo="Nothing is to be done but `entrepot run`.",
        )  # fmt: skip
    together = [Decision(entity, MUST_LINK, leaving[0].record, other.record) for other in leaving[1:]]
    kept = [Decision(entity, MUST_LINK, keep_with, other) for other in sorted(stay) if keep_with and other != keep_with]
    decisions = [*together, *kept, *(each for each in parted if each.pair not in known)]
    return Plan(entity, tuple(decisions), tuple(_places(everyone, [staying, leaving])))


def _no_record(
    connection: duckdb.DuckDBPyConnection,
    entity: str,
    key: str,
    strangers: Sequence[str],
    standing: Sequence[StandingDecision],
) -> IdentityError:
    """Say that records are not of an entity, and by which decision the next run makes them so, if one does."""
    theirs = find(connection, strangers[0], entity)
    joined = joining(connection, entity, key, theirs.key, standing)
    if joined:
        return IdentityError(
            f"{strangers[0]} is no record of it yet; decision {numbers(joined)} makes it one with the next run.",
            where=f"{entity} {key}", todo="Take that back with `entrepot identity undo` and its number.",
        )  # fmt: skip
    return IdentityError(
        f"{', '.join(strangers)} is no record of it.", where=f"{entity} {key}",
        todo=f"See its records with `entrepot identity show {key[:8]}`.",
    )  # fmt: skip


def _one_entity(found: Sequence[Found]) -> str:
    kinds = sorted({each.entity for each in found})
    if len(kinds) != 1:
        raise IdentityError(
            f"these are a {' and a '.join(kinds)}.", where="merge", todo="Only two of one kind can be one."
        )
    return kinds[0]


def _founder(of: Sequence[Member]) -> RecordName:
    return next((each.record for each in of if each.is_founder), of[0].record)


def _places(everyone: Sequence[Member], groups: Sequence[Sequence[Member]]) -> list[Placement]:
    """Give every group a key: of most of its records, unless a larger group (then the older one) has that key."""
    taken: dict[str, int] = {}
    counts = [Counter(each.key for each in group) for group in groups]
    for key in dict.fromkeys(each.key for each in everyone):
        claims = [number for number, count in enumerate(counts) if key in count and _favourite(groups[number]) == key]
        if claims:
            taken[key] = max(claims, key=lambda number: (counts[number][key], -_age(everyone, groups[number])))
    names = {number: key for key, number in taken.items()}
    return [
        Placement(each.record, each.key, names.get(number, f"{NEW} {number}"), number not in names)
        for number, group in enumerate(groups)
        for each in group
    ]


def _favourite(group: Sequence[Member]) -> str:
    """Return the key of most records of a group, then of its oldest record."""
    counts = Counter(each.key for each in group)
    return max(counts, key=lambda key: (counts[key], -next(n for n, each in enumerate(group) if each.key == key)))


def _age(everyone: Sequence[Member], group: Sequence[Member]) -> int:
    """Return the place of a group's oldest record among all: the members stand from the oldest to the youngest."""
    return min(everyone.index(each) for each in group)
