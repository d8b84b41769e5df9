"""What if: the plan of a company of four items under other conditions, reckoned by hand."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import duckdb

from forecasting.planning.publish import publish_plan, try_scenarios
from forecasting.planning.scenarios import Scenario
from forecasting.planning.tables import POLICY, PROPOSAL
from forecasting.tables import SCENARIO
from tests.unit.forecasting.planning.small_plan import AS_OF, CORE, Plan, rows
from warehouse.connections import open_reader


def test_a_scenario_in_which_nothing_differs_is_the_plan(plan: Plan) -> None:
    found = rows(plan, f"""
        select what_if.product_key from {SCENARIO} as what_if
        join {POLICY} as holds on what_if.product_key = holds.product_key and holds.level_code = 'network'
        left join {PROPOSAL} as orders
            on what_if.product_key = orders.product_key and orders.proposal_type <> 'transfer'
        where scenario_code = 'base' and (what_if.reorder_point_qty, what_if.stock_state, what_if.expected_lost_qty)
            = (holds.reorder_point_qty, holds.stock_state, holds.expected_lost_qty)
            and what_if.proposed_qty = coalesce(orders.proposed_qty, 0) order by 1""")  # fmt: skip
    assert found == [("cloth",), ("coat",), ("shirt",)]


def test_scenarios_change_lead_times_demand_and_suppliers(plan: Plan) -> None:
    """A week more is 14 shirts more; 30 % more for 4 of 5.3 weeks is 16.8; nobody else sells shirts."""
    found = rows(plan, f"""
        select scenario_code, lead_time_days, lead_time_demand_qty, on_order_qty, supplier_key
        from {SCENARIO} where product_key = 'shirt' order by scenario_number""")  # fmt: skip
    assert found[0] == ("base", 30, 74, 7, "mill")
    assert found[1] == ("lead_time", 37, 88, 7, "mill")
    assert found[2] == ("promotion", 30, Decimal("90.8"), 7, "mill")
    assert found[3][0] == "supplier_lost"
    assert found[3][3:] == (3, None)


def test_plans_are_tried_on_a_file_that_cannot_be_written_and_stays_as_it_was(tmp_path: Path) -> None:
    database = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(CORE)
        publish_plan(connection, AS_OF)
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    with open_reader(database) as connection:
        tried = try_scenarios(
            connection, AS_OF, [Scenario("late", lead_days=7), Scenario("lost", lost_supplier="mill")]
        )
    assert [row[0] for row in tried] == ["base", "late", "lost"]
    assert tried[0][7] < tried[1][7]
    assert tried[2] != (*tried[2][:1], *tried[0][1:])
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
