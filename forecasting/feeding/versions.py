"""Files of feeds: a version per change, and what changed.

Belongs here: writing them, comparing them. Not here: their rows.

Each version is whole: what a system has not imported yet is in it. The same rows as those of the last version make no
file. A text that a spreadsheet may take for a formula gets a `'` in front (CWE-1236).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Difference:
    """What a version has that the last one had not, each named by the key of its rows.

    Attributes:
        added: New rows.
        changed: Rows of which a value is another one, with column, old and new value.
        removed: Rows that are gone. No import deletes what is in the system: somebody has to.
    """

    added: list[str]
    changed: dict[str, list[tuple[str, str, str]]]
    removed: list[str]

    @property
    def is_empty(self) -> bool:
        """Nothing differs."""
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Version:
    """A version of a feed: its number, its file (None if there is none), and what differs from the one before."""

    number: int
    file: Path | None
    difference: Difference


def next_version(folder: Path, rows: Sequence[Mapping[str, str]], key: str, *, is_dry: bool) -> Version:
    """Write the next version of a feed, if anything differs from the last one.

    Args:
        folder: Where its versions stand; made if need be.
        rows: All of its rows, with equal columns.
        key: The column that names a row.
        is_dry: Write nothing, only say what differs.
    """
    last = max(_versions(folder), default=(0, None))
    safe = [{name: safe_text(value) for name, value in row.items()} for row in rows]
    found = _difference(_read(last[1]), safe, key)
    if found.is_empty:
        return Version(last[0], last[1], found)
    if is_dry:
        return Version(last[0] + 1, None, found)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"v{last[0] + 1:04d}.csv"
    write_csv(file, list(safe[0]) if safe else [key], safe)
    return Version(last[0] + 1, file, found)


def write_csv(
    file: Path, columns: Sequence[str], rows: Sequence[Mapping[str, object]], *, delimiter: str = ","
) -> None:
    """Write a file that is there whole or not at all: UTF-8, with a header."""
    draft = file.with_suffix(".part")
    with draft.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def safe_text(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula; a number below 0 stays one."""
    return f"'{value}" if value.startswith(_FORMULA_SIGNS) and not _is_number(value) else value


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _versions(folder: Path) -> list[tuple[int, Path]]:
    return [(int(file.stem[1:]), file) for file in folder.glob("v*.csv") if file.stem[1:].isdigit()]


def _read(file: Path | None) -> list[dict[str, str]]:
    if file is None:
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _difference(old: Sequence[Mapping[str, str]], new: Sequence[Mapping[str, str]], key: str) -> Difference:
    before, after = ({row[key]: row for row in rows} for rows in (old, new))
    changed = {
        name: [(column, before[name].get(column, ""), value) for column, value in row.items()
               if before[name].get(column, "") != value]
        for name, row in after.items()
        if name in before
    }  # fmt: skip
    return Difference(
        added=[name for name in after if name not in before],
        changed={name: values for name, values in changed.items() if values},
        removed=[name for name in before if name not in after],
    )
