"""What to order, to make and to move today, each with its reason in words.

Belongs here: proposals. Not here: the policies that they follow.

Bought and made goods are ordered for all places together when stock and orders are below the reorder point. A place is
sent goods from the hub when its own are; the hub keeps its own reorder point, and those with the fewest days of cover
come first where there is not enough for all. What is bought for a season alone is proposed as that says (`seasons`),
not as its reorder point would.
"""

from __future__ import annotations

from datetime import date

import duckdb

from forecasting.planning.risk import NETWORK, ONE_PLACE
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import PLACE, POLICY, PROPOSAL, TERMS
from forecasting.tables import SEASON_BUY, SEASON_BUY_SIZE


def write_proposals(connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings) -> None:
    """Write `forecasting.order_proposal`: one row per product that is to be ordered, and per place to be sent goods."""
    connection.execute(f"""
        create or replace table {PROPOSAL} as
        select * from (
            (
                select * from ({supply_proposal_sql(as_of)})
                where product_key not in ({_of_season_sql()})
            )
            union all ({_season_sql(as_of)}) union all ({_transfer_sql(as_of, settings)})
        )
        order by proposal_type, product_key, location_key
    """)


def supply_proposal_sql(as_of: date, policy: str = POLICY) -> str:
    """Return SQL for what is to be ordered and made, as the policies of a table say."""
    lacking = "policies.order_up_to_qty - policies.on_hand_qty - policies.on_order_qty"
    return f"""
        with due as (
            select
                policies.*, terms.source_type, terms.supplier_key, terms.unit_price_amount, terms.currency_code,
                {lacking} as lacking_qty,
                ceil(greatest({lacking}, policies.minimum_order_qty) / policies.pack_qty) * policies.pack_qty as qty
            from {policy} as policies
            left join {TERMS} as terms on policies.product_key = terms.product_key
            where
                policies.level_code = '{NETWORK}'
                and policies.stock_state <> 'no_demand'
                and policies.on_hand_qty + policies.on_order_qty < policies.reorder_point_qty
        )
        select
            coalesce(source_type, 'buy') as proposal_type,
            product_key,
            location_key,
            cast(null as varchar) as from_location_key,
            coalesce(supplier_key, case when source_type = 'make' then null else 'unknown' end) as supplier_key,
            date '{as_of}' as order_date,
            date '{as_of}' + cast(ceil(lead_time_days) as integer) as expected_date,
            cast(qty as decimal(18, 4)) as proposed_qty,
            cast(lacking_qty as decimal(18, 4)) as lacking_qty,
            minimum_order_qty,
            pack_qty,
            currency_code,
            unit_price_amount,
            printf('%s in stock and %s on order are below the reorder point %s: %s are expected within %d days, '
                '%s are for safety. Lead time %d days (%s), 9 of 10 within %d.%s',
                {_plain("on_hand_qty")}, {_plain("on_order_qty")}, {_plain("reorder_point_qty")},
                {_plain("round(lead_time_demand_qty, 1)")},
                cast(round(lead_time_days) as bigint) + 7, {_plain("round(safety_stock_qty, 1)")},
                cast(round(lead_time_days) as bigint), lead_basis, cast(round(lead_time_p90_days) as bigint),
                case
                    when qty > lacking_qty and lacking_qty < minimum_order_qty
                        then printf(' Raised from %s to the minimum.', {_plain("lacking_qty")})
                    when qty > lacking_qty then printf(' Raised from %s to full packs.', {_plain("lacking_qty")})
                    else ''
                end
            ) as reason
        from due
    """


def _of_season_sql() -> str:
    return f"""
        select sizes.product_key from {SEASON_BUY_SIZE} as sizes
        inner join {SEASON_BUY} as buys on sizes.option_name = buys.option_name where buys.season_state <> 'reorder'
    """


def _season_sql(as_of: date) -> str:
    """What is bought for a season; its minimum is that of all sizes of a colour, not of one of them."""
    return f"""
        select
            'buy', sizes.product_key, places.location_key, null, buys.supplier_key, date '{as_of}', buys.expected_date,
            sizes.buy_qty, sizes.buy_qty, cast(0 as decimal(18, 4)), buys.pack_qty, terms.currency_code,
            terms.unit_price_amount,
            printf('%s of %s for the season. %s', {_plain("sizes.buy_qty")}, {_plain("buys.buy_qty")}, buys.reason)
        from {SEASON_BUY_SIZE} as sizes
        inner join {SEASON_BUY} as buys on sizes.option_name = buys.option_name
        inner join {PLACE} as places on places.is_hub
        left join {TERMS} as terms on sizes.product_key = terms.product_key
        where sizes.buy_qty > 0
    """


def _transfer_sql(as_of: date, settings: PlanSettings) -> str:
    wanted = "policies.order_up_to_qty - policies.on_hand_qty - policies.on_order_qty"
    return f"""
        with hub as (
            select policies.product_key, policies.location_key,
                floor(greatest(policies.on_hand_qty - policies.reorder_point_qty, 0)) as free_qty
            from {POLICY} as policies
            inner join {PLACE} as places on policies.location_key = places.location_key and places.is_hub
            where policies.level_code = '{ONE_PLACE}'
        ),
        short as (
            select
                policies.*, hub.location_key as from_location_key, hub.free_qty, {wanted} as wanted_qty,
                coalesce(sum({wanted}) over (
                    partition by policies.product_key order by policies.cover_days, policies.location_key
                    rows between unbounded preceding and 1 preceding
                ), 0) as before_qty
            from {POLICY} as policies
            inner join hub on policies.product_key = hub.product_key and policies.location_key <> hub.location_key
            where
                policies.level_code = '{ONE_PLACE}'
                and policies.stock_state <> 'no_demand'
                and policies.on_hand_qty + policies.on_order_qty < policies.reorder_point_qty
        ),
        given as (select *, least(wanted_qty, greatest(free_qty - before_qty, 0)) as qty from short)
        select
            'transfer', product_key, location_key, from_location_key, null, date '{as_of}',
            date '{as_of}' + {settings.transfer_days}, cast(qty as decimal(18, 4)), cast(wanted_qty as decimal(18, 4)),
            cast(0 as decimal(18, 4)), cast(1 as decimal(18, 4)), null, null,
            printf('%s in stock and %s on the way are below the reorder point %s; %s a week are expected. '
                'The hub can spare %s.%s',
                {_plain("on_hand_qty")}, {_plain("on_order_qty")}, {_plain("reorder_point_qty")},
                {_plain("round(weekly_demand_qty, 1)")}, {_plain("free_qty")},
                case
                    when qty < wanted_qty then printf(' It lacks %s for all.', {_plain("wanted_qty - qty")}) else ''
                end)
        from given where qty > 0
    """


def _plain(sql: str) -> str:
    """Return SQL for a number as people write it, without zeros at its end."""
    return f"regexp_replace(cast(cast({sql} as decimal(18, 4)) as varchar), '\\.?0+$', '')"
