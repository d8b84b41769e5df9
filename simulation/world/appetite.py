"""What customers want, whether it is in stock or not: the demand of every option in every market on every day.

Demand does not know of stock. What is expected (everything that could be known beforehand) and what is wanted (with the
chance of the day) stand apart, so that a forecast can be held against the best possible one.

Belongs here: expected demand, its unforeseeable part, and the units that are wanted. Not here: whether they are sold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.arrays import Bools, Columns, Floats, Ints, within
from simulation.world.calendar import busyness, winter_of
from simulation.world.catalogue import CATEGORIES, CORE_STYLES, Catalogue, size_curves
from simulation.world.draws import Dice
from simulation.world.markets import (
    CHANNEL_SHARES,
    HOME_MARKET,
    MARKET_IS_GULF,
    MARKET_SHARE,
    MARKETS,
    STORE,
    place_of,
)

_LEVEL = 0.76
"""Units a day and unit of appetite at scale 1; makes about 100,000 order lines in two years."""
_STORE_LEVEL = 0.15
_PREORDER_DAYS = 14
_PREORDER_SHARE = 0.2
_STORE_BEFORE_END, _STORE_AFTER_END = 28, 250
_TASTE = 0.35
_STORE_ROW = len(MARKETS)
MARKDOWNS = np.array([0, 20, 30, 40])
"""Per cent off the list price, step by step as a style ages."""
_FIRST_MARKDOWN_WEEK, _WEEKS_A_STEP = 9, 4


@dataclass(frozen=True)
class Wanted(Columns):
    """One row per unit that somebody wants, by day; `key` names the unit for all further draws."""

    key: Ints
    day: Ints
    variant: Ints
    market: Ints
    channel: Ints
    place: Ints
    is_preorder: Bools


class Appetite:
    """Demand of a world, day by day.

    Attributes:
        parameters: The world's.
        catalogue: Its goods.
        first_markdown: Days after the launch on which each style is marked down first.
    """

    def __init__(self, parameters: WorldParameters, catalogue: Catalogue) -> None:
        """Prepare what does not change from day to day."""
        self.parameters = parameters
        self.catalogue = catalogue
        styles, seed = catalogue.styles, parameters.seed
        number = np.arange(len(styles.code))
        self._taste = Dice(seed, "taste of a market").lognormal(_TASTE, number[:, None], np.arange(len(MARKETS)))
        self.first_markdown = 7 * (_FIRST_MARKDOWN_WEEK + Dice(seed, "markdown").whole(0, 3, number))
        self._takes_preorders = Dice(seed, "preorders").happens(_PREORDER_SHARE, number) & (number >= CORE_STYLES)
        self._curves = size_curves()

    def markdown(self, style: Ints, day: Ints) -> Ints:
        """Return the per cent off the list price of a style on a day."""
        steps = (day - self.catalogue.styles.launch[style] - self.first_markdown[style]) // (7 * _WEEKS_A_STEP) + 1
        return np.where(style < CORE_STYLES, 0, MARKDOWNS[np.clip(steps, 0, len(MARKDOWNS) - 1)])

    def expected(self, days: Ints, popularity: Floats | None = None) -> Floats:
        """Return the units that are expected online; shape (days, options, markets).

        Args:
            days: Day numbers, ascending without a gap.
            popularity: Factor per style; None takes the true one.
        """
        styles = self.catalogue.styles
        wanted = (styles.popularity if popularity is None else popularity) * self._life(days) * self._price_effect(days)
        busy = self._busy(days)[:, None, :]
        online = wanted[:, :, None] * self._taste * self._season(days) * busy
        return np.asarray(self._by_option(online) * _LEVEL * self.parameters.scale, dtype=np.float64)

    def expected_in_store(self, days: Ints) -> Floats:
        """Return the units expected in the outlet, which sells what has had its time; shape (days, options)."""
        styles, day = self.catalogue.styles, days[:, None]
        is_old = (day >= styles.finish - _STORE_BEFORE_END) & (day < styles.finish + _STORE_AFTER_END)
        busy = self._busy(days)[:, HOME_MARKET : HOME_MARKET + 1] / MARKET_SHARE[HOME_MARKET]
        wanted = np.where(is_old, styles.popularity, 0.0) * busy * np.exp(-np.maximum(day - styles.finish, 0) / 120.0)
        by_option = self._by_option(wanted[:, :, None])[:, :, 0]
        return np.asarray(by_option * _STORE_LEVEL * self.parameters.scale, dtype=np.float64)

    def wanted(self, days: Ints) -> Wanted:
        """Return every unit that is wanted on these days."""
        counts = self._counts(days)
        day, option, row = np.nonzero(counts)
        size = counts[day, option, row]
        number = within(size)
        day, option, row = (np.repeat(values, size) for values in (days[day], option, row))
        key = Dice(self.parameters.seed, "unit").bits(option, row, day, number)
        market = np.where(row == _STORE_ROW, HOME_MARKET, row)
        channel = Dice(self.parameters.seed, "channel").pick(CHANNEL_SHARES, market, key)
        channel = np.where(row == _STORE_ROW, STORE, channel)
        variant = self._variant(option, market, key)
        is_early = day < self.catalogue.styles.launch[self.catalogue.options.style[option]]
        return Wanted(key, day, variant, market, channel, place_of(market, channel), is_early)

    def _counts(self, days: Ints) -> Ints:
        """Draw how many units are wanted; shape (days, options, markets + 1), the last one is the outlet."""
        seed, styles = self.parameters.seed, self.catalogue.options.style
        week = Dice(seed, "week of a style").lognormal(self.parameters.week_noise, styles[None, :], days[:, None] // 7)
        markets = np.arange(len(MARKETS))
        noise = Dice(seed, "day of a market").lognormal(self.parameters.day_noise, markets[None, :], days[:, None])
        online = self.expected(days) * week[:, :, None] * noise[:, None, :]
        mean = np.concatenate([online, self.expected_in_store(days)[:, :, None]], axis=2)
        options, rows = np.arange(mean.shape[1]), np.arange(mean.shape[2])
        return Dice(seed, "wanted").poisson(mean, days[:, None, None], options[None, :, None], rows[None, None, :])

    def _variant(self, option: Ints, market: Ints, key: Ints) -> Ints:
        category = self.catalogue.styles.category[self.catalogue.options.style[option]]
        size = Dice(self.parameters.seed, "size").pick(self._curves, category * len(MARKETS) + market, key)
        return np.asarray(self.catalogue.options.first_variant[option] + size, dtype=np.int64)

    def _busy(self, days: Ints) -> Floats:
        return np.asarray(busyness(days, self.parameters.growth) * MARKET_SHARE, dtype=np.float64)

    def _life(self, days: Ints) -> Floats:
        """Return where each style stands in its life; shape (days, styles)."""
        styles, day = self.catalogue.styles, days[:, None]
        age = (day - styles.launch) / 7.0
        rising = np.maximum(age, 0) / styles.peak + 0.25
        life = 1.15 * rising * np.exp(1.0 - np.maximum(age, 0) / (1.4 * styles.peak)) + 0.1
        early = np.where(self._takes_preorders & (age >= -_PREORDER_DAYS / 7), 0.2, 0.0)
        life = np.where(age < 0, early, np.where(day < styles.finish, life, 0.0))
        is_core = np.arange(len(styles.code)) < CORE_STYLES
        return np.where(is_core, 0.7, life)

    def _season(self, days: Ints) -> Floats:
        """Return how the weather moves each style in each market; shape (days, styles, markets)."""
        warmth = np.array([kind.warmth for kind in CATEGORIES])[self.catalogue.styles.category]
        strength = np.where(MARKET_IS_GULF, 0.3, 0.75)
        return np.asarray(np.exp(winter_of(days)[:, None, None] * warmth[:, None] * strength), dtype=np.float64)

    def _price_effect(self, days: Ints) -> Floats:
        off = self.markdown(np.arange(len(self.catalogue.styles.code))[None, :], days[:, None])
        return np.asarray((1 - off / 100.0) ** self.parameters.elasticity, dtype=np.float64)

    def _by_option(self, by_style: Floats) -> Floats:
        """Give each option its share of its style; shape (days, options, …)."""
        options = self.catalogue.options
        return np.asarray(by_style[:, options.style] * options.share[None, :, None], dtype=np.float64)
