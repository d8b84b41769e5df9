"""A plan of four items, small enough to be reckoned by hand: demand is 14 a week, its forecast was never wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from forecasting.planning.publish import PlanSummary, publish_plan
from forecasting.planning.tables import PEG, POLICY, PROPOSAL, REQUIREMENT

AS_OF = date(2025, 12, 31)
CORE = """
create schema core; create schema forecasting;
create table core.dim_location as from (values
    ('erp:1', 'erp', '1', 'Own/Stock'), ('erp:2', 'erp', '2', '3PL/LIL1/Stock'), ('pl:LIL1', 'pl', 'LIL1', 'Lille')
) as t(location_key, source_name, location_id, location_name);
create table core.fct_stock_snapshot as from (values
    ('shirt', 'erp:1', date '2025-12-31', 10, 8), ('cloth', 'erp:1', date '2025-12-31', 5, null),
    ('shirt', 'erp:2', date '2025-12-31', 99, 99),
    ('shirt', 'pl:LIL1', date '2025-12-28', 2, 2), ('shirt', 'pl:LIL1', date '2025-12-21', 50, 50)
) as t(product_key, location_key, snapshot_date, on_hand_qty, available_qty);
create table core.fct_receipt_line as
    select 'erp:1' as location_key, 100 as received_qty, date '2025-11-01' as receipt_date;
create table core.fct_transfer_order_line as select 'shirt' as product_key, 'pl:LIL1' as to_location_key,
    5 as shipped_qty, 2 as received_qty, 'open' as transfer_order_status;
create table core.fct_purchase_order_line as
    select 'done-' || n as purchase_order_line_key, 'mill' as supplier_key, 'shirt' as product_key,
        date '2025-01-01' + n::int as order_date, null::date as requested_date, date '2025-02-01' as promised_date,
        'received' as purchase_order_status, 1 as ordered_qty, 1 as received_qty, 0 as rejected_qty,
        date '2025-01-31' + n::int as last_receipt_date, 5.0 as unit_price_amount, 'EUR' as currency_code
    from range(12) as t(n)
    union all values
        ('open', 'mill', 'shirt', date '2025-12-01', null, date '2026-01-20', 'open', 10, 7, 1, null, 5.0, 'EUR'),
        ('lost', 'mill', 'shirt', date '2025-06-01', null, date '2025-07-01', 'open', 50, 0, 0, null, 5.0, 'EUR'),
        ('cloth', 'weaver', 'cloth', date '2025-06-01', null, date '2025-07-01', 'received', 9, 9, 0, null, 2.0, 'EUR');
create table core.fct_supplier_item as select 'terms' as supplier_item_key, 'shirt' as product_key,
    'mill' as supplier_key, 24 as minimum_order_qty, 10 as pack_qty, 7.0 as unit_price_amount, 'EUR' as currency_code,
    1 as priority_number, 99 as lead_time_days, null::date as valid_from_date, null::date as valid_to_date;
create table core.fct_bill_of_material as select 'erp' as source_name, product_key, 1 as output_qty, 0.2 as scrap_pct,
    true as is_active, 'make' as bill_of_material_type from (values ('coat'), ('ring')) as t(product_key);
create table core.fct_bill_of_material_line as select 'erp' as source_name, null::date as valid_from_date,
    null::date as valid_to_date, * from (values ('coat', 'cloth', 2.0), ('ring', 'ring', 1.0))
    as t(product_key, component_product_key, component_qty);
create table core.fct_production_order as
    select 'erp' as source_name, 'coat' as product_key, 'done' as production_order_status,
        date '2025-03-01' as order_date, null::date as planned_start_date, null::date as planned_end_date,
        timestamp '2025-03-01 08:00' as started_at, timestamp '2025-03-11 08:00' as finished_at, 1 as planned_qty,
        1 as produced_qty
    from range(10)
    union all values
        ('erp', 'coat', 'confirmed', date '2025-12-01', null, null, null, null, 6, null),
        ('erp', 'coat', 'cancelled', date '2025-12-01', null, null, null, null, 70, null);
create table core.fct_stock_flow as select 'line' as order_line_key, 'pl:LIL1' as location_key, -3 as moved_qty,
    'shipment' as flow_type, date '2025-12-01' as flow_date;
create table core.fct_order_line as select 'line' as order_line_key, 'FR' as market_code;
create table forecasting.forecast_product as
    select 'shirt' as product_key, 'FR' as market_code, n::int as horizon_weeks, 14::decimal(18, 4) as forecast_qty
    from range(1, 14) as t(n);
create table forecasting.forecast as
    select product_key, 'FR' as market_code, n::int as horizon_weeks, 'x' as method_name,
        qty::decimal(18, 4) as forecast_qty
    from range(1, 14) as t(n), (values ('coat', 1), ('shirt', 999)) as u(product_key, qty);
create table forecasting.style_trial (option_name varchar, market_code varchar, origin_date date, horizon_weeks int,
    model_qty decimal(18, 4), demand_qty decimal(18, 4));
create table forecasting.backtest (product_key varchar, market_code varchar, origin_date date, horizon_weeks int,
    method_name varchar, forecast_qty decimal(18, 4), actual_qty decimal(18, 4));
"""


@pytest.fixture(scope="module")
def plan() -> Iterator[tuple[duckdb.DuckDBPyConnection, PlanSummary]]:
    with duckdb.connect() as connection:
        connection.execute(CORE)
        yield connection, publish_plan(connection, AS_OF)


Plan = tuple[duckdb.DuckDBPyConnection, PlanSummary]


def rows(plan: Plan, sql: str) -> list[tuple[Any, ...]]:
    return plan[0].execute(sql).fetchall()


def test_stock_of_one_place_counts_once_and_lost_orders_not_at_all(plan: Plan) -> None:
    """8 and 2 can be sold; 10 - 7 + 1 are bought and 5 - 2 under way; what is overdue since July is not waited for."""
    found = rows(
        plan, f"select on_hand_qty, on_order_qty from {POLICY} where product_key = 'shirt' and level_code = 'network'"
    )
    assert found == [(10, 7)]


def test_the_reorder_point_is_the_forecast_of_lead_time_and_review(plan: Plan) -> None:
    """Measured 30 days, not the 99 that are stated, and 7: 14 a week make 74; 4 weeks more are ordered at once."""
    found = rows(plan, f"""
        select lead_time_days, lead_basis, reorder_point_qty, safety_stock_qty, order_up_to_qty, stock_state
        from {POLICY} where product_key = 'shirt' and level_code = 'network'""")  # fmt: skip
    assert found == [(30, "measured", 74, 0, 130, "below_reorder")]


def test_purchases_keep_minimum_and_packs_and_places_get_what_the_hub_can_spare(plan: Plan) -> None:
    found = rows(plan, f"""
        select proposal_type, location_key, from_location_key, supplier_key, lacking_qty, proposed_qty, expected_date,
            unit_price_amount
        from {PROPOSAL} where product_key = 'shirt' order by 1""")  # fmt: skip
    assert found == [
        ("buy", "erp:1", None, "mill", 113, 120, date(2026, 1, 30), 7),
        ("transfer", "pl:LIL1", "erp:1", None, 79, 8, date(2026, 1, 7), None),
    ]


def test_materials_are_needed_firmly_for_orders_that_are_placed_and_further_for_those_that_are_planned(
    plan: Plan,
) -> None:
    """6 coats are placed, each takes 2 ÷ 0.8; 1 and 0.57 of safety are short before they come, so 2 are begun late."""
    found = rows(plan, f"""
        select supplier_key, firm_qty, gross_qty, net_qty, due_qty from {REQUIREMENT}
        where product_key = 'cloth' and week_start_date = date '2025-12-29'""")  # fmt: skip
    assert found == [("weaver", 15, 20, 15, 15)]
    pegs = rows(plan, f"""
        select is_firm, parent_product_key, parent_qty, needed_qty from {PEG}
        where product_key = 'cloth' and week_start_date = date '2025-12-29' order by 1""")  # fmt: skip
    assert pegs == [(False, "coat", 2, 5), (True, "coat", 6, 15)]


def test_needs_are_the_sum_of_their_pegs(plan: Plan) -> None:
    found = rows(plan, f"""
        select needs.gross_qty - pegs.qty from {REQUIREMENT} as needs
        join (select product_key, week_start_date, sum(needed_qty) as qty from {PEG} group by all) as pegs
            using (product_key, week_start_date)""")  # fmt: skip
    assert len(found) > 1
    assert {difference for (difference,) in found} == {0}


def test_a_product_that_is_part_of_itself_is_named_and_does_not_stop_the_plan(plan: Plan) -> None:
    assert plan[1].circular == ("ring",)
    assert "ring" in str(plan[1])
