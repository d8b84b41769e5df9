"""Safety stock, reorder point and order-up-to level of each product and place, for both kinds of service.

Belongs here: what follows from the draws. Not here: the draws (`risk`), and what is to be ordered (`proposals`).

Alpha: the reorder point is the quantile of the draws. Beta: it is the least stock at which the mean shortage of the
draws is no more than (1 - fill rate) × the units of an order: those of a cycle, and what was sold below the reorder
point before it was ordered, half a review on average. These draws count that part of the review in which stock is below
the reorder point. That shortage falls along a chain of straight lines that
bends at each draw, so the stock is the most that any of these lines asks for. Both are whole units, rounded
up. Safety stock is the reorder point less the mean demand of the draws' forecasts.
"""

from __future__ import annotations

from datetime import date

import duckdb

from forecasting.planning.risk import NETWORK
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import DEMAND, DRAW, LEAD, POLICY, STOCK, SUPPLY

_LITTLE = 1e-6
"""Sums of doubles may lie a little above a whole unit."""


def write_policies(connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings) -> None:
    """Write `forecasting.inventory_policy`: one row per product, place and level (one place, or all from the hub)."""
    connection.execute(f"create or replace table {POLICY} as {policy_sql(as_of, settings)}")


def reorder_points_sql(settings: PlanSettings) -> str:
    """Return SQL for one row per policy_id: mean and both reorder points, before rounding.

    It reads the draws (`policy_id`, `demand_qty`, `forecast`, `lead_days`, `cycle_qty`) and, of the demand, the units
    of a cycle.
    """
    return f"""
        with cycles as (
            select
                policy_id,
                greatest(minimum_qty, pack_qty, list_sum(ahead) / len(ahead) * {settings.order_cycle_days} / 7.0)
                    as cycle_qty,
                list_sum(ahead) / len(ahead) * {settings.review_days} / 14.0 as passed_qty
            from {DEMAND}
        ),
        ranked as (
            select
                draws.policy_id, draws.cycle_qty as demand_qty, cycles.cycle_qty + cycles.passed_qty as order_qty,
                row_number() over upwards as rank,
                count(*) over (partition by draws.policy_id) as draws,
                sum(draws.cycle_qty) over (
                    partition by draws.policy_id order by draws.cycle_qty, draws.draw
                    rows between current row and unbounded following
                ) as above
            from {DRAW} as draws
            inner join cycles on draws.policy_id = cycles.policy_id
            window upwards as (partition by draws.policy_id order by draws.cycle_qty, draws.draw)
        ),
        short as (
            select
                *,
                (above - demand_qty * (draws - rank + 1)) / draws as shortage,
                {1 - settings.fill_rate} * order_qty as allowed
            from ranked
        ),
        beta as (
            select
                policy_id,
                greatest(max(demand_qty - (allowed - shortage) * draws / (draws - rank + 1)), 0) as reorder_point
            from short
            group by policy_id
        ),
        alpha as (
            select
                policy_id,
                avg(forecast) as expected,
                quantile_cont(demand_qty, {settings.service_level}) as reorder_point,
                avg(lead_days) as lead_days
            from {DRAW}
            group by policy_id
        )
        select
            alpha.policy_id, alpha.expected, alpha.lead_days, cycles.cycle_qty,
            alpha.reorder_point as alpha_point, beta.reorder_point as beta_point
        from alpha
        inner join beta on alpha.policy_id = beta.policy_id
        inner join cycles on alpha.policy_id = cycles.policy_id
    """


def policy_sql(as_of: date, settings: PlanSettings) -> str:
    """Return SQL for the policies of what stands in `DEMAND`, from its draws."""
    return f"""
        with points as ({reorder_points_sql(settings)}),
        {_known_sql()},
        positioned as ({_positioned_sql(settings)}),
        risky as (
            select positioned.policy_id, avg(cast(draws.demand_qty > on_hand + on_order as integer)) as probability,
                avg(greatest(draws.demand_qty - on_hand - on_order, 0)) as lost
            from positioned inner join {DRAW} as draws on positioned.policy_id = draws.policy_id
            group by positioned.policy_id
        )
        select
            {_columns_sql(as_of, settings)}
        from positioned as p
        inner join risky on p.policy_id = risky.policy_id
        order by p.policy_id
    """


def _known_sql() -> str:
    """Name what there is, what is on order, and how long suppliers take, for a query's `with`."""
    return f"""stock as (
            select product_key, location_key, 'place' as level_code, on_hand_qty, coming_qty from {STOCK}
            union all
            select product_key, null, '{NETWORK}', sum(on_hand_qty), sum(coming_qty) from {STOCK} group by product_key
        ),
        supply as (select product_key, sum(qty) as qty from {SUPPLY} group by product_key),
        leads as (
            select
                lead_key, min(lead_basis) as lead_basis, quantile_cont(lead_days, 0.9) as late_days,
                sqrt(greatest(avg(exact_days * exact_days) - avg(exact_days) ** 2, 0)) as deviation
            from (select *, cast(round(lead_days, 6) as decimal(18, 6)) as exact_days from {LEAD}) group by lead_key
        )"""


def _positioned_sql(settings: PlanSettings) -> str:
    """One row per policy: its points in whole units, beside what is there and on order."""
    chosen = "alpha_point" if settings.service_type == "alpha" else "beta_point"
    return f"""
        select
            demand.policy_id, demand.product_key, demand.location_key, demand.level_code, demand.lead_key,
            demand.minimum_qty, demand.pack_qty,
            list_sum(demand.ahead) / len(demand.ahead) as weekly,
            points.expected, points.lead_days, points.cycle_qty,
            ceil(points.alpha_point - {_LITTLE}) as alpha_point,
            ceil(points.beta_point - {_LITTLE}) as beta_point,
            ceil(points.{chosen} - {_LITTLE}) as reorder_point,
            leads.lead_basis, leads.late_days, coalesce(leads.deviation, 0) as lead_deviation,
            coalesce(stock.on_hand_qty, 0) as on_hand,
            coalesce(goods.is_sold_without_stock, false) as is_back_order,
            case
                when demand.level_code = '{NETWORK}' then coalesce(supply.qty, 0) + coalesce(stock.coming_qty, 0)
                else coalesce(stock.coming_qty, 0)
            end as on_order
        from {DEMAND} as demand
        inner join points on demand.policy_id = points.policy_id
        inner join leads on demand.lead_key = leads.lead_key
        left join stock
            on demand.product_key = stock.product_key
            and demand.level_code = stock.level_code
            and coalesce(stock.location_key, demand.location_key) = demand.location_key
        left join supply on demand.product_key = supply.product_key
        left join core.dim_product as goods on demand.product_key = goods.product_key
    """


def _columns_sql(as_of: date, settings: PlanSettings) -> str:
    """Name the columns of a policy, in their order."""
    return f"""date '{as_of}' as as_of_date,
            p.product_key,
            p.location_key,
            p.level_code,
            p.lead_key,
            p.lead_basis,
            {_quantity("p.lead_days")} as lead_time_days,
            {_quantity("p.late_days")} as lead_time_p90_days,
            {_quantity("p.lead_deviation")} as lead_time_deviation_days,
            {_quantity("p.weekly")} as weekly_demand_qty,
            {_quantity("p.expected")} as lead_time_demand_qty,
            {_quantity("p.minimum_qty")} as minimum_order_qty,
            {_quantity("p.pack_qty")} as pack_qty,
            {_quantity("greatest(p.reorder_point - p.expected, 0)")} as safety_stock_qty,
            {_quantity("p.alpha_point")} as reorder_point_alpha_qty,
            {_quantity("p.beta_point")} as reorder_point_beta_qty,
            {_quantity("p.reorder_point")} as reorder_point_qty,
            {_quantity("p.reorder_point + ceil(p.cycle_qty)")} as order_up_to_qty,
            {_quantity("p.on_hand")} as on_hand_qty,
            {_quantity("p.on_order")} as on_order_qty,
            {_quantity("case when p.weekly > 0 then greatest(p.on_hand, 0) / p.weekly * 7 end")} as cover_days,
            cast(round(risky.probability, 8) as decimal(18, 8)) as stockout_probability_pct,
            {_quantity("risky.lost")} as expected_lost_qty,
            {_quantity(_excess_sql(settings))} as excess_qty,
            {_state_sql(settings)} as stock_state"""


def _excess_sql(settings: PlanSettings) -> str:
    """Whole units above what is long enough; all of them where nothing is expected."""
    long = f"greatest(p.reorder_point + ceil(p.cycle_qty), p.weekly * {settings.excess_days} / 7.0)"
    there = "p.on_hand + p.on_order"
    over = f"case when p.weekly < {_LITTLE} then {there} else floor({there} - {long} + {_LITTLE}) end"
    return f"greatest({over}, 0)"


def _state_sql(settings: PlanSettings) -> str:
    """Tell how a policy stands, the worst first; without any demand ahead nothing can be short.

    What shops sell without stock is not sold out: it is short of its reorder point.
    """
    return f"""case
        when p.weekly < {_LITTLE} then 'no_demand'
        when p.on_hand <= 0 and not p.is_back_order then 'sold_out'
        when p.on_hand < p.reorder_point - p.expected then 'below_safety'
        when p.on_hand + p.on_order < p.reorder_point then 'below_reorder'
        when {_excess_sql(settings)} >= 1 then 'excess'
        else 'healthy'
    end"""


def _quantity(sql: str) -> str:
    return f"cast(round({sql}, 4) as decimal(18, 4))"
