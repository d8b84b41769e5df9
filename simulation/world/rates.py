"""The daily exchange rates of the world.

Belongs here: rates per euro and exact conversion of minor units. Not here: which system publishes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import signal

from simulation.world.arrays import Columns, Floats, Ints, divide_rounded
from simulation.world.calendar import day_number, weekday_of
from simulation.world.draws import Dice
from simulation.world.markets import CURRENCIES, CURRENCY_CODES, CURRENCY_DIGITS, USD

FIRST_RATE_DAY = day_number(date(2023, 1, 2))
_PEGS = {"AED": 3.6725, "SAR": 3.75, "KWD": 0.3072}
_PULL = 0.994
_SATURDAY = 5


@dataclass(frozen=True)
class Rates(Columns):
    """One row per currency other than EUR and bank day; `rate` is millionths of the currency per euro."""

    currency: Ints
    day: Ints
    rate: Ints


def daily_rates(seed: int, until: int) -> Ints:
    """Return millionths of each currency per euro; shape (currencies, days from FIRST_RATE_DAY to before `until`).

    Weekends carry Friday's rate, as no bank publishes one.
    """
    days = np.arange(FIRST_RATE_DAY, until)
    rates = np.empty((len(CURRENCIES), len(days)), dtype=np.int64)
    for number, currency in enumerate(CURRENCIES):
        rates[number] = _walk(Dice(seed, f"rate of {currency.code}"), days, currency.per_euro, currency.swing)
    for code, peg in _PEGS.items():
        rates[CURRENCY_CODES.index(code)] = np.rint(rates[USD] * peg)
    return rates


def published(daily: Ints) -> Rates:
    """Return the rows that are published: Monday to Friday, every currency but EUR."""
    days = FIRST_RATE_DAY + np.arange(daily.shape[1])
    bank_days = np.broadcast_to(weekday_of(days) < _SATURDAY, (len(CURRENCIES) - 1, len(days)))
    currency, column = np.nonzero(bank_days)
    return Rates(currency=currency + 1, day=days[column], rate=daily[currency + 1, column])


def rate_on(daily: Ints, currency: Ints, day: Ints) -> Ints:
    """Return millionths of the currency per euro on each day."""
    found: Ints = daily[currency, day - FIRST_RATE_DAY]
    return found


def convert(amount: Ints, currency: Ints, into: Ints, day: Ints, daily: Ints) -> Ints:
    """Convert minor units of one currency to those of another at the day's rates, half away from zero.

    Negative amounts are rounded like positive ones.
    """
    powers = np.power(10, CURRENCY_DIGITS)
    numerator = np.abs(amount) * rate_on(daily, into, day) * powers[into]
    denominator = rate_on(daily, currency, day) * powers[currency]
    size = divide_rounded(numerator, denominator)
    return np.where(currency == into, amount, np.sign(amount) * size)


def _walk(dice: Dice, days: Ints, start: float, swing: float) -> Floats:
    """Return a walk that is slowly pulled back to its start and stands still on weekends, in millionths."""
    steps = np.where(weekday_of(days) < _SATURDAY, dice.normal(days), 0.0) * swing
    drift = signal.lfilter([1.0], [1.0, -_PULL], steps)
    return np.asarray(np.rint(start * np.exp(_hold_weekends(drift, days)) * 1_000_000), dtype=np.float64)


def _hold_weekends(values: Floats, days: Ints) -> Floats:
    """Give Saturday and Sunday the value of the Friday before; the first day is a Monday."""
    weekday = weekday_of(days)
    back = np.where(weekday >= _SATURDAY, weekday - _SATURDAY + 1, 0)
    return values[np.arange(len(days)) - back]
