"""How a proposed mapping is measured against an answer key.

Belongs here: the rule, and reading a key (`tests/mapping/answers/*.csv`). Not here: what the mapper does.

A key has one row per canonical column of a system: `entity,column,source,note`. Its `source` is one of

- `table.column`, or several of them separated by `|`: each alone is a right source. Columns joined by `+` are right
  only together, such as the two columns of a key. A column behind a foreign key is named by where it stands.
- the same after a `?`: it may be placed so and need not be. Placed so it counts nowhere, placed otherwise it is wrong.
- `-`: the system cannot supply it, and no column may be placed.

Placements are `(entity, column, sources)`; one without sources is a constant: it places no column of the system and is
left out. So are `source_name`, `vendor` and `batch_id`, and `is_deleted` and `updated_at` where the key lacks them.

- A canonical column is *right* when the sources placed for it hold one of the right ones. If several tables feed the
  entity, each of their placements of the column must.
- It is *wrong* when it was placed and is not right, when it must not be placed, or when the key does not have it, be it
  for the column or for the whole entity.
- It is *missed* when the key has a source (without `?`) and nothing was placed.

Share right = right / columns of the key with a source (without `?`). Share wrong = wrong / (right + wrong).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

Column = tuple[str, str]

_ALWAYS_LEFT_OUT = frozenset({"source_name", "vendor", "batch_id"})
_LEFT_OUT_UNLESS_ASKED = frozenset({"is_deleted", "updated_at"})


class Answer(NamedTuple):
    """What may be placed for one canonical column.

    Attributes:
        right: The right sources, each a set of columns that are right together; empty if none may be placed.
        is_optional: It need not be placed.
    """

    right: tuple[frozenset[str], ...]
    is_optional: bool

    @property
    def is_asked(self) -> bool:
        """The system has a source for it, and a mapping without it lacks something."""
        return bool(self.right) and not self.is_optional

    def holds(self, sources: Iterable[str]) -> bool:
        """Whether the sources hold a right one."""
        return any(together <= set(sources) for together in self.right)


class Measure(NamedTuple):
    """What came of a mapping: canonical columns as `(entity, column)`, in order.

    Attributes:
        asked: How many columns of the key have a source and are not optional.
    """

    right: tuple[Column, ...]
    wrong: tuple[Column, ...]
    missed: tuple[Column, ...]
    asked: int

    @property
    def share_right(self) -> float:
        """Of the columns that the key has a source for (0 to 1)."""
        return len(self.right) / self.asked

    @property
    def share_wrong(self) -> float:
        """Of the columns that were placed (0 to 1); 0 if none was."""
        placed = len(self.right) + len(self.wrong)
        return len(self.wrong) / placed if placed else 0.0


def read_answers(key: Path) -> dict[Column, Answer]:
    """The answers of a key by canonical column."""
    with key.open(encoding="utf-8", newline="") as rows:
        return {(row["entity"], row["column"]): _answer(row["source"]) for row in csv.DictReader(rows)}


def measure(answers: Mapping[Column, Answer], placements: Iterable[tuple[str, str, tuple[str, ...]]]) -> Measure:
    """Count what of a proposed mapping is right, wrong and missed; the rule stands at the head of this module."""
    placed: dict[Column, list[tuple[str, ...]]] = {}
    for entity, column, sources in placements:
        if sources and _counts((entity, column), answers):
            placed.setdefault((entity, column), []).append(sources)
    good = {column for column, found in placed.items() if column in answers and all(map(answers[column].holds, found))}
    asked = {column for column, answer in answers.items() if answer.is_asked}
    return Measure(
        right=tuple(sorted(good & asked)),
        wrong=tuple(sorted(placed.keys() - good)),
        missed=tuple(sorted(asked - placed.keys())),
        asked=len(asked),
    )


def _answer(source: str) -> Answer:
    if source == "-":
        return Answer(right=(), is_optional=False)
    ways = source.removeprefix("?").split("|")
    return Answer(right=tuple(frozenset(way.split("+")) for way in ways), is_optional=source.startswith("?"))


def _counts(column: Column, answers: Mapping[Column, Answer]) -> bool:
    """Whether placing the column is measured at all."""
    if column[1] in _ALWAYS_LEFT_OUT:
        return False
    return column in answers or column[1] not in _LEFT_OUT_UNLESS_ASKED
