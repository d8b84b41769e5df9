"""A table of an answer in the visitor's language: the name of a column says how its values are written.

Belongs here: headers and values by the house's names for columns (`_amount`, `_pct`, `_qty`, `_date` …), as far as a
table has room. Not here: markup (`lists`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from dashboards.catalogue import Catalogue
from dashboards.components.lists import Column, table
from dashboards.components.sentences import told
from dashboards.queries import Row, Rows

_PLACES = 2
_RATE_PLACES = 4
_WIDE = 40
"""Signs of a text from which a column is wide."""
_OF_NUMBERS = ("_amount", "_amount_group", "_amount_local", "_pct", "_qty", "_count", "_days", "_weeks")
_CURRENCY_BESIDE = (("_amount_local", "local_currency_code"), ("_amount", "currency_code"))
_CODES = {
    "reason_code": "reason",
    "segment_name": "segment",
    "earlier_segment_name": "segment",
    "subject_type": "subject",
    "comparison_type": "comparison",
    "account_type": "account",
    "attribute_type": "attribute",
}
"""Columns that hold codes, with the group of the catalogue that has their words."""
_SENTENCES = ("proposal_reason", "buy_reason")
"""Columns that hold what planning says in whole sentences."""


def show(words: Catalogue, name: str, rows: Rows, *, currency: str, names: Sequence[str] = (), title: str = "") -> None:
    """Draw rows as a table.

    Args:
        words: The visitor's language.
        name: What the table is, for assistive technology; the title is, where there is one.
        rows: The rows; there is at least one.
        currency: The group currency, in which amounts that end in `_group` stand.
        names: The columns to show, in order; none means all.
        title: What the table shows.
    """
    shown = list(names or rows[0])
    columns = [_column(words, column, rows) for column in shown]
    cells = [[written(words, column, row, currency) for column in shown] for row in rows]
    table(words, title or name, columns, cells)


def header(words: Catalogue, name: str) -> str:
    """Return what a column is called; one that the catalogue does not know is called what it is in the data."""
    return words.member("field", name, name.removesuffix("_group").replace("_", " "))


def written(words: Catalogue, name: str, row: Row, currency: str) -> str:
    """Write the value of a column; what is not known is a dash, never 0."""
    value = row[name]
    if isinstance(value, bool):
        return words.text("answer.yes") if value else words.text("answer.no")
    if isinstance(value, datetime):
        return words.formats.moment(value)
    if isinstance(value, date):
        return words.formats.month(value) if "month" in name else words.formats.day(value)
    if isinstance(value, Decimal | int | float):
        return _number(words, name, value, _currency_of(name, row, currency))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return _text(words, name, value)


def _text(words: Catalogue, name: str, value: object) -> str:
    if value is None:
        return words.formats.number(None)
    if name == "market_code":
        return words.formats.country(str(value)) or words.member("code", f"{name}.{value}", str(value))
    if name == "stock_state":
        return words.member("stock_state", str(value))
    if name in ("channel_code", "channel_group_code"):
        return words.member("channel", str(value))
    if name in _SENTENCES:
        return told(words, str(value))
    return words.member("code", f"{_CODES.get(name, name)}.{value}", str(value))


def _currency_of(name: str, row: Row, currency: str) -> str:
    """Return the currency of an amount: the group's, or the one that stands beside it."""
    if name.endswith("_group"):
        return currency
    return next((str(row[beside]) for end, beside in _CURRENCY_BESIDE if name.endswith(end) and row.get(beside)), "")


def _number(words: Catalogue, name: str, value: Decimal | int | float, currency: str) -> str:
    formats = words.formats
    if isinstance(value, float) and value != value:
        return formats.number(None)
    if "_amount" in name or currency:
        return formats.number(value, get_currency_precision(currency) if currency else _PLACES)
    if name.endswith("_pct"):
        return formats.percent(value)
    if name.endswith("_rate") or name in ("chance", "match_weight"):
        return formats.number(value, _RATE_PLACES)
    is_whole = isinstance(value, int) or value == int(value)
    return formats.number(value, 0 if is_whole else 1 if name.endswith(("_days", "_weeks")) else _PLACES)


def _column(words: Catalogue, name: str, rows: Rows) -> Column:
    values = [row[name] for row in rows]
    is_number = name.endswith(_OF_NUMBERS) or any(_is_number(value) for value in values)
    is_wide = any(isinstance(value, str) and len(value) > _WIDE for value in values)
    return Column(header(words, name), is_number=is_number, is_wide=is_wide)


def _is_number(value: object) -> bool:
    return isinstance(value, Decimal | int | float) and not isinstance(value, bool)


Formatter = Callable[[Any], str]
"""A function that writes one value."""


def formatter(words: Catalogue, name: str, currency: str) -> Formatter:
    """Return the function that writes values of a column, for pictures."""
    return lambda value: written(words, name, {name: value}, currency)
