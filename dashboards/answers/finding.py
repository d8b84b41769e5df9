"""Which questions a visitor looks for, and how each one stands.

Belongs here: the search and the standing, without drawing. Not here: the widgets (`listing`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboards.catalogue import Catalogue
from dashboards.questions import Question, all_questions


@dataclass(frozen=True)
class Asked:
    """A question as the page lists it.

    Attributes:
        question: The question.
        text: Its words in the visitor's language.
        lacking: Columns that it could use and that no source fills; empty where all are filled.
        grade: The worst grade of what it is answered from; empty where that is not known.
    """

    question: Question
    text: str
    lacking: str = ""
    grade: str = ""

    @property
    def standing(self) -> str:
        """`answered` where the question has its SQL; `open` where it waits."""
        return "open" if self.question.answer is None else "answered"


@functools.cache
def catalogue() -> Mapping[str, Question]:
    """Return the questions by id, in the order of their page; they do not change while the server runs."""
    return {question.id: question for question in all_questions()}


def standings(words: Catalogue, lacking: Mapping[str, str], grades: Mapping[str, str]) -> list[Asked]:
    """Return every question with how it stands.

    Args:
        words: The visitor's language.
        lacking: Columns without data by question.
        grades: Grades by question.
    """
    return [
        Asked(it, words.member("question", it.id, it.text), lacking.get(it.id, ""), grades.get(it.id, ""))
        for it in catalogue().values()
    ]


def matching(asked: Iterable[Asked], search: str, users: Sequence[str]) -> list[Asked]:
    """Return the questions that hold every word of a search, in the visitor's language, in English, or in their SQL.

    Args:
        asked: The questions.
        search: Words in any order; case does not matter.
        users: Who asks; none means everybody.
    """
    wanted = search.casefold().split()
    return [it for it in asked if it.question.user in (users or (it.question.user,)) and _holds(it, wanted)]


def _holds(asked: Asked, wanted: Sequence[str]) -> bool:
    question = asked.question
    parts = (question.id, question.text, asked.text, question.answer or "", question.waits_for)
    text = " ".join(parts).casefold()
    return all(word in text for word in wanted)
