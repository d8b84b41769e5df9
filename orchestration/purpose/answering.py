"""Which questions can be answered with what is filled, and what each other one lacks.

Belongs here: the judgement, on sets of canonical columns. Not here: where these come from (register, facts) and how it
is told (cli, marts).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dashboards.questions import question_texts
from orchestration.purpose.canonical import CanonicalColumn, answered_by_tables

Status = Literal["full", "enough", "part", "none", "own_records", "no_table"]


@dataclass(frozen=True)
class Answer:
    """How a question stands.

    Attributes:
        text: The question in words.
        needed: Canonical columns that serve it, as `sales_order.total_amount`.
        essential: Those of them without which a row of their entity says nothing.
        lacking: Those of them that nothing fills.
        has_table: Some table of core or marts says that it serves the question.
    """

    question: str
    text: str
    needed: tuple[str, ...]
    essential: frozenset[str]
    lacking: tuple[str, ...]
    has_table: bool

    @property
    def status(self) -> Status:
        """How far the data answer it.

        `full`: every column that serves it is filled; `enough`: every entity that serves it is there, with all that is
        essential of it, and some column lacks; `part`: some entity is not there; `none`: none is. A question that needs
        no data of a source is answered from the warehouse's own records, `own_records`, or has `no_table` yet.
        """
        if not self.needed:
            return "own_records" if self.has_table else "no_table"
        if not self.lacking:
            return "full"
        absent = self.absent_entities
        if not absent:
            return "enough"
        return "none" if absent == {_entity(name) for name in self.needed} else "part"

    @property
    def absent_entities(self) -> set[str]:
        """Entities that serve the question and lack something essential, or everything."""
        filled = {_entity(name) for name in self.needed if name not in self.lacking}
        return {_entity(name) for name in self.lacking if name in self.essential or _entity(name) not in filled}

    @property
    def is_answerable(self) -> bool:
        """Nothing essential is missing for it."""
        return self.status in {"full", "enough", "own_records"}


@dataclass(frozen=True)
class Needs:
    """What the questions need, read once.

    Attributes:
        texts: Every question in words, by id.
        columns: By question the canonical columns that serve it.
        essential: Canonical columns without which a row of their entity says nothing.
        with_table: Questions that some table serves.
    """

    texts: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    essential: frozenset[str]
    with_table: frozenset[str]

    def answers(self, filled: Collection[str]) -> list[Answer]:
        """Return how every question stands when these canonical columns are filled."""
        return [self._answer(question, filled) for question in self.texts]

    def _answer(self, question: str, filled: Collection[str]) -> Answer:
        needed = self.columns.get(question, ())
        lacking = tuple(name for name in needed if name not in filled)
        essential = self.essential.intersection(needed)
        return Answer(question, self.texts[question], needed, essential, lacking, question in self.with_table)


def read_needs(canonical: Iterable[CanonicalColumn]) -> Needs:
    """Return what the questions need."""
    columns: dict[str, list[str]] = {}
    known = list(canonical)
    for column in known:
        for question in column.questions:
            columns.setdefault(question, []).append(column.full_name)
    return Needs(
        question_texts(),
        {question: tuple(sorted(names)) for question, names in columns.items()},
        frozenset(column.full_name for column in known if column.is_essential),
        frozenset(answered_by_tables()),
    )


def _entity(name: str) -> str:
    return name.partition(".")[0]
