"""The catalogue of questions: their words, their SQL, and what the open ones wait for.

Belongs here: reading `docs/questions`. Not here: asking a release.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import ConfigurationError

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "questions"
_QUESTION = re.compile(r"^\| ([a-z]+-\d+) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: Who asks and a number, as `manager-1`.
        text: The question in words.
        answer: SQL on a release; None while the question is open.
        expected: SQL on the truth of a known-truth company; None where nothing proves the answer yet.
        found: SQL on a release that must give the same rows as `expected`.
        waits_for: What an open question waits for; empty for the others.
    """

    id: str
    text: str
    answer: str | None
    expected: str | None
    found: str | None
    waits_for: str

    @property
    def user(self) -> str:
        """Who asks: manager, analyst, planner, engineer, partner, steward, or extra."""
        return self.id.rpartition("-")[0]


def question_texts() -> dict[str, str]:
    """Return every question's words by its id, in the order of the page."""
    return dict(_QUESTION.findall((FOLDER / "README.md").read_text(encoding="utf-8")))


def all_questions() -> list[Question]:
    """Return every question with its SQL, in the order of the page.

    Raises:
        ConfigurationError: A question has neither SQL nor a word on what it waits for.
    """
    waiting: dict[str, str] = tomllib.loads((FOLDER / "open.toml").read_text(encoding="utf-8"))
    return [_question(name, text, waiting) for name, text in question_texts().items()]


def _question(name: str, text: str, waiting: dict[str, str]) -> Question:
    answer, expected, found = (_sql(name, part) for part in ("answer", "expected", "found"))
    if (answer is None) == (name not in waiting):
        raise ConfigurationError(
            f"the question {name} must have either its SQL or a line that says what it waits for.",
            where=str(FOLDER),
            todo=f"Write {name}/answer.sql, or its line in open.toml.",
        )
    return Question(name, text, answer, expected, found, waiting.get(name, ""))


def _sql(name: str, part: str) -> str | None:
    path = FOLDER / name / f"{part}.sql"
    return path.read_text(encoding="utf-8") if path.is_file() else None
