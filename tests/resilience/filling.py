"""Disks that are full: a file system of a few megabytes in the place of a folder, and a run that fills it.

Belongs here: small disks, and what must hold when a run has met a full one. Not here: what must hold once the next run
has ended (the tests).
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from warehouse.connections import open_reader
from warehouse.releases import Release, verify_files

if TYPE_CHECKING:
    from tests.resilience.conftest import Child, Place

ENOUGH = 300
MEGABYTE = 1_000_000
CASES = {"landing": ("landing", 1), "raw": ("work", 22), "models": ("work", 34), "release": ("releases", ENOUGH)}
"""What is full: its folder, and the megabytes that suffice to get there; releases fill up once a build has begun."""
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
NEEDS_ROOT = (
    "This test mounts a small file system (tmpfs) and needs the right to do so: run it as root, in a container with "
    "`--cap-add SYS_ADMIN`."
)
Start = Callable[["Place"], "Child"]


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
    """Put a small disk in the place of a folder, with what lay there; what lies on it in the end stays in the folder.

    It is taken away however the test ends.
    """
    aside = folder.with_name(f"{folder.name}_before")
    folder.mkdir(exist_ok=True)
    folder.rename(aside)
    folder.mkdir()
    mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder)
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True, symlinks=True)
        yield SmallDisk(folder)
        shutil.rmtree(aside)
        shutil.copytree(folder, aside, symlinks=True)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
    folder.rmdir()
    aside.rename(folder)


@contextmanager
def run_on_a_full_disk(place: Place, start: Start, name: str) -> Iterator[str]:
    """Run on a small disk until it is full, and give it space then; yields the line that was said.

    That the line is clear and that the last release is whole and answers has been looked at.
    """
    before = place.release()
    folder, megabytes = CASES[name]
    with small_disk(place.settings.data_dir / folder, megabytes) as disk:
        line = clear_line(_run_out_of_space(place, start, disk, name), place.settings.data_dir / folder)
        _assert_readable(place, before)
        disk.free() if name == "release" else disk.resize(ENOUGH)
        yield line


def _run_out_of_space(place: Place, start: Start, disk: SmallDisk, name: str) -> str:
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


def clear_line(said: str, folder: Path) -> str:
    """Return the last line: what, where, how much, and what to do; no traceback, and nothing of Dagster or dbt."""
    assert "Traceback" not in said, said
    *_, line = [line for line in said.splitlines() if line.strip()]
    assert re.fullmatch(
        rf"error {re.escape(str(folder))}: the disk is full: 0\.0\d GB are free, and a run may need \d+\.\d\d GB\. "
        r"Free that much there, or give data_dir a larger disk, then run again; the last release stays\.",
        line,
    ), said
    return line


def _assert_readable(place: Place, before: Release) -> None:
    release = place.release()
    assert release == before
    verify_files(release)
    with open_reader(place.settings.releases_dir / "current" / "entrepot.duckdb") as connection:
        assert connection.execute("select count(*) from fct_order_line").fetchone() == (20000,)
