"""Which columns of a table, and of those that it leads to, are the columns of an entity.

All columns of an entity are placed at once, so that a column of the system goes where it fits best.

Belongs here: scores and that assignment. Not here: which table it is (choosing), and what is computed (deriving).
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from ingestion.mapping.gathering import is_named_texts
from ingestion.mapping.matching import (
    NO_MATCH,
    SPEAKING_KINDS,
    Match,
    match_column_name,
    match_table_name,
    value_factor,
)
from ingestion.mapping.reaching import Place, reachable
from ingestion.mapping.system_profile import ColumnProfile, Reference, SystemProfile, TableProfile
from ingestion.mapping.vocabulary import ColumnWords, EntityWords, entity_words
from ingestion.mapping.words import tokens_of

BOUND = 0.55
"""What is less sure than this is not placed: better missed than wrong."""
_PER_JOIN = 0.94
_PER_LETTER = 1e-4
"""Of two names that say the same the shorter one is meant."""
_ALSO_IN = {"supplier": "party_record"}
"""Entities that a system may keep in the table of another."""
_COMMON = 0.6
"""Share of columns whose names hold a word that then tells nothing."""
_BY_VALUES = 0.6
"""How sure a column is that only its values speak for."""
_REFERS = 0.75
"""How sure a column is that refers to the right table under a name that says nothing."""
_KEY_WORDS = frozenset({"id", "code", "number", "key"})


@dataclass(frozen=True)
class Placed:
    """A column of the system that is a canonical column."""

    place: Place
    column: ColumnProfile
    score: float
    reason: str


@dataclass
class Looked:
    """A system and what has been decided about it so far.

    Attributes:
        chosen: The table of each entity that has one.
        is_final: Tables have been chosen, so that a reference must lead to them.
        in_cents: Tables and columns of amounts that are whole numbers of cents.
    """

    profile: SystemProfile
    chosen: dict[str, str] = field(default_factory=dict)
    is_final: bool = False
    in_cents: frozenset[tuple[str, str]] = frozenset()
    _places: dict[str, list[Place]] = field(default_factory=dict)

    def places(self, table: TableProfile) -> list[Place]:
        """Return the tables that a table leads to."""
        if table.name not in self._places:
            self._places[table.name] = reachable(self.profile, table)
        return self._places[table.name]


def table_tokens(table: str) -> tuple[str, ...]:
    """Return what the words of a table's name mean, without its schema."""
    return tokens_of(table.rsplit(".", 1)[-1])


def table_match(words: EntityWords, table: str) -> Match:
    """Compare a table's name with an entity."""
    return match_table_name(table_tokens(table), words.names, words.not_words)


def place_columns(looked: Looked, words: EntityWords, table: TableProfile) -> dict[str, Placed]:
    """Return where each column of an entity stands, if its rows are those of this table."""
    columns = list(words.columns.values())
    cells = [cell for place in looked.places(table) if _may_lend(looked, words, place) for cell in _cells(place)]
    matches = [[_match(looked, words, column, place, found) for place, found in cells] for column in columns]
    scores = np.array([[match.score if match.score >= BOUND else 0.0 for match in row] for row in matches])
    if not scores.size:
        return {}
    rows, places = linear_sum_assignment(scores, maximize=True)
    return {
        columns[row].column: Placed(
            cells[place][0], cells[place][1], round(float(scores[row, place]), 3), matches[row][place].reason
        )
        for row, place in zip(rows, places, strict=True)
        if scores[row, place] > 0
    }


def _cells(place: Place) -> Iterator[tuple[Place, ColumnProfile]]:
    return ((place, column) for column in place.table.columns)


def _may_lend(looked: Looked, words: EntityWords, place: Place) -> bool:
    """Leave out tables that no column of the entity may stand in, and copies of what stands elsewhere."""
    if not place.is_own and "copy" in table_tokens(place.table.name):
        return False
    return (
        place.is_own
        or _is_link(looked, place)
        or any(_is_via(looked, column, place) for column in words.columns.values())
    )


def _is_via(looked: Looked, column: ColumnWords, place: Place) -> bool:
    if _has_texts_of(place):
        return column.kind in {"name", "text", "own_code"}
    if column.via & set(table_tokens(place.table.name)):
        return True
    return any(looked.chosen.get(entity) == place.table.name for entity in column.via) or (
        not looked.is_final
        and any(
            table_match(entity_words()[entity], place.table.name).score > BOUND
            for entity in column.via & entity_words().keys()
        )
    )


def _has_texts_of(place: Place) -> bool:
    """Say whether a table has the texts of the driving one, by language, of which there may be only one."""
    if place.gathered:
        return place.gathered.is_text
    return len(place.joins) == 1 and is_named_texts(place.table.name)


def _is_link(looked: Looked, place: Place) -> bool:
    """Say whether a table does nothing but pair two others, here one row to each of the driving table's."""
    leading = {it.columns[0] for it in looked.profile.references_of(place.table.name) if len(it.columns) == 1}
    is_pair = len(place.table.columns) - len(leading) <= 1 and len(leading) >= 2
    return is_pair and len(place.joins) == 1 and place.joins[0].their_columns[0] in leading


def _links_to(looked: Looked, column: ColumnWords, place: Place, found: ColumnProfile) -> bool:
    """Say whether a column of a table that pairs two others is its reference to the other one."""
    return column.kind == "reference" and _is_link(looked, place) and found.name not in place.joins[0].their_columns


def _match(looked: Looked, words: EntityWords, column: ColumnWords, place: Place, found: ColumnProfile) -> Match:
    if not place.is_own and not _is_via(looked, column, place) and not _links_to(looked, column, place, found):
        return NO_MATCH
    if column.kind == "currency" and (place.table.name, found.name) in looked.profile.label_currencies:
        return NO_MATCH
    named = _by_name(words, column, place, found)
    if column.kind == "reference":
        named = _by_reference(looked, column, place, found, named)
    elif named.score == 0.0 and column.kind in SPEAKING_KINDS and place.is_own:
        named = _by_values(column, found)
    away = len(place.joins) or (0 if place.is_own else 1)
    factor = value_factor(column.kind, found) * _PER_JOIN**away * place.confidence**0.5
    return Match(named.score * factor - _PER_LETTER * len(found.name), named.reason)


def _by_name(words: EntityWords, column: ColumnWords, place: Place, found: ColumnProfile) -> Match:
    held, own = tokens_of(found.name), frozenset(table_tokens(place.table.name))
    context = words.context | own | common_words(tuple(place.table.by_name))
    if not place.is_own:
        held, context = (*held, *own, *place.words), context | place.words
    return match_column_name(held, column.names, context, column.not_words)


@functools.cache
def common_words(columns: tuple[str, ...]) -> frozenset[str]:
    """Return what most names of a table's columns say, such as a prefix: it tells none from the others."""
    counts = Counter(word for column in columns for word in set(tokens_of(column)))
    return frozenset(word for word, count in counts.items() if count >= max(4, _COMMON * len(columns)))


def _by_values(column: ColumnWords, found: ColumnProfile) -> Match:
    if value_factor(column.kind, found) < 1.0 or found.is_empty or found.distinct_count < 3:
        return NO_MATCH
    foreign = set(tokens_of(found.name)) & {"ship", "bill", "parent", "supplier", "employee"}
    return NO_MATCH if foreign else Match(_BY_VALUES, f"its values are {SPEAKING_KINDS[column.kind]}")


def _by_reference(looked: Looked, column: ColumnWords, place: Place, found: ColumnProfile, named: Match) -> Match:
    """A reference must lead to the table of its entity, where it leads anywhere."""
    entity = referred_entity(column.column)
    if entity is None or place.gathered:
        return NO_MATCH if place.gathered else named
    target = looked.chosen.get(entity)
    references = [it for it in looked.profile.references_of(place.table.name) if it.columns == (found.name,)]
    if not references:
        factor = 0.9 if target in {None, place.table.name} else 0.62
        return Match(named.score * factor, named.reason)
    fit, reference = max(((_fit(looked, entity, it), it) for it in references), key=lambda pair: pair[0])
    if fit < 0.5:
        return Match(named.score * 0.3, named.reason)
    score = max(named.score, _REFERS if not column.not_words & set(tokens_of(found.name)) else 0.0)
    why = f"it refers to {reference.to_table} ({reference.reason})"
    return Match(score * (0.7 + 0.3 * fit) * (0.8 + 0.2 * reference.confidence), why)


def _fit(looked: Looked, entity: str, reference: Reference) -> float:
    """How well the table that is referred to is that of an entity (0 to 1)."""
    target = looked.chosen.get(entity)
    if looked.is_final and target:
        return 1.0 if reference.to_table == target else 0.3
    fit = table_match(entity_words()[entity], reference.to_table).score
    return max(fit, _fit(looked, _ALSO_IN[entity], reference) * 0.9) if entity in _ALSO_IN else fit


def referred_entity(column: str) -> str | None:
    """Return the entity that a canonical reference leads to, such as party_record of `parent_party_record_id`."""
    stem = column.removesuffix("_id")
    known = entity_words()
    return next((stem[cut:] for cut in _word_starts(stem) if stem[cut:] in known), None)


def _word_starts(stem: str) -> list[int]:
    return [0, *(place + 1 for place, sign in enumerate(stem) if sign == "_")]
