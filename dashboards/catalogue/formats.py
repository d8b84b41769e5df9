"""Numbers, money, dates and spans of time as a language writes them.

Belongs here: formatting of one value. Not here: words. Digits are Western in every language, as trade writes them.
What is not known is a dash, never 0. Rounding is half away from zero, as everywhere in the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_compact_decimal, format_decimal, format_percent

NOTHING = "–"
_LEFT_TO_RIGHT = "\u200e"
Number = Decimal | int | float | None
_THOUSAND = 1000


@dataclass(frozen=True)
class Formats:
    """The formats of one locale.

    Args:
        name: A locale that Babel knows, such as "en_GB".
    """

    name: str

    @property
    def locale(self) -> Locale:
        """The locale."""
        return Locale.parse(self.name)

    def number(self, value: Number, places: int = 0) -> str:
        """Write a number with its thousands apart and exactly this many places."""
        if value is None:
            return NOTHING
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(_rounded(value, places), pattern, locale=self.locale)

    def plural(self, value: Number, places: int = 0) -> str:
        """Return which plural form a number takes as it is written: zero, one, two, few, many or other (CLDR)."""
        return "other" if value is None else str(self.locale.plural_form(_rounded(value, places)))

    def short(self, value: Number) -> str:
        """Write a number in few signs: 1.24M, 124.36万."""
        if value is None:
            return NOTHING
        if abs(Decimal(value)) < _THOUSAND:
            return self.number(value, 0)
        written = format_compact_decimal(_rounded(value, 2), locale=self.locale, fraction_digits=2)
        return written if any(sign.isalpha() for sign in written) else self.number(value)

    def tick(self, value: float) -> str:
        """Write a round number of an axis, without places that are zero."""
        return format_compact_decimal(value, locale=self.locale, fraction_digits=1)

    def percent(self, fraction: Number, places: int = 1) -> str:
        """Write a fraction as per cent."""
        if fraction is None:
            return NOTHING
        pattern = "0" + ("." + "0" * places if places else "") + "%"
        return format_percent(_rounded(fraction, places + 2), pattern, locale=self.locale)

    def change(self, fraction: Decimal) -> str:
        """Write a change as per cent, with its sign; the sign stays in front in text from right to left."""
        sign = "+" if fraction > 0 else ""
        return f"{_LEFT_TO_RIGHT}{sign}{self.percent(fraction)}"

    def day(self, value: date | None) -> str:
        """Write a day with the year: 31 Dec 2025."""
        return format_skeleton("yMMMd", value, locale=self.locale) if value else NOTHING

    def short_day(self, value: date) -> str:
        """Write a day without the year: 31 Dec."""
        return format_skeleton("MMMd", value, locale=self.locale)

    def month(self, value: date) -> str:
        """Write a month with the year: Dec 2025."""
        return format_skeleton("yMMM", value, locale=self.locale)

    def moment(self, value: datetime | None) -> str:
        """Write a moment of UTC to the minute."""
        if value is None:
            return NOTHING
        return f"{format_skeleton('yMMMd', value, locale=self.locale)} {format_datetime(value, 'HH:mm')} UTC"

    def age(self, span: timedelta) -> str:
        """Write how long ago something was."""
        return format_timedelta(-abs(span), add_direction=True, locale=self.locale)

    def days(self, start: date, end: date) -> str:
        """Write a period of days."""
        return f"{self.day(start)} – {self.day(end)}"

    def months(self, start: date, end: date) -> str:
        """Write the months that a period touches."""
        first, last = self.month(start), self.month(end)
        return first if first == last else f"{first} – {last}"

    def iso_day(self, value: date | None) -> str:
        """Write a day for a table: 2025-12-31."""
        return format_date(value, "yyyy-MM-dd") if value else NOTHING

    def country(self, code: str) -> str | None:
        """Return a country's name in this language; None if the code is none."""
        name = self.locale.territories.get(code)
        return str(name) if name else None


def _rounded(value: Decimal | int | float, places: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
