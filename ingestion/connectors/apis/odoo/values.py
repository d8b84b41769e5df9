"""Values as Odoo's APIs give them, turned into what the database's column holds.

Both APIs say `false` for an empty value of any type, and `[id, name]` for a link. What is what only the type of the
field tells, so each type has its own reading. A number that is empty in the database arrives as 0: the APIs do not tell
the two apart.

Belongs here: the types of fields, and the reading of one value. Not here: asking for fields and rows (apis.odoo).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Reading = Callable[[Any], Any]


def read_page(page: Iterable[Mapping[str, Any]], readings: Mapping[str, Reading]) -> list[dict[str, Any]]:
    """Return the rows of one page as columns: a field without a reading is left out.

    Args:
        page: Rows of `search_read`.
        readings: By field; see `reading_of`.
    """
    fields = tuple(readings.items())
    return [{name: reading(row[name]) for name, reading in fields if name in row} for row in page]


def reading_of(field_type: str) -> Reading:
    """Return what turns a value of a type of field (`fields_get`) into that of its column."""
    return _READINGS.get(field_type, _text)


def _as_given(value: Any) -> Any:
    return value


def _number(value: Any) -> Any:
    """A float as the shortest decimal that is it, never with an exponent; a false is empty."""
    if value is False or value is None:
        return None
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else value


def _link(value: Any) -> Any:
    """The id of `[id, name]`."""
    if isinstance(value, list | tuple):
        return value[0] if value else None
    return None if value is False else value


def _text(value: Any) -> Any:
    if value is False:
        return None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else value


_READINGS: dict[str, Reading] = {
    "boolean": _as_given,
    "float": _number,
    "integer": _number,
    "monetary": _number,
    "many2one": _link,
    "many2one_reference": _number,
}
