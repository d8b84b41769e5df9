"""A folder of files that nobody has described: which tables it holds.

Files whose names differ only by a date are one table, and the latest is looked at; each sheet of a workbook is one.

Belongs here: finding files and how each is read at first sight. Not here: copying and judging what they hold.
"""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.connectors.files.reading import extracted_at
from warehouse.connections import literal, one_line
from warehouse.errors import SchemaBreakError

_DATE_IN_NAME = re.compile(
    r"[_\-. ]?(?<!\d)20\d{2}-?\d{2}-?\d{2}(?:[Tt_ -]?\d{2}[-:.]?\d{2}(?:[-:.]?\d{2})?[Zz]?)?(?!\d)"
)
_TEXT_ENDINGS = {".csv", ".tsv", ".txt"}
_JSON_ENDINGS = {".json", ".jsonl", ".ndjson"}
_SHEET = re.compile(r'<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"')
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class FolderTable:
    """A table of a folder.

    Attributes:
        name: The file's name without date and ending; with several sheets, the sheet's.
        scan: SQL that yields its rows.
        is_typed: Its columns have types that somebody declared (Parquet).
    """

    name: str
    scan: str
    file_name: str
    is_typed: bool = False
    sheet: str | None = None


def folder_tables(connection: duckdb.DuckDBPyConnection, folder: Path, aside: Path) -> list[FolderTable]:
    """Return the tables of a folder and the folders below it, by name.

    Args:
        connection: Will read them; it is given what Excel needs.
        folder: Where the files lie.
        aside: Where copies of those may lie that are not UTF-8, until the tables have been read.

    Raises:
        SchemaBreakError: A file cannot be read; the message names it.
    """
    latest: dict[str, Path] = {}
    for path in sorted((path for path in folder.rglob("*") if path.is_file()), key=extracted_at):
        latest[f"{_DATE_IN_NAME.sub('', path.stem)}|{path.suffix.lower()}"] = path
    tables = [
        table
        for key, path in sorted(latest.items())
        for table in _tables_of(connection, path, key.split("|")[0], aside)
    ]
    return sorted(tables, key=lambda table: table.name)


def _tables_of(connection: duckdb.DuckDBPyConnection, path: Path, name: str, aside: Path) -> list[FolderTable]:
    ending = path.suffix.lower()
    if ending == ".parquet":
        return [FolderTable(name, f"read_parquet({literal(path)})", path.name, is_typed=True)]
    if ending in _JSON_ENDINGS:
        return [FolderTable(name, f"read_json({literal(path)}, maximum_object_size = 16000000)", path.name)]
    if ending in _TEXT_ENDINGS:
        return [FolderTable(name, _text_scan(path, aside), path.name)]
    return _sheets_of(connection, path, name) if ending == ".xlsx" else []


def _text_scan(path: Path, aside: Path) -> str:
    """A delimited file; of one that is not UTF-8 a copy is read."""
    raw = path.read_bytes()
    encoding = next((it for it in _ENCODINGS if _decodes(raw, it)), None)
    if encoding is None:
        raise SchemaBreakError(
            "the encoding is neither UTF-8 nor GB18030.", where=path.name, todo="Export the file as UTF-8."
        )
    text, read = raw.decode(encoding), path
    if encoding != "utf-8-sig":
        read = aside / f"{len(list(aside.iterdir()))}_{path.name}"
        read.write_text(text, encoding="utf-8", newline="")
    delimiter = _delimiter(text.split("\n", 1)[0])
    return f"read_csv({literal(read)}, header = true, all_varchar = true, delim = {literal(delimiter)}, quote = '\"')"


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(line: str) -> str:
    return max((",", ";", "\t", "|"), key=line.count)


def _sheets_of(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> list[FolderTable]:
    import duckdb_extensions

    duckdb_extensions.import_extension("excel", con=connection)
    connection.execute("load excel")
    titles = _titles(path)
    return [
        FolderTable(
            name if len(titles) == 1 else title,
            f"read_xlsx({literal(path)}, sheet = {literal(title)}, header = true, all_varchar = true)",
            path.name,
            sheet=title,
        )
        for title in titles
    ]


def _titles(path: Path) -> list[str]:
    """Names of the sheets of a workbook, in its order."""
    try:
        with zipfile.ZipFile(path) as parts:
            workbook = parts.read("xl/workbook.xml").decode("utf-8")
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError) as error:
        raise SchemaBreakError(
            f"the workbook cannot be opened: {one_line(error)}.", where=path.name, todo="Save it as .xlsx again."
        ) from error
    return [html.unescape(title) for title in _SHEET.findall(workbook)]
