"""What to buy for seasonal styles: what is known of each option (a style in one colour), and its sizes.

An option is bought for its season alone. A new style is watched for `test_weeks` weeks: it has a first buy, and a
second one when these are over if that would be there in time, else its first buy is the only one. Of what is on sale
for longer, orders are made as reorder points say as long as one that waits for a cycle (`order_cycle_days`) would be
there in time; then comes the last buy, and when an order would come after the season's end, none.

Price is what a unit brought in 13 weeks without tax and returns not counted, cost what it cost with freight and duty,
each of the style, else of its category. Salvage is measured: of styles whose season is over, what was taken after its
end for what was in stock then, as a share of the price.

Belongs here: reading, and the tables of season buys. Not here: the arithmetic (`newsvendor`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from forecasting.planning.newsvendor import Buy, Floats, Season, best_buy, critical_ratio, drawn, filled_up_to, outcome
from forecasting.planning.season_sql import nothing_sql, option_sql, salvage_sql, size_sql, written_sql
from forecasting.planning.settings import PlanSettings
from forecasting.tables import SEASON_BUY, SEASON_BUY_SIZE, SEASON_WEEK, STYLE_SEASON
from forecasting.weeks import monday_of, week_of

Ints = NDArray[np.int64]
OPTION = "planning_step_season_option"
"""One row per option of a season that suppliers deliver: terms, stock, money."""
BOUGHT = "planning_step_season_bought"
"""option_name and what is to be bought of it."""
QUANTILES = (0.1, 0.5, 0.9)


def write_season_buys(connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings) -> None:
    """Write `forecasting.season_buy`, one row per option, and `forecasting.season_buy_size`, one per article.

    Args:
        connection: The work warehouse, with positions (`positions`) and the seasons of the forecast.
        as_of: The run's one clock.
        settings: The planner's choices.
    """
    monday = monday_of(week_of(as_of))
    ((has_seasons,),) = connection.execute(f"select count(*) > 0 from {STYLE_SEASON}").fetchall()
    connection.execute(
        f"create or replace temp table {OPTION} as {option_sql(as_of) if has_seasons else nothing_sql()}"
    )
    salvage = connection.execute(salvage_sql(as_of)).fetchone() if has_seasons else None
    rows = connection.execute(f"select * from {OPTION} order by option_name").fetchnumpy()
    known = {name: np.ma.filled(values, 0) for name, values in rows.items()}
    columns = _bought(connection, known, monday, settings, float(salvage[0] or 0.0) if salvage else 0.0)
    _register(connection, columns)
    connection.execute(f"create or replace table {SEASON_BUY} as {written_sql(OPTION, BOUGHT, as_of)}")
    connection.execute(f"create or replace table {SEASON_BUY_SIZE} as {size_sql(SEASON_BUY)}")
    for table in (OPTION, BOUGHT):
        connection.execute(f"drop table if exists temp.{table}")


def _bought(
    connection: duckdb.DuckDBPyConnection, known: dict[str, Any], monday: date, settings: PlanSettings, salvage: float
) -> dict[str, Any]:
    """Return the columns of what to buy."""
    weekly, spread = _weekly(connection, known, monday), known["spread_rate"].astype(float)
    arrives, late_arrives, tested, end = _dates(known, monday, settings)
    price, cost = known["price"].astype(float), known["cost"].astype(float)
    is_too_late = arrives >= end
    is_twice = (tested > 0) & (tested + late_arrives < end)
    is_again = (tested <= 0) & (-(-settings.order_cycle_days // 7) + late_arrives < end)
    edges = np.stack([np.minimum(arrives, tested), np.maximum(arrives, tested), tested + arrives], axis=1)
    edges[~is_twice] = np.stack([arrives, end, end], axis=1)[~is_twice]
    week = np.arange(weekly.shape[1])
    segment = (week[None, :, None] >= edges[:, None, :]).sum(axis=2)
    mean, scatter = (
        np.stack([(values * (segment == number)).sum(axis=1) for number in range(4)], axis=1)
        for values in (weekly, spread[:, None] * weekly**2)
    )
    season = Season(
        mean, scatter, known["certainty_qty"].astype(float), np.maximum(known["position"].astype(float), 0.0),
        price, cost, salvage * price, is_twice & (arrives > tested), is_twice,
    )  # fmt: skip
    ratio = critical_ratio(price, cost, season.salvage, settings.highest_ratio)
    demand, buy, wanted, state = _decided(season, ratio, known, is_too_late, is_again)
    total = demand.sum(axis=2)
    return {
        "option_name": known["option_name"].astype(str), "season_state": state, "ratio": ratio,
        "salvage": season.salvage, "expected": mean.sum(axis=1), "wanted": wanted, "qty": buy.qty,
        "second_qty": buy.second_qty, "profit": buy.profit, "missed": buy.missed, "left": buy.left,
        "decide_on": np.datetime64(monday) + 7 * np.maximum(tested, 0), "is_twice": is_twice,
        "arrives_on": np.datetime64(monday) + 7 * arrives,
        **{f"q{round(100 * level)}": np.quantile(total, level, axis=1) for level in QUANTILES},
    }  # fmt: skip


def _decided(
    season: Season, ratio: Floats, known: dict[str, Any], is_too_late: Any, is_again: Any
) -> tuple[Floats, Buy, Floats, Any]:
    """Return the draws, the buy with minimum and packs, the best one without these, and the state of each option.

    A minimum that is more than what is wanted is bought where it earns anything, else nothing is.
    """
    if not len(ratio):
        nothing = np.zeros(0)
        return np.zeros((0, 1, 4)), Buy(*[nothing] * 5), nothing, nothing.astype(str)
    demand = drawn(season)
    wanted = np.where(is_too_late | is_again, 0.0, best_buy(season, demand, ratio).qty)
    pack, minimum = np.maximum(known["pack"].astype(float), 1.0), known["minimum"].astype(float)
    whole = np.ceil(np.maximum(wanted, minimum) / pack) * pack * (wanted > 0)
    filled = filled_up_to(season, demand, ratio)
    buy, none = (outcome(season, demand, filled, qty) for qty in (whole, np.zeros(len(whole))))
    is_dear = (whole > 0) & (buy.profit <= none.profit)
    buy = outcome(season, demand, filled, np.where(is_dear, 0.0, whole))
    state = np.select(
        [is_too_late, is_again, is_dear, season.is_twice, known["weeks_on_sale"].astype(int) > 0],
        ["too_late", "reorder", "minimum_too_large", "first_buy", "last_buy"],
        "only_buy",
    )
    return demand, buy, wanted, state


def _dates(known: dict[str, Any], monday: date, settings: PlanSettings) -> tuple[Any, Any, Any, Any]:
    """Return in weeks from now: when an order of today is there, 9 of 10 are, the test ends, the season ends."""
    arrives, late = (
        np.ceil(known[name].astype(float) / 7).astype(np.int64) for name in ("lead_days", "late_lead_days")
    )
    launch, end = (
        (known[name].astype("datetime64[D]") - np.datetime64(monday)).astype(np.int64) // 7
        for name in ("launch_week_date", "season_end_date")
    )
    return arrives, np.maximum(late, arrives), launch + settings.test_weeks, end


def _weekly(connection: duckdb.DuckDBPyConnection, known: dict[str, Any], monday: date) -> Floats:
    """Return options × weeks from the run's own: units expected; as people changed it, as far as a forecast is told."""
    if not len(known["option_name"]):
        return np.zeros((0, 0))
    place = {name: row for row, name in enumerate(known["option_name"].tolist())}
    found = connection.execute(f"""
        with told as (
            select option_name, week_start_date, sum(forecast_qty) as qty
            from forecasting.forecast_option group by option_name, week_start_date
        ),
        until as (select coalesce(max(week_start_date), date '{monday}' - 1) as last_date from told)
        select option_name, (week_start_date - date '{monday}') // 7 as week, qty::double as qty
        from (
            select option_name, week_start_date, qty from told
            union all
            select option_name, week_start_date, expected_qty
            from {SEASON_WEEK} cross join until where week_start_date > until.last_date
        )
        where option_name in (select option_name from {OPTION})
    """).fetchnumpy()
    end = (known["season_end_date"].astype("datetime64[D]") - np.datetime64(monday)).astype(np.int64) // 7
    weekly = np.zeros((len(place), int(end.max(initial=0))))
    row = np.array([place[name] for name in found["option_name"].tolist()], dtype=np.int64)
    week: Ints = np.asarray(found["week"]).astype(np.int64)
    is_in = (week >= 0) & (week < end[row])
    weekly[row[is_in], week[is_in]] = found["qty"][is_in]
    return weekly


def _register(connection: duckdb.DuckDBPyConnection, columns: dict[str, Any]) -> None:
    from pyarrow.lib import Table, array

    rows = Table.from_arrays([array(values) for values in columns.values()], names=list(columns))
    connection.register("arriving", rows)
    connection.execute(f"create or replace temp table {BOUGHT} as select * from arriving")
    connection.unregister("arriving")
