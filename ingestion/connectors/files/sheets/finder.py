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

SAMPLE_ROWS = 3000
"""Rows of a sheet that are looked at; what comes behind them belongs to the tables that go on there."""
_WORKBOOKS = (".xlsx", ".xlsm")
_START_NAMES = 3
_START = "tableStart"


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
    found = []
    for name in names:
        cells = load_sheet(connection, path, name)
        found += _tables(connection, path, cells, TextForm("utf-8", ","), len(names))
    return found


def _tables_of_text(connection: duckdb.DuckDBPyConnection, path: Path) -> list[FoundTable]:
    form = text_form(path)
    text = path.read_text(encoding=form.encoding).removeprefix("\ufeff")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.name
        plain.write_text(text, encoding="utf-8", newline="")
        cells = load_text(connection, plain, form.delimiter, text_width(plain, form.delimiter))
    return _tables(connection, path, cells, form, 1)


def _tables(
    connection: duckdb.DuckDBPyConnection, path: Path, cells: Cells, form: TextForm, sheet_count: int
) -> list[FoundTable]:
    names = ", ".join(cells.columns)
    rows = connection.execute(
        f"select _row, {names} from {CELLS} where coalesce({names}) is not null order by _row limit {SAMPLE_ROWS}"
    ).fetchall()
    last = connection.execute(f"select max(_row) from {CELLS} where coalesce({names}) is not null").fetchone()
    if not rows or last is None:
        return []
    blocks = find_blocks({row[0]: row[1:] for row in rows}, cells, int(last[0]))
    return [_found(path, cells, form, block, blocks, sheet_count) for block in blocks]


def _found(
    path: Path, cells: Cells, form: TextForm, block: Block, blocks: Sequence[Block], sheet_count: int
) -> FoundTable:
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
        columns=tuple(_columns(cells, block)),
        properties=_properties(cells, block, blocks, sheet_count),
        title=block.title,
    )


def _columns(cells: Cells, block: Block) -> Iterator[FoundColumn]:
    for name, number in zip(block.names, range(block.first_column, block.last_column + 1), strict=True):
        values = block.values(number)
        if name is None:
            continue
        kind, properties = kind_of(name, values, is_workbook=cells.sheet is not None)
        letters = str(number) if cells.sheet is None else letters_of(number)
        yield FoundColumn(name, letters, kind, properties, tuple(islice(dict.fromkeys(values), 5)))


def _properties(cells: Cells, block: Block, blocks: Sequence[Block], sheet_count: int) -> dict[str, Any]:
    """Say where the table stands in the words of a contract, no more than it takes."""
    found: dict[str, Any] = {}
    if cells.sheet is not None and sheet_count > 1:
        found["sheet"] = cells.sheet
    if block.header_row > 1 or len(blocks) > 1:
        found[_START] = [name for name in block.first_names if name][:_START_NAMES]
    if block.header_rows > 1:
        found["headerRows"] = block.header_rows
    if any(other is not block and other.is_beside(block) for other in blocks):
        found["tableColumns"] = f"{letters_of(block.first_column)}:{letters_of(block.last_column)}"
    if block.totals:
        found["totals"] = list(block.totals)
    if block.endings:
        found["tableEnd"] = list(block.endings)
    return found
