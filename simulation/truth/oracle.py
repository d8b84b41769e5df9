"""The best possible forecast: what demand was to be expected, knowing everything but chance.

Belongs here: expected weekly demand of shops and wholesale after the last day, its quantiles, and what really came.
Not here: demand of the past (`causes.sql`).
"""

from __future__ import annotations

import duckdb
import numpy as np
from pyarrow.lib import Table, array
from scipy import stats

from simulation.world.arrays import Floats, Ints
from simulation.world.build import Company
from simulation.world.calendar import OUTLOOK_DAYS, date_of
from simulation.world.catalogue import size_curves
from simulation.world.markets import CHANNEL_SHARES, MARKETPLACE, MARKETS
from simulation.world.wholesale import ORDER_WEEKDAY, expected_orders

QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
_LEAST = 1e-4
_BUSINESS_SPREAD = 2.0
"""Units of a line are 1 to 4: the variance of their sum is three times its mean, twice more than of single units."""


def expected_demand(connection: duckdb.DuckDBPyConnection, company: Company, horizon: int) -> Table:
    """Return what the shops and wholesale were to sell per week, SKU and market after a day.

    Args:
        connection: The store.
        company: The company.
        horizon: The first day that no system knows of; the weeks are whole ones, from the next Monday on.

    Returns:
        week (its Monday), sku, market_code, mean, one column per quantile, and `wanted`, what really was.
    """
    first = horizon + (-horizon) % 7
    days = np.arange(first, first + (horizon + OUTLOOK_DAYS - first) // 7 * 7)
    private, business = _in_shops(company, days), _in_wholesale(connection, company, days)
    wanted = _wanted_in_shops(company, days) + _wanted_in_wholesale(connection, days, private.shape)
    week, variant, market = np.nonzero(private + business > _LEAST)
    columns = {
        "week": np.array([date_of(day).isoformat() for day in days[::7]])[week].astype("datetime64[D]"),
        "sku": company.catalogue.variants.sku[variant],
        "market_code": np.array([market.code for market in MARKETS])[market],
        "mean": (private + business)[week, variant, market],
        **_quantiles(company, private[week, variant, market], business[week, variant, market]),
        "wanted": wanted[week, variant, market],
    }
    return Table.from_arrays([array(values) for values in columns.values()], names=list(columns))


def _quantiles(company: Company, private: Floats, business: Floats) -> dict[str, Floats]:
    """Return quantiles of the negative binomial distribution of the same mean and variance."""
    by_week, by_day = (np.exp(noise**2) - 1 for noise in (company.parameters.week_noise, company.parameters.day_noise))
    beyond_poisson = (by_week + by_day / 7) * private**2 + _BUSINESS_SPREAD * business
    mean = private + business
    size = mean**2 / np.maximum(beyond_poisson, 1e-9)
    return {f"q{level:g}": stats.nbinom.ppf(level, size, size / (size + mean)) for level in QUANTILES}


def _in_shops(company: Company, days: Ints) -> Floats:
    """Return expected units of web and app; shape (weeks, variants, markets)."""
    in_shops = 1 - CHANNEL_SHARES[:, MARKETPLACE]
    options = len(company.catalogue.options.style)
    by_option = company.appetite.expected(days).reshape(-1, 7, options, len(MARKETS)).sum(axis=1)
    variants, styles = company.catalogue.variants, company.catalogue.styles
    row = styles.category[variants.style][:, None] * len(MARKETS) + np.arange(len(MARKETS))
    share = size_curves()[row, variants.size[:, None]]
    return np.asarray(by_option[:, variants.option] * share[None] * in_shops, dtype=np.float64)


def _in_wholesale(connection: duckdb.DuckDBPyConnection, company: Company, days: Ints) -> Floats:
    """Return expected units of business orders, knowing what was on the list; shape (weeks, variants, markets)."""
    is_listed = np.zeros((len(days) // 7, len(company.catalogue.variants.sku)), dtype=bool)
    offers = connection.execute(
        "select (day - $first) // 7 as week, variant from business_offer where day between $first and $last",
        {"first": int(days[0]), "last": int(days[-1])},
    ).fetchnumpy()
    is_listed[offers["week"], offers["variant"]] = True
    weeks = zip(days[ORDER_WEEKDAY::7].tolist(), is_listed, strict=True)
    return np.stack([expected_orders(company.catalogue, company.organisations, day, listed) for day, listed in weeks])


def _wanted_in_shops(company: Company, days: Ints) -> Ints:
    found = company.appetite.wanted(days)
    in_shops = found.rows(np.flatnonzero(found.channel < MARKETPLACE))
    counted = np.zeros((len(days) // 7, len(company.catalogue.variants.sku), len(MARKETS)), dtype=np.int64)
    np.add.at(counted, ((in_shops.day - days[0]) // 7, in_shops.variant, in_shops.market), 1)
    return counted


def _wanted_in_wholesale(connection: duckdb.DuckDBPyConnection, days: Ints, shape: tuple[int, ...]) -> Ints:
    ordered = connection.execute(
        """select (o.day - $first) // 7 as week, l.variant, g.market, cast(sum(l.ordered) as bigint) as units
        from business_line as l
        join business_order as o on o.id = l."order"
        join organisation as g on g.id = o.organisation
        where o.day between $first and $last group by all""",
        {"first": int(days[0]), "last": int(days[-1])},
    ).fetchnumpy()
    counted = np.zeros(shape, dtype=np.int64)
    counted[ordered["week"], ordered["variant"], ordered["market"]] = ordered["units"]
    return counted
