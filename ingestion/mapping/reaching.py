"""Tables that a table leads to without any of its rows being repeated or lost.

Belongs here: chains of joins over references. Not here: which columns are worth a join (placing).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.mapping.gathering import Gathered, gathered_of
from ingestion.mapping.proposal import Join
from ingestion.mapping.system_profile import Reference, SystemProfile, TableProfile
from ingestion.mapping.words import tokens_of

_DEEPEST = 3
_PLACE_BOUND = 150
"""Places that are looked at from one table."""


@dataclass(frozen=True)
class Place:
    """A table that can lend columns: the driving one itself, or one that joins lead to.

    Attributes:
        joins: The way there; empty for the driving table.
        words: Meanings of the names of the columns on the way.
        confidence: How sure the references on the way are.
        gathered: How one of several rows is taken; None where there is at most one.
    """

    table: TableProfile
    joins: tuple[Join, ...] = ()
    words: frozenset[str] = frozenset()
    confidence: float = 1.0
    gathered: Gathered | None = None

    @property
    def is_own(self) -> bool:
        """It is the driving table."""
        return not self.joins and self.gathered is None

    @property
    def name(self) -> str:
        """What expressions call it."""
        if self.gathered:
            return f"one_of_{self.table.name}"
        return self.joins[-1].name if self.joins else self.table.name


def reachable(profile: SystemProfile, table: TableProfile) -> list[Place]:
    """Return the table itself and those that it leads to, the nearest first."""
    found = [Place(table)]
    waiting = deque(found)
    taken = {table.name}
    while waiting and len(found) < _PLACE_BOUND:
        place = waiting.popleft()
        if len(place.joins) == _DEEPEST:
            continue
        for step in _steps(profile, place):
            if step.to_table in _way(table, place):
                continue
            following = _joined(profile, place, step, taken)
            found.append(following)
            waiting.append(following)
    return found + [
        Place(child, words=frozenset(tokens_of(child.name)), confidence=reference.confidence, gathered=gathered)
        for child, gathered, reference in gathered_of(profile, table)
        if child.name not in taken
    ]


def _way(table: TableProfile, place: Place) -> set[str]:
    return {table.name, *(join.table for join in place.joins)}


def _steps(profile: SystemProfile, place: Place) -> Iterator[Reference]:
    """References of a table; of the driving one also tables that have at most one row for each of its."""
    yield from profile.references_of(place.table.name)
    if not place.joins:
        yield from (_turned(other) for other in profile.references_to(place.table.name) if _is_of_each(profile, other))


def _is_single(profile: SystemProfile, reference: Reference) -> bool:
    """Say whether each row of the target is referred to at most once."""
    table = profile.by_name[reference.table]
    if table.primary_key == reference.columns:
        return True
    return len(reference.columns) == 1 and table.by_name[reference.columns[0]].is_unique


def _is_of_each(profile: SystemProfile, reference: Reference) -> bool:
    """Say whether a table has one row for each of most rows of another, and not for a few by chance."""
    own, other = profile.by_name[reference.table], profile.by_name[reference.to_table]
    is_key = own.primary_key == reference.columns
    return _is_single(profile, reference) and (is_key or own.row_count >= other.row_count / 2)


def _turned(reference: Reference) -> Reference:
    return Reference(
        reference.to_table,
        reference.to_columns,
        reference.table,
        reference.columns,
        reference.is_declared,
        reference.confidence,
        reference.reason,
    )


def _joined(profile: SystemProfile, place: Place, step: Reference, taken: set[str]) -> Place:
    name = step.to_table if step.to_table not in taken else f"{step.to_table}_by_{'_'.join(step.columns)}"
    while name in taken:
        name += "_"
    taken.add(name)
    join = Join(name, step.to_table, step.columns, step.to_columns, place.name)
    words = frozenset(word for column in step.columns for word in tokens_of(column)) | place.words
    return Place(
        profile.by_name[step.to_table], (*place.joins, join), words, round(place.confidence * step.confidence, 3)
    )
