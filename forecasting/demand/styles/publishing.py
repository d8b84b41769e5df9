"""Writing what styles are to sell: true demand, the weeks and days ahead with nine quantiles, and new styles.

Belongs here: from arrays to tables. Not here: reading, fitting, or what a person says against it (`overrides`).

Quantities are whole numbers of ten-thousandths and are only ever summed upwards, days to weeks and products to options,
so every level is exactly the sum of what lies below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes
from forecasting.demand.settings import demand_settings
from forecasting.demand.styles.cells import ESTABLISHED, Cells
from forecasting.demand.styles.factors import Factors, fit
from forecasting.demand.styles.life import seasons
from forecasting.demand.styles.outlook import LEVELS, believed, caps, dispersion, outlook, quantiles
from forecasting.demand.styles.overridden import overridden
from forecasting.demand.styles.reading import Known, monday_text, read_known
from forecasting.demand.styles.trying import Trial, by_products, tried, write_said
from forecasting.demand.styles.uncensoring import Uncensored, cells_of, uncensor
from forecasting.tables import (
    DEMAND_UNCENSORED,
    FORECAST_DAY,
    FORECAST_OPTION,
    FORECAST_PRODUCT,
    SEASON_WEEK,
    STYLE_LAUNCH,
    STYLE_SEASON,
    STYLE_TRIAL,
)
from forecasting.weeks import HORIZON_WEEKS, MIN_HISTORY_WEEKS

_STYLES = demand_settings().styles
_PER_UNIT = 10_000
_LEAST = 0.0005
METHOD, CAPPED_METHOD = "life_cycle", "life_cycle_capped"


@dataclass(frozen=True)
class Outlook:
    """What is published of styles, as arrays.

    Args:
        known: What core knew.
        hidden: What stock-outs hid.
        cells: The demand that the model was fitted on.
        factors: The model.
        spread: φ of demand's variance at option × market and at product × market.
        trials: By origin in the past what was said of products × markets × weeks.
    """

    known: Known
    hidden: Uncensored
    cells: Cells
    factors: Factors
    spread: tuple[float, float]
    trials: list[tuple[int, Array]]


def publish_styles(connection: duckdb.DuckDBPyConnection, as_of: date) -> Outlook | None:
    """Write the tables of styles; empty ones where core holds no orders of styles.

    Args:
        connection: The open work warehouse, with core.
        as_of: The run's one clock; whole weeks before it are history.
    """
    _create(connection)
    known = read_known(connection, as_of)
    if known is None or known.from_stock.shape[2] < MIN_HISTORY_WEEKS:
        return None
    hidden = uncensor(known)
    cells = cells_of(known, known.from_stock + hidden.lost + known.to_order)
    factors = fit(cells)
    _write_demand(connection, known, hidden)
    spread, trials = _write_trials(connection, known, cells, hidden)
    found = Outlook(known, hidden, cells, factors, spread, trials)
    _write_ahead(connection, found)
    _write_launches(connection, found)
    for table, columns in zip(
        (STYLE_SEASON, SEASON_WEEK), seasons(known, cells, factors, _mondays(known)[0]), strict=True
    ):
        _insert_into(connection, table, columns)
    return found


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema if not exists forecasting")
    nine = ", ".join(f"{quantile_name(level)} decimal(18, 4)" for level in LEVELS)
    columns = {
        DEMAND_UNCENSORED: "product_key varchar, market_code varchar, week_start_date date, "
        "ordered_qty decimal(18, 4), unmet_qty decimal(18, 4), missing_rate decimal(18, 8)",
        FORECAST_OPTION: "option_name varchar, market_code varchar, week_start_date date, horizon_weeks integer, "
        "life_code varchar, method_name varchar, forecast_qty decimal(18, 4), model_qty decimal(18, 4), "
        f"naive_qty decimal(18, 4), {nine}",
        FORECAST_PRODUCT: "product_key varchar, option_name varchar, market_code varchar, week_start_date date, "
        "horizon_weeks integer, size_rate decimal(18, 8), forecast_qty decimal(18, 4), model_qty decimal(18, 4), "
        f"{nine}",
        FORECAST_DAY: "product_key varchar, market_code varchar, forecast_date date, "
        f"forecast_qty decimal(18, 4), {nine}",
        STYLE_TRIAL: "option_name varchar, market_code varchar, origin_date date, week_start_date date, "
        "horizon_weeks integer, life_code varchar, demand_qty decimal(18, 4), naive_qty decimal(18, 4), "
        "window_qty decimal(18, 4), model_qty decimal(18, 4), q10_qty decimal(18, 4), q90_qty decimal(18, 4), "
        "pinball_qty decimal(18, 4), change_qty decimal(18, 4), squared_change_qty decimal(18, 4)",
    }
    columns[STYLE_LAUNCH] = (
        "option_name varchar, launch_week_date date, week_start_date date, expected_qty decimal(18, 4), "
        "variance_qty decimal(18, 4), strength_qty decimal(18, 4)"
    )
    columns[STYLE_SEASON] = (
        "option_name varchar, launch_week_date date, season_end_date date, certainty_qty decimal(18, 4), "
        "spread_rate decimal(18, 8)"
    )
    columns[SEASON_WEEK] = "option_name varchar, week_start_date date, expected_qty decimal(18, 4)"
    for table, shape in columns.items():
        connection.execute(f"create or replace table {table} ({shape})")


def quantile_name(level: float) -> str:
    """Return the column of a quantile: q025_qty, q05_qty, q10_qty and so on."""
    return f"q{level:g}".replace("0.", "").ljust(3, "0").replace("q050", "q05") + "_qty"


def _write_demand(connection: duckdb.DuckDBPyConnection, known: Known, hidden: Uncensored) -> None:
    """Write what was ordered beside what was wanted and not to be had, by product, market and week."""
    chunks = []
    for number, place in enumerate(known.place.tolist()):
        lost = hidden.expected[:, number][known.option] * hidden.sizes[:, number, None] * hidden.missing[:, place]
        product, week = np.nonzero(lost >= _LEAST)
        chunks.append((product, np.full(len(product), number), week, lost[product, week]))
    product, market, week, qty = (np.concatenate(parts) for parts in zip(*chunks, strict=True))
    share = hidden.missing[product, known.place[market], week]
    _insert(
        connection,
        "style_step_unmet",
        {"product_key": known.products[product], "market_code": known.markets[market],
         "week_start_date": _mondays(known)[week], "unmet_qty": qty, "missing_rate": share},
    )  # fmt: skip
    connection.execute(f"""
        insert into {DEMAND_UNCENSORED}
        select
            coalesce(ordered.product_key, unmet.product_key), coalesce(ordered.market_code, unmet.market_code),
            coalesce(ordered.week_start_date, unmet.week_start_date), coalesce(ordered.demand_qty, 0),
            coalesce(cast(round(unmet.unmet_qty, 4) as decimal(18, 4)), 0),
            coalesce(cast(round(unmet.missing_rate, 8) as decimal(18, 8)), 0)
        from (select * from core.fct_demand_weekly where week_start_date < getvariable('style_until')) as ordered
        full join style_step_unmet as unmet
            on ordered.product_key = unmet.product_key and ordered.market_code = unmet.market_code
            and ordered.week_start_date = unmet.week_start_date
        order by 1, 2, 3""")
    connection.unregister("style_step_unmet")


def _write_trials(
    connection: duckdb.DuckDBPyConnection, known: Known, cells: Cells, hidden: Uncensored
) -> tuple[tuple[float, float], list[tuple[int, Array]]]:
    """Forecast the past again from rolling origins and keep it beside the naive one.

    Returns:
        How demand scatters, and by origin what was said of products.
    """
    trials = tried(connection, known, cells)
    if not trials:
        return (0.5, 0.5), []
    actual = np.stack([cells.demand[:, :, trial.origin : trial.origin + HORIZON_WEEKS] for trial in trials])
    mean = np.stack([trial.mean for trial in trials])
    spread = dispersion(actual[:, known.is_sold], mean[:, known.is_sold])
    for number, trial in enumerate(trials):
        _write_trial(connection, known, cells, trial, actual[number], spread)
    products = [
        (trial.origin, by_products(known, trial.mean, trial.launch, trial.origin, hidden.sizes)) for trial in trials
    ]
    sizes = hidden.sizes.max(axis=1).mean()
    return (spread, max(spread, spread * float(sizes))), products


def _write_trial(
    connection: duckdb.DuckDBPyConnection, known: Known, cells: Cells, trial: Trial, actual: Array, spread: float
) -> None:
    origin, mean = trial.origin, trial.mean
    judged = (trial.launch < origin) & known.is_sold
    naive, window = _naive(cells, trial.launch, origin), _window(cells, origin)
    change, squared = (_change(cells, origin, power) for power in (1, 2))
    ranges = quantiles(mean, spread)
    loss = _pinball(actual, ranges)
    option, market, week = np.nonzero(judged[:, None, None] & ((mean >= 10 * _LEAST) | (actual > 0) | (naive > 0)))
    cell = option, market, week
    weeks = origin + week
    _insert_into(
        connection,
        STYLE_TRIAL,
        {"option_name": known.option_names[option], "market_code": known.markets[market],
         "origin_date": np.full(len(option), _mondays(known)[origin]), "week_start_date": _mondays(known)[weeks],
         "horizon_weeks": week + 1, "life_code": life_codes(trial.launch[option], np.full(len(option), origin)),
         "demand_qty": actual[cell], "naive_qty": naive[cell], "window_qty": window[cell], "model_qty": mean[cell],
         "q10_qty": ranges[(*cell, 2)], "q90_qty": ranges[(*cell, 6)], "pinball_qty": loss[cell],
         "change_qty": change[option, market], "squared_change_qty": squared[option, market]},
    )  # fmt: skip


def _naive(cells: Cells, launch: Codes, origin: int) -> Array:
    """Return seasonal naive demand: the same week a year earlier; with less history the mean of the last four weeks."""
    recent = cells.demand[:, :, max(origin - 4, 0) : origin].mean(axis=2)[:, :, None]
    naive = np.repeat(recent, HORIZON_WEEKS, axis=2)
    if origin >= 52:
        has_year = launch < origin - 52
        naive = np.where(has_year[:, None, None], cells.demand[:, :, origin - 52 : origin - 52 + HORIZON_WEEKS], naive)
    return naive


def _window(cells: Cells, origin: int) -> Array:
    """Return the mean of the last eight weeks."""
    recent = cells.demand[:, :, max(origin - 8, 0) : origin].mean(axis=2)[:, :, None]
    return np.repeat(recent, HORIZON_WEEKS, axis=2)


def _change(cells: Cells, origin: int, power: int) -> Array:
    """Return the mean change from one week to the next of the history, or its square: the scales of MASE and RMSSE."""
    return np.asarray((np.abs(np.diff(cells.demand[:, :, :origin], axis=2)) ** power).mean(axis=2))


def _pinball(actual: Array, ranges: Array) -> Array:
    """Return the mean pinball loss over the nine quantiles."""
    over = actual[..., None] - ranges
    levels = np.array(LEVELS)
    return np.asarray(np.maximum(levels * over, (levels - 1) * over).mean(axis=-1))


def life_codes(launch: Codes, week: Codes) -> Any:
    """Return where options stand in their lives: planned, new (4 weeks), ramp (to 12), mature, established."""
    age = week - launch
    return np.select(
        [launch == ESTABLISHED, age < 0, age < _STYLES.new_weeks, age < _STYLES.ramp_weeks],
        ["established", "planned", "new", "ramp"],
        "mature",
    )


def _write_ahead(connection: duckdb.DuckDBPyConnection, found: Outlook) -> None:
    """Write days, weeks of products and weeks of options, each the exact sum of the one before."""
    known, cells = found.known, found.cells
    mean = outlook(cells, found.factors, HORIZON_WEEKS)
    by_product = by_products(known, mean, cells.launch, cells.weeks, found.hidden.sizes)
    said = overridden(connection, by_product, known.products, known.markets, monday_text(known, cells.weeks))
    weekdays = _weekdays(connection, known)
    days, weekly = _days_and_weeks(said, weekdays)
    before = _days_and_weeks(by_product, weekdays)[1]
    write_said(connection, known, [*found.trials, (cells.weeks, before / _PER_UNIT)])
    _write_options(connection, found, *(_by_option(known, units) for units in (weekly, before)))
    _write_products(connection, found, weekly, before)
    _write_days(connection, found, days.reshape(*days.shape[:2], -1))


def _write_launches(connection: duckdb.DuckDBPyConnection, found: Outlook) -> None:
    """Write what was believed of each new option before it was sold, for its weeks until now."""
    known, cells, factors = found.known, found.cells, found.factors
    weekly = believed(cells, factors)
    age = cells.age(cells.weeks)
    is_new = (known.is_sold & (cells.launch >= cells.weeks - _STYLES.launch_weeks))[:, None] & (age >= 0)
    option, week = np.nonzero(is_new)
    expected = weekly[option, week]
    _insert_into(
        connection,
        STYLE_LAUNCH,
        {"option_name": known.option_names[option], "launch_week_date": _mondays(known)[cells.launch[option]],
         "week_start_date": _mondays(known)[week], "expected_qty": expected,
         "variance_qty": expected + factors.spread * expected**2,
         "strength_qty": np.full(len(option), factors.strength)},
    )  # fmt: skip


def _days_and_weeks(by_product: Array, weekdays: Array) -> tuple[Codes, Codes]:
    """Return products × markets × weeks × days of the first weeks, and × weeks, which are the sums of their days."""
    days = _units(by_product[:, :, : _STYLES.days // 7, None] * weekdays[None, :, None, :])
    weekly = _units(by_product)
    weekly[:, :, : _STYLES.days // 7] = days.sum(axis=3)
    return days, weekly


def _by_option(known: Known, weekly: Codes) -> Codes:
    found = np.zeros((len(known.option_names), *weekly.shape[1:]), dtype=np.int64)
    np.add.at(found, known.option, weekly)
    return found


def _units(values: Array) -> Codes:
    return np.asarray(np.rint(values * _PER_UNIT).astype(np.int64))


def _weekdays(connection: duckdb.DuckDBPyConnection, known: Known) -> Array:
    """Return markets × seven: the share of each weekday in a week's demand, drawn towards that of all markets."""
    rows = connection.execute(
        """select market_code, isodow(order_date) - 1 as weekday, sum(ordered_qty)::double as qty
        from style_step_line where is_demand group by all"""
    ).fetchnumpy()
    market = np.searchsorted(known.markets, np.asarray(rows["market_code"]).astype(str))
    counted = np.zeros((len(known.markets), 7))
    counted[market, np.asarray(rows["weekday"]).astype(np.int64)] = rows["qty"]
    whole = (counted.sum(axis=0) + 1.0) / (counted.sum() + 7.0)
    return np.asarray(
        (counted + _STYLES.weekday_units * whole) / (counted.sum(axis=1, keepdims=True) + _STYLES.weekday_units)
    )


def _write_options(connection: duckdb.DuckDBPyConnection, found: Outlook, units: Codes, before: Codes) -> None:
    known, cells = found.known, found.cells
    cell = np.nonzero(units + before)
    option, market, week = cell
    origin = cells.weeks
    naive = _naive(cells, cells.launch, origin)
    is_capped = before[cell] >= _units(caps(cells))[option, market]
    _insert_into(
        connection,
        FORECAST_OPTION,
        {"option_name": known.option_names[option], "market_code": known.markets[market],
         "week_start_date": _mondays(known)[origin + week], "horizon_weeks": week + 1,
         "life_code": life_codes(cells.launch[option], np.full(len(option), origin)),
         "method_name": np.where(is_capped, CAPPED_METHOD, METHOD), "forecast_qty": units[cell] / _PER_UNIT,
         "model_qty": before[cell] / _PER_UNIT, "naive_qty": naive[cell],
         **_nine(units[cell] / _PER_UNIT, found.spread[0])},
    )  # fmt: skip


def _write_products(connection: duckdb.DuckDBPyConnection, found: Outlook, units: Codes, before: Codes) -> None:
    known = found.known
    cell = np.nonzero(units + before)
    product, market, week = cell
    _insert_into(
        connection,
        FORECAST_PRODUCT,
        {"product_key": known.products[product], "option_name": known.option_names[known.option[product]],
         "market_code": known.markets[market], "week_start_date": _mondays(known)[found.cells.weeks + week],
         "horizon_weeks": week + 1, "size_rate": found.hidden.sizes[product, market],
         "forecast_qty": units[cell] / _PER_UNIT, "model_qty": before[cell] / _PER_UNIT,
         **_nine(units[cell] / _PER_UNIT, found.spread[1])},
    )  # fmt: skip


def _write_days(connection: duckdb.DuckDBPyConnection, found: Outlook, units: Codes) -> None:
    known = found.known
    cell = np.nonzero(units)
    product, market, day = cell
    first = _mondays(known)[found.cells.weeks]
    _insert_into(
        connection,
        FORECAST_DAY,
        {"product_key": known.products[product], "market_code": known.markets[market], "forecast_date": first + day,
         "forecast_qty": units[cell] / _PER_UNIT, **_nine(units[cell] / _PER_UNIT, found.spread[1])},
    )  # fmt: skip


def _nine(mean: Array, spread: float) -> dict[str, Array]:
    found = quantiles(mean, spread)
    return {quantile_name(level): found[:, place] for place, level in enumerate(LEVELS)}


def _mondays(known: Known) -> Any:
    first = np.datetime64(monday_text(known, 0))
    return first + 7 * np.arange(known.from_stock.shape[2] + HORIZON_WEEKS)


def _insert(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, Any]) -> None:
    """Register columns as a table of the session."""
    from pyarrow.lib import Table, array

    connection.register(name, Table.from_arrays([array(values) for values in columns.values()], names=list(columns)))


def _insert_into(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, Any]) -> None:
    """Append columns to a table; quantities are rounded once, to its four places."""
    _insert(connection, "style_step_rows", columns)
    shown = ", ".join(
        f"round({name}, 8)" if name.endswith("_rate") else f"round({name}, 4)" if name.endswith("_qty") else name
        for name in columns
    )
    connection.execute(f"insert into {table} ({', '.join(columns)}) select {shown} from style_step_rows")
    connection.unregister("style_step_rows")
