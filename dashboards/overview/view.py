"""What every part of the overview gets.

Belongs here: the visit with its choice, and texts that several parts share. Not here: the parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dashboards.catalogue import Catalogue
from dashboards.components.filters import Choices, Period
from dashboards.queries import Reader, Rows, Selection
from dashboards.session import Visit


@dataclass(frozen=True)
class View:
    """A visit to the overview: what can be chosen, what is chosen, and the weeks of the forecast."""

    visit: Visit
    choices: Choices
    selection: Selection
    period: Period
    forecast_weeks: Rows

    @property
    def words(self) -> Catalogue:
        """The visitor's language."""
        return self.visit.words

    @property
    def reader(self) -> Reader:
        """Answers from the release."""
        return self.visit.reader

    @property
    def currency(self) -> str:
        """The group currency."""
        return self.visit.currency

    @property
    def months(self) -> str:
        """The months that the period touches, in words: what is kept by month is shown for all of them."""
        return self.words.formats.months(self.period.start, self.period.end)

    @property
    def of_all_channels(self) -> Selection:
        """The selection as what is kept for all channels, by whole months, takes it."""
        start = self.selection.start
        return Selection(start.replace(day=1) if start else None, self.selection.end, self.selection.markets)

    @property
    def whole_company(self) -> tuple[str, ...]:
        """A note for a figure that market and channel do not apply to, when one of them is chosen."""
        is_filtered = self.selection.markets or self.selection.channels
        return (self.words.text("kpi.whole_company"),) if is_filtered else ()

    @property
    def all_channels(self) -> tuple[str, ...]:
        """A note for a figure that the channel does not apply to, when one is chosen."""
        return (self.words.text("kpi.all_channels"),) if self.selection.channels else ()

    def exact(self, amount: Decimal) -> str:
        """Write money to the cent, with its currency."""
        return self.words.text("kpi.exact", amount=self.words.formats.number(amount, 2), currency=self.currency)

    def warning(self, key: str, count: int) -> tuple[str, ...]:
        """Return a warning that counts something; none for 0."""
        return (self.words.text(key, count=self.words.formats.number(count)),) if count else ()

    def heads(self, label: str, value: str, aside: str) -> tuple[str, str, str]:
        """Return the heads of a list."""
        return (
            self.words.member("column", label),
            self.words.member("column", value),
            self.words.member("column", aside),
        )
