"""Which table is which entity.

Belongs here: weighing a table's name, columns and relations. Not here: where each column stands (placing).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingestion.mapping.gathering import is_named_texts
from ingestion.mapping.placing import BOUND, Looked, Placed, place_columns, referred_entity, table_match
from ingestion.mapping.system_profile import ColumnProfile, TableProfile
from ingestion.mapping.vocabulary import EntityWords, entity_words
from ingestion.mapping.words import tokens_of

_NAME, _NEEDS, _SHARE, _REFERRED = 0.45, 0.35, 0.08, 0.12
_ENOUGH = 0.55
_EMBEDDED_NAME = 0.45
"""What an entity's name counts in a table that is another's in the first place."""


@dataclass(frozen=True)
class Candidate:
    """A table that may be an entity, and what speaks for it (0 to 1)."""

    words: EntityWords
    table: TableProfile
    evidence: float
    name_score: float
    placed: dict[str, Placed]

    @property
    def name_reason(self) -> str:
        """What the table's name says, in words."""
        match = table_match(self.words, self.table.name)
        if match.score:
            return f"the table's name: {match.reason}"
        if self.words.by_references:
            return f"it refers to {' and '.join(self.words.by_references)}"
        return f"it stands in the table of {self.words.embedded}"


def choose_tables(looked: Looked) -> dict[str, Candidate]:
    """Decide on a table for each entity that has one; what is decided stands in `looked.chosen`."""
    first = {entity: _candidates(looked, words) for entity, words in entity_words().items()}
    plausible = {entity: {it.table.name for it in found} for entity, found in first.items()}
    best = {
        entity: max(found, key=lambda it: (_with_references(looked, it, plausible), it.table.row_count))
        for entity, found in first.items()
        if found
    }
    looked.chosen = {entity: it.table.name for entity, it in best.items()}
    looked.is_final = True
    final = {entity: _again(looked, it) for entity, it in best.items()}
    embedded = _embedded(looked, final)
    kept = {entity: it for entity, it in {**final, **embedded}.items() if it.evidence >= _ENOUGH}
    looked.chosen = {entity: it.table.name for entity, it in kept.items()}
    return {entity: _again(looked, it) for entity, it in kept.items()}


def _candidates(looked: Looked, words: EntityWords) -> list[Candidate]:
    found = []
    for table in looked.profile.tables:
        name = table_match(words, table.name)
        if is_named_texts(table.name) and "translation" not in words.context:
            continue
        score = max(name.score, _EMBEDDED_NAME if _refers_to_all(looked, words, table) else 0.0)
        if table.row_count and score > 0.35:
            candidate = _weighed(looked, words, table, score)
            if candidate.evidence >= _ENOUGH - _REFERRED:
                found.append(candidate)
    return found


def _refers_to_all(looked: Looked, words: EntityWords, table: TableProfile) -> bool:
    """Say whether the references of a table tell what it is, whatever it is called."""
    led_to = [it.to_table for it in looked.profile.references_of(table.name)]
    return bool(words.by_references) and all(
        any(table_match(entity_words()[entity], name).score > BOUND for name in led_to)
        for entity in words.by_references
    )


def _weighed(looked: Looked, words: EntityWords, table: TableProfile, name_score: float) -> Candidate:
    placed = place_columns(looked, words, table)
    needs = [max((placed[name].score for name in names if name in placed), default=0.0) for names in words.needs]
    needs = [
        1.0 if _is_key_need(words, table, names, placed) else need
        for need, names in zip(needs, words.needs, strict=True)
    ]
    own = {it.column.name for it in placed.values() if it.place.is_own}
    share = min(1.0, len(own) / max(len(table.columns) - 2, 1))
    evidence = _NAME * min(name_score, 1.0) + _NEEDS * sum(needs) / len(needs) + _SHARE * share
    return Candidate(words, table, round(evidence, 3) if all(needs) else 0.0, name_score, placed)


def _is_key_need(words: EntityWords, table: TableProfile, names: tuple[str, ...], placed: dict[str, Placed]) -> bool:
    """A reference to what stands in the same table needs no column of its own."""
    return any(words.embedded and referred_entity(name) == words.embedded for name in names) and bool(table.primary_key)


def _with_references(looked: Looked, candidate: Candidate, plausible: dict[str, set[str]]) -> float:
    """Add what speaks for a table that those refer to which ought to."""
    referring = {it.table for it in looked.profile.references_to(candidate.table.name)}
    wanted = candidate.words.referred_by
    hits = sum(bool(referring & plausible.get(entity, set()) - {candidate.table.name}) for entity in wanted)
    return candidate.evidence + (_REFERRED * hits / len(wanted) if wanted else 0.0)


def _again(looked: Looked, candidate: Candidate) -> Candidate:
    found = _weighed(looked, candidate.words, candidate.table, candidate.name_score)
    bonus = _with_references(looked, found, {entity: {name} for entity, name in looked.chosen.items()}) - found.evidence
    evidence = round(min(found.evidence + bonus, 0.99), 3) if found.evidence else 0.0
    if evidence and candidate.name_score == _EMBEDDED_NAME:
        evidence = max(evidence, _ENOUGH)
    return replace(found, evidence=evidence)


def _embedded(looked: Looked, found: dict[str, Candidate]) -> dict[str, Candidate]:
    """Entities without a table of their own that stand in the table of another."""
    added = {}
    for entity, words in entity_words().items():
        host = found.get(words.embedded or "")
        if (entity in found and found[entity].evidence >= _ENOUGH) or host is None or host.evidence < _ENOUGH:
            continue
        if entity == "cart" and not _has_baskets(host):
            continue
        candidate = _weighed(looked, words.as_embedded(), host.table, _EMBEDDED_NAME)
        if candidate.evidence and _has_strong_need(candidate):
            added[entity] = replace(candidate, evidence=max(candidate.evidence, _ENOUGH))
    return added


def _has_baskets(order: Candidate) -> bool:
    """Say whether orders begin as baskets: some of them have no moment of being placed."""
    placed = order.placed.get("ordered_at")
    return placed is not None and placed.place.is_own and is_of_placing(placed.column)


def is_of_placing(column: ColumnProfile) -> bool:
    """Say whether a column is the moment of placing an order, which those lack that are no orders yet."""
    return "place" in tokens_of(column.name) and 0 < column.null_share < 1


def _has_strong_need(candidate: Candidate) -> bool:
    """Say whether a column speaks for the entity that is no reference to its host."""
    words = candidate.words
    own = [name for names in words.needs for name in names if referred_entity(name) != words.embedded]
    return any(candidate.placed[name].score > BOUND + 0.15 for name in own if name in candidate.placed)
