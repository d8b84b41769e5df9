"""What was known of each product and market at each origin.

Belongs here: series, weekly demand, their state at an origin, and their segment. Not here: any forecast.

Segments, computed anew at every origin from the history before it:

- `unforeseen`: not sold before the origin; only the life-cycle model can say anything about it.
- `new`: fewer than 13 weeks since the first demand.
- ADI is weeks of history ÷ weeks with demand; CV² is the squared coefficient of variation (population) of the demand in
  weeks that have any. `smooth`: ADI < 1.32 and CV² < 0.49; `erratic`: only ADI below; `intermittent`: only CV² below;
  `lumpy`: neither.
"""

from __future__ import annotations

from datetime import date

import duckdb

from forecasting.tables import DEMAND, DEMAND_WEEKLY, ORIGIN, SERIES, STATE, STYLE_SAID, ForecastingError
from forecasting.weeks import EPOCH, YEAR_WEEKS, Origins, origins, week_of

UNFORESEEN = "unforeseen"
"""The segment of series whose first demand comes after the origin."""
SEGMENTS = ("smooth", "erratic", "intermittent", "lumpy", "new", UNFORESEEN)
NEW_WEEKS = 13
LEVEL_WEEKS = 8
NAIVE_WEEKS = 4
SPREAD_WEEKS = 26


def build_history(connection: duckdb.DuckDBPyConnection, as_of: date) -> Origins:
    """Write the series, their demand, the origins and the state of every series at each of them.

    Args:
        connection: The open work warehouse, with `core.fct_demand_weekly`.
        as_of: The run's one clock; only weeks that end before it are history.

    Raises:
        ForecastingError: The table is missing.
    """
    connection.execute(
        f"create temp table if not exists {STYLE_SAID} (origin_week integer, product_key varchar, "
        "market_code varchar, horizon_weeks integer, forecast_qty decimal(18, 4))"
    )
    _read_demand(connection, week_of(as_of))
    ((first_week,),) = connection.execute(f"select min(first_week) from {SERIES}").fetchall()
    chosen = origins(as_of, first_week)
    rows = ", ".join(f"({number}, {week})" for number, week in enumerate((chosen.published, *chosen.tried)))
    connection.execute(
        f"create or replace temp table {ORIGIN} as select * from (values {rows}) as origin (origin_number, origin_week)"
    )
    connection.execute(f"create or replace temp table {STATE} as {_state_sql()}")
    return chosen


def _read_demand(connection: duckdb.DuckDBPyConnection, before_week: int) -> None:
    """Number the series and keep their complete weeks; a nameless product or market is the unknown member."""
    read = DEMAND + "_read"
    try:
        connection.execute(f"""
            create or replace temp table {read} as
            select
                coalesce(product_key, 'unknown') as product_key,
                coalesce(market_code, 'unknown') as market_code,
                cast((week_start_date - date '{EPOCH}') // 7 as integer) as week,
                cast(sum(demand_qty) as decimal(18, 4)) as qty
            from {DEMAND_WEEKLY}
            group by 1, 2, 3
            having week < {before_week}
        """)
    except duckdb.CatalogException as error:
        raise ForecastingError(
            f"the table {DEMAND_WEEKLY} does not exist.", where="forecasting", todo="Build the core models first."
        ) from error
    connection.execute(f"""
        create or replace temp table {SERIES} as
        select
            cast(row_number() over (order by product_key, market_code) as integer) as series_id,
            product_key,
            market_code,
            coalesce(min(goods.category_name), 'unknown') as category_name,
            min(week) as first_week,
            min(min(week)) over (partition by product_key) as launch_week
        from (
            select product_key, market_code, week from {read}
            union all
            select distinct product_key, market_code, cast(null as integer) from {STYLE_SAID}
        )
        left join core.dim_product as goods using (product_key)
        group by product_key, market_code
    """)
    connection.execute(f"""
        create or replace temp table {DEMAND} as
        select series.series_id, read.week, read.qty
        from {read} as read
        inner join {SERIES} as series using (product_key, market_code)
    """)
    connection.execute(f"drop table temp.{read}")


def _state_sql() -> str:
    """One row per series and origin: weeks of history, demand of the windows that the methods need, and the segment."""
    last = "coalesce(sum(demand.qty) filter (where demand.week >= origin.origin_week - {}), 0)"
    year_ago = f"between origin_week - {YEAR_WEEKS + LEVEL_WEEKS} and origin_week - {YEAR_WEEKS + 1}"
    steady = "100 * demand_weeks * squares < 149 * total * total"
    return f"""
        with known as (
            select
                origin.origin_number,
                origin.origin_week,
                series.series_id,
                series.market_code,
                origin.origin_week - series.first_week as history_weeks,
                origin.origin_week - series.launch_week as product_weeks,
                {last.format(NAIVE_WEEKS)} as naive_qty,
                {last.format(LEVEL_WEEKS)} as level_qty,
                {last.format(SPREAD_WEEKS)} as spread_qty,
                coalesce(sum(demand.qty) filter (where demand.week {year_ago}), 0) as level_year_ago_qty,
                count(*) filter (where demand.qty > 0) as demand_weeks,
                cast(coalesce(sum(demand.qty) filter (where demand.qty > 0), 0) as double) as total,
                cast(coalesce(sum(demand.qty * demand.qty) filter (where demand.qty > 0), 0) as double) as squares
            from {ORIGIN} as origin
            inner join {SERIES} as series on series.first_week < origin.origin_week
            inner join {DEMAND} as demand
                on series.series_id = demand.series_id and demand.week < origin.origin_week
            group by 1, 2, 3, 4, 5, 6
        )
        select
            * exclude (demand_weeks, total, squares),
            case
                when history_weeks < {NEW_WEEKS} then 'new'
                when history_weeks * 100 < demand_weeks * 132
                    then case when {steady} then 'smooth' else 'erratic' end
                when {steady} then 'intermittent'
                else 'lumpy'
            end as segment_code
        from known
    """
