"""Faults of whole files: cut off, renamed, sent twice, in another alphabet, a day late, not at all.

Belongs here: the classes, where they are planted, and what they do to a file. Not here: faults within a row (`rows`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

Change = Callable[[Path], Path | None]
"""Spoils a file; returns another path if the fault stands in a further file."""
_TOTAL = "TOTAL"


@dataclass(frozen=True)
class FileFault:
    """A class of faults planted in one file.

    Attributes:
        name: The class.
        sheet: Source and sheet, `crm.deals`.
        turn: In which extract, counted from the last one of the history backwards: 1 is the last.
        change: What is done to the file.
        place: Key of the row that it adds, if it adds one.
        column: The key's column in the contract.
    """

    name: str
    sheet: str
    turn: int
    change: Change
    place: str = ""
    column: str = ""


def cut_last_row(path: Path) -> None:
    """Lose the end of the last row."""
    text = path.read_bytes().rstrip(b"\n")
    last = text.rfind(b"\n") + 1
    path.write_bytes(text[: last + max((len(text) - last) // 3, 1)])


def send_twice(path: Path) -> None:
    """Write the same bytes under the next day's name too."""
    _beside(path, 1).write_bytes(path.read_bytes())


def send_corrected(path: Path) -> Path:
    """Write the file again under the same date a while later, with a correction in its last row."""
    corrected = path.with_name(path.name.replace(path.suffix, f"_corrected{path.suffix}"))
    *rows, last = path.read_text(encoding="utf-8").splitlines()
    delimiter = _delimiter(rows[0])
    first, second, *others = last.split(delimiter)
    rows.append(delimiter.join([first, f"{second} (corrected)", *others]))
    corrected.write_text("\n".join(rows) + "\n", encoding="utf-8")
    _touch(corrected, _time_of(path) + 7200)
    return corrected


def lose(path: Path) -> None:
    """Do not send the file at all."""
    path.unlink()


def rename_column(path: Path) -> None:
    """Call the second column something else."""
    _change_header(path, lambda names: [names[0], f"{names[1]}_new", *names[2:]])


def add_column(path: Path) -> None:
    """Put a column behind the last one."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    delimiter = _delimiter(header)
    lines = [f"{header}{delimiter}internal_note", *(f"{row}{delimiter}checked" for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def drop_column(path: Path) -> None:
    """Leave out the last column."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    delimiter = _delimiter(header)
    lines = [line.rpartition(delimiter)[0] for line in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_in_latin(path: Path) -> None:
    """Write the file in Latin-1, as an old program would."""
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", errors="replace"))


def write_in_utf_16(path: Path) -> None:
    """Write the file in UTF-16."""
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))


def put_mark_in_front(path: Path) -> None:
    """Put a byte order mark in front, as spreadsheets do."""
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def open_quote(path: Path) -> None:
    """Open a quote in the last row that never closes."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    delimiter = _delimiter(header)
    first, *others = rows[-1].split(delimiter)
    rows[-1] = delimiter.join([first, f'"{others[0]}', *others[1:]])
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def use_semicolons(path: Path) -> None:
    """Separate the values with semicolons."""
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")


def add_total(path: Path) -> None:
    """Put a row with a total behind the last one, as reports do."""
    text = path.read_text(encoding="utf-8")
    columns = text.splitlines()[0].count(_delimiter(text.splitlines()[0]))
    path.write_text(f"{text}{_TOTAL}{_delimiter(text.splitlines()[0]) * columns}\n", encoding="utf-8")


def write_endless_text(path: Path) -> None:
    """Put three megabytes into one field of the last row."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    delimiter = _delimiter(header)
    *others, last = rows[-1].split(delimiter)
    rows[-1] = delimiter.join([*others, last + "x" * 3_000_000])
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def put_null_byte(path: Path) -> None:
    """Put a NUL byte into the last row."""
    text = path.read_bytes().rstrip(b"\n")
    path.write_bytes(text[:-1] + b"\x00" + text[-1:] + b"\n")


def empty(path: Path) -> None:
    """Send a file without a byte."""
    path.write_bytes(b"")


FILE_FAULTS = (
    FileFault("file_sent_twice", "crm.companies", 6, send_twice),
    FileFault("file_sent_corrected", "crm.deals", 5, send_corrected),
    FileFault("file_cut_off", "crm.contacts", 4, cut_last_row),
    FileFault("column_added", "crm.deals", 2, add_column),
    FileFault("total_row", "crm.contacts", 3, add_total, place=_TOTAL, column="contact_id"),
    FileFault("mark_in_front", "crm.contacts", 2, put_mark_in_front),
    FileFault("column_dropped", "warehouse_3pl.shipments", 4, drop_column),
    FileFault("day_missing", "warehouse_3pl.returns", 3, lose),
    FileFault("column_renamed", "advertising.spend", 3, rename_column),
    FileFault("file_in_latin", "web_analytics.reviews", 3, write_in_latin),
    FileFault("file_in_utf_16", "office.approvals", 2, write_in_utf_16),
    FileFault("quote_not_closed", "payments.payouts", 3, open_quote),
    FileFault("other_delimiter", "treasury.exchange_rates", 2, use_semicolons),
    FileFault("endless_text", "office.milestones", 3, write_endless_text),
    FileFault("null_byte", "office.product_content", 2, put_null_byte),
    FileFault("file_empty", "advertising.spend", 1, empty),
)


def _change_header(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    header, _, rows = path.read_text(encoding="utf-8").partition("\n")
    delimiter = _delimiter(header)
    path.write_text(f"{delimiter.join(change(header.split(delimiter)))}\n{rows}", encoding="utf-8")


def _delimiter(header: str) -> str:
    return max(";|,", key=header.count)


def _beside(path: Path, days: int) -> Path:
    stem, _, day = path.stem.rpartition("_")
    return path.with_name(f"{stem}_{date.fromisoformat(day) + timedelta(days=days)}{path.suffix}")


def _time_of(path: Path) -> float:
    return path.stat().st_mtime


def _touch(path: Path, moment: float) -> None:
    os.utime(path, (moment, moment))
