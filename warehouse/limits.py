"""What the machine has too little of, disk or memory: recognised in whatever words it comes, and told as one line.

Belongs here: telling such errors from those of data and models, and the figures that help. Not here: who catches them.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import EntrepotError
from warehouse.settings import Settings

SPACE_FACTOR = 3
"""A run may need this many times the size of the work warehouse: the file, what it spills, and the release."""
_WORK_PER_EXTRACTS = 3
_NUMBERS = {errno.ENOSPC, errno.EDQUOT}
_WORDS = ("no space left on device", "disk is full", "disk quota exceeded")


class DiskFullError(EntrepotError):
    """There is no space left where something had to be written."""


class MemoryLimitError(EntrepotError):
    """DuckDB was given too little memory."""


def is_machine_limit(error: BaseException) -> bool:
    """Tell whether an error, or one that led to it, is a full disk or too little memory, and nothing of the data."""
    return is_disk_full(error) or isinstance(error, duckdb.OutOfMemoryException)


def is_disk_full(error: BaseException | None) -> bool:
    """Tell whether an error, or one that led to it, says that a disk is full."""
    while error is not None:
        text = str(error).lower()
        if getattr(error, "errno", None) in _NUMBERS or any(words in text for words in _WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def limits_told(settings: Settings) -> Iterator[None]:
    """Tell a full disk or too little memory in the user's words; every other error passes as it is.

    Raises:
        DiskFullError: A disk that the run writes to is full; the message names the folder and how much to free.
        MemoryLimitError: DuckDB reached its memory limit.
    """
    try:
        yield
    except Exception as error:
        if is_disk_full(error):
            raise _disk_full(settings) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise _memory_limit(settings) from error
        raise


def _disk_full(settings: Settings) -> DiskFullError:
    folder, free = _fullest(settings)
    return DiskFullError(
        f"the disk is full: {free / 1e9:.2f} GB are free, and a run may need {_needed(settings) / 1e9:.2f} GB.",
        where=str(folder),
        todo="Free that much there, or give data_dir a larger disk, then run again; the last release stays.",
    )


def _memory_limit(settings: Settings) -> MemoryLimitError:
    return MemoryLimitError(
        f"DuckDB needs more memory than its limit of {settings.environment.memory_limit}.",
        where="ENTREPOT_MEMORY_LIMIT",
        todo="Raise it, then run again; the last release stays.",
    )


def _fullest(settings: Settings) -> tuple[Path, int]:
    """Return the folder of a run whose disk has the least space left, and its free bytes."""
    folders = (
        settings.data_dir,
        settings.landing_dir,
        settings.work_dir,
        settings.releases_dir,
        settings.dagster_dir,
        settings.quarantine_dir,
    )
    free = {folder: shutil.disk_usage(folder).free for folder in folders if folder.is_dir()}
    folder = min(free, key=lambda name: free[name])
    return folder, free[folder]


def _needed(settings: Settings) -> int:
    """Estimate what a run needs, from the work warehouse or, while it is not built, from the extracts."""
    work = settings.work_file.stat().st_size if settings.work_file.is_file() else 0
    files = [path for source in settings.sources for path in source.path.rglob("*") if path.is_file()]
    return SPACE_FACTOR * max(work, _WORK_PER_EXTRACTS * sum(path.stat().st_size for path in files))
