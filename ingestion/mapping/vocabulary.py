"""How tables and columns of each canonical entity are called, as `vocabulary/` has it.

Belongs here: reading those files. Not here: words of languages (words), and comparing (matching).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any

import yaml

from ingestion.mapping.words import VOCABULARY_DIR

Pattern = frozenset[str]
_EVERYWHERE: dict[str, Any] = {
    "updated_at": {"names": ["modify date", "modify time", "modify date time", "modify"], "kind": "moment"},
    "is_deleted": {"names": ["delete", "delete date", "delete time", "delete flag"], "kind": "any_time"},
}
"""Columns that every entity has."""
_OTHERS = {"words.yaml", "code_words.yaml"}


@dataclass(frozen=True)
class ColumnWords:
    """How a canonical column is called.

    Attributes:
        column: Its name; one that begins with `_` is none of the entity's, and only helps to make others.
        names: Sets of meanings that a name must hold all of; the likeliest first.
        kind: What its values must look like; see `value_kinds`.
        not_words: Meanings that none of its names holds.
        via: It may stand in another table that the driving one refers to: one that has one of these meanings in its
            name, or that is one of these entities.
        embedded_names: What it is called where its entity stands in another's table; None: as elsewhere.
    """

    column: str
    names: tuple[Pattern, ...]
    kind: str
    not_words: frozenset[str] = frozenset()
    via: frozenset[str] = frozenset()
    embedded_names: tuple[Pattern, ...] | None = None


@dataclass(frozen=True)
class EntityWords:
    """How the tables of a canonical entity are called, and what speaks for one.

    Attributes:
        entity: Its name.
        names: Sets of meanings of a table's name; the likeliest first.
        not_words: Meanings that no name of such a table holds.
        context: Meanings that the name of one of its columns may hold besides what it means.
        needs: From each of these sets one column must be found, else a table is none of this entity.
        referred_by: Entities whose tables refer to it, which speaks for it.
        by_references: Entities of whose tables each is referred to by its rows, whatever the table is called.
        embedded: An entity in whose table it may stand, where it has none of its own.
        embedded_needs: `needs`, where it does.
    """

    entity: str
    names: tuple[Pattern, ...]
    not_words: frozenset[str]
    context: frozenset[str]
    needs: tuple[tuple[str, ...], ...]
    referred_by: tuple[str, ...]
    by_references: tuple[str, ...]
    embedded: str | None
    embedded_needs: tuple[tuple[str, ...], ...]
    columns: dict[str, ColumnWords]

    def as_embedded(self) -> EntityWords:
        """Return the words for it in another entity's table."""
        columns = {
            name: it if it.embedded_names is None else replace(it, names=it.embedded_names)
            for name, it in self.columns.items()
        }
        return replace(self, needs=self.embedded_needs, columns=columns)


@functools.cache
def entity_words() -> dict[str, EntityWords]:
    """Return the vocabulary of every entity that can be proposed, by name."""
    found: dict[str, EntityWords] = {}
    for path in sorted(VOCABULARY_DIR.glob("*.yaml")):
        if path.name not in _OTHERS:
            read = yaml.safe_load(path.read_text(encoding="utf-8"))
            found |= {entity: _entity(entity, given) for entity, given in read.items()}
    return found


def _entity(entity: str, given: dict[str, Any]) -> EntityWords:
    return EntityWords(
        entity=entity,
        names=_patterns(given["names"]),
        not_words=frozenset(given.get("not", ())),
        context=frozenset(given.get("context", ())),
        needs=tuple(tuple(names) for names in given["needs"]),
        referred_by=tuple(given.get("referred_by", ())),
        by_references=tuple(given.get("by_references", ())),
        embedded=given.get("embedded"),
        embedded_needs=tuple(tuple(names) for names in given.get("embedded_needs", given["needs"])),
        columns={column: _column(column, words) for column, words in {**given["columns"], **_EVERYWHERE}.items()},
    )


def _column(column: str, given: dict[str, Any]) -> ColumnWords:
    return ColumnWords(
        column=column,
        names=_patterns(given["names"]),
        kind=given["kind"],
        not_words=frozenset(given.get("not", ())),
        via=frozenset(given.get("via", ())),
        embedded_names=_patterns(given["embedded"]) if "embedded" in given else None,
    )


def _patterns(names: list[str]) -> tuple[Pattern, ...]:
    return tuple(frozenset(name.split()) for name in names)
