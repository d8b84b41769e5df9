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

from identity.decisions import CANNOT_LINK, MUST_LINK, Decision
from identity.explain.members import Member, members
from identity.explain.subjects import Found, RecordName
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


def plan_merge(connection: duckdb.DuckDBPyConnection, found: Sequence[Found]) -> Plan:
    """Plan that some entities are one.

    Of each entity the record that was named is linked, or else the one that founded it.

    Raises:
        IdentityError: They are of different kinds, or one already.
    """
    entity = _one_entity(found)
    keys = list(dict.fromkeys(each.key for each in found))
    if len(keys) == 1:
        raise IdentityError(
            f"these are one {entity} already, {keys[0]}.",
            where="merge",
            todo="Say `entrepot identity review confirm` if a review item asks whether they are.",
        )
    everyone = members(connection, entity, keys)
    named = {each.key: each.record for each in reversed(found) if each.record}
    chosen = [named.get(key) or _founder([each for each in everyone if each.key == key]) for key in keys]
    decisions = tuple(Decision(entity, MUST_LINK, chosen[0], other) for other in chosen[1:])
    return Plan(entity, decisions, tuple(_places(everyone, [everyone])))


def plan_split(connection: duckdb.DuckDBPyConnection, entity: str, key: str, off: Sequence[RecordName]) -> Plan:
    """Plan that some records of an entity are another one: they are linked to each other, and kept from all that stay.

    Args:
        connection: A release or the work warehouse.
        entity: 'customer', 'product' or 'supplier'.
        key: Whose records they are.
        off: The records to take off; several are one entity.

    Raises:
        IdentityError: A record is not of that entity, or nothing or everything would go.
    """
    everyone = members(connection, entity, [key])
    leaving = [each for each in everyone if each.record in set(off)]
    staying = [each for each in everyone if each.record not in set(off)]
    strangers = [str(record) for record in off if record not in {each.record for each in everyone}]
    if strangers:
        raise IdentityError(
            f"{', '.join(strangers)} is no record of it.", where=f"{entity} {key}",
            todo=f"See its records with `entrepot identity show {key[:8]}`.",
        )  # fmt: skip
    if not staying or not leaving:
        raise IdentityError(
            "nothing would be parted.", where=f"{entity} {key}", todo="Name some of its records, not all, with --off."
        )
    parted = [Decision(entity, CANNOT_LINK, leaving[0].record, other.record) for other in staying]
    together = [Decision(entity, MUST_LINK, leaving[0].record, other.record) for other in leaving[1:]]
    return Plan(entity, tuple(together + parted), tuple(_places(everyone, [staying, leaving])))


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
