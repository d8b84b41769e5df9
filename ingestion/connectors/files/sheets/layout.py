"""One table of a workbook or text, as its contract describes its place, written as rows that the gate can read.

The rows go to a Parquet file with the columns' names, as texts. Before them stand `_sheet`, `_row` (as the sheet or
text counts it), `_letters` (JSON: the place of each column by its name) and `_total` (the word of a row of totals, else
null), so that whatever is found in a row can be told with its cell.

Belongs here: finding the table, and telling its data from titles, repeated names, totals and notes. Not here: the cells
themselves (cells), and whether totals are right (the gate).
"""

from __future__ import annotations

import fnmatch
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.connectors.files.headers import column_names
from ingestion.connectors.files.last_line import has_line_end
from ingestion.connectors.files.reading import explain_read_error
from ingestion.connectors.files.sheets.cells import CELLS, GIVEN, Cells, load_sheet, load_text, text_width
from ingestion.connectors.files.sheets.merging import fill_merged
from ingestion.connectors.files.sheets.places import LETTERS, PLACE, ROW, SHEET, TOTAL, letters_of, number_of
from ingestion.connectors.files.sheets.row_kinds import KINDS, find_row_kinds
from ingestion.connectors.files.sheets.workbook import sheet_names
from ingestion.contract.document import ROW_NUMBER, SourceTable
from warehouse.connections import literal
from warehouse.errors import SchemaBreakError
from warehouse.limits import is_machine_limit

_FOLDER = "as_rows"
_CANDIDATES = 100


@dataclass(frozen=True)
class Found:
    """Where a table was found on a sheet.

    Attributes:
        row: Row of its (first) names.
        names: Name of each of its columns, by number.
    """

    row: int
    names: dict[int, str]


@contextmanager
def as_rows(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, folder: Path) -> Iterator[Path]:
    """Yield the file itself, or the Parquet of its rows under the same name, which is removed afterwards.

    Args:
        connection: Nothing is left in it.
        table: The contract.
        path: The file; text in UTF-8.
        folder: Where the Parquet may lie for the time being.

    Raises:
        SchemaBreakError: The table does not stand where its contract says, or a line of a text cannot be read; the
            message names sheet and cell, or the line.
    """
    if not table.layout.applies_to(table.file_format):
        yield path
        return
    aside = folder / _FOLDER
    aside.mkdir(parents=True, exist_ok=True)
    try:
        _write_rows(connection, table, path, aside / path.name)
        yield aside / path.name
    finally:
        shutil.rmtree(aside)


def _write_rows(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, target: Path) -> None:
    parts = []
    for number, cells in enumerate(_loaded(connection, table, path)):
        connection.execute(f"create or replace temp table laid_{number} as {_rows(connection, table, path, cells)}")
        parts.append(f"laid_{number}")
    union = " union all by name ".join(f"select * from {part}" for part in parts)
    connection.execute(f"copy ({union}) to {literal(target)} (format parquet)")
    for name in [*parts, CELLS, KINDS]:
        connection.execute(f"drop table {name}")


def _loaded(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> Iterator[Cells]:
    """Load one sheet after the other that the contract means."""
    if table.file_format == "csv":
        yield _loaded_text(connection, table, path)
        return
    names = sheet_names(path)
    asked = table.layout.sheets
    meant = [name for name in names if any(fnmatch.fnmatchcase(name, it) for it in asked)] if asked else names[:1]
    if not meant:
        raise SchemaBreakError(
            f"there is no sheet {' or '.join(asked)}; it has {', '.join(names)}.",
            where=path.name,
            todo=f"Export it with that sheet, or change the contract {table.vendor}/{table.file.name}.",
        )
    for name in meant:
        yield load_sheet(connection, path, name)


def _loaded_text(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> Cells:
    try:
        cells = load_text(connection, path, table.delimiter, text_width(path, table.delimiter))
    except duckdb.Error as error:
        if is_machine_limit(error):
            raise
        raise explain_read_error(table, path, error) from error
    return cells


def _rows(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, cells: Cells) -> str:
    """SQL of a sheet's rows that are data or totals."""
    found = _find(connection, table, path, cells)
    _check_names(table, path, cells, found)
    find_row_kinds(connection, table, cells, found.row, found.names)
    fill_merged(connection, table, cells, found.row, found.names)
    _check_length(connection, path, cells, found)
    _check_last_line(connection, path, cells)
    letters = {name: str(number) if cells.sheet is None else letters_of(number) for number, name in found.names.items()}
    names = _used(connection, found)
    values = ", ".join(f'c{number} as "{_quoted(name)}"' for number, name in names.items())
    return (
        f"select {literal(cells.sheet) if cells.sheet else 'null::varchar'} as {SHEET}, _row as {ROW}, "
        f"{literal(json.dumps(letters, ensure_ascii=False))} as {LETTERS}, word as {TOTAL}, {values} "
        f"from {CELLS} join {KINDS} using (_row) where kind in ('data', 'total') order by _row"
    )


def _find(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, cells: Cells) -> Found:
    """Find the rows of names and the columns of the table."""
    first, last = (number_of(it) for it in table.layout.columns or ("A", letters_of(cells.width)))
    row, begin = _start(connection, table, path, cells, range(first, last + 1))
    own = range(begin, min(last, cells.width) + 1)
    columns = ", ".join(f"c{number}" for number in own)
    span = f"_row between {row} and {row + table.header.count - 1}"
    rows = connection.execute(f"select {columns} from {CELLS} where {span} order by _row").fetchall()
    names = column_names([[_clean(cell) for cell in line] for line in rows])
    filled = [place for place in range(len(names)) if any(line[place] for line in rows)]
    if not filled:
        raise SchemaBreakError(
            "there are no names of columns.",
            where=f"{path.name}, {cells.place(row)}",
            todo=f"Export it again, or change the contract {table.vendor}/{table.file.name}.",
        )
    return Found(row, dict(zip(own, names[: filled[-1] + 1], strict=False)))


def _start(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, cells: Cells, columns: range
) -> tuple[int, int]:
    """The row of the first names and the table's first column."""
    start = table.layout.start
    if not start:
        return table.header.first, columns.start
    names = [f"c{number}" for number in columns if number <= cells.width]
    candidates = connection.execute(
        f"select _row, {', '.join(names)} from {CELLS} where list_contains([{', '.join(names)}], ?) "
        f"or regexp_matches(concat_ws(chr(1), {', '.join(names)}), ?) order by _row limit {_CANDIDATES}",
        [start[0], _loosely(start[0])],
    ).fetchall()
    for row, *line in candidates:
        begins = _places(start, [_clean(cell) for cell in line])
        if len(begins) > 1:
            twice = " and ".join(cells.place(row, columns.start + place) for place in begins)
            raise SchemaBreakError(
                f"the names {', '.join(start)} stand twice: {twice}.",
                where=path.name,
                todo=f"Say with tableColumns in {table.vendor}/{table.file.name} which of them is meant.",
            )
        if begins:
            return row, columns.start + begins[0]
    raise SchemaBreakError(
        f"no row has the names {', '.join(start)}, in this order.",
        where=f"{path.name}, sheet {cells.sheet}" if cells.sheet else path.name,
        todo=f"Export it with these names, or change tableStart in {table.vendor}/{table.file.name}.",
    )


def _places(start: Sequence[str], line: Sequence[str | None]) -> list[int]:
    """Where a row has these names in this order, each run beginning at the first of them."""
    begins = [place for place, cell in enumerate(line) if cell == start[0]]
    found = []
    for place, after in zip(begins, [*begins[1:], len(line)], strict=True):
        rest = iter(line[place:after])
        if all(any(cell == name for cell in rest) for name in start):
            found.append(place)
    return found


def _check_names(table: SourceTable, path: Path, cells: Cells, found: Found) -> None:
    names = list(found.names.values())
    where, contract = f"{path.name}, {cells.place(found.row)}", f"{table.vendor}/{table.file.name}"
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SchemaBreakError(
            f"the column {twice!r} stands twice.",
            where=where,
            todo=f"Export it once, or say with tableColumns in {contract} where the table ends.",
        )
    known = {*names, *PLACE, ROW_NUMBER}
    missing = [it.physical_name for it in table.columns if not it.is_optional and not {*it.physical_names} & known]
    if missing:
        more = f" (and {len(missing) - 1} more: {', '.join(missing[1:])})" if missing[1:] else ""
        raise SchemaBreakError(
            f"the column {missing[0]!r} is missing{more}.",
            where=where,
            todo=f"Export it with that column, or change the contract {contract}.",
        )


def _check_length(connection: duckdb.DuckDBPyConnection, path: Path, cells: Cells, found: Found) -> None:
    """Stop a text in which a row of data has fewer values than there are names."""
    if cells.sheet is not None:
        return
    short = connection.execute(
        f"select _row, {GIVEN} from {CELLS} join {KINDS} using (_row) "
        f"where kind = 'data' and {GIVEN} < {max(found.names)} order by _row limit 1"
    ).fetchone()
    if short is not None:
        raise SchemaBreakError(
            f"the row has {short[1]} values, and there are {max(found.names)} columns.",
            where=f"{path.name}, {cells.place(short[0])}",
            todo="Look at that line for a truncated row, and export the file again.",
        )


def _check_last_line(connection: duckdb.DuckDBPyConnection, path: Path, cells: Cells) -> None:
    """Stop a text without an end of its last line if that is data: its last value may be cut off."""
    if cells.sheet is not None or has_line_end(path):
        return
    last = connection.execute(f"select _row, kind from {KINDS} order by _row desc limit 1").fetchone()
    if last is not None and last[1] == "data":
        raise SchemaBreakError(
            "the last line has no end, so its last value may be cut off.",
            where=f"{path.name}, {cells.place(last[0])}",
            todo="Export the file again; if it is whole, end its last line with a line break.",
        )


def _used(connection: duckdb.DuckDBPyConnection, found: Found) -> dict[int, str]:
    """The columns but for those that have neither a name nor a value."""
    nameless = [number for place, (number, name) in enumerate(found.names.items(), 1) if name == f"#{place}"]
    if not nameless:
        return found.names
    counts = ", ".join(f"count(c{number})" for number in nameless)
    row = connection.execute(
        f"select {counts} from {CELLS} join {KINDS} using (_row) where kind in ('data', 'total')"
    ).fetchone()
    empty = {number for number, count in zip(nameless, row or (), strict=True) if not count}
    return {number: name for number, name in found.names.items() if number not in empty}


def _clean(cell: str | None) -> str | None:
    """A name without breaks of lines and repeated spaces."""
    return re.sub(r"\s+", " ", cell).strip() if cell else None


def _loosely(name: str) -> str:
    """A pattern that every cell with this name matches, however its spaces are."""
    return "[\\s\u3000]+".join(re.escape(part) for part in name.split())


def _quoted(name: str) -> str:
    return name.replace('"', '""')
