"""What every supplier must deliver when: forecast, stock and orders, exploded through the bills of material.

Belongs here: reading the items, and the tables of needs and pegs. Not here: the arithmetic (`explosion`), the levels
(`levels`).

Periods are weeks from the one that the run's day lies in. A product's demand is its forecast; its safety stock is that of
the policy over all places; lead times are the medians of what was measured. A peg says which order of a parent takes how
much of a material's need.
"""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np

from forecasting.planning.explosion import Explosion, Items, Lines, explode
from forecasting.planning.levels import low_level_codes_sql, refuse_cycles
from forecasting.planning.positions import ANY, MAKE
from forecasting.planning.risk import NETWORK
from forecasting.planning.tables import LEAD, PEG, POLICY, REQUIREMENT, STOCK, SUPPLY, TERMS
from forecasting.tables import FORECAST
from forecasting.weeks import HORIZON_WEEKS, monday_of, week_of

LINE = "planning_step_line"
ITEM = "planning_step_item"
DATED = "planning_step_dated"
NEED = "planning_step_need"


def write_requirements(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Write `forecasting.material_requirement` and `forecasting.material_peg`.

    Args:
        connection: The work warehouse, with positions and policies.
        as_of: The run's one clock.

    Raises:
        ForecastingError: A bill of material contains itself.
    """
    connection.execute(f"create or replace temp table {LINE} as {_line_sql(as_of)}")
    refuse_cycles(connection, LINE)
    monday = monday_of(week_of(as_of))
    connection.execute(f"create or replace temp table {ITEM} as {_item_sql()}")
    connection.execute(f"create or replace temp table {DATED} as {_dated_sql(monday)}")
    items, lines, demand, scheduled = _arrays(connection)
    _keep(connection, explode(items, lines, demand, scheduled), scheduled)
    connection.execute(f"create or replace table {REQUIREMENT} as {_requirement_sql(monday)}")
    connection.execute(f"create or replace table {PEG} as {_peg_sql(monday)}")
    for table in (LINE, ITEM, DATED, NEED):
        connection.execute(f"drop table if exists temp.{table}")


def _line_sql(as_of: date) -> str:
    """One row per parent and child: units for one of the parent, scrap within; of several sources the newest bill."""
    valid = f"coalesce(lines.valid_from_date, date '{as_of}') <= date '{as_of}' and " + (
        f"coalesce(lines.valid_to_date, date '{as_of}') >= date '{as_of}'"
    )
    return f"""
        with recipes as (
            select
                source_name, product_key, coalesce(max(output_qty), 1) as output_qty,
                coalesce(max(scrap_pct), 0) as scrap
            from core.fct_bill_of_material
            where coalesce(is_active, true) and product_key <> 'unknown'
            group by source_name, product_key
        ),
        summed as (
            select
                lines.source_name, lines.product_key as parent, lines.component_product_key as child,
                sum(cast(lines.component_qty as double))
                / coalesce(max(recipes.output_qty), 1) / (1 - coalesce(max(recipes.scrap), 0)) as units
            from core.fct_bill_of_material_line as lines
            left join recipes on lines.source_name = recipes.source_name and lines.product_key = recipes.product_key
            where {valid} and lines.product_key <> 'unknown' and lines.component_product_key <> 'unknown'
            group by lines.source_name, lines.product_key, lines.component_product_key
        ),
        newest as (
            select source_name, max(order_date) as last_date from core.fct_production_order group by source_name
        ),
        chosen as (
            select summed.parent, summed.source_name
            from summed left join newest on summed.source_name = newest.source_name
            group by summed.parent, summed.source_name, newest.last_date
            qualify row_number() over (
                partition by summed.parent order by newest.last_date desc nulls last, summed.source_name
            ) = 1
        )
        select summed.parent, summed.child, summed.units
        from summed inner join chosen on summed.parent = chosen.parent and summed.source_name = chosen.source_name
    """


def _item_sql() -> str:
    return f"""
        with codes as ({low_level_codes_sql(LINE)}),
        wanted as (
            select product_key from {POLICY} where level_code = '{NETWORK}'
            union select parent from {LINE} union select child from {LINE}
        ),
        leads as (select lead_key, median(lead_days) as days from {LEAD} group by lead_key),
        stock as (select product_key, sum(on_hand_qty) as qty from {STOCK} group by product_key)
        select
            row_number() over (order by wanted.product_key) - 1 as item_id,
            wanted.product_key,
            coalesce(codes.level, 0) as level,
            cast(coalesce(stock.qty, 0) as double) as on_hand,
            cast(coalesce(policies.safety_stock_qty, 0) as double) as safety,
            cast(coalesce(terms.minimum_qty, 0) as double) as minimum,
            cast(coalesce(terms.pack_qty, 1) as double) as pack,
            cast(ceil(coalesce(leads.days, 0) / 7) as bigint) as lead,
            coalesce(terms.source_type, 'buy') as source_type,
            terms.supplier_key
        from wanted
        left join codes on wanted.product_key = codes.item
        left join {POLICY} as policies
            on wanted.product_key = policies.product_key and policies.level_code = '{NETWORK}'
        left join {TERMS} as terms on wanted.product_key = terms.product_key
        left join leads on leads.lead_key = case
            when terms.source_type = 'make' then '{MAKE}' else coalesce(terms.supplier_key, '{ANY}') end
        left join stock on wanted.product_key = stock.product_key
    """


def _dated_sql(monday: date) -> str:
    """One row per item and week with what is demanded from outside and what comes."""
    return f"""
        with dated as (
            select product_key, horizon_weeks - 1 as week, forecast_qty as demand, 0 as scheduled from {FORECAST}
            union all
            select product_key, greatest((due_date - date '{monday}') // 7, 0), 0, qty from {SUPPLY}
        )
        select items.item_id, cast(dated.week as bigint) as week, cast(sum(dated.demand) as double) as demand,
            cast(sum(dated.scheduled) as double) as scheduled
        from dated inner join {ITEM} as items on dated.product_key = items.product_key
        where dated.week < {HORIZON_WEEKS}
        group by all
    """


def _arrays(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[
    Items, Lines, np.ndarray[tuple[int, ...], np.dtype[np.float64]], np.ndarray[tuple[int, ...], np.dtype[np.float64]]
]:
    found = connection.execute(f"select * from {ITEM} order by item_id").fetchnumpy()
    items = Items(*(np.asarray(found[name]) for name in ("level", "on_hand", "safety", "minimum", "pack", "lead")))
    found = connection.execute(f"""
        select parents.item_id as parent, children.item_id as child, lines.units
        from {LINE} as lines
        inner join {ITEM} as parents on lines.parent = parents.product_key
        inner join {ITEM} as children on lines.child = children.product_key
    """).fetchnumpy()
    lines = Lines(*(np.asarray(found[name]) for name in ("parent", "child", "units")))
    shape = (len(items.level), HORIZON_WEEKS)
    demand, scheduled = np.zeros(shape), np.zeros(shape)
    found = connection.execute(f"select * from {DATED}").fetchnumpy()
    demand[found["item_id"], found["week"]] = found["demand"]
    scheduled[found["item_id"], found["week"]] = found["scheduled"]
    return items, lines, demand, scheduled


def _keep(
    connection: duckdb.DuckDBPyConnection,
    exploded: Explosion,
    scheduled: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> None:
    """Put what is not zero into a table: item_id, week, gross, scheduled, net, due, release, late."""
    from pyarrow import table

    parts = {name: getattr(exploded, name) for name in ("gross", "net", "due", "release")} | {"scheduled": scheduled}
    item, week = np.nonzero(sum(np.abs(part) for part in parts.values()))
    late = np.where(week == 0, exploded.late[item], 0.0)
    rows = table(
        {"item_id": item, "week": week, "late": late, **{name: part[item, week] for name, part in parts.items()}}
    )
    connection.register("planning_exploded", rows)
    connection.execute(f"create or replace temp table {NEED} as select * from planning_exploded")
    connection.unregister("planning_exploded")


def _requirement_sql(monday: date) -> str:
    return f"""
        select
            items.product_key,
            items.source_type,
            case when items.source_type = 'buy' then coalesce(items.supplier_key, 'unknown') end as supplier_key,
            cast(items.level as integer) as bill_level,
            date '{monday}' + cast(needs.week as integer) * 7 as week_start_date,
            {_quantity("needs.gross")} as gross_qty,
            {_quantity("needs.scheduled")} as scheduled_qty,
            {_quantity("needs.net")} as net_qty,
            {_quantity("needs.due")} as due_qty,
            {_quantity("needs.release")} as release_qty,
            {_quantity("needs.late")} as late_qty
        from {NEED} as needs
        inner join {ITEM} as items on needs.item_id = items.item_id
        order by items.product_key, needs.week
    """


def _peg_sql(monday: date) -> str:
    return f"""
        select
            lines.child as product_key,
            lines.parent as parent_product_key,
            date '{monday}' + cast(needs.week as integer) * 7 as week_start_date,
            {_quantity("needs.release")} as parent_release_qty,
            {_quantity("needs.release * lines.units")} as needed_qty
        from {NEED} as needs
        inner join {ITEM} as items on needs.item_id = items.item_id
        inner join {LINE} as lines on items.product_key = lines.parent
        where needs.release > 0
        order by lines.child, lines.parent, needs.week
    """


def _quantity(sql: str) -> str:
    return f"cast(round({sql}, 4) as decimal(18, 4))"
