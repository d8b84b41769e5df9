"""Putting a company in place: written aside first, then moved, and never over anybody's own files.

Belongs here: folders, the marker and the swap. Not here: what is written.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from simulation.errors import DemoError

Result = TypeVar("Result")
EXTRACTS = "extracts"
TRUTH = "truth"
MARKER = "DEMO.txt"
TRUTH_MARKER = "parameters.json"
_ASIDE = ".demo_writing"
_REPLACED = ".demo_replaced"
_NOTE = "The demo company. The next `entrepot demo` replaces this folder, unless it holds files not listed here.\n"


def replace_company(folder: Path, write: Callable[[Path], Result]) -> Result:
    """Write a company aside, then move it to `folder/extracts` and `folder/truth`.

    A kill leaves the old company, none, or the new one, but never a part of one.

    Args:
        folder: The data folder; made if it is not there.
        write: Writes `extracts/` and `truth/` below the path that it is given.

    Returns:
        What `write` returned.

    Raises:
        DemoError: `extracts` or `truth` hold what no demo wrote.
    """
    _refuse_foreign(folder)
    aside, replaced = folder / _ASIDE, folder / _REPLACED
    for leftover in (aside, replaced):
        shutil.rmtree(leftover, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        result = write(aside)
        names = "\n".join(_files(aside / EXTRACTS))
        (aside / EXTRACTS / MARKER).write_text(f"{_NOTE}\n{names}\n", encoding="utf-8")
        _swap(folder, aside, replaced)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return result


def _swap(folder: Path, aside: Path, replaced: Path) -> None:
    """Move the old company away and the new one in."""
    replaced.mkdir()
    for name in (TRUTH, EXTRACTS):
        if (folder / name).exists():
            (folder / name).rename(replaced / name)
    for name in (EXTRACTS, TRUTH):
        (aside / name).rename(folder / name)
    shutil.rmtree(replaced)


def _refuse_foreign(folder: Path) -> None:
    """Stop before anything is touched that no demo wrote."""
    extracts, truth = folder / EXTRACTS, folder / TRUTH
    todo = "Choose another data_dir for the demo, or move those files away."
    if extracts.exists():
        marker = extracts / MARKER
        if not marker.is_file():
            raise DemoError("these extracts were not written by the demo.", where=str(extracts), todo=todo)
        foreign = set(_files(extracts)) - set(marker.read_text(encoding="utf-8").splitlines())
        if foreign:
            raise DemoError("this file was not written by the demo.", where=str(extracts / min(foreign)), todo=todo)
    if truth.exists() and not (truth / TRUTH_MARKER).is_file():
        raise DemoError("this folder was not written by the demo.", where=str(truth), todo=todo)


def _files(folder: Path) -> list[str]:
    """Return the files below a folder, but for the marker, as relative paths in order."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return sorted(name for name in found if name != MARKER)
