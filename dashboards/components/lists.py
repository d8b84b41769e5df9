"""Lists with bars and tables, as HTML that reads from either side and fits a phone.

Belongs here: markup and its escaping. Not here: what a row means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import style

_CARDS_FROM = 4
"""Columns from which a table is drawn on a phone as a card for each row, with the headers beside the values."""
_LONGEST = 120
"""Signs of a text that a cell shows before somebody unfolds it."""


@dataclass(frozen=True)
class Bar:
    """One row of a bar list: a label, detail, the value as written, the bar's length from -1 to 1, and a note."""

    label: str
    value: str
    length: float
    detail: str = ""
    aside: str = ""
    colour: str = style.MAIN
    note: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a table: its header, whether it holds numbers, and whether it may wrap."""

    header: str
    is_number: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class Cell:
    """A written value with a level of trust, which colours it; the words alone must say it too."""

    text: str
    level: str = ""


def length_of(value: Decimal | int | float | None, largest: Decimal | int | float | None) -> float:
    """Return a value as a share of the largest, from -1 to 1; 0 where either is not known."""
    return max(-1.0, min(1.0, float(value) / abs(float(largest)))) if value and largest else 0.0


def bars(words: Catalogue, name: str, heads: tuple[str, str, str], rows: Sequence[Bar]) -> None:
    """Draw a list of bars.

    Args:
        words: The visitor's language.
        name: What the list is, for assistive technology.
        heads: What stands in the labels, the values and the asides; no line is drawn for heads that are all empty.
        rows: The bars, in order.
    """
    items = (_head(*heads) if any(heads) else "") + "".join(_bar(row) for row in rows)
    st.html(f'<ul class="bars" dir="{words.direction}" aria-label="{escape(name)}">{items}</ul>')


def _head(label: str, value: str, aside: str) -> str:
    return (
        f'<li class="head"><span class="label">{escape(label)}</span>'
        f'<span class="value">{escape(value)}<span class="aside">{escape(aside)}</span></span></li>'
    )


def _bar(row: Bar) -> str:
    colour = style.both(style.STATES["sold_out"] if row.length < 0 else row.colour)
    detail = f'<span class="detail">{escape(row.detail)}</span>' if row.detail else ""
    note = f'<span class="note"><bdi>{escape(row.note)}</bdi></span>' if row.note else ""
    aside = f'<span class="aside"><bdi>{escape(row.aside)}</bdi></span>' if row.aside else ""
    return (
        f'<li><span class="label" title="{escape(row.label)}"><bdi>{escape(row.label)}</bdi>{detail}{note}</span>'
        f'<span class="value"><bdi>{escape(row.value)}</bdi>{aside}</span>'
        f'<span class="track"><span style="width:{abs(row.length):.1%};background:{colour}"></span></span></li>'
    )


def table(words: Catalogue, name: str, columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]]) -> None:
    """Draw a table of written values; wider than the page it scrolls within its frame, on a phone it is cards.

    Args:
        words: The visitor's language.
        name: What the table is, for assistive technology.
        columns: The columns, in order.
        rows: One value per column; each is escaped.
    """
    st.html(table_html(words, name, columns, rows))


def table_html(words: Catalogue, name: str, columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]]) -> str:
    """Return the markup of a table; see `table`."""
    head = "".join(
        f'<th scope="col" role="columnheader" class="{_class(column)}">{escape(column.header)}</th>'
        for column in columns
    )
    body = "".join(f'<tr role="row">{_cells(columns, row)}</tr>' for row in rows)
    form = "table cards" if len(columns) >= _CARDS_FROM else "table"
    return (
        f'<div class="{form}" dir="{words.direction}" role="region" aria-label="{escape(name)}" tabindex="0">'
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def meanings(words: Catalogue, name: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Draw names with what they mean.

    Args:
        words: The visitor's language.
        name: What the list is, for assistive technology.
        pairs: Each name with its meaning, in order.
    """
    items = "".join(f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in pairs)
    st.html(f'<dl class="meanings" dir="{words.direction}" aria-label="{escape(name)}">{items}</dl>')


def _cells(columns: Sequence[Column], row: Sequence[str | Cell]) -> str:
    return "".join(_cell(column, value) for column, value in zip(columns, row, strict=True))


def _cell(column: Column, value: str | Cell) -> str:
    cell = value if isinstance(value, Cell) else Cell(value)
    return (
        f'<td role="cell" class="{_class(column)} {cell.level}" data-label="{escape(column.header)}">'
        f"{_text(cell.text)}</td>"
    )


def _text(text: str) -> str:
    """Return the markup of a value; of a long text the rest unfolds."""
    if len(text) <= _LONGEST:
        return f"<bdi>{escape(text)}</bdi>"
    shown = text[:_LONGEST].rpartition(" ")[0] or text[:_LONGEST]
    return (
        f"<details><summary><bdi>{escape(shown)} …</bdi></summary>"
        f"<bdi>… {escape(text[len(shown) :].strip())}</bdi></details>"
    )


def _class(column: Column) -> str:
    return "number" if column.is_number else "wide" if column.is_wide else "text"
