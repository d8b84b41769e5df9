"""Files: CSV, JSON lines, Parquet and what was laid out, read by DuckDB with explicit columns and no sniffing.

Belongs here: finding a table's files, checking their shape, and the SQL that yields their rows. Not here: tables among
other things on a sheet (sheets), types and rules (the gate).
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from ingestion.connectors.files.headers import column_names
from ingestion.connectors.files.sheets.places import PLACE, ROW, SHEET, TOTAL
from ingestion.contract.document import JSON_FORMATS, ROW_NUMBER, SourceColumn, SourceTable
from ingestion.contract.properties import HeaderRows
from warehouse.errors import SchemaBreakError

MAX_LINE_BYTES = 16_000_000
_DATED_NAME = re.compile(r"(?<!\d)(20\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
_HOUR, _SIXTY = r"([01]\d|2[0-3])", r"([0-5]\d)"
_TIME_AFTER_DATE = (
    re.compile(rf"[Tt]{_HOUR}:?{_SIXTY}(?::?{_SIXTY})?[Zz]?(?!\d|[+-]\d)"),
    re.compile(rf"[Tt_ -]{_HOUR}[-:.]{_SIXTY}(?:[-:.]{_SIXTY})?[Zz]?(?!\d|[+-]\d)"),
)
"""A time (UTC) behind the date of a name: after a T with or without signs between, after another sign only with them,
so that the number of a part (`orders_2026-01-31_0002`) is no time. One with an offset counts as none."""
_BAD_CSV_LINE = re.compile(r"CSV Error on Line: (\d+)")


@dataclass(frozen=True)
class Extract:
    """One file of one source table.

    Attributes:
        path: Where the file lies.
        file_hash: SHA-256 of its bytes, hexadecimal.
        extracted_at: When the source made it (UTC): the end of the day, minute or second in a dated name, else the
            modification time.
        modified_at: The file's modification time (UTC); decides between two files of one dated name.
    """

    path: Path
    file_hash: str
    extracted_at: datetime
    modified_at: datetime


@dataclass(frozen=True)
class RowReader:
    """SQL that yields a file's rows.

    Attributes:
        scan: A relation over the file, to be used as `from {scan} as file_row`.
        fields: One expression per contract column, named as in the contract, in the file's own types.
        original: Expression for the whole row as it stands in the file, as text.
        extra_columns: Columns of the file that the contract does not name.
        absent_columns: Optional columns of the contract that the file does not have.
        number: Expression for the number by which a refused row is called.
    """

    scan: str
    fields: tuple[str, ...]
    original: str
    extra_columns: tuple[str, ...] = ()
    absent_columns: tuple[str, ...] = ()
    number: str = "row_number() over ()"


def find_extracts(folder: Path, table: SourceTable) -> list[Path]:
    """List the files of a table below a source's folder, by name; files that hold keys only are not among them."""
    keys = table.deletes.key_set_glob
    apart = set(folder.glob(keys)) if keys else set()
    return sorted(path for path in folder.glob(table.path_glob) if path.is_file() and path not in apart)


def describe_extract(path: Path) -> Extract:
    """Hash a file and find out when it was made."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Extract(path, digest, extracted_at(path), modified_at(path))


def extracted_at(path: Path) -> datetime:
    """Return the time of an extract (UTC, naive): as its name says, else the file's own time.

    A name with a date and a time means the end of that minute or second: `orders_2026-01-31T1015`,
    `orders_20260131T101500Z`, `orders-2026-01-31-10-15`. One with a date alone means the end of that day, so that the
    extract of a whole day comes after those made within it.
    """
    found = _DATED_NAME.search(path.name)
    if not found:
        return modified_at(path)
    day = datetime(int(found[1]), int(found[2]), int(found[3]))
    timed = (pattern.match(path.name, found.end()) for pattern in _TIME_AFTER_DATE)
    clock = next((match.groups() for match in timed if match), None)
    if clock is None:
        return datetime.combine(day, time.max)
    hour, minute, second = clock
    return day.replace(hour=int(hour), minute=int(minute), second=int(second or 59), microsecond=time.max.microsecond)


def modified_at(path: Path) -> datetime:
    """Return a file's modification time (UTC, naive)."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)


def open_rows(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> RowReader:
    """Check the shape of a file and return the SQL that reads its rows.

    Args:
        connection: Used to look into Parquet and Excel files.
        table: The contract.
        path: The file; text in UTF-8; where the contract has a layout, the Parquet of its rows.

    Raises:
        SchemaBreakError: A column that the contract names is missing; the message names file and column.
    """
    readers: dict[str, Callable[[duckdb.DuckDBPyConnection, SourceTable, Path], RowReader]] = {
        "csv": _csv_rows,
        "json": _json_rows,
        "jsonl": _json_rows,
        "parquet": _parquet_rows,
    }
    if table.layout.applies_to(table.file_format):
        return _laid_rows(connection, table, path)
    return readers[table.file_format](connection, table, path)


def explain_read_error(table: SourceTable, path: Path, error: duckdb.Error) -> SchemaBreakError:
    """Turn DuckDB's complaint about a file into one line that says where and what to do."""
    first = str(error).splitlines()
    line = _BAD_CSV_LINE.search(str(error))
    if table.file_format == "json":
        return SchemaBreakError(
            f"this is no list of JSON objects: {_fault_of_json(path)}.", where=path.name, todo="Export the file again."
        )
    if table.file_format == "jsonl":
        number, reason = _first_bad_json_line(path)
        return SchemaBreakError(
            f"this is no JSON: {reason}.", where=f"{path.name}, line {number}", todo="Export the file again."
        )
    reasons = [text for text in first[1:] if text and not text.startswith(("Original Line", "Possible", "*"))]
    reason = next((text for text in reasons if "olumn" in text or "quote" in text or "unicode" in text), first[0])
    where = f"{path.name}, line {line[1]}" if line else path.name
    return SchemaBreakError(
        f"the row cannot be read: {reason.strip().rstrip('.')}.",
        where=where,
        todo="Look at that line for a truncated row, an unclosed quote or a wrong encoding, and export the file again.",
    )


def _csv_rows(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> RowReader:
    header = _csv_header(table, path)
    _require_once(path, header)
    columns = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in header)
    scan = (
        f"read_csv({_literal(str(path))}, columns = {{{columns}}}, auto_detect = false, {_header_lines(table)}, "
        f"delim = {_literal(table.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, nullstr = '', "
        f"encoding = 'utf-8'{_line_limit(path)})"
    )
    return _headed_rows(table, path, scan, header)


def _header_lines(table: SourceTable) -> str:
    return "header = true" if table.header == HeaderRows() else f"header = false, skip = {table.header.last}"


def _line_limit(path: Path) -> str:
    """Large buffers cost time, so only a small file may have lines beyond DuckDB's own limit of 2 MB."""
    return f", max_line_size = {MAX_LINE_BYTES}" if path.stat().st_size <= MAX_LINE_BYTES else ""


def _csv_header(table: SourceTable, path: Path) -> list[str]:
    """Read the header line; bytes that do not decode further down are found by the scan, with their line."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        below_titles = islice(stream, table.header.first - 1, None)
        rows = list(islice(csv.reader(below_titles, delimiter=table.delimiter), table.header.count))
    header = rows[0] if rows and table.header == HeaderRows() else column_names(rows)
    if not header:
        raise SchemaBreakError(
            "the file is empty, even its header is missing.", where=path.name, todo="Export it again."
        )
    return header


def _json_rows(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> RowReader:
    names = list(dict.fromkeys(name for column in table.columns for name in column.physical_names))
    place = {name: f"field[{number}]" for number, name in enumerate(names, start=1)}
    paths = ", ".join(_literal(f"$.{name}") for name in names)
    fields = tuple(
        f'{_first_of([place[name] for name in column.physical_names])} as "{column.name}"' for column in table.columns
    )
    lines = (
        f"read_json_objects({_literal(str(path))}, format = '{JSON_FORMATS[table.file_format]}', "
        f"maximum_object_size = {MAX_LINE_BYTES})"
    )
    scan = f"(select json, json_extract_string(json, [{paths}]) as field from {lines})"
    return RowReader(scan, fields, original_row(table, "cast(json as varchar)"))


def original_row(table: SourceTable, row: str) -> str:
    """SQL of a row as it stood, for quarantine, without what the table leaves out.

    Args:
        table: The contract.
        row: SQL of the whole row as JSON.
    """
    if not table.left_out:
        return row
    gone: dict[str, Any] = {}
    for name in (name for column in table.left_out for name in column.physical_names):
        *parents, last = name.split(".") if table.file_format in JSON_FORMATS else [name]
        place = gone
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = None
    return f"cast(json_merge_patch({row}, {_literal(json.dumps(gone, ensure_ascii=False))}) as varchar)"


def _first_of(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"


def _fault_of_json(path: Path) -> str:
    """Say what broke a JSON file (only after DuckDB has refused it)."""
    try:
        json.loads(path.read_bytes())
    except ValueError as error:
        return str(error)
    return "it holds something else, or an object that is too long"


def _first_bad_json_line(path: Path) -> tuple[int, str]:
    """Find the line that broke a JSON lines file (only after DuckDB has refused it)."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                json.loads(line) if line.strip() else None
            except (json.JSONDecodeError, UnicodeDecodeError) as error:
                return number, str(error)
    return 0, "a line is too long or not UTF-8"


def _parquet_rows(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> RowReader:
    scan = f"read_parquet({_literal(str(path))})"
    return _described_rows(connection, table, path, scan)


def _laid_rows(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> RowReader:
    """Rows that were laid out: their own numbers name them, but where those of several sheets would be alike."""
    scan = f"(select * exclude ({TOTAL}) from read_parquet({_literal(str(path))}) where {TOTAL} is null)"
    reader = _described_rows(connection, table, path, scan)
    sheets = connection.execute(f"select count(distinct {SHEET}) from {scan}").fetchone()
    extra = tuple(name for name in reader.extra_columns if name not in PLACE)
    number = ROW if sheets is not None and sheets[0] <= 1 else reader.number
    return replace(reader, extra_columns=extra, number=number)


def _described_rows(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, scan: str) -> RowReader:
    return _headed_rows(table, path, scan, _columns_of(connection, path, scan))


def _columns_of(connection: duckdb.DuckDBPyConnection, path: Path, scan: str) -> list[str]:
    try:
        return [row[0] for row in connection.execute(f"describe select * from {scan}").fetchall()]
    except duckdb.Error as error:
        raise SchemaBreakError(
            f"the file cannot be opened: {str(error).splitlines()[0]}.", where=path.name, todo="Export it again."
        ) from error


def _headed_rows(table: SourceTable, path: Path, scan: str, header: list[str]) -> RowReader:
    """Find every column of the contract in a header, by any of its names."""
    found = {column.name: next((it for it in column.physical_names if it in header), None) for column in table.columns}
    missing = [column for column in table.columns if found[column.name] is None and column.physical_name != ROW_NUMBER]
    _require(table, path, [column.physical_name for column in missing if not column.is_optional])
    fields = tuple(f'{_field(column, found[column.name])} as "{column.name}"' for column in table.columns)
    known = {name for column in (*table.columns, *table.left_out) for name in column.physical_names}
    extra = tuple(name for name in header if name not in known)
    absent = tuple(column.name for column in missing)
    return RowReader(scan, fields, original_row(table, "to_json(file_row)"), extra, absent)


def _field(column: SourceColumn, name: str | None) -> str:
    if column.physical_name == ROW_NUMBER:
        return "row_number() over ()"
    return f'"{_quoted(name)}"' if name else "cast(null as varchar)"


def _require(table: SourceTable, path: Path, missing: list[str]) -> None:
    if missing:
        raise SchemaBreakError(
            f"the column {missing[0]!r} is missing"
            + (f" (and {len(missing) - 1} more: {', '.join(missing[1:])})" if len(missing) > 1 else "")
            + ".",
            where=f"{path.name}, line {table.header.first}",
            todo=f"Export it with that column, or change the contract {table.vendor}/{table.file.name}.",
        )


def _require_once(path: Path, header: list[str]) -> None:
    """Check that no two columns have one name."""
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise SchemaBreakError(
            f"the column {twice!r} stands twice in the header.",
            where=f"{path.name}, line 1",
            todo="Export it with each column once.",
        )


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
