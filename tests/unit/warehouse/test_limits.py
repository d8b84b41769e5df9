"""A full disk or too little memory is told as one line, in whatever words and however deep it comes."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable

import duckdb
import pytest

from warehouse.errors import EntrepotError
from warehouse.limits import DiskFullError, MemoryLimitError, is_disk_full, is_machine_limit, limits_told
from warehouse.settings import Settings

FULL: dict[str, Callable[[], BaseException]] = {
    "the system": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "a quota": lambda: OSError(errno.EDQUOT, "exceeded"),
    "DuckDB": lambda: duckdb.FatalException("FATAL Error: Failed to create checkpoint: No space left on device"),
    "SQLite": lambda: sqlite3.OperationalError("database or disk is full"),
    "a step": lambda: EntrepotError("the model a failed: IO Error: Could not write: No space left on device."),
}


@pytest.mark.parametrize("teller", FULL)
def test_a_full_disk_is_recognised_by_whoever_tells_of_it(teller: str, settings: Settings) -> None:
    settings.work_dir.mkdir(parents=True)
    said = r"the disk is full: .* GB are free, and a run may need .* GB\. Free"
    with pytest.raises(DiskFullError, match=said), limits_told(settings):
        raise FULL[teller]()


def test_it_is_recognised_behind_another_error() -> None:
    try:
        try:
            raise FULL["SQLite"]()
        except sqlite3.OperationalError:
            raise RuntimeError("the history could not be written")  # noqa: B904 (that it is not said is the case here)
    except RuntimeError as error:
        assert is_disk_full(error)


def test_too_little_memory_names_the_setting(settings: Settings) -> None:
    with pytest.raises(MemoryLimitError, match=r"ENTREPOT_MEMORY_LIMIT: .*4GB"), limits_told(settings):
        raise duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block")


def test_other_errors_pass_as_they_are(settings: Settings) -> None:
    with pytest.raises(EntrepotError, match=r"^a column is missing$"), limits_told(settings):
        raise EntrepotError("a column is missing")
    assert not is_machine_limit(OSError(errno.ENOENT, "No such file or directory"))
