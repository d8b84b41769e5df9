"""The daily exchange rates of the world.

Belongs here: rates per euro and exact conversion of minor units. Not here: which system publishes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulation.world.arrays import Columns, Floats, Ints, divide_rounded, stream
from simulation.world.calendar import DAYS, day_number
from simulation.world.markets import CURRENCIES, CURRENCY_CODES, CURRENCY_DIGITS

FIRST_RATE_DAY = day_number(date(2023, 12, 25))
_USD = CURRENCY_CODES.index("USD")
_PEGS = {"AED": 3.6725, "SAR": 3.75, "KWD": 0.3072}


@dataclass(frozen=True)
class Rates(Columns):
    """One row per currency other than EUR and bank day; `rate` is millionths of the currency per euro."""

    currency: Ints
    day: Ints
    rate: Ints


def daily_rates(seed: int) -> Ints:
    """Return millionths of each currency per euro; shape (currencies, days from FIRST_RATE_DAY).

    Weekends carry Friday's rate, as no bank publishes one.
    """
    rng = stream(seed, "rates")
    days = np.arange(FIRST_RATE_DAY, DAYS)
    rates = np.empty((len(CURRENCIES), len(days)), dtype=np.int64)
    for number, currency in enumerate(CURRENCIES):
        rates[number] = _walk(rng, days, currency.per_euro, currency.swing)
    for code, peg in _PEGS.items():
        rates[CURRENCY_CODES.index(code)] = np.rint(rates[_USD] * peg)
    return rates


def published(daily: Ints) -> Rates:
    """Return the rows that are published: Monday to Friday, every currency but EUR."""
    days = np.arange(FIRST_RATE_DAY, DAYS)
    currency, column = np.nonzero(np.ones(len(CURRENCIES) - 1, dtype=bool)[:, None] & (days % 7 < 5))
    return Rates(currency=currency + 1, day=days[column], rate=daily[currency + 1, column])


def to_euro_cents(amount: Ints, currency: Ints, day: Ints, daily: Ints) -> Ints:
    """Convert minor units of a currency to euro cents at the day's rate, half away from zero."""
    rate = daily[currency, day - FIRST_RATE_DAY]
    scale = np.where(CURRENCY_DIGITS[currency] == 3, 10, 1)
    return np.where(currency == 0, amount, divide_rounded(amount * 1_000_000, rate * scale))


def _walk(rng: np.random.Generator, days: Ints, start: float, swing: float) -> Floats:
    """Return a slow walk that is pulled back to its start and stands still on weekends, in millionths."""
    steps = np.where(days % 7 < 5, rng.normal(0.0, 1.0, len(days)), 0.0) * swing
    drift = np.cumsum(steps)
    pulled = drift - 0.6 * drift[-1] * np.arange(len(days)) / len(days)
    return np.rint(start * np.exp(_hold_weekends(pulled, days)) * 1_000_000)


def _hold_weekends(values: Floats, days: Ints) -> Floats:
    """Give Saturday and Sunday the value of the Friday before; the first day is a Monday."""
    weekday = days % 7
    back = np.where(weekday > 4, weekday - 4, 0)
    return values[np.arange(len(days)) - back]
