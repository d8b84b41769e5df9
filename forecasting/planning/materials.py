"""What every supplier must deliver when: forecast, stock and orders, exploded through the bills of material.

Belongs here: reading the items, and the tables of needs and pegs. Not here: the arithmetic (`explosion`), the levels
(`levels`).

Periods are weeks from the one that the run's day lies in. A product's demand is its forecast, as far as it
will be delivered; its safety stock is that
of the policy over all places; lead times are the medians of what was measured. Materials of production orders that are
placed and not begun are needed firmly, in the week in which these are to be begun. A peg says which order of a parent
takes how much of a material's need.
"""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np

from forecasting.planning.explosion import Explosion, Floats, Items, Lines, explode
from forecasting.planning.levels import low_level_codes_sql, take_out_circles
from forecasting.planning.positions import ANY, MAKE, open_production_sql
from forecasting.planning.risk import NETWORK
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import AHEAD, LEAD, LINE, PEG, POLICY, REQUIREMENT, STOCK, SUPPLY, TERMS
from forecasting.weeks import HORIZON_WEEKS, monday_of, week_of

ITEM = "planning_step_item"
DATED = "planning_step_dated"
FIRM = "planning_step_firm"
"""parent, child, week, parent_qty, qty: what production orders that are not begun will take."""
NEED = "planning_step_need"


def write_requirements(connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings) -> list[str]:
    """Write `forecasting.material_requirement` and `forecasting.material_peg`.

    Args:
        connection: The work warehouse, with positions and policies.
        as_of: The run's one clock.
        settings: The planner's choices.

    Returns:
        The products that are part of themselves; the lines that say so are left out.
    """
    connection.execute(f"create or replace temp table {LINE} as {bill_line_sql(as_of)}")
    circular = take_out_circles(connection, LINE)
    monday = monday_of(week_of(as_of))
    connection.execute(f"create or replace temp table {ITEM} as {_item_sql()}")
    connection.execute(f"create or replace temp table {FIRM} as {_firm_sql(as_of, settings, monday)}")
    connection.execute(f"create or replace temp table {DATED} as {_dated_sql(monday)}")
    items, lines, demand, firm, scheduled = _arrays(connection)
    _keep(connection, explode(items, lines, demand + firm, scheduled), firm, scheduled)
    connection.execute(f"create or replace table {REQUIREMENT} as {_requirement_sql(monday)}")
    connection.execute(f"create or replace table {PEG} as {_peg_sql(monday)}")
    for table in (ITEM, FIRM, DATED, NEED):
        connection.execute(f"drop table if exists temp.{table}")
    return circular


def bill_line_sql(as_of: date) -> str:
    """Return SQL for one row per parent and child: units for one of the parent, scrap within.

    Of several recipes of a source the lowest rank counts, as in Odoo, then the one of the variant before that of its
    style; of several sources, the one that made something last.
    """
    return f"""
        with recipes as (
            select * from core.fct_bill_of_material
            where coalesce(is_active, true) and product_key <> 'unknown' and {_holds_sql(as_of)}
            qualify row_number() over (
                partition by source_name, product_key
                order by priority_number nulls last, is_of_variant desc, length(bill_of_material_key),
                    bill_of_material_key
            ) = 1
        ),
        lines as (
            select * from core.fct_bill_of_material_line
            where component_product_key <> 'unknown' and {_holds_sql(as_of)}
        ),
        placed as (
            select
                lines.source_name, recipes.product_key as parent, lines.component_product_key as child,
                lines.component_qty, coalesce(recipes.scrap_pct, 0) as scrap
            from lines inner join recipes on lines.bill_of_material_key = recipes.bill_of_material_key
            union all
            select source_name, product_key, component_product_key, component_qty, 0
            from lines where bill_of_material_key is null and product_key <> 'unknown'
        ),
        summed as (
            select source_name, parent, child, cast(sum(component_qty) as double) / (1 - max(scrap)) as units
            from placed group by source_name, parent, child
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


def _holds_sql(as_of: date) -> str:
    day = f"date '{as_of}'"
    return f"coalesce(valid_from_date, {day}) <= {day} and coalesce(valid_to_date, {day}) >= {day}"


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


def _firm_sql(as_of: date, settings: PlanSettings, monday: date) -> str:
    return f"""
        select
            lines.parent, lines.child, greatest((made.start_date - date '{monday}') // 7, 0) as week,
            sum(made.qty) as parent_qty, sum(cast(round(made.qty * lines.units, 6) as decimal(18, 6))) as qty
        from ({open_production_sql(as_of)}) as made
        inner join {LINE} as lines on made.product_key = lines.parent
        where not made.is_begun and made.qty > 0 and made.due_date >= date '{as_of}' - {settings.overdue_days}
        group by all
    """


def _dated_sql(monday: date) -> str:
    """One row per item and week with what is demanded from outside, what is needed firmly, and what comes."""
    return f"""
        with dated as (
            select product_key, horizon_weeks - 1 as week, delivered_qty as demand, 0 as firm, 0 as scheduled
            from {AHEAD}
            union all
            select child, week, 0, qty, 0 from {FIRM}
            union all
            select product_key, greatest((due_date - date '{monday}') // 7, 0), 0, 0, qty from {SUPPLY}
        )
        select items.item_id, cast(dated.week as bigint) as week, cast(sum(dated.demand) as double) as demand,
            cast(sum(dated.firm) as double) as firm, cast(sum(dated.scheduled) as double) as scheduled
        from dated inner join {ITEM} as items on dated.product_key = items.product_key
        where dated.week < {HORIZON_WEEKS}
        group by all
    """


def _arrays(connection: duckdb.DuckDBPyConnection) -> tuple[Items, Lines, Floats, Floats, Floats]:
    """Return items, lines, and items by weeks: demand, firm needs, scheduled supply."""
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
    demand, firm, scheduled = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    found = connection.execute(f"select * from {DATED}").fetchnumpy()
    for name, part in (("demand", demand), ("firm", firm), ("scheduled", scheduled)):
        part[found["item_id"], found["week"]] = found[name]
    return items, lines, demand, firm, scheduled


def _keep(connection: duckdb.DuckDBPyConnection, exploded: Explosion, firm: Floats, scheduled: Floats) -> None:
    """Put what is not zero into a table: item_id, week, gross, firm, scheduled, net, due, release, late."""
    from pyarrow.lib import Table, array

    parts = {name: getattr(exploded, name) for name in ("gross", "net", "due", "release")}
    parts |= {"firm": firm, "scheduled": scheduled}
    item, week = np.nonzero(sum(np.abs(part) for part in parts.values()))
    late = np.where(week == 0, exploded.late[item], 0.0)
    columns = {"item_id": item, "week": week, "late": late, **{name: part[item, week] for name, part in parts.items()}}
    rows = Table.from_arrays([array(values) for values in columns.values()], names=list(columns))
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
            {_quantity("needs.firm")} as firm_qty,
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
        with pegs as (
            select lines.child, lines.parent, needs.week, false as is_firm, needs.release as parent_qty,
                needs.release * lines.units as qty
            from {NEED} as needs
            inner join {ITEM} as items on needs.item_id = items.item_id
            inner join {LINE} as lines on items.product_key = lines.parent
            where needs.release > 0
            union all
            select child, parent, week, true, parent_qty, qty from {FIRM}
        )
        select
            child as product_key,
            parent as parent_product_key,
            date '{monday}' + cast(week as integer) * 7 as week_start_date,
            is_firm,
            {_quantity("parent_qty")} as parent_qty,
            {_quantity("qty")} as needed_qty
        from pegs
        order by child, parent, week, is_firm
    """


def _quantity(sql: str) -> str:
    return f"cast(round({sql}, 4) as decimal(18, 4))"
