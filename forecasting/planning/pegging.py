"""Which supply each customer's order waits for, and which material each production order waits for.

Belongs here: open orders of customers and of the workshop, matched with stock and what is on order. Not here: what is
to be ordered (`proposals`), forecasts, and what a line can do (`capacity`).

Who is due first is served first, from what is there first; stock of all places counts as one. A line is due when it was
promised, else after the days within which nine of ten lines of its channel left. The workshop's orders take materials
in the order in which they are to be begun; what waits for one begins when the last of it is there, and takes the usual
days. Of parts that are made themselves only their own dates count, not those of their materials. An overdue delivery is
taken to come today: nobody has told a better day.
"""

from __future__ import annotations

from datetime import date

import duckdb

from forecasting.planning.positions import MAKE, open_production_sql
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import LEAD, LINE, PLACE, STOCK, SUPPLY_LINE
from forecasting.tables import ORDER_PEG, PRODUCTION_PEG

_WAITING, _NEEDED = "planning_step_waiting", "planning_step_needed"
_GIVEN, _THERE = "planning_step_given", "planning_step_there"
_ENDED = "('cancelled', 'fulfilled', 'done', 'closed')"
_SENT_DAYS = 182


def write_pegs(connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings) -> None:
    """Write `forecasting.production_peg` and `forecasting.order_peg`.

    Args:
        connection: The work warehouse, with positions and the lines of bills of material.
        as_of: The run's one clock.
        settings: The planner's choices.
    """
    for table, sql in (
        (_NEEDED, _needed_sql(as_of)),
        (_THERE, _there_sql(as_of)),
        (PRODUCTION_PEG, _production_peg_sql()),
        (_WAITING, _waiting_sql(as_of, settings)),
        (_GIVEN, _given_sql(as_of)),
        (ORDER_PEG, _order_peg_sql(as_of)),
    ):
        kind = "" if "." in table else "temp "
        connection.execute(f"create or replace {kind}table {table} as {sql}")
    for table in (_NEEDED, _THERE, _WAITING, _GIVEN):
        connection.execute(f"drop table temp.{table}")


def pegged_sql(demand: str, supply: str) -> str:
    """Return SQL for who gets what: demand_key, product_key, supply_type, supply_key, ready_date, pegged_qty.

    What nothing meets has the type `none`, no key and no date.

    Args:
        demand: A table of demand_key, product_key, due_date and qty, one row per key and product.
        supply: A table of supply_type, supply_key, product_key, ready_date (null: nobody knows) and qty.
    """
    return f"""
        with wanted as (
            select *, sum(qty) over (partition by product_key order by due_date, demand_key) as upto from {demand}
        ),
        given as (
            select *, sum(qty) over (
                partition by product_key order by ready_date nulls last, supply_type desc, supply_key
            ) as upto
            from {supply}
        ),
        totals as (select product_key, sum(qty) as qty from {supply} group by product_key),
        unmet as (
            select wanted.*, least(wanted.qty, wanted.upto - coalesce(totals.qty, 0)) as unmet_qty
            from wanted left join totals on wanted.product_key = totals.product_key
        )
        select
            wanted.demand_key, wanted.product_key, given.supply_type, given.supply_key, given.ready_date,
            least(wanted.upto, given.upto) - greatest(wanted.upto - wanted.qty, given.upto - given.qty) as pegged_qty
        from wanted
        inner join given
            on wanted.product_key = given.product_key
            and wanted.upto - wanted.qty < given.upto
            and given.upto - given.qty < wanted.upto
        union all
        select demand_key, product_key, 'none', null, null, unmet_qty from unmet where unmet_qty > 0
    """


def _needed_sql(as_of: date) -> str:
    return f"""
        select
            made.production_order_key as demand_key, lines.child as product_key, min(made.start_date) as due_date,
            cast(sum(round(made.qty * lines.units, 4)) as decimal(18, 4)) as qty
        from ({open_production_sql(as_of)}) as made
        inner join {SUPPLY_LINE} as waited on made.production_order_key = waited.supply_key
        inner join {LINE} as lines on made.product_key = lines.parent
        where waited.supply_type = 'production' and not made.is_begun and made.qty > 0
        group by made.production_order_key, lines.child
    """


def _there_sql(as_of: date) -> str:
    """What materials there are: what can be taken from stock, and what is on order."""
    return f"""
        select
            'stock' as supply_type, '' as supply_key, product_key, date '{as_of}' as ready_date,
            sum(on_hand_qty) as qty
        from {STOCK} group by product_key having sum(on_hand_qty) > 0
        union all
        select supply_type, supply_key, product_key, due_date, qty from {SUPPLY_LINE}
    """


def _production_peg_sql() -> str:
    return f"""
        select
            pegs.demand_key as production_order_key, pegs.product_key, pegs.supply_type,
            case when pegs.supply_type in ('purchase', 'production') then pegs.supply_key end as supply_key,
            lines.supplier_key, pegs.ready_date, cast(pegs.pegged_qty as decimal(18, 4)) as pegged_qty
        from ({pegged_sql(_NEEDED, _THERE)}) as pegs
        left join {SUPPLY_LINE} as lines
            on pegs.supply_type = lines.supply_type and pegs.supply_key = lines.supply_key
        order by production_order_key, pegs.product_key, pegs.ready_date, supply_key
    """


def _waiting_sql(as_of: date, settings: PlanSettings) -> str:
    """Return SQL for customers' lines of which something has still to leave."""
    return f"""
        with sent as (
            select order_line_key, sum(shipped_qty) as qty, min(ship_date) as ship_date
            from core.fct_shipped_line group by order_line_key
        ),
        taken_back as (
            select order_line_key, sum(refunded_qty) as qty from core.fct_refund_line
            where reversal_type = 'cancellation' group by order_line_key
        ),
        usual as (
            select lines.channel_code,
                cast(ceil(quantile_cont(sent.ship_date - lines.order_date, 0.9)) as integer) as days
            from sent inner join core.fct_order_line as lines on sent.order_line_key = lines.order_line_key
            where sent.ship_date between greatest(lines.order_date, date '{as_of}' - {_SENT_DAYS}) and date '{as_of}'
            group by lines.channel_code having count(*) >= {settings.measured_lines}
        ),
        promised as (
            select order_line_key, min(cast(promised_at as date)) as due_date from core.fct_fulfillment_line
            where promised_at is not null and order_line_key is not null group by order_line_key
        )
        select
            lines.order_line_key as demand_key,
            lines.product_key,
            coalesce(promised.due_date, lines.order_date + coalesce(usual.days, {settings.send_days})) as due_date,
            case when promised.due_date is not null then 'promised' when usual.days is not null then 'usual'
                else 'settings' end as due_basis,
            cast(lines.ordered_qty - coalesce(sent.qty, 0) - coalesce(taken_back.qty, 0) as decimal(18, 4)) as qty
        from core.fct_order_line as lines
        left join sent on lines.order_line_key = sent.order_line_key
        left join taken_back on lines.order_line_key = taken_back.order_line_key
        left join usual on lines.channel_code = usual.channel_code
        left join promised on lines.order_line_key = promised.order_line_key
        where
            not coalesce(lines.is_cancelled, false) and not coalesce(lines.is_test, false)
            and not coalesce(lines.is_intercompany, false)
            and coalesce(lines.order_status, 'open') not in {_ENDED}
            and lines.order_date between date '{as_of}' - {settings.overdue_days} and date '{as_of}'
            and lines.ordered_qty > coalesce(sent.qty, 0) + coalesce(taken_back.qty, 0)
    """


def _given_sql(as_of: date) -> str:
    """What can be sent: all that lies at a place, which is what orders have reserved too, and what is on order."""
    usual = f"(select cast(ceil(median(lead_days)) as integer) from {LEAD} where lead_key = '{MAKE}')"
    return f"""
        with materials as (
            select
                production_order_key, max(ready_date) as ready_date, bool_or(supply_type = 'none') as is_lacking,
                arg_max(product_key, ready_date) as material_product_key,
                arg_max(supply_key, ready_date) as material_supply_key,
                min(product_key) filter (supply_type = 'none') as lacking_product_key
            from {PRODUCTION_PEG} group by production_order_key
        ),
        counted as (
            select counts.product_key, sum(greatest(counts.on_hand_qty, coalesce(counts.available_qty, 0))) as qty
            from core.fct_stock_snapshot as counts
            inner join {PLACE} as places
                on counts.location_key = places.location_key and counts.snapshot_date = places.counted_on
            group by counts.product_key
        )
        select
            'stock' as supply_type, '' as supply_key, product_key, cast(null as varchar) as supplier_key,
            date '{as_of}' as ready_date, cast(qty as decimal(18, 4)) as qty, false as is_overdue,
            cast(null as varchar) as material_product_key, cast(null as varchar) as material_supply_key
        from counted where qty > 0
        union all
        select
            lines.supply_type, lines.supply_key, lines.product_key, lines.supplier_key,
            case when materials.is_lacking then null
                else greatest(lines.due_date, coalesce(materials.ready_date + {usual}, lines.due_date)) end,
            lines.qty, lines.told_date < date '{as_of}',
            case when materials.is_lacking then materials.lacking_product_key
                when materials.ready_date + {usual} > lines.due_date then materials.material_product_key end,
            case when not materials.is_lacking and materials.ready_date + {usual} > lines.due_date
                then materials.material_supply_key end
        from {SUPPLY_LINE} as lines
        left join materials on lines.supply_key = materials.production_order_key and lines.supply_type = 'production'
    """


def _order_peg_sql(as_of: date) -> str:
    return f"""
        with pegs as ({pegged_sql(_WAITING, _GIVEN)})
        select
            pegs.demand_key as order_line_key,
            pegs.product_key,
            waiting.due_date,
            waiting.due_basis,
            waiting.qty as open_qty,
            pegs.supply_type,
            nullif(pegs.supply_key, '') as supply_key,
            given.supplier_key,
            pegs.ready_date,
            cast(pegs.pegged_qty as decimal(18, 4)) as pegged_qty,
            case when pegs.ready_date is not null
                then cast(greatest(pegs.ready_date - waiting.due_date, 0) as integer) end as late_days,
            case
                when pegs.supply_type = 'none' then 'no_supply'
                when given.material_product_key is not null and pegs.ready_date is null then 'no_material'
                when pegs.ready_date <= waiting.due_date then 'on_time'
                when pegs.supply_type = 'stock' then 'not_sent'
                when given.material_product_key is not null then 'material'
                when pegs.supply_type = 'production' then 'production'
                when given.is_overdue then 'purchase_overdue'
                else 'purchase'
            end as cause_code,
            given.material_product_key,
            given.material_supply_key,
            date '{as_of}' as as_of_date
        from pegs
        inner join {_WAITING} as waiting on pegs.demand_key = waiting.demand_key
        left join {_GIVEN} as given
            on pegs.product_key = given.product_key
            and pegs.supply_type = given.supply_type
            and pegs.supply_key = given.supply_key
        order by order_line_key, pegs.ready_date, supply_key
    """
