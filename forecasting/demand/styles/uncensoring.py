"""What would have been sold had it been there: demand on days without stock, from the days with it.

A day that sold out is a right-censored observation, as in the estimator of Kaplan and Meier: demand was at least what
was sold. Daily demand of one SKU at one place is far too thin for a curve of its own (most days are zero), so
the hazard is that of the whole model: level × taste × launch curve × calendar × season × size. Its factors are fitted
to what was ordered of what could be (units ÷ units expected where there was stock); what was missing is what the model
expects of it. The two take turns, as which part of what is expected met stock hangs on the model, until hardly anything
changes. Goods on offer that were never there get what their style, category, price band and colour sell.

Belongs here: the estimate in units. Not here: reading, writing and money.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.settings import demand_settings
from forecasting.demand.styles.cells import Cells, Grouping, There
from forecasting.demand.styles.factors import fit
from forecasting.demand.styles.outlook import expectation
from forecasting.demand.styles.reading import Known

_STYLES = demand_settings().styles


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
    options, missing = Grouping(known.option), known.missing + 0.5 * known.unseen
    sizes = _sizes(known, np.ones(missing.shape[:2]))
    lost, expected = np.zeros_like(known.from_stock), np.ones_like(known.from_stock)
    for _ in range(_STYLES.turns):
        share = _missing_share(known, options, sizes, missing)
        cells = cells_of(known, known.from_stock + lost)
        expected = expectation(cells, fit(replace(cells, there=_there(known, cells, expected, share))))
        before, lost = lost, expected * share
        missing = known.missing + known.unseen * (1.0 - _there_unseen(known, sizes, expected))[None, :, None]
        sizes = _sizes(known, _due(known, expected, missing))
        if np.abs(lost - before).sum() <= _STYLES.settled * (known.from_stock.sum() + lost.sum()):
            break
    return Uncensored(lost, sizes, expected, missing)


def _there(known: Known, cells: Cells, expected: Array, share: Array) -> There:
    """Return what met stock, each part weighed by what is expected; all where nothing is."""
    met = expected * (1.0 - share)
    dated = cells.is_dated
    by_week, by_market, in_market = (
        np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 1.0)
        for part, whole in (
            (met.sum(axis=1), expected.sum(axis=1)),
            (met.sum(axis=2), expected.sum(axis=2)),
            (met[dated].sum(axis=0), expected[dated].sum(axis=0)),
        )
    )
    return There(known.from_stock, by_week, by_market, in_market)


def _missing_share(known: Known, options: Grouping, sizes: Array, missing: Array) -> Array:
    """Return options × markets × weeks: which part of an option's demand met no stock, its sizes by their share."""
    places = enumerate(known.place.tolist())
    shares = [options.sums(sizes[:, market, None] * missing[:, place]) for market, place in places]
    return np.clip(np.stack(shares, axis=1), 0.0, 1.0)


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
    count. (n + k·p) ÷ (N + k), k = `size_units`.
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
    rate = (_STYLES.size_units * whole[:, None] + came) / (_STYLES.size_units + base)
    weight = rate[key][:, known.place]
    sums = np.zeros((int(known.option.max()) + 1, weight.shape[1]))
    np.add.at(sums, known.option, weight)
    return np.asarray(weight / sums[known.option])
