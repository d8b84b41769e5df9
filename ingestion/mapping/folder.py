"""A folder of files that nobody has described: which tables it holds.

Files whose names differ only by a date are one table, and the latest is looked at; in texts and workbooks tables are
found where they stand (sheets).

Belongs here: finding files and how each is read at first sight. Not here: copying and judging what they hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.connectors.files.reading import extracted_at
from ingestion.connectors.files.sheets.finder import FoundTable, find_tables
from ingestion.connectors.files.sheets.plain_copy import copy_plain
from warehouse.connections import literal

_DATE_IN_NAME = re.compile(
    r"[_\-. ]?(?<!\d)20\d{2}-?\d{2}-?\d{2}(?:[Tt_ -]?\d{2}[-:.]?\d{2}(?:[-:.]?\d{2})?[Zz]?)?(?!\d)"
)
_FOUND_ENDINGS = {".csv", ".tsv", ".txt", ".xlsx"}
_JSON_ENDINGS = {".json", ".jsonl", ".ndjson"}


@dataclass(frozen=True)
class FolderTable:
    """A table of a folder.

    Attributes:
        name: The file's name without date and ending; with several sheets, the sheet's.
        scan: SQL that yields its rows.
        is_typed: Its columns have types that somebody declared (Parquet).
        found: Where it stands in its text or workbook.
    """

    name: str
    scan: str
    file_name: str
    is_typed: bool = False
    sheet: str | None = None
    found: FoundTable | None = None


def folder_tables(connection: duckdb.DuckDBPyConnection, folder: Path, aside: Path) -> list[FolderTable]:
    """Return the tables of a folder and the folders below it, by name.

    Args:
        connection: Will read them.
        folder: Where the files lie.
        aside: Where copies of those may lie that are texts or workbooks, until the tables have been read.

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
    return _found_in(connection, path, name, aside) if ending in _FOUND_ENDINGS else []


def _found_in(connection: duckdb.DuckDBPyConnection, path: Path, name: str, aside: Path) -> list[FolderTable]:
    """The tables of a text or workbook, each copied with its days and numbers as they mean."""
    tables = find_tables(path)
    titles = [name if len(tables) == 1 else table.sheet or name for table in tables]
    found = []
    for title, table in zip(titles, tables, strict=True):
        copy = aside / f"{len(list(aside.glob('*.parquet')))}.parquet"
        copy_plain(connection, table, copy)
        own = title if titles.count(title) == 1 else f"{title} {table.cell_range}"
        scan = f"read_parquet({literal(copy)})"
        found.append(FolderTable(own, scan, path.name, sheet=table.sheet, found=table))
    return found
