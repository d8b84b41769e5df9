"""The kinds of pictures: steps that sum, heat maps, lines, stacks, bars, tables.

Belongs here: rows to the parts of a drawing, each value written in the visitor's language. Not here: Plotly's own words
(`components.pictures`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboards.boards import choosing
from dashboards.boards.picture import Picture, View
from dashboards.components import blocks, cells, charts, lists, pictures, style
from dashboards.queries import Row, Rows


def _written(view: View, name: str, row: Row) -> str:
    return cells.written(view.words, name, row, view.currency)


def _title(view: View, picture: Picture) -> str:
    return view.words.text(f"picture.{picture.name}")


@dataclass(frozen=True)
class Steps:
    """A waterfall from `base` over `steps` to `total`, columns of one row; base and steps sum to the total."""

    base: str
    steps: tuple[str, ...]
    total: str

    def draw(self, view: View, picture: Picture, rows: Rows, option: str | None) -> None:
        """Draw the only row."""
        row = rows[0]
        names = (self.base, *self.steps, self.total)
        figure = pictures.waterfall(
            [cells.header(view.words, name) for name in names],
            [row[name] for name in names],
            [_written(view, name, row) for name in names],
        )
        charts.show(figure, picture.name, _title(view, picture))


@dataclass(frozen=True)
class Heat:
    """A matrix of two columns' values; a pair that has no row stays empty, and a row without any value is named below.

    Attributes:
        down: Column of the rows of the matrix.
        across: Column of its columns.
        value: What colours a cell.
        beside: What a cell also says on hover.
        order: The order of both sides; without it that of the rows.
        percent_for: The option with which the value is a share; None where it never is.
    """

    down: str
    across: str
    value: str
    beside: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    percent_for: str | None = None

    def draw(self, view: View, picture: Picture, rows: Rows, option: str | None) -> None:
        """Draw a cell per row."""
        found = {(row[self.down], row[self.across]): row for row in rows}
        known = [row for row in rows if row[self.value] is not None]
        downs, acrosses = self._side(known, self.down), self._side(rows, self.across)
        values = [[self._value(found.get((down, across))) for across in acrosses] for down in downs]
        figure = pictures.heat(
            self._labels(view, self.down, downs),
            self._labels(view, self.across, acrosses),
            values,
            [[self._text(view, found.get((down, across)), option) for across in acrosses] for down in downs],
            [[self._hover(view, found.get((down, across)), option) for across in acrosses] for down in downs],
            darkest=self._darkest(values, option),
        )
        with st.container(key=f"matrix_{picture.name}", gap=None):
            st.html(f'<p class="sideways" tabindex="0">{view.words.text("picture_part.sideways")}</p>')
            charts.show(figure, picture.name, _title(view, picture))
        empty = [name for name in self._side(rows, self.down) if name not in downs]
        if empty:
            names = ", ".join(self._labels(view, self.down, empty))
            blocks.note(view.words.text("picture_part.no_value", names=names))

    def _darkest(self, values: Sequence[Sequence[float | None]], option: str | None) -> float | None:
        """Return the value of the darkest cell: of shares, the first column is all of them and tells nothing."""
        if option is None or option != self.percent_for:
            return None
        return max((value for row in values for value in row[1:] if value is not None), default=None)

    def _side(self, rows: Rows, name: str) -> list[Any]:
        values = dict.fromkeys(row[name] for row in rows)
        return [value for value in self.order if value in values] if self.order else list(values)

    def _labels(self, view: View, name: str, values: Sequence[Any]) -> list[str]:
        return [_written(view, name, {name: value}) for value in values]

    def _value(self, row: Row | None) -> float | None:
        return None if row is None or row[self.value] is None else float(row[self.value])

    def _text(self, view: View, row: Row | None, option: str | None) -> str:
        if row is None or row[self.value] is None:
            return ""
        formats, value = view.words.formats, row[self.value]
        return formats.percent(value, 0) if self.percent_for and option == self.percent_for else formats.number(value)

    def _hover(self, view: View, row: Row | None, option: str | None) -> str:
        """Name the cell, its value and what stands beside; nothing where the matrix is empty."""
        if row is None:
            return ""
        sides = " → ".join(_written(view, name, row) for name in (self.down, self.across))
        besides = [f"{cells.header(view.words, name)}: {_written(view, name, row)}" for name in self.beside]
        return "<br>".join([f"{sides}: {self._text(view, row, option)}", *besides])


@dataclass(frozen=True)
class Lines:
    """Lines over months; a month without a value is a gap."""

    across: str
    series: tuple[str, ...]

    def draw(self, view: View, picture: Picture, rows: Rows, option: str | None) -> None:
        """Draw one line per series."""
        months = [row[self.across] for row in rows]
        series = [
            pictures.Series(
                cells.header(view.words, name),
                [row[name] for row in rows],
                [f"{_written(view, self.across, row)}: {_written(view, name, row)}" for row in rows],
            )
            for name in self.series
        ]
        is_share = all(name.endswith("_pct") for name in self.series)
        charts.show(pictures.lines(view.words, months, series, is_share), picture.name, _title(view, picture))


@dataclass(frozen=True)
class Stack:
    """One bar per row, made of the parts."""

    label: str
    parts: tuple[str, ...]

    def draw(self, view: View, picture: Picture, rows: Rows, option: str | None) -> None:
        """Draw the bars from the top."""
        labels = [_written(view, self.label, row) for row in rows]
        parts = [
            pictures.Series(
                cells.header(view.words, name),
                [row[name] for row in rows],
                [f"{label}: {_written(view, name, row)}" for label, row in zip(labels, rows, strict=True)],
            )
            for name in self.parts
        ]
        charts.show(pictures.stack(view.words, labels, parts), picture.name, _title(view, picture))


@dataclass(frozen=True)
class Bars:
    """A list with bars.

    Attributes:
        labels: Columns that name a row, joined by an arrow.
        value: The value whose size the bar shows.
        aside: A second figure.
        limit: Rows that are shown; the others stand in the table and the files.
    """

    labels: tuple[str, ...]
    value: str
    aside: str
    limit: int = 20

    def draw(self, view: View, picture: Picture, rows: Rows, option: str | None) -> None:
        """Draw a bar per row."""
        shown = rows[: self.limit]
        values = [abs(row[self.value]) for row in shown if row[self.value] is not None]
        largest = 1 if self.value.endswith("_pct") else max(values, default=Decimal(0))
        heads = [cells.header(view.words, name) for name in (self.labels[-1], self.value, self.aside)]
        if option and picture.choice:
            heads[0] = choosing.written(view, picture.choice, option)
        items = [self._bar(view, row, option, largest) for row in shown]
        lists.bars(view.words, _title(view, picture), (heads[0], heads[1], heads[2]), items)

    def _bar(self, view: View, row: Row, option: str | None, largest: Any) -> lists.Bar:
        return lists.Bar(
            label=" → ".join(self._label(view, name, row, option) for name in self.labels),
            value=_written(view, self.value, row),
            length=lists.length_of(row[self.value], largest),
            aside=_written(view, self.aside, row),
            colour=style.STATES.get(str(row.get("stock_state")), style.MAIN),
        )

    def _label(self, view: View, name: str, row: Row, option: str | None) -> str:
        """Write a label; one that may be a market is written as such when markets are what was chosen."""
        if option == "market":
            return cells.written(view.words, "market_code", {"market_code": row[name]}, view.currency)
        return _written(view, name, row)


@dataclass(frozen=True)
class Table:
    """The rows themselves, with these columns."""

    columns: tuple[str, ...]

    def draw(self, view: View, picture: Picture, rows: Rows, option: str | None) -> None:
        """Draw the table."""
        title = _title(view, picture)
        cells.show(view.words, picture.name, rows, currency=view.currency, names=self.columns, title=title)
