"""A result as a table for a person: where it is wider than the terminal, its columns stand in bands below one another.

Belongs here: widths, bands, drawing. Not here: asking (`query`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.query_child import is_number

_ENDLESS = 100_000
_BESIDE = 3
"""Signs that a column takes beside its own width."""
_WIDEST_TEXT = 40
_WIDEST_HEAD = 12
_LABELS = 3


@dataclass(frozen=True)
class _Column:
    """A column: its place in the rows, its name, whether it holds numbers, and how wide it is drawn."""

    place: int
    name: str
    is_number: bool
    width: int


def draw(columns: Sequence[str], types: Sequence[str], rows: Sequence[Sequence[str | None]], left_out: str) -> bytes:
    """Draw a table; on a terminal, or where `COLUMNS` says so, no wider than that, else as wide as it needs to be.

    Args:
        columns: Their names.
        types: Their DuckDB types.
        rows: A text per cell; None is null.
        left_out: What is said of rows that are not among them.
    """
    is_terminal = sys.stdout.isatty()
    text = StringIO()
    width = None if is_terminal or "COLUMNS" in os.environ else _ENDLESS
    console = Console(file=text, width=width, force_terminal=is_terminal, highlight=False)
    for number, band in enumerate(bands(_measured(columns, types, rows, is_bounded=width is None), console.width)):
        console.print(*([""] if number else []), _table(band, rows), sep="\n")
    console.print(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}{left_out}")
    return text.getvalue().encode()


def bands(columns: Sequence[_Column], width: int) -> list[list[_Column]]:
    """Divide columns into bands that fit; each begins with the first columns of text, which say what a row is."""
    labels = _labels(columns, width)
    left = width - _taken(labels)
    found: list[list[_Column]] = [[]]
    for column in columns[len(labels) :]:
        if found[-1] and _taken([*found[-1], column]) > left:
            found.append([])
        found[-1].append(column)
    return [[*labels, *band] for band in found]


def _labels(columns: Sequence[_Column], width: int) -> list[_Column]:
    found: list[_Column] = []
    for column in columns[:_LABELS]:
        if column.is_number or _taken([*found, column]) > width * 3 // 5:
            break
        found.append(column)
    return found


def _taken(columns: Sequence[_Column]) -> int:
    return sum(column.width + _BESIDE for column in columns)


def _measured(
    columns: Sequence[str], types: Sequence[str], rows: Sequence[Sequence[str | None]], *, is_bounded: bool
) -> list[_Column]:
    found = []
    for place, (name, kind) in enumerate(zip(columns, types, strict=True)):
        cells = max((cell_len(row[place] or "null") for row in rows), default=0)
        numeric = is_number(kind)
        head = max(map(cell_len, _head(name, max(cells, _WIDEST_HEAD)).split("\n"))) if is_bounded else cell_len(name)
        widest = max(head, cells if numeric or not is_bounded else min(cells, _WIDEST_TEXT))
        found.append(_Column(place, name, numeric, widest))
    return found


def _head(name: str, width: int) -> str:
    """Break a name after its underscores, so that a line has at most so many signs where that can be."""
    lines = [""]
    for part in name.replace("_", "_\n").split("\n"):
        if lines[-1] and cell_len(lines[-1] + part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _table(band: Sequence[_Column], rows: Sequence[Sequence[str | None]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for column in band:
        table.add_column(
            Text(_head(column.name, column.width)),
            justify="right" if column.is_number else "left",
            overflow="fold",
            no_wrap=column.is_number,
            max_width=column.width,
        )
    for row in rows:
        cells = (row[column.place] for column in band)
        table.add_row(*(Text(cell) if cell is not None else Text("null", style="dim") for cell in cells))
    return table
