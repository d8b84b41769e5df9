"""The main process of a run is killed at moments spread over its stages; the next run heals unaided.

Compared are rows and order-free hash of every table of `core`, `marts` and `personal`. Not one table is left out: none
of them carries the history of runs or checks. That no process is left and that the last release stays readable is
looked at after each kill, by the fixtures.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest

from ingestion.landing import list_batches
from warehouse.releases import current_release, list_releases, verify_files

if TYPE_CHECKING:
    from tests.resilience.conftest import Killed, Place, Undisturbed

TEN = (
    "models",
    "landing",
    "raw",
    "canonical",
    "admission",
    "identity",
    "core",
    "forecast",
    "marts",
    "between build and switch",
)
SCORECARD = "marts.mart_quality__scorecard"
"""The one table that is made for the release and not in the work warehouse."""


def test_runs_killed_in_landing_and_core_do_no_harm_to_the_next_one(
    undisturbed: Future[Undisturbed], rebuilt: Future[Killed]
) -> None:
    """The third run was killed between build and switch, so its tables stand in the work warehouse only."""
    tables = dict(undisturbed.result().release.tables)
    assert tables.pop(SCORECARD)
    assert rebuilt.result().work_tables == tables


def test_killed_and_without_its_work_folder_the_next_run_gives_the_same_release(
    undisturbed: Future[Undisturbed], rebuilt: Future[Killed]
) -> None:
    _assert_same(rebuilt.result().place, undisturbed.result())


@pytest.mark.soak
def test_killed_at_ten_moments_the_next_run_heals(
    undisturbed: Future[Undisturbed], kill: Callable[[Sequence[str]], Killed]
) -> None:
    place = kill(TEN).place
    place.run()
    _assert_same(place, undisturbed.result())


@pytest.mark.soak
def test_without_its_work_folder_a_full_run_gives_the_same_tables(undisturbed: Future[Undisturbed]) -> None:
    outcome = undisturbed.result()
    place = outcome.place
    shutil.rmtree(place.settings.work_dir)
    place.run("--full")
    assert place.release().id != outcome.release.id
    assert place.release().tables == outcome.release.tables
    assert place.release().personal_tables == outcome.release.personal_tables


@pytest.mark.soak
def test_killed_after_the_switch_the_next_run_finds_nothing_new(
    undisturbed: Future[Undisturbed], make_place: Callable[[str], Place]
) -> None:
    place = make_place("after_the_switch")
    child = place.start("run")
    try:
        child.wait_until(lambda: current_release(place.settings))
        child.kill()
        assert not child.survivors()
    finally:
        child.clean()
    assert "nothing new arrived" in place.run().text
    _assert_same(place, undisturbed.result())


def _assert_same(place: Place, undisturbed: Undisturbed) -> None:
    """Landing and release are those of the undisturbed run, and no leftover of a kill is there."""
    found, expected = place.release(), undisturbed.release
    assert found.tables == expected.tables
    assert found.personal_tables == expected.personal_tables
    verify_files(found)
    landed = [batch.batch_id for batch in list_batches(place.settings)]
    assert landed == [batch.batch_id for batch in list_batches(undisturbed.place.settings)]
    assert not (place.settings.landing_dir / ".incoming").exists()
    names = {path.name for path in place.settings.releases_dir.iterdir()}
    assert names == {release.id for release in list_releases(place.settings)} | {"current"}
