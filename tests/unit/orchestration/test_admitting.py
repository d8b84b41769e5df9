"""What becomes of a source that does not add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

from ingestion.admission.forcing import Force
from ingestion.admission.objections import Residual
from orchestration.admitting import judge
from orchestration.publishing import AUDIT
from warehouse.errors import EntrepotError

OFF = Residual("till", 1, Decimal("12.50"), 1, "payment 2025-01-01 EUR")
OTHER = replace(OFF, amount=Decimal("13.00"))
FORCE = Force("till", OFF.text, frozenset({"b", "c"}), "anna", "the bank agrees", datetime(2026, 1, 1))


def test_without_a_force_the_new_batches_wait() -> None:
    assert judge(OFF, {"b", "c"}, None, is_held=False).hold == {"b", "c"}


@pytest.mark.parametrize("new", [{"b", "c"}, {"b"}])
def test_a_force_lets_in_what_it_covers(new: set[str]) -> None:
    verdict = judge(OFF, new, FORCE, is_held=False)
    assert (verdict.force, verdict.hold) == (FORCE, frozenset())


def test_a_later_batch_waits_first_and_the_forced_ones_are_judged_without_it() -> None:
    assert judge(OFF, {"b", "c", "d"}, FORCE, is_held=False).hold == {"d"}
    assert judge(OFF, {"b", "c"}, FORCE, is_held=True).force == FORCE


def test_another_difference_is_not_covered() -> None:
    verdict = judge(OTHER, {"b", "c"}, FORCE, is_held=False)
    assert (verdict.force, verdict.hold) == (None, {"b", "c"})


@pytest.mark.parametrize(("is_held", "words"), [(False, "no longer add up"), (True, "even without its new batches")])
@pytest.mark.parametrize("force", [None, FORCE])
def test_batches_of_a_sound_release_that_are_off_fail_the_run(is_held: bool, words: str, force: Force | None) -> None:
    with pytest.raises(EntrepotError, match=words):
        judge(OFF, set(), force, is_held=is_held)


@pytest.mark.parametrize(("status", "failing"), [("current", 1), ("held_back", 1), ("forced", 0)])
def test_the_audit_allows_a_difference_to_a_forced_source_and_to_nobody_else(status: str, failing: int) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            f"create table marts.mart_quality__source_status as select 'till' as source_name, '{status}' as status"
        )
        connection.execute(
            "create table marts.mart_quality__completeness as "
            "select 'till' as source_name, 1.0 as residual_amount, 0 as residual_row_count"
        )
        found = connection.execute(AUDIT["completeness_residual_is_zero"][1]).fetchone()
    assert found is not None
    assert found[0] == failing
