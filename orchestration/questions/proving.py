"""The comparison of an answer with what was expected.

Belongs here: comparing rows, telling where they differ. Not here: what is true (simulation), the SQL (docs).
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]
_SHOWN = 3
_PLACES = 6
"""Sums of doubles differ in their last digits with the order of rows."""


def difference(found: list[Row], expected: list[Row]) -> str:
    """Say in which rows an answer differs from what was expected; nothing if it does not, in whatever order."""
    have, want = Counter(map(_plain, found)), Counter(map(_plain, expected))
    if have == want:
        return ""
    wrong, missing = sorted((have - want).elements(), key=str), sorted((want - have).elements(), key=str)
    return f"{_told('not expected', wrong)}; {_told('missing', missing)}"


def _plain(row: Row) -> Row:
    return tuple(_number(value) if _is_number(value) else value for value in row)


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | float | int) and not isinstance(value, bool)


def _number(value: Decimal | float) -> Decimal:
    return round(Decimal(str(value)), _PLACES).normalize()


def _told(what: str, rows: list[Row]) -> str:
    shown = ", ".join("(" + ", ".join(map(str, row)) + ")" for row in rows[:_SHOWN])
    return f"{len(rows)} rows {what}" + (f": {shown}" if shown else "")
