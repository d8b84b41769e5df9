"""How much demand may come until the next order is there: the forecast, its errors as they were, and lead times.

Belongs here: demand by policy, the errors of summed weeks, and the draws. Not here: what follows from them (policies).

Demand ahead is that of styles, which knows of what was wanted and not to be had; a product that it does not tell has
that of its series. A place picks and sends all of it. Bought is only what will be delivered: parcels that are refused
at the door come back, so that demand of a market counts with the share of its older units that was delivered.

Errors are of sums of weeks, never sums of weekly ranges: for each tried origin and each number of weeks h, actual and
forecast of the first h weeks are summed, by market and over all markets, and their difference is taken as a multiple of
the spread √(c² + c), c the summed forecast, at least a quarter of a unit. They are of styles in one colour, where
styles were tried, else of products. They are pooled by h (1 to 2, 3 to 4, 5 to 8, 9 to 13 weeks) and by the size of c,
each class up to twice the last: the larger a forecast, the smaller its error beside it. Where a class has too few, that
of its size over any weeks counts, else the next smaller one, whose errors are rather too wide.
Demand of a draw is forecast + error × spread, not below 0. What is summed is decimal, so that the same data give the
same plan on any number of threads.
"""

from __future__ import annotations

from datetime import date

import duckdb

from forecasting.planning.positions import ANY, MAKE, TRANSFER
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import AHEAD, DEMAND, DRAW, ERROR, LEAD, PLACE, STOCK, SUPPLY, TERMS
from forecasting.tables import BACKTEST, FORECAST, FORECAST_PRODUCT, STYLE_TRIAL
from forecasting.weeks import HORIZON_WEEKS

NETWORK, ONE_PLACE = "network", "place"
_FLOOR = 0.25
_SIZES = tuple(0.5 * 2**step for step in range(11))
_MIN_POOL = 100
_SHARE_DAYS = 182
_DELIVERED_AFTER, _DELIVERED_DAYS = 30, 365
"""Days after which an order has come or come back, and days of older orders that tell how many do."""
_STRIDE, _REVIEW_STRIDE = 37, 23
"""Errors, and days of the review, are taken in another order than lead times, so that they are not tied; odd."""


def read_demand(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Write the demand ahead of each policy: of all places together at the hub, and of each place."""
    connection.execute(f"create or replace temp table {AHEAD} as {ahead_sql(as_of)}")
    connection.execute(f"create or replace temp table {DEMAND} as {_demand_sql(as_of)}")


def read_errors(connection: duckdb.DuckDBPyConnection, draws: int) -> None:
    """Write the errors of every bucket of weeks and size, evenly over the draws."""
    ((has_styles,),) = connection.execute(f"select count(*) > 0 from {STYLE_TRIAL}").fetchall()
    tried = _tried_styles_sql() if has_styles else _tried_series_sql()
    connection.execute(f"create or replace temp table {ERROR} as {_error_sql(tried, draws)}")


def draw_demand(connection: duckdb.DuckDBPyConnection, settings: PlanSettings) -> None:
    """Write for each policy and draw the demand over its lead time and one review, and over a part of the review.

    Stock falls below the reorder point on any day of a review, as likely on one as on another, and is ordered at its
    end: what a cycle can miss is the demand of the lead time and of that part (`cycle_qty`).
    """
    connection.execute(f"create or replace temp table {DRAW} as {_draw_sql(settings)}")


def ahead_sql(as_of: date) -> str:
    """Return SQL for what is expected by product, market and week: units ordered, and those to be delivered."""
    until = f"date '{as_of}' - {_DELIVERED_AFTER}"
    return f"""
        with forecasts as (
            select product_key, market_code, horizon_weeks, forecast_qty from {FORECAST_PRODUCT}
            union all
            select product_key, market_code, horizon_weeks, forecast_qty from {FORECAST}
            where product_key not in (select product_key from {FORECAST_PRODUCT})
        ),
        came_back as (
            select order_line_key, sum(refunded_qty) as qty
            from core.fct_refund_line where reversal_type = 'undelivered' group by order_line_key
        ),
        delivered as (
            select
                lines.market_code,
                1 - sum(least(coalesce(came_back.qty, 0), lines.ordered_qty)) / sum(lines.ordered_qty) as share
            from core.fct_order_line as lines
            left join came_back on lines.order_line_key = came_back.order_line_key
            where not lines.is_test and not lines.is_cancelled and lines.ordered_qty > 0
                and lines.order_date between {until} - {_DELIVERED_DAYS} and {until}
            group by lines.market_code
        )
        select
            forecasts.product_key, forecasts.market_code, forecasts.horizon_weeks, forecasts.forecast_qty,
            cast(round(forecasts.forecast_qty * coalesce(delivered.share, 1), 4) as decimal(18, 4)) as delivered_qty
        from forecasts left join delivered on forecasts.market_code = delivered.market_code
    """


def _demand_sql(as_of: date) -> str:
    weeks = f"list_transform(range({HORIZON_WEEKS}), week -> cast(coalesce(by_week[week + 1], 0) as double))"
    return f"""
        with {_served_sql(as_of)},
        {_weekly_sql()},
        {_planned_sql()},
        profile as (
            select
                product_key, location_key, level_code,
                map_from_entries(list((horizon_weeks, qty))) as by_week
            from weekly group by all
        )
        select
            row_number() over (order by keyed.product_key, keyed.location_key, keyed.level_code) as policy_id,
            keyed.product_key,
            keyed.location_key,
            keyed.level_code,
            case
                when keyed.level_code = '{ONE_PLACE}' then '{TRANSFER}'
                when terms.source_type = 'make' then '{MAKE}'
                else coalesce(terms.supplier_key, '{ANY}')
            end as lead_key,
            cast(case when keyed.level_code = '{NETWORK}' then coalesce(terms.minimum_qty, 0) else 0 end as double)
                as minimum_qty,
            cast(case when keyed.level_code = '{NETWORK}' then coalesce(terms.pack_qty, 1) else 1 end as double)
                as pack_qty,
            {weeks} as ahead
        from keyed
        left join profile using (product_key, location_key, level_code)
        left join {TERMS} as terms on keyed.product_key = terms.product_key
        where keyed.product_key <> 'unknown'
    """


def _served_sql(as_of: date) -> str:
    """Name, for a query's `with`, the places that serve each market, by their share of what was shipped to it."""
    return f"""shipped as (
            select orders.market_code, flows.location_key, sum(-flows.moved_qty) as units
            from core.fct_stock_flow as flows
            inner join {PLACE} as places on flows.location_key = places.location_key
            inner join core.fct_order_line as orders on flows.order_line_key = orders.order_line_key
            where flows.flow_type = 'shipment' and flows.flow_date between date '{as_of}' - {_SHARE_DAYS} and '{as_of}'
            group by all having sum(-flows.moved_qty) > 0
        ),
        shares as (
            select market_code, location_key, units / sum(units) over (partition by market_code) as share from shipped
        ),
        markets as (select distinct market_code from {AHEAD}),
        served as (
            select market_code, location_key, share from shares
            union all
            select markets.market_code, places.location_key, 1
            from markets cross join {PLACE} as places
            where places.is_hub and markets.market_code not in (select market_code from shares)
        )"""


def _weekly_sql() -> str:
    """Name, for a query's `with`, the units of each week that each place sends, and those that the hub receives."""
    return f"""hub as (select location_key from {PLACE} where is_hub),
        weekly as (
            select
                forecasts.product_key, served.location_key, '{ONE_PLACE}' as level_code, forecasts.horizon_weeks,
                sum(cast(round(forecasts.forecast_qty * served.share, 8) as decimal(18, 8))) as qty
            from {AHEAD} as forecasts
            inner join served on forecasts.market_code = served.market_code
            group by all
            union all
            select forecasts.product_key, hub.location_key, '{NETWORK}', forecasts.horizon_weeks,
                sum(forecasts.delivered_qty)
            from {AHEAD} as forecasts cross join hub
            group by all
        )"""


def _planned_sql() -> str:
    """Name, for a query's `with`, what has a policy: what is expected, in stock or on order, at a place or at all."""
    return f"""keyed as (
            select product_key, location_key, level_code from weekly
            union
            select product_key, location_key, '{ONE_PLACE}' from {STOCK} where on_hand_qty <> 0 or coming_qty <> 0
            union
            select known.product_key, hub.location_key, '{NETWORK}'
            from (
                select product_key from {STOCK} where on_hand_qty <> 0 or coming_qty <> 0
                union select product_key from {SUPPLY}
            ) as known cross join hub
        )"""


def _tried_styles_sql() -> str:
    return f"""
        select
            option_name as item, market_code, origin_date, horizon_weeks,
            model_qty as forecast, demand_qty as actual
        from {STYLE_TRIAL}
    """


def _tried_series_sql() -> str:
    return f"""
        select
            backtests.product_key as item, backtests.market_code, backtests.origin_date, backtests.horizon_weeks,
            backtests.forecast_qty as forecast, backtests.actual_qty as actual
        from {BACKTEST} as backtests
        inner join (
            select product_key, market_code, min(method_name) as method_name from {FORECAST} group by all
        ) as published using (product_key, market_code, method_name)
    """


def _error_sql(tried: str, draws: int) -> str:
    levels = "[" + ", ".join(f"{(draw + 0.5) / draws:.6f}" for draw in range(draws)) + "]"
    return f"""
        with tried as ({tried}),
        summed as (
            select
                item, origin_date, horizon_weeks as weeks,
                sum(forecast) over to_here as forecast, sum(actual) over to_here as actual
            from tried
            window to_here as (partition by item, market_code, origin_date order by horizon_weeks)
        ),
        both_levels as (
            select weeks, cast(forecast as double) as forecast, cast(actual as double) as actual from summed
            union all
            select weeks, cast(sum(forecast) as double), cast(sum(actual) as double)
            from summed group by item, origin_date, weeks
        ),
        residuals as (
            select
                {bucket_sql("weeks")} as bucket,
                {size_sql("forecast")} as size_class,
                round((actual - forecast) / {spread_sql("forecast")}, 6) as residual
            from both_levels
        ),
        pooled as (
            select bucket, size_class, quantile_cont(residual, {levels}) as residuals
            from residuals
            group by grouping sets ((bucket, size_class), (size_class), ())
            having count(*) >= {_MIN_POOL}
        ),
        wanted as (
            select bucket, size_class from
            (select unnest(range(1, 5)) as bucket) cross join (select unnest(range({len(_SIZES) + 1})) as size_class)
        ),
        chosen as (
            select
                wanted.bucket, wanted.size_class,
                coalesce(own.residuals, of_size.residuals, of_all.residuals, [0.0]) as residuals
            from wanted
            left join pooled as own on wanted.bucket = own.bucket and wanted.size_class = own.size_class
            asof left join (select * from pooled where bucket is null and size_class is not null) as of_size
                on wanted.size_class >= of_size.size_class
            left join (select * from pooled where bucket is null and size_class is null) as of_all on true
        )
        select bucket, size_class, draw, residuals[1 + draw % len(residuals)] as residual
        from chosen cross join (select unnest(range({draws})) as draw)
    """


def _draw_sql(settings: PlanSettings) -> str:
    spread = spread_sql("placed.cycle_forecast")
    cycle = f"greatest(placed.cycle_forecast + cycle_errors.residual * {spread}, 0)"
    return f"""
        with timed as (
            select
                demand.policy_id, leads.draw, leads.lead_days, demand.ahead,
                list_sum(demand.ahead) / {HORIZON_WEEKS} as later,
                (leads.lead_days + {settings.review_days}) / 7.0 as weeks,
                (leads.lead_days + {settings.review_days}
                * ((leads.draw * {_REVIEW_STRIDE}) % {settings.draws} + 0.5) / {settings.draws}) / 7.0 as cycle_weeks
            from {DEMAND} as demand
            inner join {LEAD} as leads on demand.lead_key = leads.lead_key
        ),
        expected as (
            select
                policy_id, draw, lead_days, weeks, cycle_weeks,
                {_until_sql("weeks")} as forecast, {_until_sql("cycle_weeks")} as cycle_forecast
            from timed
        ),
        placed as (
            select
                *, {bucket_sql("weeks")} as bucket, {size_sql("forecast")} as size_class,
                {bucket_sql("cycle_weeks")} as cycle_bucket, {size_sql("cycle_forecast")} as cycle_size_class,
                (draw * {_STRIDE}) % {settings.draws} as error_draw
            from expected
        )
        select
            placed.policy_id, placed.draw,
            {_exact("placed.lead_days")} as lead_days,
            {_exact("placed.forecast")} as forecast,
            {_exact(f"greatest(placed.forecast + errors.residual * {spread_sql('placed.forecast')}, 0)")} as demand_qty,
            {_exact(cycle)} as cycle_qty
        from placed
        inner join {ERROR} as errors
            on placed.bucket = errors.bucket
            and placed.size_class = errors.size_class
            and placed.error_draw = errors.draw
        inner join {ERROR} as cycle_errors
            on placed.cycle_bucket = cycle_errors.bucket
            and placed.cycle_size_class = cycle_errors.size_class
            and placed.error_draw = cycle_errors.draw
    """


def _until_sql(weeks: str) -> str:
    """Return SQL for the forecast of so many weeks; beyond what is told a week is like the mean of that."""
    return f"""coalesce(list_sum(ahead[1:cast(floor({weeks}) as bigint)]), 0)
                + ({weeks} - floor({weeks})) * coalesce(ahead[cast(floor({weeks}) as bigint) + 1], 0)
                + greatest({weeks} - {HORIZON_WEEKS}, 0) * later"""


def _exact(sql: str) -> str:
    """Return SQL for a number as a decimal, whose sums are the same in whatever order they are made."""
    return f"cast(round({sql}, 6) as decimal(18, 6))"


def bucket_sql(weeks: str) -> str:
    """Return SQL for the bucket, 1 to 4, of a number of weeks."""
    return f"case when {weeks} <= 2 then 1 when {weeks} <= 4 then 2 when {weeks} <= 8 then 3 else 4 end"


def size_sql(forecast: str) -> str:
    """Return SQL for the class of size, from 0, of a summed forecast."""
    steps = " ".join(f"when {forecast} < {size} then {number}" for number, size in enumerate(_SIZES))
    return f"case {steps} else {len(_SIZES)} end"


def spread_sql(forecast: str) -> str:
    """Return SQL for the unit in which the error of a summed forecast is told."""
    return f"sqrt(greatest({forecast}, {_FLOOR}) * greatest({forecast}, {_FLOOR}) + greatest({forecast}, {_FLOOR}))"
