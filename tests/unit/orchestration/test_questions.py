"""The catalogue of questions is whole, and an answer that differs from the truth is told with its rows."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dashboards.questions import FOLDER, Question, all_questions, question_texts
from orchestration.questions.asking import _check
from orchestration.questions.proving import difference
from simulation.folder import TRUTH, TRUTH_MARKER
from simulation.truth.asking import Truth

QUESTIONS = {it.id: it for it in all_questions()}


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    (tmp_path / TRUTH).mkdir()
    (tmp_path / TRUTH / TRUTH_MARKER).write_text("{}", encoding="utf-8")
    (tmp_path / TRUTH / "totals.csv").write_text("system,amount\nshop,10.50\n", encoding="utf-8")
    return Truth(tmp_path)


def test_there_are_ten_questions_of_each_user_and_four_of_controllers_and_merchandisers() -> None:
    users = [it.user for it in QUESTIONS.values()]
    assert {user: users.count(user) for user in users} == {
        **dict.fromkeys(("manager", "analyst", "planner", "engineer", "partner", "steward"), 10),
        "extra": 4,
    }
    assert list(QUESTIONS) == list(question_texts())


def test_every_folder_is_a_question_with_its_answer_and_its_proof() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert folders == {it.id for it in QUESTIONS.values() if it.answer}
    assert [name for name in folders if not (QUESTIONS[name].expected and QUESTIONS[name].found)] == []


@pytest.mark.parametrize("name", sorted(name for name, it in QUESTIONS.items() if it.answer))
def test_what_is_expected_comes_from_the_truth_and_nothing_else_does(name: str) -> None:
    question = QUESTIONS[name]
    assert question.expected and question.answer and question.found
    assert tables_in(question.expected) == {"truth"}
    assert tables_in(question.answer) <= {"core", "marts", "history"}
    assert tables_in(question.found) <= {"core", "marts", "history"}


def tables_in(sql: str) -> set[str]:
    """The schemas that a statement reads."""
    return set(re.findall(r"\b(?:from|join)\s+([a-z_]+)\.", sql))


def test_a_schema_that_is_read_is_found() -> None:
    assert tables_in("select 1 from marts.a join core.b using (x) where y in (select y from truth.c)") == {
        "marts",
        "core",
        "truth",
    }


def test_rows_are_compared_in_any_order_and_with_how_often_they_come() -> None:
    assert difference([("a", Decimal("1.50")), ("b", 2)], [("b", 2.0), ("a", 1.5)]) == ""
    assert difference([("a", 1), ("a", 1)], [("a", 1)]) == "1 rows not expected: (a, 1); 0 rows missing"
    assert difference([], [("a", None)]) == "0 rows not expected; 1 rows missing: (a, None)"


def question(answer: str | None, found: str | None = "select 'shop', 10.5") -> Question:
    return Question("manager-1", "How much?", answer, "select system, amount from truth.totals", found, "something")


def test_an_answer_passes_fails_or_waits(truth: Truth) -> None:
    with duckdb.connect() as connection:
        asked = lambda it: _check(connection, truth, it, {})  # noqa: E731
        assert asked(question("select 1")).status == "passed"
        wrong = asked(question("select 1", "select 'shop', 11"))
        assert (wrong.status, "(shop, 11)" in wrong.detail) == ("failed", True)
        assert asked(question("select 1", None)).status == "failed"
        broken = asked(question("select x from nowhere"))
        assert (broken.status, "nowhere" in broken.detail) == ("failed", True)
        assert asked(question(None)).detail == "waits for something"


def test_without_a_truth_a_question_without_data_is_open_and_names_the_columns(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        empty = question("select 1 where false")
        asked = lambda lacking: _check(connection, Truth(tmp_path), empty, lacking)  # noqa: E731
        assert asked({}).status == "passed"
        assert asked({"manager-1": "target.target_id"}).detail == "these columns have no data: target.target_id"
