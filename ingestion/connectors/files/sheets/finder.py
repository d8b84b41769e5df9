"""Looking at a workbook or text file that nobody has described: which tables it holds, and where.

What is found is a proposal: a person reads it as a contract, corrects it, and from then on only the contract counts.

Belongs here: finding tables, with the properties of a contract by which they are read. Not here: reading by a contract
(layout), and what the tables mean.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from ingestion.connectors.files.sheets.blocks import Block, find_blocks
from ingestion.connectors.files.sheets.cells import CELLS, Cells, load_sheet, load_text, text_width
from ingestion.connectors.files.sheets.kinds import kind_of
from ingestion.connectors.files.sheets.places import letters_of
from ingestion.connectors.files.sheets.text_form import TextForm, text_form
from ingestion.connectors.files.sheets.workbook import sheet_names
from warehouse.errors import SchemaBreakError

SAMPLE_ROWS = 3000
"""Rows of a sheet that are looked at; what comes behind them belongs to the tables that go on there."""
TAIL_ROWS = 100
"""Rows at a sheet's end that are looked at besides, for totals and notes."""
_WORKBOOKS = (".xlsx", ".xlsm")
_START_NAMES = 3
_START = "tableStart"
_Seen = tuple[Cells, Block]


@dataclass(frozen=True)
class FoundColumn:
    """One column of a table that was found.

    Attributes:
        name: Its name as a contract calls it (`physicalName`); of two rows of names `group/name`.
        letters: The sheet's letters of the column; of a text its number.
        duckdb_type: Type that its values seem to have.
        properties: Custom properties that a contract's column needs so that they are read.
        examples: A few of its values.
    """

    name: str
    letters: str
    duckdb_type: str
    properties: dict[str, Any]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class FoundTable:
    """A table that was found in a file.

    Attributes:
        path: The file.
        file_format: `xlsx` or `csv`, as a contract's server says it.
        sheet: Name of its sheet; None of a text.
        encoding: Of a text; `utf-8` of a workbook.
        delimiter: Of a text; `,` of a workbook.
        header_row: Row of the (first) names, counted from 1.
        header_rows: How many rows of names there are.
        first_row: First row of values.
        last_row: Last row of values, totals among them.
        columns: Its columns, from the left.
        properties: Custom properties that a contract's table needs so that exactly this table is read.
        title: Texts that stand above the names.
        sheets: All sheets that it stands on, in the same columns; the places are those on the first.
    """

    path: Path
    file_format: str
    sheet: str | None
    encoding: str
    delimiter: str
    header_row: int
    header_rows: int
    first_row: int
    last_row: int
    columns: tuple[FoundColumn, ...]
    properties: dict[str, Any]
    title: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def cell_range(self) -> str:
        """Where names and values stand, such as `B3:F120`."""
        if self.sheet is None:
            return f"lines {self.header_row} to {self.last_row}"
        return f"{self.columns[0].letters}{self.header_row}:{self.columns[-1].letters}{self.last_row}"


def find_tables(path: Path) -> list[FoundTable]:
    """Look at a workbook or text file and return its tables, by sheet and from above.

    Args:
        path: An `.xlsx` workbook, else a delimited text.

    Raises:
        SchemaBreakError: The file cannot be opened.
    """
    with tempfile.TemporaryDirectory() as folder, _connect(folder) as connection:
        if path.suffix.lower() not in _WORKBOOKS:
            return _tables_of_text(connection, path)
        return _tables_of_workbook(connection, path)


def _connect(folder: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": "2", "extension_directory": folder})


def _tables_of_workbook(connection: duckdb.DuckDBPyConnection, path: Path) -> list[FoundTable]:
    names = sheet_names(path)
    seen = [
        (cells, block)
        for cells in (load_sheet(connection, path, name) for name in names)
        for block in _blocks(connection, cells)
    ]
    return _found_tables(path, TextForm("utf-8", ","), seen, names)


def _decoded(path: Path, form: TextForm) -> str:
    try:
        return path.read_text(encoding=form.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SchemaBreakError(
            f"the text is in none of the known encodings: byte {error.start + 1} is no letter.",
            where=path.name,
            todo="Export the file as UTF-8.",
        ) from error


def _tables_of_text(connection: duckdb.DuckDBPyConnection, path: Path) -> list[FoundTable]:
    form = text_form(path)
    text = _decoded(path, form)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.name
        plain.write_text(text, encoding="utf-8", newline="")
        cells = load_text(connection, plain, form.delimiter, text_width(plain, form.delimiter))
    return _found_tables(path, form, [(cells, block) for block in _blocks(connection, cells)], [])


def _blocks(connection: duckdb.DuckDBPyConnection, cells: Cells) -> list[Block]:
    names = ", ".join(cells.columns)
    filled = f"select _row, {names} from {CELLS} where coalesce({names}) is not null"
    head = connection.execute(f"{filled} order by _row limit {SAMPLE_ROWS}").fetchall()
    if not head:
        return []
    tail = connection.execute(
        f"from ({filled} and _row > {head[-1][0]} order by _row desc limit {TAIL_ROWS}) order by _row"
    ).fetchall()
    return find_blocks({row[0]: row[1:] for row in head}, cells, {row[0]: row[1:] for row in tail})


def _found_tables(path: Path, form: TextForm, seen: Sequence[_Seen], sheets: Sequence[str]) -> list[FoundTable]:
    """Make one table of those that have the same names in several sheets."""
    alike: dict[tuple[str | None, ...], list[_Seen]] = {}
    for place, (cells, block) in enumerate(seen):
        beside = [other for other_cells, other in seen if other_cells is cells and other.names == block.names]
        names = (*block.names, None if len(beside) == 1 else str(place))
        alike.setdefault(names, []).append((cells, block))
    return [_found(path, form, parts, seen, sheets) for parts in alike.values()]


def _found(
    path: Path, form: TextForm, parts: Sequence[_Seen], seen: Sequence[_Seen], sheets: Sequence[str]
) -> FoundTable:
    cells, block = parts[0]
    neighbours = [other for other_cells, other in seen if other_cells is cells]
    return FoundTable(
        path=path,
        file_format="csv" if cells.sheet is None else "xlsx",
        sheet=cells.sheet,
        encoding=form.encoding,
        delimiter=form.delimiter,
        header_row=block.header_row,
        header_rows=block.header_rows,
        first_row=block.header_row + block.header_rows,
        last_row=block.last_row,
        columns=tuple(_columns(parts)),
        properties=_sheet_property(parts, sheets) | _properties(parts, neighbours),
        title=block.title,
        sheets=tuple(part.sheet for part, _ in parts if part.sheet is not None),
    )


def _columns(parts: Sequence[_Seen]) -> Iterator[FoundColumn]:
    cells, block = parts[0]
    for place, (name, number) in enumerate(
        zip(block.names, range(block.first_column, block.last_column + 1), strict=True)
    ):
        if name is None:
            continue
        values = [value for _, other in parts for value in other.values(other.first_column + place)]
        kind, properties = kind_of(name, values, is_workbook=cells.sheet is not None)
        letters = str(number) if cells.sheet is None else letters_of(number)
        yield FoundColumn(name, letters, kind, properties, tuple(islice(dict.fromkeys(values), 5)))


def _sheet_property(parts: Sequence[_Seen], sheets: Sequence[str]) -> dict[str, Any]:
    own = [cells.sheet for cells, _ in parts]
    if len(sheets) <= 1:
        return {}
    if own == list(sheets):
        return {"sheet": "*"}
    return {"sheet": own[0] if len(own) == 1 else own}


def _properties(parts: Sequence[_Seen], blocks: Sequence[Block]) -> dict[str, Any]:
    """Say where the table stands in the words of a contract, no more than it takes."""
    block = parts[0][1]
    found: dict[str, Any] = {}
    if any(part.header_row > 1 for _, part in parts) or len(blocks) > 1:
        found[_START] = [name for name in block.first_names if name][:_START_NAMES]
    if block.header_rows > 1:
        found["headerRows"] = block.header_rows
    if any(other is not block and other.is_beside(block) for other in blocks):
        found["tableColumns"] = f"{letters_of(block.first_column)}:{letters_of(block.last_column)}"
    for name, words in (("totals", "totals"), ("tableEnd", "endings")):
        if said := list(dict.fromkeys(word for _, part in parts for word in getattr(part, words))):
            found[name] = said
    return found
