"""Customers' orders, the workshop's stages and its plan, of a company of four items, reckoned by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb

from forecasting.planning.publish import publish_plan
from forecasting.tables import (
    CAPACITY_LOAD,
    ORDER_PEG,
    PRODUCTION_COST,
    PRODUCTION_JOB,
    PRODUCTION_LOAD,
    PRODUCTION_PEG,
    PRODUCTION_STEP,
)
from tests.unit.forecasting.planning.small_plan import AS_OF, CORE, Plan, rows


def test_goods_without_a_style_are_one_job_and_are_made_once() -> None:
    """Cloth and shirts are sold without a style too, and at other prices than coats."""
    with duckdb.connect() as connection:
        connection.execute(CORE)
        connection.execute("update core.dim_product set style_code = null where product_key <> 'ring'")
        publish_plan(connection, AS_OF)
        jobs = connection.execute(f"select job_key, units from {PRODUCTION_JOB} where job_type = 'placed'").fetchall()
        assert jobs == [("placed:?:goods:2025-12-01", 6)]
        loads = connection.execute(f"select sum(needed_minutes) from {PRODUCTION_LOAD} where job_key = ?", jobs[0][:1])
        assert loads.fetchall() == [(6 * (30 + 100),)]


def test_customers_are_served_by_the_day_from_stock_then_from_what_is_on_order(plan: Plan) -> None:
    """12 shirts lie at the two places, reserved ones too; 4 are bought, 2 of them serve the second line.

    They were promised for 5 January; what counts is the last part of the supplier's last answer by then, the 20th.
    """
    found = rows(plan, f"""
        select order_line_key, supply_type, supply_key, pegged_qty, ready_date, late_days, cause_code
        from {ORDER_PEG} where product_key = 'shirt' order by due_date, ready_date nulls last""")  # fmt: skip
    assert found == [
        ("first", "stock", None, 4, AS_OF, 4, "not_sent"),
        ("second", "stock", None, 8, AS_OF, 0, "on_time"),
        ("second", "purchase", "open", 2, date(2026, 1, 20), 14, "purchase"),
        ("third", "purchase", "open", 2, date(2026, 1, 20), 13, "purchase"),
        ("third", "none", None, 3, None, None, "no_supply"),
    ]


def test_what_waits_for_the_workshop_waits_for_its_material(plan: Plan) -> None:
    """6 coats take 15 of cloth; 5 are there and none is on order."""
    assert rows(plan, f"select production_order_key, supply_type, pegged_qty from {PRODUCTION_PEG} order by 2") == [
        ("placed", "none", 10),
        ("placed", "stock", 5),
    ]
    found = rows(plan, f"""
        select supply_type, supply_key, pegged_qty, ready_date, cause_code, material_product_key
        from {ORDER_PEG} where order_line_key = 'coats'""")  # fmt: skip
    assert found == [("production", "placed", 2, None, "no_material", "cloth")]


def test_lines_that_stand_for_each_other_are_one_stage_with_the_minutes_of_its_best_week(plan: Plan) -> None:
    """7 coats were made from 27 November to 3 December: 30 and 100 minutes each; 4 days are left of the first week."""
    found = rows(plan, f"""
        select stage_number, stage_name, efficiency_rate, available_minutes from {CAPACITY_LOAD}
        where week_start_date < date '2026-01-12' order by stage_number, week_start_date""")  # fmt: skip
    assert [row[:3] for row in found[::2]] == [(0, "cut", 0.5), (1, "sew a, sew b", Decimal("0.83333333"))]
    assert [row[3] for row in found] == [120, 210, 400, 700]
    loads = rows(
        plan, f"select needed_minutes from {PRODUCTION_LOAD} where job_key like 'placed:%' order by stage_number"
    )
    assert loads == [(180,), (600,)]


def test_the_workshop_plan_can_be_kept_and_costs_no_more_than_a_plain_one(plan: Plan) -> None:
    """Held against the tables alone: minutes, overtime, the order of stages, and materials."""
    assert rows(plan, f"select count(*) > 0, sum(planned_minutes) > 0 from {PRODUCTION_STEP}") == [(True, True)]
    overfull = rows(plan, f"""
        select * from {CAPACITY_LOAD} as loads
        left join (
            select stage_code, week_start_date, sum(planned_minutes) as minutes from {PRODUCTION_STEP} group by all
        ) as steps using (stage_code, week_start_date)
        where coalesce(minutes, 0) > available_minutes + overtime_minutes + 0.01
            or overtime_minutes > 0.25 * available_minutes + 0.01""")  # fmt: skip
    too_soon = rows(plan, f"""
        select * from {PRODUCTION_STEP} join {PRODUCTION_JOB} using (job_key)
        where week_start_date + 6 < ready_date""")  # fmt: skip
    overtaken = rows(plan, f"""
        with weeks as (select distinct week_start_date as week from {CAPACITY_LOAD}),
        reached as (
            select job_key, stage_number, week, sum(done_pct) as share
            from weeks join {PRODUCTION_STEP} on week_start_date <= week group by all
        )
        select * from reached as late left join reached as early
            on late.job_key = early.job_key and late.week = early.week and early.stage_number = late.stage_number - 1
        where late.stage_number > 0 and late.share > coalesce(early.share, 0) + 0.0001""")  # fmt: skip
    assert (overfull, too_soon, overtaken) == ([], [], [])
    costs = dict(rows(plan, f"select plan_code, total_amount_group from {PRODUCTION_COST}"))
    assert 0 < costs["cheapest"] <= costs["plain"]
