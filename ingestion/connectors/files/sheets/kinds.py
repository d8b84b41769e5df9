"""What a column of texts seems to hold: numbers, days, times or texts, and what a contract must say to have them read.

Belongs here: guesses from the texts of a column. Not here: reading values (the gate).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ingestion.gate.spellings import common_width

_CURRENCY = "¥$€£"
_NUMBER = re.compile(rf"\(?[+-]?[{_CURRENCY}]?\s?-?\d[\d.,' ]*(?:[eE][+-]?\d+)?\s?[{_CURRENCY}元]?\)?-?")
_ACCOUNTING = re.compile(rf"[({_CURRENCY}元]|-$")
_DAY = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}([-/.])\d{1,2}\2\d{4}"
    r"|\d{1,2} ?[A-Za-z]{3,9}\.?,? ?\d{4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}"
)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_SERIAL = re.compile(r"[2-5]\d{4}(\.\d+)?")
"""What a workbook holds for a day between 1954 and 2064."""
_DAY_NAME = re.compile(r"日期|时间|[日期]$|date|day|datum|_at$|_on$", re.IGNORECASE)
_ENOUGH = 0.8
_EXACT_DIGITS = 15
"""From so many digits on a number is an id: Excel itself has no more."""


def is_number(text: str) -> bool:
    """Tell whether a text is a number in some spelling."""
    return _NUMBER.fullmatch(common_width(text)) is not None


def is_value(text: str) -> bool:
    """Tell whether a text is a number, a day or a time, so that it names no column."""
    plain = common_width(text)
    return any(form.fullmatch(plain) for form in (_NUMBER, _DAY, _TIME))


def kind_of(name: str, values: Sequence[str], *, is_workbook: bool) -> tuple[str, dict[str, Any]]:
    """Return the type of DuckDB that a column's values seem to have, and the custom properties that they need.

    Args:
        name: The column's name.
        values: Its values that are not empty.
        is_workbook: They are of a workbook, in which a day is a number.
    """
    plain = [common_width(value) for value in values]
    wide = {"fullWidth": "all"} if plain != list(values) else {}
    if not plain:
        return "VARCHAR", {}
    if _share(plain, _TIME) >= _ENOUGH:
        return "TIMESTAMP", wide
    if all(_ISO_DAY.fullmatch(text) for text in plain):
        return "DATE", wide
    if is_workbook and _DAY_NAME.search(name) and _share(plain, _SERIAL) + _share(plain, _DAY) >= _ENOUGH:
        return ("TIMESTAMP" if any("." in text for text in plain if _SERIAL.fullmatch(text)) else "DATE"), {
            **wide, "dateFormat": "mixed",
        }  # fmt: skip
    if _share(plain, _DAY) >= _ENOUGH:
        return "DATE", {**wide, "dateFormat": "mixed"}
    if _share(plain, _NUMBER) >= _ENOUGH and not any(_is_id(text) for text in plain):
        return _number_kind(plain, wide)
    return "VARCHAR", wide


def _share(values: Sequence[str], form: re.Pattern[str]) -> float:
    return sum(form.fullmatch(value) is not None for value in values) / len(values)


def _is_id(text: str) -> bool:
    """A number that is none: it begins with a zero or a plus, or has more digits than a number of Excel."""
    digits = re.sub(r"\D", "", text)
    return (
        re.match(r"0\d|\+", text) is not None
        or len(digits) > _EXACT_DIGITS + 4
        or (len(digits) > _EXACT_DIGITS and "." not in text and "e" not in text.lower())
    )


def _number_kind(values: Sequence[str], wide: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    forms: dict[str, Any] = dict(wide)
    if any(re.search(r"\d\.\d{3}(\.\d{3})*,\d|\d,\d{1,2}[)-]?$", value) for value in values) and not any(
        re.search(r",\d{3}\.\d", value) for value in values
    ):
        forms |= {"decimalSeparator": ",", "thousandsSeparator": "."}
    elif any("," in value for value in values):
        forms |= {"decimalSeparator": ".", "thousandsSeparator": ","}
    if any(_ACCOUNTING.search(value) for value in values):
        forms["numberStyle"] = "accounting"
    is_whole = not any(re.search(r"[.,]\d{1,2}\D*$|\.\d|[eE]", value) for value in values)
    return ("BIGINT" if is_whole else "DECIMAL(18,4)"), forms
