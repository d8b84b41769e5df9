"""The cells of a sheet or of a delimited text as one table of texts, with the numbers of their rows.

The table has `_row` (the row of the sheet or the line of the text, counted from 1), `_given` and one column of texts
per column of the sheet, `c1` and so on; a cell that is empty or blank is null.

Belongs here: making that table. Not here: which of the cells are names, values, totals or notes (layout, finder).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import duckdb_extensions

from ingestion.connectors.files.sheets.places import letters_of
from ingestion.connectors.files.sheets.workbook import Merged, SheetFacts, sheet_facts
from warehouse.connections import literal
from warehouse.errors import SchemaBreakError

CELLS = "sheet_cell"
NOT_CALCULATED = "#NOT CALCULATED"
"""What stands in the place of a formula without a result, before its text."""
GIVEN = "_given"
"""Column of the table: how many values the row has; a line of a text may have fewer than others."""
_BLANKS = " \t\r\n\u00a0\u3000"
_LOOKED_AT = 5000
_NEVER = "\x01\x02"
"""No cell of a text is this, so that an empty value differs from none at all."""
_BLANK_LINE = re.compile(rb"(?m)^[ \t]*\r?$")


@dataclass(frozen=True)
class Cells:
    """A table of cells.

    Attributes:
        sheet: Name of the sheet; None of a delimited text.
        width: How many columns it has.
        merged: Blocks of merged cells.
    """

    sheet: str | None
    width: int
    merged: tuple[Merged, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the columns of texts."""
        return [f"c{number}" for number in range(1, self.width + 1)]

    def place(self, row: int, column: int | None = None) -> str:
        """Say where a cell or row stands, for messages."""
        if self.sheet is None:
            return f"line {row}" + (f", column {column}" if column else "")
        return f"sheet {self.sheet}, " + (f"cell {letters_of(column)}{row}" if column else f"row {row}")


def load_sheet(connection: duckdb.DuckDBPyConnection, path: Path, sheet: str) -> Cells:
    """Make the table `sheet_cell` of a sheet of a workbook.

    Raises:
        SchemaBreakError: The file cannot be opened.
    """
    facts = sheet_facts(path, sheet)
    duckdb_extensions.import_extension("excel", con=connection)
    connection.execute("load excel")
    cells = Cells(sheet, facts.width, facts.merged)
    scan = (
        f"read_xlsx({literal(path)}, header = false, all_varchar = true, stop_at_empty = false, sheet = "
        f"{literal(sheet)}, range = 'A1:{letters_of(facts.width)}{facts.height}')"
    )
    try:
        connection.execute(
            f"create or replace temp table {CELLS} as select row_number() over () as _row, {cells.width} as {GIVEN}, "
            f"{_without_blanks(cells)} from {scan} as cells({', '.join(cells.columns)})"
        )
    except duckdb.Error as error:
        raise SchemaBreakError(
            f"the sheet {sheet} cannot be read: {str(error).splitlines()[0]}.", where=path.name, todo="Export it again."
        ) from error
    _mark_formulas(connection, facts)
    return cells


def load_text(connection: duckdb.DuckDBPyConnection, path: Path, delimiter: str, width: int) -> Cells:
    """Make the table `sheet_cell` of a delimited text in UTF-8.

    Args:
        connection: Gets the table.
        path: The text.
        delimiter: Between its values.
        width: The most values that a line has.

    Raises:
        duckdb.Error: A line cannot be read, or has more values.
    """
    cells = Cells(None, width)
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in cells.columns)
    scan = (
        f"read_csv({literal(path)}, columns = {{{columns}}}, auto_detect = false, header = false, parallel = false, "
        f"delim = {literal(delimiter)}, quote = '\"', escape = '\"', strict_mode = true, null_padding = true, "
        f"nullstr = {literal(_NEVER)}, encoding = 'utf-8')"
    )
    breaks = " + ".join(f"coalesce(length({name}) - length(replace({name}, chr(10), '')), 0)" for name in cells.columns)
    given = " + ".join(f"cast({name} is not null as integer)" for name in cells.columns)
    _number_blank_lines(connection, path)
    connection.execute(
        f"""
        create or replace temp table {CELLS} as
        with numbered as (select *, row_number() over () as number, {breaks} as breaks from {scan}),
        counted as (
            select *, number + coalesce(sum(breaks) over (
                order by number rows between unbounded preceding and 1 preceding), 0) as line from numbered
        )
        select cast(line + coalesce(before, 0) as bigint) as _row, {given} as {GIVEN}, {_without_blanks(cells)}
        from counted asof left join blank_line on counted.line > blank_line.behind order by number"""
    )
    connection.execute("drop table blank_line")
    return cells


def text_width(path: Path, delimiter: str) -> int:
    """Return the most values that one of the first lines of a delimited text in UTF-8 has."""
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        lines = islice(csv.reader(stream, delimiter=delimiter), _LOOKED_AT)
        return max(map(len, lines), default=1)


def _without_blanks(cells: Cells) -> str:
    blanks = literal(_BLANKS)
    return ", ".join(f"case when trim({name}, {blanks}) <> '' then {name} end as {name}" for name in cells.columns)


def _mark_formulas(connection: duckdb.DuckDBPyConnection, facts: SheetFacts) -> None:
    """Put a mark in the place of each formula that was never calculated; to DuckDB the cell is empty."""
    by_column: dict[int, list[tuple[int, str]]] = {}
    for row, column, formula in facts.formulas:
        by_column.setdefault(column, []).append((row, f"{NOT_CALCULATED}: ={formula}"))
    for column, marks in by_column.items():
        rows, texts = [row for row, _ in marks], [text for _, text in marks]
        connection.execute(
            f"update {CELLS} set c{column} = mark.text from (select unnest(?) as _row, unnest(?) as text) as mark "
            f"where {CELLS}._row = mark._row",
            [rows, texts],
        )


def _number_blank_lines(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make the table `blank_line`: how many lines that DuckDB passes over stand before the others."""
    content = path.read_bytes()
    lines: list[int] = []
    position, line = 0, 1
    for found in _BLANK_LINE.finditer(content):
        line += content.count(b"\n", position, found.start())
        position = found.start()
        lines.append(line)
    behind = [number - place for place, number in enumerate(lines, start=1)]
    connection.execute(
        "create or replace temp table blank_line as "
        "select unnest(?::bigint[]) as behind, unnest(?::bigint[]) as before",
        [behind, list(range(1, len(lines) + 1))],
    )
