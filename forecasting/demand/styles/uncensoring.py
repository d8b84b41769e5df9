"""What would have been sold had it been there: demand on days without stock, from the days with it.

A day that sold out is a right-censored observation, as in the estimator of Kaplan and Meier: demand was at least what
was sold. Daily demand of one SKU at one place is far too thin for a curve of its own (most days are zero), so
the hazard is that of the whole model: level × taste × launch curve × calendar × season × size. Expectation and
maximisation take turns: what is missing is filled with what the model expects of it, then the model is fitted again.

Belongs here: the estimate in units. Not here: reading, writing and money.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.styles.cells import Cells
from forecasting.demand.styles.factors import fit
from forecasting.demand.styles.outlook import expectation
from forecasting.demand.styles.reading import Known

TURNS = 6
SIZE_UNITS = 100.0
"""Units of the category's curve that a place's own sizes are weighed against."""


@dataclass(frozen=True)
class Uncensored:
    """Demand of consumers with what stock-outs hid.

    Args:
        lost: Options × markets × weeks: units that were wanted and not to be had.
        sizes: Products × markets: each product's share in its option's demand; they sum to 1 in every option.
        expected: Options × markets × weeks: what the model expects of consumers.
        missing: Products × places × weeks: share of the week in which nothing was free to sell.
    """

    lost: Array
    sizes: Array
    expected: Array
    missing: Array


def uncensor(known: Known) -> Uncensored:
    """Estimate what was wanted and not to be had, by option, market and week."""
    lost, expected = np.zeros_like(known.from_stock), np.zeros_like(known.from_stock)
    missing = known.missing + 0.5 * known.unseen
    sizes = _sizes(known, np.ones(missing.shape[:2]))
    for _ in range(TURNS):
        cells = cells_of(known, known.from_stock + lost)
        expected = expectation(cells, fit(cells))
        missing = known.missing + known.unseen * (1.0 - _there_unseen(known, sizes, expected))[None, :, None]
        lost = expected * _missing_share(known, sizes, missing)
        sizes = _sizes(known, _due(known, expected, missing))
    return Uncensored(lost, sizes, expected, missing)


def _there_unseen(known: Known, sizes: Array, expected: Array) -> Array:
    """Return by place on which share of the uncertain days something was there: units sold ÷ units expected on them."""
    due = np.zeros(known.missing.shape[1])
    for market, place in enumerate(known.place.tolist()):
        weekly = expected[:, market][known.option] * sizes[:, market, None]
        due[place] += (weekly * known.unseen[:, place]).sum()
    return np.asarray(np.clip((known.sold_unseen + 1.0) / (due + 2.0), 0.0, 1.0))


def cells_of(known: Known, demand: Array) -> Cells:
    """Return the cells of the model for some demand."""
    names = known.names
    return Cells(
        demand, known.launch, names["style_code"], names["category_name"], names["band"], names["colour_name"],
        known.group, known.peer,
    )  # fmt: skip


def _missing_share(known: Known, sizes: Array, missing: Array) -> Array:
    """Return options × markets × weeks: which part of an option's demand met no stock, its sizes by their share."""
    found = np.zeros_like(known.from_stock)
    for market, place in enumerate(known.place.tolist()):
        np.add.at(found[:, market], known.option, sizes[:, market, None] * missing[:, place])
    return np.clip(found, 0.0, 1.0)


def _due(known: Known, expected: Array, missing: Array) -> Array:
    """Return products × places: what was expected of the option in weeks, as far as the product was there."""
    found = np.zeros((len(known.products), known.missing.shape[1]))
    for place in range(known.missing.shape[1]):
        served = expected[:, known.place == place].sum(axis=1)
        found[:, place] = (served[known.option] * (1.0 - missing[:, place])).sum(axis=1)
    return found


def _sizes(known: Known, due: Array) -> Array:
    """Return products × markets: size curves by category and place of stock, drawn towards the category's.

    A size's weight is what it sold ÷ what its options were expected to sell while it was there: weeks without it do not
    count. (n + k·p) ÷ (N + k), k = SIZE_UNITS.
    """
    category = known.names["category_name"][known.option]
    count = int(known.size.max()) + 1
    key = category * count + known.size
    cells = (int(category.max()) + 1) * count
    by_place = np.stack(
        [known.sold[:, known.place == place].sum(axis=1) for place in range(known.missing.shape[1])], axis=1
    )
    came = np.stack([np.bincount(key, column, minlength=cells) for column in by_place.T], axis=1)
    base = np.stack([np.bincount(key, column, minlength=cells) for column in due.T], axis=1)
    whole = (came.sum(axis=1) + 1e-3) / (base.sum(axis=1) + 1e-3)
    rate = (SIZE_UNITS * whole[:, None] + came) / (SIZE_UNITS + base)
    weight = rate[key][:, known.place]
    sums = np.zeros((int(known.option.max()) + 1, weight.shape[1]))
    np.add.at(sums, known.option, weight)
    return np.asarray(weight / sums[known.option])
