"""No class of faults is silent, and the page of faults says what is the case."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.quarantine.findings import FLAGGED, REFUSED, STOPPED, write_findings
from orchestration.pages.faults import (
    DAMAGED_TABLE,
    HARMLESS,
    Outcomes,
    damage_outcomes,
    fault_page,
    planted_outcomes,
)
from simulation.faults.damage import DAMAGES
from simulation.faults.words import WORDS
from warehouse.settings import Settings

MOST_SILENT = 0.01
"""Share of the planted faults of which nothing may be said."""


@pytest.fixture(scope="module")
def company(faulty_company: Future[Any]) -> Settings:
    found: Settings = faulty_company.result().company
    return found


@pytest.fixture(scope="module")
def outcomes(company: Settings) -> Outcomes:
    return planted_outcomes(company)


def test_no_class_of_faults_is_silent(outcomes: Outcomes) -> None:
    """A single row may be: a price in cents of an order that is refused, of an article never sold before."""
    assert [name for name, found in outcomes.items() if found["silent"] == found.total()] == []
    silent = sum(found["silent"] for found in outcomes.values())
    assert silent / sum(found.total() for found in outcomes.values()) < MOST_SILENT
    assert len(outcomes) >= 40


def test_every_class_is_planted_but_one_that_needs_a_larger_company(outcomes: Outcomes) -> None:
    assert set(WORDS) - set(outcomes) <= {"time_in_the_double_hour"}
    assert set(outcomes) <= set(WORDS)


def test_no_damage_of_a_file_is_silent(company: Settings) -> None:
    found = {name: outcome for name, (outcome, _) in damage_outcomes(company)}
    assert {name for name, outcome in found.items() if outcome == "silent"} == set()
    assert {name for name, outcome in found.items() if outcome == HARMLESS} == {
        damage.name for damage in DAMAGES if damage.is_harmless
    }
    assert len(found) >= 20


def test_what_the_run_says_of_a_stopped_file_names_file_and_todo(company: Settings) -> None:
    said = [words for _, (outcome, words) in damage_outcomes(company) if outcome == STOPPED]
    assert said
    assert all(words.startswith(f"{DAMAGED_TABLE}_2") and "xport" in words for words in said), said


def test_a_clean_day_raises_no_alarm(demo: Settings) -> None:
    with duckdb.connect() as connection:
        write_findings(connection, demo)
        alarms = f"select * from finding where outcome in ('{REFUSED}', '{FLAGGED}', '{STOPPED}')"
        assert connection.execute(alarms).fetchall() == []


def test_the_page_is_up_to_date(company: Settings, house: Path) -> None:
    page = house / "docs" / "reference" / "faults.md"
    assert page.read_text(encoding="utf-8") == fault_page(company), "run `make docs`"
