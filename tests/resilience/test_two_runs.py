"""Two runs at once on one configuration: one works, the other says so."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.resilience.conftest import Undisturbed

SECONDS_TO_REFUSE = 30


def test_of_two_runs_at_once_one_works_and_the_other_says_so(undisturbed: Future[Undisturbed]) -> None:
    outcome = undisturbed.result()
    refusal = outcome.refusal
    assert refusal.code == 1, refusal.message
    assert f"another run holds the work warehouse (process {refusal.pid_at_work}, since " in refusal.message
    assert "Wait until it has ended" in refusal.message
    assert "Traceback" not in refusal.message
    assert refusal.seconds < SECONDS_TO_REFUSE
    assert outcome.release.tables
