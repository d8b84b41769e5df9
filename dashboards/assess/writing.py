"""How a figure of the report is written.

Belongs here: a value by its unit, names of parts, spans of hours. Not here: which figures stand where, markup.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from dashboards.assess.reading import Measured
from dashboards.catalogue import Catalogue
from dashboards.catalogue.formats import NOTHING, Number
from dashboards.queries import Row

_SHARES = ("share", "money_share")
_HOURS_A_DAY = 24
_TWO_DAYS = 48
_SMALL = 10
_CENTS = 2


def share_of(row: Row) -> float | None:
    """Return the part of the whole that a row tells; None if it tells none."""
    return float(row["value"]) / float(row["whole"]) if row["unit"] in _SHARES and row["whole"] else None


def value_of(words: Catalogue, currency: str, row: Row) -> str:
    """Write what a row says, with what it is a part of."""
    value, whole = row["value"], row["whole"]
    if row["unit"] == "days":
        return words.counted("assess.days", value, 1 if Decimal(str(value)) % 1 else 0)
    if row["unit"] == "money":
        return money(words, currency, value)
    tail = f" {currency}" if row["unit"] == "money_share" else ""
    part = words.text("assess.part_of", part=words.formats.number(value), whole=words.formats.number(whole))
    return f"{percent(words, share_of(row))} ({part}{tail})"


def percent(words: Catalogue, value: float | None) -> str:
    """Write a share; less than the whole is never written as 100 %, more than nothing never as 0."""
    if value is None:
        return NOTHING
    if 0.9995 <= value < 1:
        return f"> {words.formats.percent(0.999)}"
    return f"< {words.formats.percent(0.001)}" if 0 < value < 0.0005 else words.formats.percent(value)


def money(words: Catalogue, currency: str, value: Number) -> str:
    """Write an amount of the group's currency, with cents only if it is small."""
    if value is None:
        return NOTHING
    return f"{words.formats.number(value, _CENTS if 0 < abs(float(value)) < _SMALL else 0)} {currency}"


def hours(words: Catalogue, value: Number) -> str:
    """Write a delay: in hours up to two days, then in days."""
    if value is None:
        return NOTHING
    if value <= _TWO_DAYS:
        return words.text("assess.hours", count=words.formats.number(value, 1))
    return words.counted("assess.days", value / _HOURS_A_DAY, 1)


def span(words: Catalogue, first: date | None, last: date | None) -> str:
    """Write from which day to which something was seen."""
    return words.formats.days(first, last) if first and last else NOTHING


def name_of(words: Catalogue, measured: Measured, row: Row) -> str:
    """Write which part of a finding a row is about; empty if it is about the whole."""
    if row["subject"] is None:
        return ""
    group, subject = measured.finding.group, str(row["subject"])
    if group == "channel":
        return words.member("channel", subject)
    if group == "stock_state":
        return words.member("stock_state", subject)
    return words.member("assess_subject", subject) if group else subject


def roles_of(words: Catalogue, systems: str) -> str:
    """Write what a source is to the company."""
    return words.text("assess.list_mark").join(
        words.member("assess_subject", role.strip()) for role in systems.split(",")
    )
