"""Writing what a system holds as files: what changed since its last extract, in a stated order.

A witness is a list of sheets. A sheet is SQL over the store whose rows carry `changed`, the second at which the system
last wrote them; what happens at or after the variable `now` it cannot know.

Belongs here: sheets, their forms, and writing them. Not here: what is selected, and what is spoiled on purpose.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from openpyxl.workbook.workbook import Workbook

from simulation.world.calendar import DAY_SECONDS, START, date_of

CSV, JSON_LINES, EXCEL = "csv", "jsonl", "xlsx"
LONG_AGO = -10_000 * DAY_SECONDS
_CORE = "docProps/core.xml"
_new_book: Callable[..., Any] = Workbook
"""Openpyxl has no types."""


@dataclass(frozen=True)
class Sheet:
    """One file of every extract.

    Attributes:
        name: Its name before the date.
        selects: SQL with a column `changed`. For JSON lines the columns are place, kind, number, line, changed: rows of
            one place stand together, parents before children.
        key: Columns that name a row, in the order in which rows are written, older versions of a row first; for JSON
            lines it stays empty.
        form: One of CSV, JSON_LINES, EXCEL.
        is_whole: Every extract holds all rows, not only the changed ones.
        delimiter: Between the values of a CSV.
        encoding: Of a CSV; another one than UTF-8 is written after the fact.
    """

    name: str
    selects: tuple[str, ...]
    key: tuple[str, ...] = ()
    form: str = CSV
    is_whole: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"

    def file_name(self, day: int) -> str:
        """Return the name of the file of an extract that was made on a day."""
        return f"{self.name}_{date_of(day).isoformat()}.{self.form}"


@dataclass(frozen=True)
class Witness:
    """A system.

    Attributes:
        name: Name of the source, and of its folder.
        sheets: Its files.
        prepare: SQL that its sheets stand on, run before each extract.
        since: First second that the system has seen.
        until: Second from which on it is switched off, or None.
    """

    name: str
    sheets: tuple[Sheet, ...]
    prepare: str = ""
    since: int = LONG_AGO
    until: int | None = None


@dataclass(frozen=True)
class Written:
    """A file and how many rows or lines it holds."""

    path: Path
    rows: int


@dataclass(frozen=True)
class Extract:
    """When an extract is made: of all that changed from `since` to before `now` (seconds)."""

    since: int
    now: int

    @property
    def day(self) -> int:
        """The last day of which the extract knows."""
        return (self.now - 1) // DAY_SECONDS


Spoil = Callable[[duckdb.DuckDBPyConnection, Witness, Sheet, Extract, Path], None]


@dataclass
class Press:
    """Writes extracts into a folder.

    Attributes:
        connection: The store.
        folder: Where each source gets a folder of its own.
        asks_for: Tells whether `before` wants to see a sheet of a system.
        before: Told about such a sheet before it is written; it finds the rows in the table `spoiled`.
        after: Told about every file after it was written.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    asks_for: Callable[[Witness, Sheet], bool] = field(default=lambda witness, sheet: False)
    before: Spoil | None = None
    after: Spoil | None = None
    written: list[Written] = field(default_factory=list)

    def write(self, witness: Witness, extract: Extract) -> None:
        """Write one extract of a system: nothing before it began, and not after it was switched off."""
        ends = extract.now if witness.until is None else min(extract.now, witness.until)
        begins = max(extract.since, witness.since)
        if begins >= ends:
            return
        self.connection.execute(f"set variable now = {ends}")
        self.connection.execute(witness.prepare or "select 1")
        for sheet in witness.sheets:
            self._write_sheet(witness, sheet, Extract(begins, ends))

    def _write_sheet(self, witness: Witness, sheet: Sheet, extract: Extract) -> None:
        path = self.folder / witness.name / sheet.file_name(extract.day)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection.execute(f"create or replace temp view sheet as {_rows(sheet, extract)}")
        table = "sheet"
        if self.before is not None and self.asks_for(witness, sheet):
            table = "spoiled"
            self.connection.execute("create or replace temp table spoiled as select * from sheet")
            self.before(self.connection, witness, sheet, extract, path)
        rows = _write_rows(self.connection, sheet, path, table, moment_of(extract.now))
        if rows == 0 and extract.since > witness.since:
            path.unlink()
            return
        set_time(path, extract.now)
        self.written.append(Written(path, rows))
        if self.after is not None:
            self.after(self.connection, witness, sheet, extract, path)


def set_time(path: Path, second: int) -> None:
    """Let a file look as if it had been written two hours after the extract's last second."""
    written_at = moment_of(second + 7200).timestamp()
    os.utime(path, (written_at, written_at))


def moment_of(second: int) -> datetime:
    """Return the moment (UTC) of a second of the company's time."""
    return datetime(START.year, START.month, START.day, tzinfo=UTC) + timedelta(seconds=second)


def _rows(sheet: Sheet, extract: Extract) -> str:
    union = "\nunion all\n".join(f"({select})" for select in sheet.selects)
    known = f"changed < {extract.now}"
    if not sheet.is_whole:
        known += f" and changed >= {extract.since}"
    columns = "place, kind, number, line, changed"
    named = f"({union}) as rows({columns})" if sheet.form == JSON_LINES else f"({union})"
    return f"select * from {named} where {known}"


def _write_rows(connection: duckdb.DuckDBPyConnection, sheet: Sheet, path: Path, table: str, moment: datetime) -> int:
    """Write the rows of a table in the sheet's form and order, as of a moment; return how many they are."""
    if sheet.form == JSON_LINES:
        ordered = f"select line from {table} order by place, kind, number"
        return _copy(connection, path, ordered, "format csv, header false, quote '', escape '', delimiter e'\\x01'")
    ordered = f"select * exclude (changed) from {table} order by {', '.join(sheet.key)}, changed"
    if sheet.form == EXCEL:
        return _write_excel(connection, path, ordered, moment)
    rows = _copy(connection, path, ordered, f"format csv, header true, delimiter '{sheet.delimiter}', nullstr ''")
    if sheet.encoding != "utf-8":
        path.write_bytes(path.read_text(encoding="utf-8").encode(sheet.encoding))
    return rows


def _copy(connection: duckdb.DuckDBPyConnection, path: Path, select: str, options: str) -> int:
    target = str(path).replace("'", "''")
    counted = connection.execute(f"copy ({select}) to '{target}' ({options})").fetchone()
    return int(counted[0]) if counted else 0


def _write_excel(connection: duckdb.DuckDBPyConnection, path: Path, select: str, moment: datetime) -> int:
    """Write a workbook as somebody would send it: one sheet with a header."""
    result = connection.execute(select)
    book = _new_book(write_only=True)
    page = book.create_sheet("Sheet1")
    page.append([column[0] for column in result.description or []])
    rows = result.fetchall()
    for row in rows:
        page.append(row)
    book.properties.created = moment.replace(tzinfo=None)
    book.save(path)
    restamp(path, moment)
    return len(rows)


def restamp(path: Path, moment: datetime) -> None:
    """Let a workbook's parts be of a moment: openpyxl leaves the time at which it ran in them."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    modified = rb"\g<1>" + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts[_CORE] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", modified, parts[_CORE])
    date_time = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(zipfile.ZipInfo(name, date_time), content, zipfile.ZIP_DEFLATED)
