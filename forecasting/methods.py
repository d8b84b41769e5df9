"""The methods, all of them for every product and market, week by week.

Belongs here: what each method says about a week. Not here: which of them is published (`forecasting.judging`) or how
sure it is (`forecasting.ranges`).

An origin's history ends before the origin's week; horizon h is the week h - 1 weeks later. No method sees more.

- **Seasonal naive**: the demand of the same week a year (52 weeks) earlier. A series with less than 52 weeks of history
  takes the mean of its last 4 weeks, or of as many as it has.
- **Seasonal window average**: the mean of the last 8 weeks, or of as many as the product has been on sale in any market
  (a series begins with a sale, so a mean over its own few weeks would be too high), × the seasonal index of its
  category in its market for the week. The index says how the same week a year earlier stood to the mean of the 8 weeks
  that a year earlier were the last ones: for the series alone that had 60 weeks of history, so that launches are no
  season. That of a category in a market is drawn towards the category's in all markets, and that towards the company's:
  each counts with the units of its mean week against 50 of the wider one. It lies within 0.25 and 4, and is 1 where no
  series has 60 weeks of history.
- **Seasonal naive × growth**: the seasonal naive forecast × the demand of the last 8 weeks ÷ that of the same 8 weeks a
  year earlier, within 0.5 and 2; × 1 where the series has less than 60 weeks of history or sold nothing in those weeks.
- **Life cycle**: what the model of styles says of the product (`forecasting.demand.styles`), from what was known at the
  origin; the seasonal window average for goods that it says nothing about. There is none where there are no styles.

A series that was not sold before the origin has no history, so the first three say 0; it is listed where the life cycle
expects something of it, in markets that were sold to before, and in the past where something came.

No forecast is below 0. Sums are of decimals; each forecast is rounded once, to four places.
"""

from __future__ import annotations

import duckdb

from forecasting.history import LEVEL_WEEKS, NAIVE_WEEKS, SPREAD_WEEKS, UNFORESEEN
from forecasting.tables import DEMAND, ORIGIN, PREDICTION, SEASON, SERIES, STATE, STYLE_SAID, YEAR_AGO
from forecasting.weeks import HORIZON_WEEKS, YEAR_WEEKS

METHODS = ("seasonal_naive", "seasonal_window_average", "seasonal_naive_growth", "life_cycle")
"""From the simplest on; a method's rank is its place, counted from 1."""
NAIVE_RANK, LIFE_RANK = 1, 4

_FULL_YEAR = YEAR_WEEKS + LEVEL_WEEKS
_WIDER_UNITS = 50
_LOWEST_INDEX, _HIGHEST_INDEX = 0.25, 4
_LOWEST_GROWTH, _HIGHEST_GROWTH = 0.5, 2


def predict(connection: duckdb.DuckDBPyConnection) -> None:
    """Write every method's forecast from every origin, with what was then sold."""
    connection.execute(f"create or replace temp table {YEAR_AGO} as {_year_ago_sql()}")
    connection.execute(f"create or replace temp table {SEASON} as {_season_sql()}")
    connection.execute(f"create or replace temp table {PREDICTION} as {_prediction_sql()}")


def method_name_sql(rank: str) -> str:
    """Return SQL for the name of the method whose rank an expression yields."""
    return f"case {rank} " + " ".join(f"when {number} then '{name}'" for number, name in enumerate(METHODS, 1)) + " end"


def _year_ago_sql() -> str:
    """One row per origin, market, category and horizon: last year's demand of what was on sale; below 1 is past."""
    return f"""
        select
            origin.origin_number,
            series.market_code,
            series.category_name,
            demand.week - origin.origin_week + {YEAR_WEEKS + 1} as horizon_weeks,
            sum(demand.qty) as qty
        from {ORIGIN} as origin
        inner join {SERIES} as series on series.first_week <= origin.origin_week - {_FULL_YEAR}
        inner join {DEMAND} as demand
            on series.series_id = demand.series_id
            and demand.week >= origin.origin_week - {_FULL_YEAR}
            and demand.week < origin.origin_week - {YEAR_WEEKS} + {HORIZON_WEEKS}
        group by 1, 2, 3, 4
    """


def _season_sql() -> str:
    """One row per origin, market, category and horizon: the seasonal index of the module's docstring."""
    category_index = _drawn_sql("category", "companywide.seasonal_index")
    index = _drawn_sql("market", "categories.seasonal_index")
    return f"""
        with company as ({_week_and_mean_sql("origin_number")}),
        category as ({_week_and_mean_sql("origin_number, category_name")}),
        market as ({_week_and_mean_sql("origin_number, category_name, market_code")}),
        wanted as (
            select origin.origin_number, series.market_code, series.category_name, horizon.horizon_weeks
            from {ORIGIN} as origin
            cross join (select distinct market_code, category_name from {SERIES}) as series
            cross join (select cast(unnest(range(1, {HORIZON_WEEKS} + 1)) as integer) as horizon_weeks) as horizon
        ),
        companywide as (
            select origin_number, horizon_weeks, case when mean_qty > 0 then qty / mean_qty end as seasonal_index
            from company
        ),
        categories as (
            select wanted.origin_number, wanted.category_name, wanted.horizon_weeks,
                {category_index} as seasonal_index
            from (select distinct origin_number, category_name, horizon_weeks from wanted) as wanted
            left join companywide using (origin_number, horizon_weeks)
            left join category using (origin_number, category_name, horizon_weeks)
        )
        select
            wanted.origin_number,
            wanted.market_code,
            wanted.category_name,
            wanted.horizon_weeks,
            least(greatest(coalesce({index}, 1), {_LOWEST_INDEX}), {_HIGHEST_INDEX}) as seasonal_index
        from wanted
        left join categories using (origin_number, category_name, horizon_weeks)
        left join market using (origin_number, category_name, market_code, horizon_weeks)
    """


def _week_and_mean_sql(keys: str) -> str:
    """Return SQL for last year's demand of each week ahead (all of them), beside its mean week before, by some keys."""
    return f"""
        with summed as (
            select {keys}, horizon_weeks, sum(qty) as qty from {YEAR_AGO} group by {keys}, horizon_weeks
        ),
        means as (
            select {keys}, coalesce(sum(qty) filter (where horizon_weeks < 1), 0) / {LEVEL_WEEKS} as mean_qty
            from summed group by {keys}
        ),
        ahead as (
            select cast(unnest(range(1, {HORIZON_WEEKS} + 1)) as integer) as horizon_weeks
        )
        select means.*, ahead.horizon_weeks, coalesce(summed.qty, 0) as qty
        from means
        cross join ahead
        left join summed using ({keys}, horizon_weeks)
    """


def _drawn_sql(own: str, wider_index: str) -> str:
    """Return SQL for an index that counts with the units of its own mean week against 50 of what is wider."""
    units = f"coalesce({own}.qty, 0) + {_WIDER_UNITS} * {wider_index}"
    return f"({units}) / (coalesce({own}.mean_qty, 0) + {_WIDER_UNITS})"


def _prediction_sql() -> str:
    """One row per origin, series, horizon and method.

    `spread_mean` is what the unit of residuals is made of, see `forecasting.ranges`.
    """
    columns = "origin_number, origin_week, series_id, horizon_weeks, segment_code, spread_mean, actual_qty"
    forecast = "cast(round(greatest({}, 0), 4) as decimal(18, 4)) as forecast_qty"
    has_styles = f"exists (select 1 from {STYLE_SAID})"
    said = "case when has_said then coalesce(said_qty, 0) else level_mean * seasonal_index end"
    return f"""
        with said as ({_said_sql()}),
        cell as ({_cell_sql()}),
        unforeseen as ({_unforeseen_sql()})
        select {columns}, 1 as method_rank, {forecast.format("naive_qty")} from cell
        union all
        select {columns}, 2, {forecast.format("level_mean * seasonal_index")} from cell
        union all
        select {columns}, 3, {forecast.format("naive_qty * growth")} from cell
        union all
        select {columns}, {LIFE_RANK}, {forecast.format(said)} from cell where {has_styles}
        union all
        select {columns}, method.rank, if(method.rank = {LIFE_RANK}, coalesce(said_qty, 0), 0)
        from unforeseen
        cross join range(1, {LIFE_RANK} + 1) as method (rank)
        where method.rank < {LIFE_RANK} or {has_styles}
    """


def _said_sql() -> str:
    """One row per origin, series and horizon that the model of styles says anything about."""
    return f"""
        select origin.origin_number, series.series_id, told.horizon_weeks, told.forecast_qty
        from {STYLE_SAID} as told
        inner join {ORIGIN} as origin using (origin_week)
        inner join {SERIES} as series using (product_key, market_code)
    """


def _unforeseen_sql() -> str:
    """One row per origin, series without history and horizon: what is expected of it, and what came."""
    return f"""
        with listed as (
            select origin_number, series_id from said
            union
            select origin.origin_number, demand.series_id
            from {ORIGIN} as origin
            inner join {DEMAND} as demand
                on demand.week >= origin.origin_week and demand.week < origin.origin_week + {HORIZON_WEEKS}
            where origin.origin_number > 0
        ),
        markets as (
            select origin.origin_number, series.market_code
            from {ORIGIN} as origin
            inner join {SERIES} as series on series.first_week < origin.origin_week
            group by all
        ),
        late as (
            select origin.origin_number, origin.origin_week, series.series_id
            from listed
            inner join {ORIGIN} as origin using (origin_number)
            inner join {SERIES} as series on listed.series_id = series.series_id
            where
                coalesce(series.first_week >= origin.origin_week, true)
                and (
                    (origin.origin_number, series.market_code) in (select (origin_number, market_code) from markets)
                    or (origin.origin_number > 0 and series.first_week < origin.origin_week + {HORIZON_WEEKS})
                )
        )
        select
            late.origin_number, late.origin_week, late.series_id,
            cast(horizon.horizon_weeks as integer) as horizon_weeks, '{UNFORESEEN}' as segment_code,
            cast(0 as double) as spread_mean, said.forecast_qty as said_qty,
            case when late.origin_number > 0 then coalesce(demand.qty, 0) end as actual_qty
        from late
        cross join range(1, {HORIZON_WEEKS} + 1) as horizon (horizon_weeks)
        left join said
            on late.origin_number = said.origin_number and late.series_id = said.series_id
            and horizon.horizon_weeks = said.horizon_weeks
        left join {DEMAND} as demand
            on late.series_id = demand.series_id and late.origin_week + horizon.horizon_weeks - 1 = demand.week
    """


def _cell_sql() -> str:
    """One row per origin, series and horizon: what the methods are made of, and what was then sold."""
    growth = f"least(greatest(level_qty / level_year_ago_qty, {_LOWEST_GROWTH}), {_HIGHEST_GROWTH})"
    return f"""
        select
            state.origin_number,
            state.origin_week,
            state.series_id,
            season.horizon_weeks,
            state.segment_code,
            season.seasonal_index,
            {_mean_sql("level_qty", LEVEL_WEEKS, "product_weeks")} as level_mean,
            greatest({_mean_sql("spread_qty", SPREAD_WEEKS)}, 0) as spread_mean,
            case
                when history_weeks >= {_FULL_YEAR} and level_year_ago_qty > 0 then {growth} else 1.0
            end as growth,
            case
                when history_weeks < {YEAR_WEEKS} then {_mean_sql("naive_qty", NAIVE_WEEKS)}
                else cast(coalesce(year_ago.qty, 0) as double)
            end as naive_qty,
            case when state.origin_number > 0 then coalesce(actual.qty, 0) end as actual_qty,
            told.series_id is not null and heard.origin_number is not null as has_said,
            said.forecast_qty as said_qty
        from {STATE} as state
        inner join {SERIES} as series using (series_id)
        inner join {SEASON} as season
            on state.origin_number = season.origin_number
            and series.market_code = season.market_code
            and series.category_name = season.category_name
        left join {DEMAND} as year_ago
            on state.series_id = year_ago.series_id
            and state.origin_week + season.horizon_weeks - {YEAR_WEEKS + 1} = year_ago.week
        left join {DEMAND} as actual
            on state.series_id = actual.series_id
            and state.origin_week + season.horizon_weeks - 1 = actual.week
        left join (select distinct series_id from said) as told on state.series_id = told.series_id
        left join (select distinct origin_number from said) as heard on state.origin_number = heard.origin_number
        left join said
            on state.origin_number = said.origin_number and state.series_id = said.series_id
            and season.horizon_weeks = said.horizon_weeks
    """


def _mean_sql(total: str, weeks: int, age: str = "history_weeks") -> str:
    """Return SQL for a window's mean, over fewer weeks where there are fewer."""
    return f"{total} / least({age}, {weeks})"
