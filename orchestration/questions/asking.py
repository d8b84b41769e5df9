"""Asking a release every question, and saying how each one stands.

Belongs here: the three ends of a question: passed, failed, open. Not here: what is true (proving).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb

from dashboards.questions import Question
from orchestration.questions.proving import difference
from simulation.truth.asking import Truth
from warehouse.connections import one_line, open_reader
from warehouse.releases import Release
from warehouse.settings import Settings

Status = Literal["passed", "failed", "open"]
_LACKING = """
    select question_code, missing_column_names from marts.mart_quality__question_coverage
    where source_name = 'all' and missing_column_names is not null"""


@dataclass(frozen=True)
class Answered:
    """How a question stands.

    Attributes:
        question: The question.
        status: `passed`: it is answered and, where the truth is known, rightly; `failed`: it is not; `open`: its data
            or its tables are not there.
        seconds: By the clock, of the answer alone; 0 where none was asked for.
        rows: Rows of the answer.
        detail: Why it failed, or what it waits for.
    """

    question: Question
    status: Status
    seconds: float = 0.0
    rows: int = 0
    detail: str = ""


def check_questions(settings: Settings, release: Release, questions: Sequence[Question]) -> Iterator[Answered]:
    """Ask a release and hold each answer against the truth, where there is one.

    Args:
        settings: The configuration; a demo company's has the truth in its data folder.
        release: The release that answers.
        questions: Those to ask.

    Yields:
        How each one stands, in their order, as soon as it is known.
    """
    truth = Truth(settings.data_dir)
    with open_reader(release.database) as connection:
        lacking = dict(connection.execute(_LACKING).fetchall())
        for question in questions:
            yield _check(connection, truth, question, lacking)


def _check(
    connection: duckdb.DuckDBPyConnection, truth: Truth, question: Question, lacking: Mapping[str, str]
) -> Answered:
    if question.answer is None:
        return Answered(question, "open", detail=f"waits for {question.waits_for}")
    started = time.perf_counter()
    try:
        rows = len(connection.execute(question.answer).fetchall())
        seconds = time.perf_counter() - started
        if truth.is_known:
            wrong = _refuted(connection, truth, question)
            return Answered(question, "failed" if wrong else "passed", seconds, rows, wrong)
    except duckdb.Error as error:
        return Answered(question, "failed", time.perf_counter() - started, detail=one_line(error))
    if not rows and question.id in lacking:
        return Answered(question, "open", seconds, detail=f"these columns have no data: {lacking[question.id]}")
    return Answered(question, "passed", seconds, rows)


def _refuted(connection: duckdb.DuckDBPyConnection, truth: Truth, question: Question) -> str:
    """Say what of the truth speaks against an answer; nothing if it holds."""
    if question.expected is None or question.found is None:
        return "nothing proves the answer: it has no expected.sql and found.sql"
    return difference(connection.execute(question.found).fetchall(), truth.rows(question.expected))
