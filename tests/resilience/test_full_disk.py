"""A disk that is full: the run ends with exit code 1 and one line, readers notice nothing, and with space it heals.

The landing, the work folder and the releases lie on small disks of their own, so that each can be full alone.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from ingestion.landing.batches import list_batches

if TYPE_CHECKING:
    from tests.resilience.conftest import Child, Place, Troubled, Undisturbed

NAMES = ("landing", "raw", "models", "release")


def test_on_a_full_landing_a_run_ends_with_one_line_and_later_ones_heal(
    undisturbed: Future[Undisturbed], troubled: Future[Troubled]
) -> None:
    """Later ones were killed themselves, at one stage after the other, on what the full disk and they had left."""
    found = troubled.result()
    assert f"error {found.place.settings.landing_dir}: the disk is full" in found.full_disk
    assert_same(found.place, undisturbed.result())


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_on_a_full_disk_a_run_ends_with_one_line_and_the_next_one_heals(
    name: str,
    undisturbed: Future[Undisturbed],
    place_with_a_release: Callable[[str], Place],
    start_forked: Callable[[Place], Child],
    filling: ModuleType,
) -> None:
    assert {*NAMES} == {*filling.CASES}
    place = place_with_a_release(f"full_{name}")
    with filling.run_on_a_full_disk(place, start_forked, name):
        place.run()
        assert_same(place, undisturbed.result())


def assert_same(place: Place, undisturbed: Undisturbed) -> None:
    assert place.release().tables == undisturbed.release.tables
    assert place.release().personal_tables == undisturbed.release.personal_tables
    ids = [[batch.batch_id for batch in list_batches(each.settings)] for each in (place, undisturbed.place)]
    assert ids[0] == ids[1]
