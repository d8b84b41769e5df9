"""What there is, what is coming, who delivers and how long that took.

Belongs here: stock by place, supply on order, terms and measured lead times. Not here: demand and its errors.

A place that another source counts too, told by that source's own id standing in the place's name, is planned with once,
as that other source counts it. Suppliers deliver to the hub: the place that received the most in the last year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from forecasting.feeding.accepting import Accepted
from forecasting.planning.awaiting import read_awaited
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import AWAITED, LEAD, PLACE, STOCK, SUPPLY, SUPPLY_LINE, TERMS
from forecasting.tables import SUPPLY_ORDER

MAKE, TRANSFER, ANY = "make", "transfer", "any"
CLOSED_STATES = "('cancelled', 'received', 'done', 'closed')"


def read_positions(
    connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings, accepted: Sequence[Accepted] = ()
) -> None:
    """Write places, stock, supply, terms and lead times, as they are known on a day.

    Args:
        connection: The work warehouse, with core.
        as_of: The run's one clock.
        settings: The planner's choices.
        accepted: The proposals that stand accepted.
    """
    read_awaited(connection, as_of, settings, accepted)
    for table, sql in (
        (PLACE, _place_sql(as_of, settings)),
        (STOCK, _stock_sql()),
        (TERMS, terms_sql(as_of)),
        (LEAD, _lead_sql(as_of, settings)),
        (SUPPLY_LINE, _supply_line_sql(as_of, settings)),
        (SUPPLY, supply_sql()),
    ):
        connection.execute(f"create or replace temp table {table} as {sql}")


def _place_sql(as_of: date, settings: PlanSettings) -> str:
    return f"""
        with counted as (
            select
                counts.location_key,
                places.source_name,
                places.location_id,
                string_split(places.location_name, '/') as name_parts,
                max(counts.snapshot_date) as counted_on,
                sum(counts.on_hand_qty) as units
            from core.fct_stock_snapshot as counts
            inner join core.dim_location as places on counts.location_key = places.location_key
            where
                counts.snapshot_date between date '{as_of}' - {settings.count_days} and date '{as_of}'
                and counts.location_key <> 'unknown'
            group by all
        ),
        twin as (
            select own.location_key
            from counted as own
            inner join counted as other
                on own.source_name <> other.source_name and list_contains(own.name_parts, other.location_id)
        ),
        received as (
            select location_key, sum(received_qty) as units
            from core.fct_receipt_line
            where receipt_date between date '{as_of}' - 365 and date '{as_of}'
            group by location_key
        ),
        kept as (
            select counted.location_key, counted.counted_on, counted.units, coalesce(received.units, 0) as received
            from counted
            left join received on counted.location_key = received.location_key
            where counted.location_key not in (select location_key from twin)
        )
        select
            location_key,
            counted_on,
            row_number() over (order by received desc, units desc, location_key) = 1 as is_hub
        from kept
    """


def _stock_sql() -> str:
    return f"""
        with counted as (
            select
                counts.product_key, counts.location_key,
                sum(coalesce(counts.available_qty, counts.on_hand_qty)) as on_hand_qty, 0 as coming_qty
            from core.fct_stock_snapshot as counts
            inner join {PLACE} as places
                on counts.location_key = places.location_key and counts.snapshot_date = places.counted_on
            group by counts.product_key, counts.location_key
        ),
        moving as (
            select
                lines.product_key, lines.to_location_key as location_key, 0 as on_hand_qty,
                sum(greatest(lines.shipped_qty - coalesce(lines.received_qty, 0), 0)) as coming_qty
            from core.fct_transfer_order_line as lines
            inner join {PLACE} as places on lines.to_location_key = places.location_key
            where lines.transfer_order_status not in {CLOSED_STATES}
            group by lines.product_key, lines.to_location_key
        ),
        accepted as (
            select waited.product_key, waited.location_key, 0 as on_hand_qty, waited.qty as coming_qty
            from {AWAITED} as waited
            inner join {PLACE} as places on waited.location_key = places.location_key
            where waited.proposal_type = 'transfer'
            union all
            select waited.product_key, waited.from_location_key, -waited.qty, 0
            from {AWAITED} as waited
            inner join {PLACE} as places on waited.from_location_key = places.location_key
            where waited.proposal_type = 'transfer'
        )
        select
            product_key,
            location_key,
            cast(sum(on_hand_qty) as decimal(18, 4)) as on_hand_qty,
            cast(sum(coming_qty) as decimal(18, 4)) as coming_qty
        from (from counted union all from moving union all from accepted)
        where product_key <> 'unknown'
        group by product_key, location_key
    """


def _supply_line_sql(as_of: date, settings: PlanSettings) -> str:
    oldest = f"date '{as_of}' - {settings.overdue_days}"
    return f"""
        with answers as ({answer_sql(as_of)}),
        open_supply as (
            select
                'purchase' as supply_type, lines.purchase_order_line_key as supply_key, lines.product_key,
                lines.supplier_key,
                coalesce(answers.due_date, lines.promised_date, lines.requested_date, lines.order_date) as told_date,
                false as is_begun,
                coalesce(lines.promised_date, lines.requested_date, lines.order_date) as asked_date,
                lines.ordered_qty - lines.received_qty + lines.rejected_qty as asked_qty,
                answers.due_date as confirmed_date,
                lines.ordered_qty - lines.received_qty + lines.rejected_qty - coalesce(answers.short_qty, 0) as qty
            from core.fct_purchase_order_line as lines
            left join answers
                on lines.order_number = answers.order_number and lines.product_key = answers.product_key
            where lines.purchase_order_status not in {CLOSED_STATES}
            union all
            select 'production', production_order_key, product_key, null, due_date, is_begun, due_date, qty, null, qty
            from ({open_production_sql(as_of)})
        )
        select
            supply_type, supply_key, product_key, supplier_key, greatest(told_date, date '{as_of}') as due_date,
            told_date, is_begun, asked_date, cast(asked_qty as decimal(18, 4)) as asked_qty, confirmed_date,
            cast(case when confirmed_date is not null then qty end as decimal(18, 4)) as confirmed_qty,
            cast(qty as decimal(18, 4)) as qty
        from open_supply
        where told_date >= {oldest} and qty > 0 and product_key <> 'unknown'
    """


def write_supply_orders(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `forecasting.supply_order`: what suppliers were asked for and answered, and what is accepted to be bought.

    One row per open line of a purchase order that is still waited for, and per accepted proposal that has not come back
    as an order; the days and units that the plan goes by stand beside what was asked.
    """
    connection.execute(f"""
        create or replace table {SUPPLY_ORDER} as
        select
            case when confirmed_date is null then 'open' else 'confirmed' end as answer_state, supply_key, product_key,
            supplier_key, asked_date, asked_qty, confirmed_date, confirmed_qty, told_date, due_date, qty
        from {SUPPLY_LINE} where supply_type = 'purchase'
        union all
        select
            'accepted', 'accepted:' || product_key || ':' || strftime(due_date, '%Y%m%d')
            || ':' || row_number() over (partition by product_key, due_date order by supplier_key, qty),
            product_key, coalesce(supplier_key, 'unknown'), due_date, qty, null, null, due_date, due_date, qty
        from {AWAITED} where proposal_type = 'buy'
        order by product_key, due_date, supply_key""")


def answer_sql(as_of: date) -> str:
    """Return SQL for what a supplier answered last: order_number, product_key, due_date, short_qty.

    A supplier names our order by its number, before a slash and the article. A promise in several parts is kept when
    the last of them is. What was asked for and is in none of the parts is not going to come; where an answer does not
    repeat what was asked for, all of it is.
    """
    return f"""
        with told as (
            select
                split_part(substr(purchase_order_line_key, length(source_name) + 2), '/', 1) as order_number,
                product_key, committed_delivery_date, committed_qty, requested_qty,
                coalesce(commitment_number, 1) as answer_number,
                coalesce(committed_date, date '1900-01-01') as given_date
            from core.fct_supplier_commitment
            where
                commitment_type = 'order_line' and product_key <> 'unknown' and committed_delivery_date is not null
                and coalesce(committed_date, date '{as_of}') <= date '{as_of}'
        ),
        last as (
            select * from told
            qualify rank() over (
                partition by order_number, product_key order by answer_number desc, given_date desc
            ) = 1
        )
        select
            order_number, product_key, max(committed_delivery_date) as due_date,
            greatest(coalesce(max(requested_qty) - sum(committed_qty), 0), 0) as short_qty
        from last group by order_number, product_key
    """


def supply_sql(kept: str = "true") -> str:
    """Return SQL for what is coming of each product on each day, or accepted to be bought: product_key, due_date, qty.

    Args:
        kept: A condition on the lines.
    """
    return f"""
        select product_key, due_date, cast(sum(qty) as decimal(18, 4)) as qty
        from (
            select product_key, supplier_key, due_date, qty from {SUPPLY_LINE}
            union all
            select product_key, supplier_key, due_date, qty from {AWAITED} where proposal_type = 'buy'
        )
        where {kept} group by product_key, due_date
    """


def open_production_sql(as_of: date) -> str:
    """Return SQL for open production orders: production_order_key, product_key, start_date, due_date, qty, is_begun.

    One whose end nobody planned is there the usual time after it was begun; one that is not begun, after today. What is
    begun has taken its materials from stock already.
    """
    usual = f"(select cast(ceil(median(lead_days)) as integer) from {LEAD} where lead_key = '{MAKE}')"
    return f"""
        select
            production_order_key,
            product_key,
            coalesce(planned_start_date, order_date) as start_date,
            coalesce(
                planned_end_date,
                greatest(coalesce(cast(started_at as date), date '{as_of}') + coalesce({usual}, 0), date '{as_of}')
            ) as due_date,
            greatest(planned_qty - coalesce(produced_qty, 0), 0) as qty,
            started_at is not null or production_order_status = 'in_progress' as is_begun
        from core.fct_production_order
        where production_order_status not in {CLOSED_STATES}
    """


def terms_sql(as_of: date, lost_supplier: str = "") -> str:
    """Return SQL for one row per product that is made or has a supplier: valid terms first, else the last purchase.

    Args:
        as_of: The run's one clock.
        lost_supplier: Key of a supplier who no longer delivers.
    """
    return f"""
        with offered as (
            select
                product_key, supplier_key, minimum_order_qty, pack_qty, unit_price_amount, currency_code,
                1 as source_rank, coalesce(priority_number, 0) as rank, null as order_date, supplier_item_key as tie
            from core.fct_supplier_item
            where
                coalesce(valid_from_date, date '{as_of}') <= date '{as_of}'
                and coalesce(valid_to_date, date '{as_of}') >= date '{as_of}'
            union all
            select
                product_key, supplier_key, null, null, unit_price_amount, currency_code,
                2, 0, order_date, purchase_order_line_key
            from core.fct_purchase_order_line
            where purchase_order_status <> 'cancelled' and order_date <= date '{as_of}'
        ),
        bought as (
            select * from offered
            where supplier_key not in ('unknown', '{lost_supplier.replace("'", "''")}') and product_key <> 'unknown'
            qualify row_number() over (
                partition by product_key order by source_rank, rank, order_date desc, tie
            ) = 1
        ),
        made as (
            select distinct product_key from core.fct_bill_of_material
            where coalesce(is_active, true) and product_key <> 'unknown'
                and coalesce(bill_of_material_type, 'make') = 'make'
        )
        select
            coalesce(made.product_key, bought.product_key) as product_key,
            case when made.product_key is null then 'buy' else 'make' end as source_type,
            case when made.product_key is null then bought.supplier_key end as supplier_key,
            coalesce(bought.minimum_order_qty, 0) as minimum_qty,
            case when bought.pack_qty > 0 then bought.pack_qty else 1 end as pack_qty,
            bought.unit_price_amount,
            bought.currency_code
        from bought
        full join made on bought.product_key = made.product_key
    """


def _lead_sql(as_of: date, settings: PlanSettings) -> str:
    """Spread the measured days of each supplier evenly over the draws; of all suppliers where few were measured."""
    since = f"date '{as_of}' - 730"
    return f"""
        with measured as (
            select supplier_key as lead_key, last_receipt_date - order_date as days
            from core.fct_purchase_order_line
            where received_qty > 0 and order_date >= {since} and last_receipt_date between order_date and date '{as_of}'
            union all
            select '{MAKE}', date_diff('day', cast(started_at as date), cast(finished_at as date))
            from core.fct_production_order
            where finished_at >= started_at and started_at >= {since}
        ),
        pooled as (
            select lead_key, quantile_cont(days, {_levels_sql(settings.draws)}) as leads
            from measured group by lead_key having count(*) >= {settings.measured_lines}
        ),
        overall as (
            select coalesce(
                (select quantile_cont(days, {_levels_sql(settings.draws)}) from measured), [0.0]
            ) as leads
        ),
        stated as (
            select supplier_key as lead_key, median(lead_time_days) as days
            from core.fct_supplier_item where lead_time_days is not null group by supplier_key
        ),
        wanted as (
            select distinct coalesce(supplier_key, '{MAKE}') as lead_key from {TERMS}
            union select unnest(['{ANY}', '{MAKE}'])
        ),
        chosen as (
            select
                wanted.lead_key,
                coalesce(
                    pooled.leads,
                    case when stated.days is not null then [cast(stated.days as double)] end,
                    overall.leads
                ) as leads,
                case
                    when pooled.leads is not null then 'measured'
                    when stated.days is not null then 'stated'
                    else 'all suppliers'
                end as lead_basis
            from wanted
            cross join overall
            left join pooled on wanted.lead_key = pooled.lead_key
            left join stated on wanted.lead_key = stated.lead_key
            union all
            select '{TRANSFER}', [{float(settings.transfer_days)}], 'settings'
        )
        select
            chosen.lead_key,
            draws.draw,
            chosen.leads[1 + draws.draw % len(chosen.leads)] as lead_days,
            chosen.lead_basis
        from chosen
        cross join (select unnest(range({settings.draws})) as draw) as draws
    """


def _levels_sql(draws: int) -> str:
    return "[" + ", ".join(f"{(draw + 0.5) / draws:.6f}" for draw in range(draws)) + "]"
