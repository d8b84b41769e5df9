"""A multiplicative model of demand: level × taste of the market × launch curve × calendar × season.

Every factor is a ratio of what came to what the others expect, drawn towards 1 (or towards its parent): the posterior
(k + Σ demand) ÷ (k + Σ expected) of a gamma prior and Poisson demand. So a new style begins with what styles of its
category, price band and colour sell, and each week of sales moves it by as much as it tells.

Belongs here: fitting the factors. Not here: the weeks ahead (`outlook`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes
from forecasting.demand.settings import demand_settings
from forecasting.demand.styles.cells import Cells, Grouping

_STYLES = demand_settings().styles
LAST_AGE = _STYLES.last_age
"""Weeks since the launch; older options and those of unknown age share the last place of the curve."""
PERIODS = 13
YEAR_WEEKS = 52
_SMALLEST = 1e-9
_TURNS = 10


@dataclass
class Factors:
    """The factors, each about 1 but for `market`, which holds the units.

    Args:
        level: Options.
        prior: Options: the level that is believed of each before it is sold.
        market: Markets: their size, without the tastes of styles.
        strength: How many expected units weigh as much as what is believed of a style before it is sold.
        taste: Options × markets, with the market's size.
        curve: By age.
        calendar: Markets × weeks.
        season: Categories × periods of four weeks.
        spread: Squared coefficient of variation of a style's week that the factors do not foresee.
    """

    level: Array
    prior: Array
    market: Array
    strength: float
    taste: Array
    curve: Array
    calendar: Array
    season: Array
    spread: float


def fit(cells: Cells) -> Factors:
    """Fit all factors to what is known."""
    return _Fitting(cells).run()


def curve_place(age: Codes) -> Codes:
    """Return each age's place on the curve."""
    return np.clip(age, 0, LAST_AGE + 1)


def period_of(week: Codes) -> Codes:
    """Return the period of four weeks, 0 to 12, in a year of 52 weeks."""
    return np.asarray(week % 52 // 4)


class _Fitting:
    """The state of a fit; sums over options and weeks are matrix products, so no cell of all three is ever formed."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        options, markets, weeks = cells.demand.shape
        age = cells.age(weeks)
        self.active = age >= 0
        self.place, self.period = curve_place(age), period_of(np.arange(weeks))
        seen = cells.there.ordered if cells.there else cells.demand
        self.by_week, self.by_market = seen.sum(axis=1) * self.active, seen.sum(axis=2)
        self.total = cells.demand.sum(axis=(0, 1))
        self.style = Grouping(cells.style)
        self.dated = cells.is_dated
        self.in_market = seen[self.dated].sum(axis=0)
        self.traits = [Grouping(codes) for codes in (cells.category, cells.band, cells.colour)]
        self.feasts = Grouping(cells.group)
        units = self.by_market.sum(axis=0) / max(float(self.active.sum()), 1.0)
        self.market = np.maximum(units, _SMALLEST)
        self.dev = np.ones((options, markets))
        self.trait = np.ones(options)
        self.own, self.share = np.ones(options), np.ones(options)
        self.curve = np.ones(LAST_AGE + 2)
        self.calendar = np.ones((markets, weeks))
        self.season = np.ones((int(cells.category.max(initial=0)) + 1, PERIODS))
        self.strength, self.spread = 2.0, 0.1
        self.usual = np.ones(int(cells.style.max(initial=0)) + 1)
        self.shape = self._shaped()

    def run(self) -> Factors:
        for turn in range(_STYLES.rounds):
            self._calendar()
            self._curve()
            self._season()
            self._market()
            self._traits()
            self._levels(recent=not self.cells.there and turn == _STYLES.rounds - 1)
        return Factors(
            self.trait * self.own * self.share, self.trait * self.usual[self.cells.style], self.market, self.strength,
            self.dev * self.market, self.curve, self.calendar, self.season, self.spread,
        )  # fmt: skip

    def _shaped(self) -> Array:
        """Return what is expected of an option of level 1, per unit of taste and calendar; options × weeks."""
        season = self.season[self.cells.category][:, self.period]
        return np.asarray(self.active * self.curve[self.place] * season)

    @property
    def rows(self) -> Array:
        return np.asarray(self.shape * (self.trait * self.own * self.share)[:, None])

    def expected(self) -> Array:
        """Options × weeks, all markets together, as far as it met stock."""
        found = self.rows * ((self.dev * self.market) @ self.calendar)
        return np.asarray(found * self.cells.there.by_week if self.cells.there else found)

    def _calendar(self) -> None:
        rows = self.rows * self.dated[:, None]
        base = (self.dev * self.market).T @ rows
        base = base * self.cells.there.in_market if self.cells.there else base
        wanted = self.in_market
        whole = (wanted.sum(axis=0) + 1.0) / (base.sum(axis=0) + 1.0)
        whole = whole * self._to_trend(whole)
        wanted, due = self.feasts.sums(wanted), self.feasts.sums(base * whole)
        self.calendar = whole * self.feasts.of((_STYLES.calendar_units + wanted) / (_STYLES.calendar_units + due))

    def _to_trend(self, whole: Array) -> Array:
        """Return what brings each year of the calendar, counted back from the end, to the growth of all demand.

        Without it the calendar, the curve and the levels of early and late styles could drift against each other. A
        last year without any demand has no growth to bring them to.
        """
        years = (self.cells.weeks - 1 - np.arange(self.cells.weeks)) // YEAR_WEEKS
        full = self.cells.weeks // YEAR_WEEKS
        if full < 1:
            return np.ones(self.cells.weeks)
        years = np.minimum(years, full - 1)
        last = years < full
        sums = np.bincount(years[last], self.total[last]) / np.bincount(years[last])
        if sums[0] <= 0:
            return np.ones(self.cells.weeks)
        means = np.bincount(years[last], whole[last]) / np.bincount(years[last])
        return np.asarray((sums / sums[0] / np.maximum(means, _SMALLEST))[years])

    def _curve(self) -> None:
        expected = self.expected() / self.curve[self.place]
        count = len(self.curve)
        known = self.active & self.dated[:, None]
        came = _neighbours(np.asarray(np.bincount(self.place[known], self.by_week[known], count), dtype=np.float64))
        due = _neighbours(np.asarray(np.bincount(self.place[known], expected[known], count), dtype=np.float64))
        if not came.sum():
            return  # Nothing of known age was sold: all ages are alike.
        old = came.sum() / max(float(due.sum()), _SMALLEST)
        self.curve = (_STYLES.curve_units * old + came) / (_STYLES.curve_units + due)
        self.curve /= self.curve.mean()
        self.shape = self._shaped()

    def _season(self) -> None:
        shape = (len(self.season), PERIODS)
        key = self.cells.category[:, None] * PERIODS + self.period[None, :]
        expected = self.expected() / self.season[self.cells.category][:, self.period]
        size = shape[0] * PERIODS
        came = np.bincount(key.ravel(), self.by_week.ravel(), minlength=size).reshape(shape)
        due = np.bincount(key.ravel(), expected.ravel(), minlength=size).reshape(shape)
        season = (_STYLES.season_units + came) / (_STYLES.season_units + due)
        self.season = _about_one(season, came.sum(axis=1) + 1.0)
        self.shape = self._shaped()

    def _market(self) -> None:
        base = self.rows @ self.calendar.T
        base = base * self.cells.there.by_market if self.cells.there else base
        due = (self.dev * base).sum(axis=0)
        self.market = (self.by_market.sum(axis=0) + _SMALLEST) / np.maximum(due, _SMALLEST)
        expected = self.market * base
        came, due = self.style.sums(self.by_market), self.style.sums(expected)
        self.dev = ((_STYLES.taste_units + came) / (_STYLES.taste_units + due))[self.cells.style]

    def _traits(self) -> None:
        if self.cells.there:
            self._traits_of_all()
        else:
            self._traits_of_launches()

    def _traits_of_all(self) -> None:
        """Fit what category, price band and colour make of a style, on all that was sold: while demand is uncensored.

        What sold out sold better than its kind, so what is believed of it must not be drawn to what its kind sells.
        """
        weight = 1.0 / (1.0 + self.spread * self.expected())
        came, due = (self.by_week * weight).sum(axis=1), (self.expected() * weight).sum(axis=1)
        base = due / np.maximum(self.trait, _SMALLEST)
        trait = np.ones(len(base))
        for group in self.traits:
            trait *= group.of((_STYLES.kind_units + group.sums(came)) / (_STYLES.kind_units + group.sums(base * trait)))
        self.trait = trait

    def _traits_of_launches(self) -> None:
        """Fit what category, price band and colour make of a style, on the first weeks of those whose launch was seen.

        Styles differ far more than chance does, so each counts for what it tells of its kind: with n units expected
        for n x strength / (n + strength) of them.
        """
        came, due = self._early(np.ones(self.cells.weeks))
        whole = self.style.sums(due)
        weight = (self.strength / (self.strength + whole))[self.cells.style]
        came, base = came * weight, due * weight / np.maximum(self.trait, _SMALLEST)
        level = came.sum() / max(float(base.sum()), _SMALLEST) if came.sum() else 1.0
        trait = np.full(len(base), level)
        for group in self.traits:
            trait *= group.of(
                (_STYLES.trait_units + group.sums(came)) / (_STYLES.trait_units + group.sums(base * trait))
            )
        self.trait = trait

    def _early(self, weight_of_week: Array) -> tuple[Array, Array]:
        """Return by option what came in its first weeks, and what its attributes said of them; 0 where not seen."""
        early = (self.cells.launch >= 0)[:, None] & self.active & (self.place < _STYLES.launch_weeks)
        due = self.expected() / (self.own * self.share)[:, None]
        weight = early * weight_of_week / (1.0 + self.spread * self.style.sums(due))[self.cells.style]
        return np.asarray((self.by_week * weight).sum(axis=1)), np.asarray((due * weight).sum(axis=1))

    def _levels(self, *, recent: bool) -> None:
        expected = self.expected()
        whole = self.style.sums(expected)
        weight = 1.0 / (1.0 + self.spread * whole)[self.cells.style]
        if recent:
            weight = weight * 0.5 ** (np.arange(self.cells.weeks)[::-1] / _STYLES.half_life_weeks)
        came, due = (self.by_week * weight).sum(axis=1), (expected * weight).sum(axis=1)
        style_came, style_due = self.style.sums(came), self.style.sums(due / self.own)
        self.strength = _strength(style_came, style_due)
        self.usual = self._usual(style_came, style_due)
        posterior = (self.strength * self.usual + style_came) / (self.strength + style_due)
        self.own = posterior[self.cells.style]
        due = (expected * weight).sum(axis=1) / self.share
        self.share = (_STYLES.colour_units + came) / (_STYLES.colour_units + due)
        self.spread = _spread(self.style.sums(self.by_week), whole)

    def _usual(self, came: Array, due: Array) -> Array:
        """Return by style what is believed before it is sold: units sold ÷ what attributes say, of styles like it.

        Of a style whose launch was or will be seen: of the first weeks of such styles, the latest ones foremost, so
        that what they gain or lose over the years is believed of the next ones; those that outlive the curve say
        nothing about a launch. Of the others: of such others.
        """
        seen = np.zeros(len(came), dtype=bool)
        seen[self.cells.style[self.cells.launch >= 0]] = True
        if self.cells.there:
            return np.full(len(came), self._mean_ratio(came[seen], due[seen]))
        latest = 0.5 ** (np.arange(self.cells.weeks)[::-1] / _STYLES.half_life_weeks)
        new_came, new_due = (float(part.sum()) for part in self._early(latest))
        old_came, old_due = float(came[~seen].sum()), float(due[~seen].sum())
        few = _STYLES.few_styles
        return np.where(seen, (few + new_came) / (few + new_due), (few + old_came) / (few + old_due))

    def _mean_ratio(self, came: Array, due: Array) -> float:
        """Return the mean ratio of styles whose launch was seen, drawn towards 1, while demand is uncensored."""
        weight = due / (due + _STYLES.enough_units)
        return float(
            (_STYLES.few_styles + (came / (due + _STYLES.enough_units)).sum()) / (_STYLES.few_styles + weight.sum())
        )


def _about_one(season: Array, weight: Array) -> Array:
    """Bring the mean of each period over all categories, and of each category over its year, to about 1.

    Else the season of a category and its level, or that of a period and the calendar, could drift against each other.
    """
    for _ in range(_TURNS):
        season = season / (weight @ season / weight.sum())
        season = season / season.mean(axis=1, keepdims=True)
    return season


def _neighbours(values: Array) -> Array:
    """Sum each age with half of the ages beside it; the last place, of unknown ages, stays alone."""
    curve = values[:-1]
    padded = np.r_[curve[:1] * 0, curve, curve[-1:] * 0]
    smooth = curve + 0.5 * (padded[:-2] + padded[2:])
    return np.asarray(np.r_[smooth, values[-1:]], dtype=np.float64)


def _strength(came: Array, due: Array) -> float:
    """Return the gamma's shape: 1 ÷ variance of the ratio, without what chance adds to it, drawn towards the usual."""
    known = due > _STYLES.enough_units
    excess = 0.0
    if known.any():
        ratio = came[known] / due[known]
        ratio = ratio / max(float(ratio.mean()), _SMALLEST)
        excess = float(((ratio - 1.0) ** 2 - 1.0 / due[known]).sum())
    variance = (_STYLES.few_styles * _STYLES.usual_variance + excess) / (_STYLES.few_styles + known.sum())
    return float(1.0 / np.clip(variance, 0.05, 2.0))


def _spread(came: Array, due: Array) -> float:
    known = due > 0.2
    if not known.any():
        return 0.1
    extra = ((came[known] - due[known]) ** 2 - due[known]).sum() / (due[known] ** 2).sum()
    return float(np.clip(extra, 0.01, 2.0))
