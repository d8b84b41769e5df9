"""The main process of a run is killed at moments spread over its stages; the next run heals unaided.

Compared are rows and order-free hash of every table of `core`, `marts` and `personal`. Not one table is left out: none
of them carries the history of runs or checks.
"""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingestion.landing import list_batches
from warehouse.connections import open_reader
from warehouse.releases import Release, current_release, list_releases, verify_files
from warehouse.settings import Settings

if TYPE_CHECKING:
    from tests.resilience.conftest import Child, Place, Undisturbed

MakePlace = Callable[[str], "Place"]


@dataclass(frozen=True)
class Moment:
    """When to kill: something is shown, perhaps a file is there, and a while has passed.

    Attributes:
        shown: What the command shows; `core …` is a step under way, `✓ raw` one that has ended.
        wait: Longest further wait, in seconds; the wait is drawn.
        file: A pattern below the data folder that must match as well.
    """

    shown: str
    wait: float = 0.0
    file: str = ""


LANDING = Moment("✓ landing crm", file="landing/.incoming/*/data.parquet")
CORE = Moment("core …", wait=2.0)
BETWEEN_BUILD_AND_SWITCH = Moment("release …", file="releases/.*.tmp/personal.duckdb")
THREE = (LANDING, CORE, BETWEEN_BUILD_AND_SWITCH)
TEN = (
    Moment("models …", wait=2.0),
    LANDING,
    Moment("raw …", wait=0.5),
    Moment("canonical …", wait=3.0),
    Moment("admission …", wait=0.05),
    Moment("identity …", wait=0.2),
    CORE,
    Moment("forecast …", wait=0.2),
    Moment("marts …", wait=0.8),
    BETWEEN_BUILD_AND_SWITCH,
)


@pytest.fixture(scope="session")
def healed_after_three(
    lane: ThreadPoolExecutor,
    undisturbed: Future[Undisturbed],
    make_place: MakePlace,
    publish_small: Callable[[Settings, int], Release],
) -> Future[Place]:
    """A place whose run was killed three times and then left alone; its turn comes after the undisturbed one."""
    place = _with_a_release(make_place("three_kills"), publish_small)
    return lane.submit(_kill_and_heal, place, THREE, random.Random(20251231))


def test_killed_in_landing_core_and_release_the_next_run_heals(
    undisturbed: Future[Undisturbed], healed_after_three: Future[Place]
) -> None:
    _assert_same(healed_after_three.result(), undisturbed.result().place)


def test_without_its_work_folder_a_run_gives_the_same_tables(undisturbed: Future[Undisturbed]) -> None:
    outcome = undisturbed.result()
    place = outcome.place
    shutil.rmtree(place.settings.work_dir)
    place.run("--full")
    assert place.release().id != outcome.release.id
    assert place.release().tables == outcome.release.tables
    assert place.release().personal_tables == outcome.release.personal_tables


@pytest.mark.soak
def test_killed_at_ten_moments_the_next_run_heals(
    undisturbed: Future[Undisturbed],
    make_place: MakePlace,
    publish_small: Callable[[Settings, int], Release],
    seeded: random.Random,
) -> None:
    reference = undisturbed.result().place
    place = _kill_and_heal(_with_a_release(make_place("ten_kills"), publish_small), TEN, seeded)
    _assert_same(place, reference)


@pytest.mark.soak
def test_killed_after_the_switch_the_next_run_finds_nothing_new(
    undisturbed: Future[Undisturbed], make_place: MakePlace
) -> None:
    reference = undisturbed.result().place
    place = make_place("after_the_switch")
    child = place.start("run")
    try:
        child.wait_until(lambda: current_release(place.settings))
        child.kill()
        assert not child.survivors()
    finally:
        child.clean()
    assert "nothing new arrived" in place.run().text
    _assert_same(place, reference)


def _with_a_release(place: Place, publish_small: Callable[[Settings, int], Release]) -> Place:
    """Give a place a release that stands, and nothing of what it was built from."""
    publish_small(place.settings, 0)
    shutil.rmtree(place.settings.work_dir)
    return place


def _kill_and_heal(place: Place, moments: Sequence[Moment], accidents: random.Random) -> Place:
    """Start a run and kill it, once per moment, one on what the other left; then let one run through."""
    before = place.release()
    for moment in moments:
        child = place.start("run")
        try:
            _kill_at(child, place.settings.data_dir, moment, accidents)
            assert not child.survivors(), f"processes are left of a run killed at {moment.shown}"
        finally:
            child.clean()
        _assert_readable(place, before)
    place.run()
    return place


def _kill_at(child: Child, data_dir: Path, moment: Moment, accidents: random.Random) -> None:
    child.wait_until(lambda: child.shows(moment.shown))
    if moment.file:
        child.wait_until(lambda: next(data_dir.glob(moment.file), None))
    time.sleep(accidents.uniform(0, moment.wait))
    child.kill()
    assert child.process.returncode == -signal.SIGKILL, child.told
    assert not moment.file or next(data_dir.glob(moment.file), None), child.told


def _assert_readable(place: Place, expected: Release) -> None:
    """The last release is current, whole, and answers."""
    assert current_release(place.settings) == expected
    verify_files(expected)
    with open_reader(place.settings.releases_dir / "current" / "entrepot.duckdb") as connection:
        assert connection.execute("select count(*), max(generation) from fct_order_line").fetchone() == (20000, 0)


def _assert_same(place: Place, reference: Place) -> None:
    """Landing and release are those of the reference, and no leftover of a kill is there."""
    found, expected = place.release(), reference.release()
    assert found.tables == expected.tables
    assert found.personal_tables == expected.personal_tables
    verify_files(found)
    landed = [batch.batch_id for batch in list_batches(place.settings)]
    assert landed == [batch.batch_id for batch in list_batches(reference.settings)]
    assert not (place.settings.landing_dir / ".incoming").exists()
    names = {path.name for path in place.settings.releases_dir.iterdir()}
    assert names == {release.id for release in list_releases(place.settings)} | {"current"}
