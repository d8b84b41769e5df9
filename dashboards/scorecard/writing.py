"""How a figure of the scorecard is written.

Belongs here: a value by its unit, and the two ways of having none. Not here: which figures stand where.
"""

from __future__ import annotations

from dashboards.catalogue import Catalogue
from dashboards.catalogue.formats import NOTHING
from dashboards.queries.scorecard import Score

_COUNTED = ("rows", "count", "units")
_FEW = 10
_CODE = 3
_NO_COMPANY = "unknown"
_LEFT_TO_RIGHT = "\u200e"


def written(words: Catalogue, score: Score | None) -> str:
    """Write a figure: a dash where there is none, and in words where the warehouse does not estimate it yet."""
    if score is None:
        return NOTHING
    if score.figure_value is None:
        return words.text("scorecard.unknown")
    if score.unit == "share":
        return share(words, score.figure_value)
    if score.unit in _COUNTED:
        return words.formats.number(score.figure_value, _places(score.figure_value))
    amount = words.formats.number(score.figure_value, 2)
    return amount if score.unit == "money" else f"{amount} {score.unit}"


def subject_of(words: Catalogue, subject: str) -> str:
    """Write what a figure is about: its name, the company whose it is, and its currency in brackets."""
    name, _, currency = subject.rpartition(" ")
    if name and len(currency) == _CODE and currency.isupper():
        return f"{_name_of(words, name)} ({currency})"
    return _name_of(words, subject)


def _name_of(words: Catalogue, subject: str) -> str:
    measure, _, company = subject.rpartition(" ")
    if measure and company.isdigit():
        return words.text("scorecard.of_company", measure=words.member("subject", measure), company=company)
    if measure and company == _NO_COMPANY:
        return words.text("scorecard.of_no_company", measure=words.member("subject", measure))
    return words.member("subject", subject)


def share(words: Catalogue, value: float) -> str:
    """Write a share as per cent; less than the whole is never written as 100 %, more than nothing never as 0."""
    if 0.9995 <= value < 1:
        return _with_sign(">", words.formats.percent(0.999))
    if 0 < value < 0.0005:
        return _with_sign("<", words.formats.percent(0.001))
    return words.formats.percent(value)


def _places(count: float) -> int:
    """Return no places for what is counted, three for a small mean of it."""
    return 0 if count.is_integer() or abs(count) >= _FEW else 3


def _with_sign(sign: str, text: str) -> str:
    """Put a sign in front of a number; it stays in front in text from right to left."""
    return f"{_LEFT_TO_RIGHT}{sign} {text}"
