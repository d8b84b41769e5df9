"""A disk that is full: the run ends with exit code 1 and one line, readers notice nothing, and with space it heals.

The landing, the work folder and the releases lie on small disks of their own, so that each can be full alone.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingestion.landing.batches import list_batches
from warehouse.connections import open_reader
from warehouse.releases import verify_files

if TYPE_CHECKING:
    from tests.resilience.conftest import Child, Place, Undisturbed

ENOUGH = 300
MEGABYTE = 1_000_000
CASES = {"landing": ("landing", 1), "raw": ("work", 22), "models": ("work", 34), "release": ("releases", ENOUGH)}
"""What is full: its folder, and the megabytes that suffice to get there; releases fill up once a build has begun."""
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
NEEDS_ROOT = (
    "This test mounts a small file system (tmpfs) and needs the right to do so: run it as root, in a container with "
    "`--cap-add SYS_ADMIN`."
)


@dataclass(frozen=True)
class SmallDisk:
    """A file system of a few megabytes at a folder."""

    folder: Path

    def resize(self, megabytes: int) -> None:
        mount("-o", f"remount,size={megabytes}m", self.folder)

    def fill(self) -> None:
        """Write until nothing more goes in, whatever else is written meanwhile."""
        with (self.folder / "filler").open("wb", buffering=0) as stream, contextlib.suppress(OSError):
            while stream.write(bytes(MEGABYTE)):
                pass

    def free(self) -> None:
        (self.folder / "filler").unlink()


def mount(*arguments: str | Path) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"{NEEDS_ROOT} mount said: {done.stderr.strip()}", pytrace=False)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Put a small disk in the place of a folder, with what lay there; it is taken away however the test ends."""
    aside = folder.with_name(f"{folder.name}_before")
    folder.mkdir(exist_ok=True)
    folder.rename(aside)
    folder.mkdir()
    mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder)
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True, symlinks=True)
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def run_out_of_space(place: Place, start: Callable[[Place], Child], disk: SmallDisk, name: str) -> str:
    """Run until the disk is full and return what was said."""
    child = start(place)
    try:
        if name == "release":
            child.wait_until(lambda: next(place.settings.releases_dir.glob(".*.tmp/entrepot.duckdb"), None))
            disk.fill()
        assert child.end() == 1, child.told
        assert not child.survivors()
    finally:
        child.clean()
    return CODES.sub("", child.text)


@pytest.mark.parametrize(
    "names",
    [("landing",), *[pytest.param((name,), marks=pytest.mark.soak) for name in CASES if name != "landing"]],
    ids=" ".join,
)
def test_on_a_full_disk_a_run_ends_with_one_line_and_the_next_one_heals(
    names: tuple[str, ...],
    undisturbed: Future[Undisturbed],
    place_with_a_release: Callable[[str], Place],
    start_forked: Callable[[Place], Child],
) -> None:
    place = place_with_a_release("full_" + "_".join(names))
    before = place.release()
    with ExitStack() as disks:
        for name in names:
            folder, megabytes = CASES[name]
            disk = disks.enter_context(small_disk(place.settings.data_dir / folder, megabytes))
            said = run_out_of_space(place, start_forked, disk, name)
            assert_one_clear_line(said, place.settings.data_dir / folder)
            assert_readable(place, before)
            disk.free() if name == "release" else disk.resize(ENOUGH)
        place.run()
        assert_same(place, undisturbed.result())


def assert_one_clear_line(said: str, folder: Path) -> None:
    """What, where, how much, and what to do; no traceback, and nothing of Dagster or dbt."""
    assert "Traceback" not in said, said
    *_, line = [line for line in said.splitlines() if line.strip()]
    assert re.fullmatch(
        rf"error {re.escape(str(folder))}: the disk is full: 0\.0\d GB are free, and a run may need \d+\.\d\d GB\. "
        r"Free that much there, or give data_dir a larger disk, then run again; the last release stays\.",
        line,
    ), said


def assert_readable(place: Place, before: object) -> None:
    release = place.release()
    assert release == before
    verify_files(release)
    with open_reader(place.settings.releases_dir / "current" / "entrepot.duckdb") as connection:
        assert connection.execute("select count(*) from fct_order_line").fetchone() == (20000,)


def assert_same(place: Place, undisturbed: Undisturbed) -> None:
    assert place.release().tables == undisturbed.release.tables
    assert place.release().personal_tables == undisturbed.release.personal_tables
    ids = [[batch.batch_id for batch in list_batches(each.settings)] for each in (place, undisturbed.place)]
    assert ids[0] == ids[1]
