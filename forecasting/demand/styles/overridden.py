"""What people's overrides make of the weekly forecast of products.

Belongs here: putting overrides on an array. Not here: taking them down, and the small methods' forecast
(`forecasting.overriding`).
"""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.styles.reading import Texts
from forecasting.overriding import EVERYWHERE
from forecasting.tables import FORECAST_OVERRIDE

_NAMED = f"""
    select override.market_code, override.first_week_date, override.last_week_date, override.override_qty,
        override.factor_rate, list(goods.product_key)
    from {FORECAST_OVERRIDE} as override
    inner join core.dim_product as goods
        on override.item_code = goods.sku or override.item_code = goods.style_code
    group by all
    order by min(override.override_id)"""


def overridden(
    connection: duckdb.DuckDBPyConnection, forecast: Array, products: Texts, markets: Texts, monday: date
) -> Array:
    """Return products × markets × weeks with every override put on it, the later over the earlier.

    Args:
        connection: The open work warehouse, with `forecasting.forecast_override`.
        forecast: What the model says.
        products: Keys of its first axis.
        markets: Codes of its second.
        monday: The first day of its first week.
    """
    found = forecast.copy()
    weeks = np.datetime64(monday) + 7 * np.arange(forecast.shape[2])
    for market, first, last, qty, factor, keys in connection.execute(_NAMED).fetchall():
        where = np.ix_(
            np.isin(products, keys),
            np.full(len(markets), True) if market == EVERYWHERE else markets == market,
            (weeks >= np.datetime64(first)) & (weeks <= np.datetime64(last)),
        )
        found[where] = _said(forecast[where], qty, factor)
    return found


def _said(block: Array, qty: float | None, factor: float | None) -> Array:
    """Return a block times a factor, or with a quantity per week shared out as the block shares, else evenly."""
    if factor is not None:
        return block * float(factor)
    whole = block.sum(axis=(0, 1), keepdims=True)
    even = np.full(block.shape, 1.0 / max(block.shape[0] * block.shape[1], 1))
    share = np.where(whole > 0, block / np.where(whole > 0, whole, 1.0), even)
    return np.asarray(share * float(qty or 0.0))
