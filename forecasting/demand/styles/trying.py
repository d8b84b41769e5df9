"""Forecasting the past of styles again, from rolling origins, by what was known at each of them.

Belongs here: what was known, and what the model would have said of options and products. Not here: the table of trials
of options (`publishing`), and the judgement (`forecasting.judging`, `forecasting.ledger`).

Of an origin, demand and launches are those that were known then: a style that was not sold yet is launched when its
supply, ordered by then, or a storefront's listing tells. Two things are of today: how much of past demand stock-outs
hid, and the shares of sizes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes
from forecasting.demand.settings import demand_settings
from forecasting.demand.styles.cells import Cells
from forecasting.demand.styles.factors import LAST_AGE, fit
from forecasting.demand.styles.launching import Plans, launches, plans_of, weeks_since
from forecasting.demand.styles.outlook import outlook
from forecasting.demand.styles.reading import Known, monday_text
from forecasting.tables import STYLE_SAID
from forecasting.weeks import HORIZON_WEEKS, MIN_HISTORY_WEEKS, ORIGIN_SPACING_WEEKS

_STYLES = demand_settings().styles
_PLANS = Path(__file__).with_name("plans.sql")


@dataclass(frozen=True)
class Trial:
    """One origin in the past.

    Args:
        origin: The week that the forecast begins with, counted from the first one.
        launch: Each option's launch, as it was known.
        mean: Options × markets × weeks ahead.
    """

    origin: int
    launch: Codes
    mean: Array


def tried(connection: duckdb.DuckDBPyConnection, known: Known, cells: Cells) -> list[Trial]:
    """Forecast from each origin again; none where there is too little history."""
    origins = [
        week
        for week in (cells.weeks - HORIZON_WEEKS - number * ORIGIN_SPACING_WEEKS for number in range(_STYLES.trials))
        if week >= MIN_HISTORY_WEEKS
    ]
    plans = _plans(connection, known, origins)
    return [_trial(known, cells, origin, plans[origin]) for origin in origins]


def _trial(known: Known, cells: Cells, origin: int, plans: Plans) -> Trial:
    style = known.names["style_code"]
    ordered = (known.from_stock + known.to_order)[:, :, :origin]
    launch = launches(ordered, style, plans)
    then = replace(cells.cut(origin, HORIZON_WEEKS), launch=launch)
    return Trial(origin, launch, outlook(then, fit(then), HORIZON_WEEKS))


def _plans(connection: duckdb.DuckDBPyConnection, known: Known, origins: list[int]) -> dict[int, Plans]:
    """Return by origin each option's first supply and listing as they were known then."""
    if not origins:
        return {}
    since = np.datetime64(monday_text(known, 0))
    connection.execute("create or replace temp table style_step_origin (origin_date date)")
    connection.executemany(
        "insert into style_step_origin values (?)", [[monday_text(known, origin)] for origin in origins]
    )
    rows = connection.execute(_PLANS.read_text(encoding="utf-8")).fetchnumpy()
    names = np.asarray(rows["option_name"]).astype(str)
    place = np.minimum(np.searchsorted(known.option_names, names), len(known.option_names) - 1)
    there, origin = known.option_names[place] == names, weeks_since(since, rows["origin_date"])
    nothing, count = int(weeks_since(since, np.datetime64("1900-01-01"))), len(known.option_names)
    found = {}
    for number in origins:
        chosen = np.flatnonzero(there & (origin == number))
        told, option = plans_of(rows, since, chosen), place[chosen]
        due, listed, is_reduced = np.full(count, nothing), np.full(count, nothing), np.zeros(count, dtype=bool)
        due[option], listed[option], is_reduced[option] = told.due, told.listed, told.is_reduced
        found[number] = Plans(due, listed, is_reduced)
    return found


def by_products(known: Known, mean: Array, launch: Codes, origin: int, sizes: Array) -> Array:
    """Return products × markets × weeks: what options are to sell, shared out over their sizes.

    Goods that were never sold since a launch beyond the curve are taken as given up, though a storefront may list them;
    what is to sell less than `least_shown` in a week is left out.
    """
    sold = (known.from_stock[:, :, :origin].sum(axis=(1, 2)) + known.to_order[:, :, :origin].sum(axis=(1, 2))) > 0
    kept = np.where((~sold & (launch < origin - LAST_AGE))[:, None, None], 0.0, mean)
    found = kept[known.option] * sizes[..., None]
    return np.asarray(np.where(found >= _STYLES.least_shown, found, 0.0))


def write_said(connection: duckdb.DuckDBPyConnection, known: Known, said: list[tuple[int, Array]]) -> None:
    """Write what the model says of products at each origin, for the other methods to be held against.

    Args:
        connection: The open work warehouse.
        known: What the products and markets are.
        said: Origins, counted from the first week, with products × markets × weeks ahead.
    """
    from pyarrow.lib import Table, array

    connection.execute(
        f"create or replace temp table {STYLE_SAID} (origin_week integer, product_key varchar, market_code varchar, "
        "horizon_weeks integer, forecast_qty decimal(18, 4))"
    )
    for origin, mean in said:
        product, market, week = np.nonzero(mean)
        columns = {
            "product_key": known.products[product], "market_code": known.markets[market],
            "horizon_weeks": week + 1, "forecast_qty": mean[product, market, week],
        }  # fmt: skip
        table = Table.from_arrays([array(values) for values in columns.values()], names=list(columns))
        connection.register("style_step_rows", table)
        connection.execute(
            f"insert into {STYLE_SAID} select {known.first_week + origin}, product_key, market_code, horizon_weeks, "
            "round(forecast_qty, 4) from style_step_rows"
        )
        connection.unregister("style_step_rows")
