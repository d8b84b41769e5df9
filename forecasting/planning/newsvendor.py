"""How much to buy for one season: once, or first little and then as the first weeks of sales say.

One unit more earns its margin (price - cost) if somebody wants it, and costs what it does not bring afterwards (cost -
salvage) if nobody does. So the best quantity is the quantile of demand at the critical ratio, margin ÷ (margin + loss):
the newsvendor (Arrow, Harris and Marschak, Econometrica 19, 1951). Who can buy again after the first weeks need not
know the whole season before it: the first buy is the one that earns most when the second one fills up to the quantile
that these weeks tell of (Fisher and Raman, Operations Research 44, 1996).

Demand of a season is a level, which is not known, times what is expected, and each week scatters by itself. The level
is gamma distributed with the certainty that the style's sales have given it so far; weeks are negative binomial. Draws
stand on a lattice, none is random.

Belongs here: arithmetic on arrays. Not here: where prices, costs and weeks come from (`seasons`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
DRAWS = 256
_STRIDES = (37, 91, 149, 203)
"""Odd, so that each segment's scatter goes through all draws once, in an order of its own."""
_CANDIDATES = 64
_LITTLE = 1e-9
SEGMENTS = 4


@dataclass(frozen=True)
class Season:
    """What is known of options, one row each.

    Attributes:
        mean: Options × segments of the season that is left: units expected.
        scatter: The same: the variance that weeks add by themselves at that level, Σ φ·m².
        certainty: 1 ÷ squared coefficient of variation of the level.
        position: Units in stock and on order.
        price: What a unit brings in the season.
        cost: What it costs.
        salvage: What a unit that is left brings afterwards.
        is_late: Whether an order of today comes after the test's end, so after segment 2 and not after 1.
        is_twice: Whether a second order would be there before the season's end.
    """

    mean: Floats
    scatter: Floats
    certainty: Floats
    position: Floats
    price: Floats
    cost: Floats
    salvage: Floats
    is_late: Flags
    is_twice: Flags


@dataclass(frozen=True)
class Buy:
    """What to buy of each option, and what comes of it on average.

    Attributes:
        qty: Units to buy today, before minima and packs.
        second_qty: Units that the second buy is expected to take; 0 where there is none.
        profit: Margin of what is sold less the loss of what is left, beside buying nothing now or later.
        missed: Units that are wanted and not to be had.
        left: Units that are left when the season ends.
    """

    qty: Floats
    second_qty: Floats
    profit: Floats
    missed: Floats
    left: Floats


def critical_ratio(price: Floats, cost: Floats, salvage: Floats, highest: float) -> Floats:
    """Return margin ÷ (margin + loss), from 0 to `highest`: what sells afterwards at a gain has no limit."""
    margin, loss = np.maximum(price - cost, 0.0), np.maximum(cost - salvage, 0.0)
    return np.asarray(np.minimum(margin / np.maximum(margin + loss, _LITTLE), highest))


def quantity(demand: Floats, ratio: Floats) -> Floats:
    """Return the least of the drawn values that demand does not exceed with a chance of `ratio`.

    Args:
        demand: Options × draws, each as likely.
        ratio: Options.
    """
    draws = demand.shape[1]
    place = np.clip(np.ceil(ratio * draws - _LITTLE).astype(np.int64) - 1, 0, draws - 1)
    return np.asarray(np.take_along_axis(np.sort(demand, axis=1), place[:, None], axis=1)[:, 0])


def drawn(season: Season, draws: int = DRAWS) -> Floats:
    """Return options × draws × segments of demand."""
    from scipy import stats

    number = np.arange(draws)
    level = stats.gamma.ppf((number + 0.5)[None, :] / draws, season.certainty[:, None]) / season.certainty[:, None]
    parts = []
    for segment, stride in zip(range(SEGMENTS), _STRIDES, strict=True):
        chance = (number * stride % draws + 0.5) / draws
        mean = season.mean[:, None, segment] * level
        parts.append(_negative_binomial(chance[None, :], mean, season.scatter[:, None, segment] * level**2))
    return np.stack(parts, axis=2)


def best_buy(season: Season, demand: Floats, ratio: Floats) -> Buy:
    """Return the buy of today that earns most, alone or with a second one after the test.

    Args:
        season: The options.
        demand: Options × draws × segments, as `drawn`.
        ratio: The critical ratio of each.
    """
    early, late = _before_and_after(season, demand)
    lacking = late - np.maximum(season.position[:, None] - early, 0.0)
    once = np.maximum(quantity(lacking, ratio), 0.0)
    filled = filled_up_to(season, demand, ratio)
    best = outcome(season, demand, filled, once)
    for rank in np.r_[0.0, (np.arange(_CANDIDATES) + 0.5) / _CANDIDATES]:
        tried = np.maximum(quantity(lacking, np.full(len(ratio), rank)), 0.0) if rank else np.zeros(len(ratio))
        found = outcome(season, demand, filled, np.where(season.is_twice, tried, once))
        best = _chosen(found.profit > best.profit + _LITTLE, found, best)
    return best


def outcome(season: Season, demand: Floats, filled: Floats, qty: Floats) -> Buy:
    """Return what comes of a buy on average, with the second one where there can be one.

    Args:
        season: The options.
        demand: Options × draws × segments.
        filled: What the second buy fills up to, as `filled_up_to`.
        qty: Units that are bought today.
    """
    bought = _followed(season, demand, filled, qty)
    once = replace(season, is_twice=np.zeros_like(season.is_twice))
    nothing = _followed(once, demand, filled, np.zeros(len(qty)))
    return replace(bought, profit=bought.profit - nothing.profit)


def _followed(season: Season, demand: Floats, filled: Floats, qty: Floats) -> Buy:
    """Go through the season's segments in every draw; money is that of sales and leftovers, less what is bought."""
    stock = np.broadcast_to(season.position[:, None], demand.shape[:2]).copy()
    first, is_late = np.broadcast_to(qty[:, None], stock.shape), season.is_late[:, None]
    second, sold = np.zeros_like(stock), np.zeros_like(stock)
    for segment in range(SEGMENTS):
        stock += np.where(segment == np.where(is_late, 2, 1), first, 0.0)
        is_tested = season.is_twice[:, None] & (segment == np.where(is_late, 1, 2))
        second = np.where(is_tested, np.maximum(filled - stock - np.where(is_late, first, 0.0), 0.0), second)
        stock += second if segment == SEGMENTS - 1 else 0.0
        taken = np.minimum(stock, demand[:, :, segment])
        stock, sold = stock - taken, sold + taken
    money = season.price[:, None] * sold + season.salvage[:, None] * stock - season.cost[:, None] * (first + second)
    missed = demand.sum(axis=2) - sold
    return Buy(qty, *(part.mean(axis=1) for part in (second, money, missed, stock)))


def filled_up_to(season: Season, demand: Floats, ratio: Floats) -> Floats:
    """Return the quantile of what is left of the season once the test's demand is known: options × draws."""
    tested = np.where(season.is_late[:, None], [1.0, 0, 0, 0], [1.0, 1, 0, 0])
    seen = (demand * tested[:, None, :]).sum(axis=2)
    mean, scatter = (season.mean * tested).sum(axis=1), (season.scatter * tested).sum(axis=1)
    discount = (1.0 + scatter / np.maximum(mean, _LITTLE))[:, None]
    before = season.certainty[:, None]
    after = before + seen / discount
    level = after / (before + mean[:, None] / discount)
    ahead = (season.mean * (1.0 - tested)).sum(axis=1)[:, None] * level
    noise = (season.scatter * (1.0 - tested)).sum(axis=1)[:, None] * level**2
    return _negative_binomial(ratio[:, None], ahead, noise + ahead**2 / after)


def _negative_binomial(chance: Floats, mean: Floats, extra: Floats) -> Floats:
    """Return quantiles of demand whose variance is its mean and `extra`; Poisson where there is nothing more."""
    from scipy import stats

    mean, extra = np.broadcast_arrays(np.maximum(mean, _LITTLE), extra)
    size = mean**2 / np.maximum(extra, _LITTLE * mean**2)
    return np.asarray(stats.nbinom.ppf(chance, size, size / (size + mean)))


def _before_and_after(season: Season, demand: Floats) -> tuple[Floats, Floats]:
    """Return the demand before an order of today would be there, and from then on."""
    early = np.where(season.is_late[:, None], demand[:, :, 0] + demand[:, :, 1], demand[:, :, 0])
    return early, demand.sum(axis=2) - early


def _chosen(is_better: Flags, one: Buy, other: Buy) -> Buy:
    names = (each.name for each in fields(Buy))
    return Buy(*(np.where(is_better, getattr(one, name), getattr(other, name)) for name in names))
