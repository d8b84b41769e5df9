"""What if: the plan over all places again, with other lead times, more demand, or without a supplier.

Belongs here: what a scenario changes, and its plan beside the one that holds. Not here: how a plan is made (`policies`,
`proposals`), and what people may ask for (the command line).

Lead times of suppliers and of the workshop grow, and so do the days of what is on order. More demand is a share more in
the first weeks. Without a supplier its open orders do not come, and what it sold is bought from whoever else offers it
or delivered it last, from nobody where nobody did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from forecasting.planning.policies import policy_sql
from forecasting.planning.positions import ANY, MAKE, TRANSFER, supply_sql, terms_sql
from forecasting.planning.proposals import supply_proposal_sql
from forecasting.planning.risk import NETWORK, draw_demand
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import DEMAND, LEAD, SUPPLY, SUPPLY_LINE, TERMS
from forecasting.tables import SCENARIO

_KEPT = "planning_step_kept"
_POLICY = "planning_step_what_if"
_CHANGED = (LEAD, SUPPLY, TERMS, DEMAND)


@dataclass(frozen=True)
class Scenario:
    """What is different; nothing is by default.

    Attributes:
        code: Its name.
        lead_days: So many days more until suppliers and the workshop deliver.
        promotion_rate: So much more is demanded, as a share of what is expected.
        promotion_weeks: In so many weeks from now.
        lost_supplier: Key of the supplier who no longer delivers; nobody if empty.
    """

    code: str
    lead_days: int = 0
    promotion_rate: float = 0.0
    promotion_weeks: int = 4
    lost_supplier: str = ""


BASE = Scenario("base")


def usual_scenarios(connection: duckdb.DuckDBPyConnection) -> list[Scenario]:
    """Return what every run asks: a week later, 30 % more for four weeks, and without the supplier most waited for."""
    found = connection.execute(f"""
        select supplier_key from {SUPPLY_LINE} as lines
        where supply_type = 'purchase' and supplier_key <> 'unknown'
        group by supplier_key order by count(distinct product_key) desc, sum(qty) desc, supplier_key
        limit 1""").fetchone()
    lost = [Scenario("supplier_lost", lost_supplier=str(found[0]))] if found else []
    return [Scenario("lead_time", lead_days=7), Scenario("promotion", promotion_rate=0.3), *lost]


def write_scenarios(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    settings: PlanSettings,
    scenarios: Sequence[Scenario],
    target: str = SCENARIO,
) -> None:
    """Write one row per scenario and product, the plan that holds (`base`) among them.

    Args:
        connection: The work warehouse, with what the plan over all places was made from. That is changed.
        as_of: The run's one clock.
        settings: The planner's choices.
        scenarios: What is different in each.
        target: The table that is written; a temporary one if its name has no schema.
    """
    kind = "" if "." in target else "temp "
    for table in _CHANGED:
        chosen = f"where level_code = '{NETWORK}'" if table == DEMAND else ""
        connection.execute(f"create or replace temp table {table}_{_KEPT} as from {table} {chosen}")
    for number, scenario in enumerate([BASE, *scenarios]):
        _change(connection, as_of, scenario)
        draw_demand(connection, settings)
        connection.execute(f"create or replace temp table {_POLICY} as {policy_sql(as_of, settings)}")
        written = f"insert into {target}" if number else f"create or replace {kind}table {target} as"
        connection.execute(f"{written} {_planned_sql(as_of, scenario, number)}")
    for table in _CHANGED:
        connection.execute(f"drop table temp.{table}_{_KEPT}")
    connection.execute(f"drop table temp.{_POLICY}")


def side_by_side_sql(scenarios: str) -> str:
    """Return SQL for one row per scenario, in the order in which they were asked.

    It tells products that are short, those of them that are not in the plan that holds, units expected to be missed and
    their money in group currency, units of safety stock, and number and units of proposals.

    Args:
        scenarios: A table that `write_scenarios` wrote.
    """
    return f"""
        with prices as (
            select product_key, median(gross_amount_group / ordered_qty) as price from core.fct_order_line
            where ordered_qty > 0 and gross_amount_group is not null and not is_test group by product_key
        ),
        told as (
            select *, stock_state in ('sold_out', 'below_safety', 'below_reorder') as is_short from {scenarios}
        )
        select
            told.scenario_code,
            count(*) filter (told.is_short) as short_count,
            count(*) filter (told.is_short and not base.is_short) as newly_short_count,
            cast(sum(told.expected_lost_qty) as decimal(18, 2)) as expected_lost_qty,
            cast(sum(round(told.expected_lost_qty * prices.price, 2)) as decimal(18, 2)) as expected_lost_amount_group,
            cast(sum(told.safety_stock_qty) as decimal(18, 0)) as safety_stock_qty,
            count(*) filter (told.proposed_qty > 0) as proposal_count,
            cast(sum(told.proposed_qty) as decimal(18, 0)) as proposed_qty
        from told
        inner join told as base on told.product_key = base.product_key and base.scenario_code = '{BASE.code}'
        left join prices on told.product_key = prices.product_key
        group by told.scenario_code
        order by min(told.scenario_number)
    """


def _change(connection: duckdb.DuckDBPyConnection, as_of: date, scenario: Scenario) -> None:
    lost = scenario.lost_supplier.replace("'", "''")
    terms = terms_sql(as_of, scenario.lost_supplier) if lost else f"from {TERMS}_{_KEPT}"
    more = f"if(week <= {scenario.promotion_weeks}, units * {1 + scenario.promotion_rate}, units)"
    for table, sql in (
        (TERMS, terms),
        (SUPPLY, supply_sql(f"coalesce(supplier_key, '') <> '{lost}'") if lost else f"from {SUPPLY}_{_KEPT}"),
        (LEAD, f"""
            select * replace (
                case when lead_key = '{TRANSFER}' then lead_days else lead_days + {scenario.lead_days} end as lead_days
            ) from {LEAD}_{_KEPT}"""),
        (DEMAND, f"""
            select demand.* replace (
                case when not known.is_known then '{ANY}' else known.lead_key end as lead_key,
                cast(known.minimum_qty as double) as minimum_qty,
                cast(known.pack_qty as double) as pack_qty,
                list_transform(ahead, lambda units, week: {more}) as ahead
            )
            from {DEMAND}_{_KEPT} as demand
            inner join ({_known_terms_sql()}) as known on demand.policy_id = known.policy_id"""),
    ):  # fmt: skip
        connection.execute(f"create or replace temp table {table} as {sql}")


def _known_terms_sql() -> str:
    """One row per policy with its terms and whose lead time it has; some suppliers have none of their own."""
    return f"""
        select
            demand.policy_id, coalesce(terms.minimum_qty, 0) as minimum_qty, coalesce(terms.pack_qty, 1) as pack_qty,
            case when terms.source_type = 'make' then '{MAKE}' else coalesce(terms.supplier_key, '{ANY}') end
                as lead_key,
            coalesce(terms.supplier_key, '{ANY}') in (select lead_key from {LEAD}_{_KEPT}) as is_known
        from {DEMAND}_{_KEPT} as demand
        left join {TERMS} as terms on demand.product_key = terms.product_key
    """


def _planned_sql(as_of: date, scenario: Scenario, number: int) -> str:
    code = scenario.code.replace("'", "''")
    return f"""
        select
            '{code}' as scenario_code,
            cast({number} as integer) as scenario_number,
            cast({scenario.lead_days} as integer) as lead_days,
            cast({scenario.promotion_rate} as decimal(18, 8)) as promotion_pct,
            cast({scenario.promotion_weeks if scenario.promotion_rate else 0} as integer) as promotion_weeks,
            {f"'{scenario.lost_supplier}'" if scenario.lost_supplier else "cast(null as varchar)"}
                as lost_supplier_key,
            policies.product_key, terms.supplier_key, policies.stock_state, policies.lead_time_days,
            policies.lead_time_demand_qty, policies.safety_stock_qty, policies.reorder_point_qty,
            policies.on_hand_qty, policies.on_order_qty, policies.stockout_probability_pct,
            policies.expected_lost_qty, coalesce(proposals.proposed_qty, 0) as proposed_qty,
            proposals.proposal_type, coalesce(proposals.currency_code, terms.currency_code) as currency_code,
            coalesce(proposals.unit_price_amount, terms.unit_price_amount) as unit_price_amount
        from {_POLICY} as policies
        left join {TERMS} as terms on policies.product_key = terms.product_key
        left join ({supply_proposal_sql(as_of, _POLICY)}) as proposals on policies.product_key = proposals.product_key
    """
