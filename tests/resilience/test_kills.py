"""The main process of a run is killed at every stage, again and again; the next run heals unaided.

Compared are rows and order-free hash of every table of `core`, `marts` and `personal`, and what has landed. Not one
table is left out: none of them carries the history of runs or checks. That no process is left and that the last release
is whole and answers is looked at after each kill (`killing`).
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from ingestion.landing.batches import list_batches
from warehouse.releases import list_releases, verify_files

if TYPE_CHECKING:
    from tests.resilience.conftest import Child, Place, Troubled, Undisturbed

Record = Callable[[str, object], None]
IN_A_SOAK = 20
ALONE = (
    "extract",
    "models",
    "gate",
    "landing, between two renames of one moment",
    "between rename and ledger",
    "raw",
    "base",
    "canonical",
)
"""The stages that a soak kills at one by one; at the others one run stands still after the other."""


def test_killed_once_at_every_stage_the_next_run_heals(
    undisturbed: Future[Undisturbed], troubled: Future[Troubled], killing: ModuleType
) -> None:
    """Each run began with what the kill before had left, the first one with what a full disk had.

    The last kill fell right after the switch: what it published is found to be all there is.
    """
    found = troubled.result()
    assert found.killed_early == dict.fromkeys(killing.EARLY, 1)
    assert found.killed_late == dict.fromkeys([*killing.LATE, killing.SWITCH, killing.AFTER], 1)
    assert "nothing new arrived" in found.last
    _assert_same(found.place, undisturbed.result())


@pytest.mark.soak
@pytest.mark.parametrize("name", ALONE)
def test_killed_twenty_times_at_one_stage_the_next_run_heals(
    name: str,
    undisturbed: Future[Undisturbed],
    place_with_a_release: Callable[[str], Place],
    start_forked: Callable[[Place], Child],
    killing: ModuleType,
    record_testsuite_property: Record,
) -> None:
    assert {*ALONE, *killing.LATE, killing.SWITCH, killing.AFTER} == {*killing.STAGES}
    place = place_with_a_release("killed")
    record_testsuite_property(name, killing.kill_at_stages(place, start_forked, [name], IN_A_SOAK)[name])
    place.run()
    _assert_same(place, undisturbed.result())


@pytest.mark.soak
def test_twenty_runs_stand_still_at_every_late_stage_and_the_next_run_heals_what_each_leaves(
    undisturbed: Future[Undisturbed],
    place_with_a_release: Callable[[str], Place],
    start_forked: Callable[[Place], Child],
    killing: ModuleType,
    record_testsuite_property: Record,
    tmp_path: Path,
) -> None:
    """Each run begins with what a kill left; what the last run left at every stage is run to its end."""
    place, kills = place_with_a_release("killed_late_again"), Counter[str]()
    to_the_end = (*killing.LATE, killing.SWITCH, killing.AFTER)
    left: dict[str, Place] = {}
    while min(kills[name] for name in to_the_end) < IN_A_SOAK:
        _put_back_one(left, place, killing, sum(kills.values()))
        clear(tmp_path)
        left = killing.freeze_at_stages(place, start_forked, to_the_end, tmp_path)
        kills.update(left.keys())
        assert "nothing new arrived" in left[killing.AFTER].run().text
        _assert_same(left[killing.AFTER], undisturbed.result())
    record_testsuite_property("stood still", dict(kills))
    for name in left.keys() - {killing.AFTER}:
        killing.put_back(left[name], place)
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


def _put_back_one(left: Mapping[str, Place], place: Place, killing: ModuleType, number: int) -> None:
    """Let the place be what one of these kills left; not the one after which nothing is to be done."""
    if left:
        names = [name for name in left if name != killing.AFTER]
        killing.put_back(left[names[number % len(names)]], place)


def clear(folder: Path) -> None:
    """Remove what is in a folder."""
    for path in folder.iterdir():
        shutil.rmtree(path)


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
