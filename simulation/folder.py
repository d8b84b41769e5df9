"""Putting a company in place: written aside first, then moved, and never over anybody's own files.

Belongs here: folders, the marker, the swap and the adding of further files. Not here: what is written.
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
    refuse_foreign(folder)
    replaced = folder / _REPLACED
    shutil.rmtree(replaced, ignore_errors=True)
    aside = _fresh_aside(folder)
    try:
        result = write(aside)
        _mark(aside / EXTRACTS, files_below(aside / EXTRACTS))
        _swap(folder, aside, replaced)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return result


def extend_company(folder: Path, write: Callable[[Path], Result]) -> Result:
    """Write further extracts and a new truth aside, then add the extracts and replace the truth.

    A kill may leave some of the new extracts there with the old truth; writing again gives the same files.

    Args:
        folder: The data folder of a company that the demo wrote.
        write: Writes `extracts/` and `truth/` below the path that it is given.

    Returns:
        What `write` returned.

    Raises:
        DemoError: There is no company of the demo, or somebody's own files stand in it.
    """
    if not (folder / EXTRACTS / MARKER).is_file() or not (folder / TRUTH / TRUTH_MARKER).is_file():
        raise DemoError(
            "there is no demo company to go on with.", where=str(folder), todo="Write one with `entrepot demo`."
        )
    refuse_foreign(folder)
    aside = _fresh_aside(folder)
    try:
        result = write(aside)
        _mark(folder / EXTRACTS, sorted({*files_below(folder / EXTRACTS), *files_below(aside / EXTRACTS)}))
        for name in files_below(aside / EXTRACTS):
            (folder / EXTRACTS / name).parent.mkdir(parents=True, exist_ok=True)
            (aside / EXTRACTS / name).replace(folder / EXTRACTS / name)
        shutil.rmtree(folder / TRUTH)
        (aside / TRUTH).rename(folder / TRUTH)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return result


def refuse_foreign(folder: Path) -> None:
    """Stop before anything is touched that no demo wrote.

    Raises:
        DemoError: `extracts` or `truth` hold what no demo wrote.
    """
    extracts, truth = folder / EXTRACTS, folder / TRUTH
    todo = "Choose another data_dir for the demo, or move those files away."
    if extracts.exists():
        marker = extracts / MARKER
        if not marker.is_file():
            raise DemoError("these extracts were not written by the demo.", where=str(extracts), todo=todo)
        foreign = set(files_below(extracts)) - set(marker.read_text(encoding="utf-8").splitlines())
        if foreign:
            raise DemoError("this file was not written by the demo.", where=str(extracts / min(foreign)), todo=todo)
    if truth.exists() and not (truth / TRUTH_MARKER).is_file():
        raise DemoError("this folder was not written by the demo.", where=str(truth), todo=todo)


def files_below(folder: Path) -> list[str]:
    """Return the files below a folder, but for the marker, as relative paths in order."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return sorted(name for name in found if name != MARKER)


def _fresh_aside(folder: Path) -> Path:
    aside = folder / _ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    return aside


def _mark(extracts: Path, names: list[str]) -> None:
    """List the files that the demo wrote."""
    (extracts / MARKER).write_text(_NOTE + "\n" + "\n".join(names) + "\n", encoding="utf-8")


def _swap(folder: Path, aside: Path, replaced: Path) -> None:
    """Move the old company away and the new one in."""
    replaced.mkdir()
    for name in (TRUTH, EXTRACTS):
        if (folder / name).exists():
            (folder / name).rename(replaced / name)
    for name in (EXTRACTS, TRUTH):
        (aside / name).rename(folder / name)
    shutil.rmtree(replaced)
