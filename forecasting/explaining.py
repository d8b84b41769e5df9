"""What stands behind a forecast, as a release holds it.

Belongs here: gathering the facts of one item and market. Not here: printing them, and how they came about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from forecasting.ledger import PRODUCT_LEVEL
from forecasting.overriding import ForecastOverrideError

_PAGE = "marts.mart_planning__forecast_vs_actual"
_LEDGER = "marts.mart_planning__forecast_ledger"
NEAR_WEEKS = 4


@dataclass(frozen=True)
class Week:
    """A week ahead: what the naive and the chosen method say, what is published, its range, and last year's sales."""

    week_start_date: date
    naive_qty: Decimal
    model_qty: Decimal
    forecast_qty: Decimal
    q10_qty: Decimal | None
    q90_qty: Decimal | None
    override_id: int | None
    year_before_qty: Decimal


@dataclass(frozen=True)
class Explanation:
    """What stands behind the forecast of an item in a market.

    Args:
        names: The SKUs and styles that are meant: an override of any of them counts.
        series: Products and markets that are summed; ranges of single ones do not add up, so there is none of more.
        methods: The published methods with their demand classes.
        first_week: Monday of the first week that sold anything.
        level_qty: Mean units a week in the last 8 weeks.
        weeks: The weeks ahead.
        past: Per demand class, of all such series of the market up to 4 weeks ahead: WAPE of the naive and the chosen
            method, its bias, and the share that the 80 % range covered.
    """

    names: frozenset[str]
    series: int
    methods: list[tuple[str, str]]
    first_week: date | None
    level_qty: Decimal
    weeks: list[Week]
    past: list[tuple[Any, ...]]


def explain(connection: duckdb.DuckDBPyConnection, item: str, market: str) -> Explanation:
    """Gather what a release knows of a forecast.

    Args:
        connection: An open release.
        item: A SKU or a style code.
        market: A market's code.

    Raises:
        ForecastOverrideError: The release forecasts no such item there.
    """
    connection.execute(
        f"""create or replace temp table explained as
        select forecast.*
        from {_PAGE} as forecast
        inner join core.dim_product as goods on forecast.product_key = goods.product_key
        where $1 in (goods.sku, goods.style_code) and forecast.market_code = $2""",
        [item, market],
    )
    weeks = [Week(*row) for row in connection.execute(_WEEKS).fetchall()]
    if not weeks:
        raise ForecastOverrideError(
            f"the current release forecasts no {item} in {market}.",
            todo="Use a SKU or a style and a market of mart_planning__forecast_vs_actual.",
        )
    ((series, first_week, level),) = connection.execute(_HISTORY).fetchall()
    methods = connection.execute(_METHODS).fetchall()
    past = connection.execute(_PAST, [market]).fetchall()
    names = frozenset(name for (name,) in connection.execute(_NAMES, [item]).fetchall())
    return Explanation(names, series, methods, first_week, level, weeks, past)


_WEEKS = """
    with sold as (
        select demand.week_start_date + 364 as week_start_date, sum(demand.demand_qty) as qty
        from core.fct_demand_weekly as demand
        semi join explained
            on demand.product_key = explained.product_key and demand.market_code = explained.market_code
        group by demand.week_start_date
    )
    select ahead.week_start_date, sum(ahead.naive_qty), sum(ahead.model_qty), sum(ahead.forecast_qty),
        case when count(*) = 1 then max(ahead.q10_qty) end, case when count(*) = 1 then max(ahead.q90_qty) end,
        max(ahead.override_id), coalesce(max(sold.qty), 0)
    from explained as ahead
    left join sold on ahead.week_start_date = sold.week_start_date
    where ahead.is_future
    group by ahead.week_start_date
    order by ahead.week_start_date"""
_HISTORY = """
    with ahead as (
        select min(week_start_date) as week, count(distinct product_key) as series from explained where is_future
    )
    select max(ahead.series), min(demand.week_start_date),
        coalesce(sum(demand.demand_qty) filter (
            where demand.week_start_date >= ahead.week - 56 and demand.week_start_date < ahead.week), 0) / 8
    from ahead
    left join core.fct_demand_weekly as demand
        on (demand.product_key, demand.market_code) in (select (product_key, market_code) from explained)"""
_NAMES = """
    select distinct unnest([sku, style_code]) from core.dim_product where $1 in (sku, style_code)"""
_METHODS = """
    select distinct method_name, segment_code from explained where is_future order by all"""
_PAST = f"""
    select segment_code,
        sum(absolute_error_qty) filter (where step_code = 'naive')
            / nullif(sum(actual_qty) filter (where step_code = 'naive'), 0),
        sum(absolute_error_qty) filter (where step_code = 'model')
            / nullif(sum(actual_qty) filter (where step_code = 'model'), 0),
        sum(error_qty) filter (where step_code = 'model')
            / nullif(sum(actual_qty) filter (where step_code = 'model'), 0),
        sum(covered_count) filter (where step_code = 'model')
            / nullif(sum(ranged_count) filter (where step_code = 'model'), 0)
    from {_LEDGER}
    where level_code = '{PRODUCT_LEVEL}' and market_code = $1 and lag_weeks <= {NEAR_WEEKS}
        and segment_code in (select segment_code from explained where is_future)
    group by segment_code
    order by segment_code"""
