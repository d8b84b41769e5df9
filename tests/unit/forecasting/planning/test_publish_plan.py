"""Stock, policies, proposals and material needs of a company of four items, reckoned by hand."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from forecasting.feeding.accepting import Accepted, Proposal
from forecasting.planning.publish import publish_plan
from forecasting.planning.risk import ahead_sql
from forecasting.planning.tables import PEG, POLICY, PROPOSAL, REQUIREMENT
from forecasting.tables import SUPPLY_ORDER
from tests.unit.forecasting.planning.small_plan import AS_OF, CORE, Plan, rows


def test_stock_of_one_place_counts_once_and_lost_orders_not_at_all(plan: Plan) -> None:
    """8 and 2 can be sold, 5 - 2 are under way; of 60 - 45 + 1 that are open, the supplier promised 12 fewer.

    It was asked for 50 and answered 30 and 8. What is overdue since July is not waited for.
    """
    found = rows(
        plan, f"select on_hand_qty, on_order_qty from {POLICY} where product_key = 'shirt' and level_code = 'network'"
    )
    assert found == [(10, 7)]


def test_buying_goes_by_orders_times_the_probability_of_delivery_and_picking_by_all_orders() -> None:
    with duckdb.connect() as connection:
        connection.execute(CORE)
        connection.execute(
            """insert into core.fct_order_line
            select 'web', 'open', key = 'cancelled', key = 'tested', false, 1, market, key, 'shirt', day, qty
            from (values ('taken', 'FR', date '2025-09-01', 57), ('refused', 'FR', date '2025-10-01', 40),
                ('abroad', 'US', date '2025-10-01', 9), ('young', 'FR', date '2025-12-20', 99),
                ('old', 'FR', date '2024-06-01', 99), ('cancelled', 'FR', date '2025-10-01', 99),
                ('tested', 'FR', date '2025-10-01', 99)) as t(key, market, day, qty);
            insert into core.fct_refund_line values ('refused', 'undelivered', 15), ('refused', 'undelivered', 10),
                ('taken', 'customer_return', 30), ('young', 'undelivered', 99), ('old', 'undelivered', 99)"""
        )
        ahead = f"select distinct product_key, forecast_qty, delivered_qty from ({ahead_sql(AS_OF)}) order by all"
        found = [
            (product, float(all_of_it), float(bought))
            for product, all_of_it, bought in connection.sql(ahead).fetchall()
        ]
        assert found == [("coat", 1.0, 0.75), ("shirt", 14.0, 10.5)]
        publish_plan(connection, AS_OF)
        weekly = f"select level_code, sum(weekly_demand_qty) from {POLICY} where product_key = 'shirt' group by 1"
        assert {level: float(qty) for level, qty in connection.sql(weekly).fetchall()} == {
            "network": 10.5,
            "place": 14.0,
        }


def test_the_reorder_point_is_the_forecast_of_lead_time_and_review(plan: Plan) -> None:
    """Measured 30 days, not the 99 that are stated, and 7: 14 a week make 74; 4 weeks more are ordered at once."""
    found = rows(plan, f"""
        select lead_time_days, lead_basis, reorder_point_qty, safety_stock_qty, order_up_to_qty, stock_state
        from {POLICY} where product_key = 'shirt' and level_code = 'network'""")  # fmt: skip
    assert found == [(30, "measured", 74, 0, 130, "below_reorder")]


def test_what_is_sold_without_stock_is_below_its_points_and_not_sold_out() -> None:
    """Nothing is there; 7 are on order. 74 are wanted until the next ones come, and no more than that is expected."""
    with duckdb.connect() as connection:
        connection.execute(CORE)
        connection.execute("update core.fct_stock_snapshot set on_hand_qty = 0, available_qty = 0")
        states = []
        for is_sold_without_stock in (False, True):
            connection.execute("update core.dim_product set is_sold_without_stock = $1", [is_sold_without_stock])
            publish_plan(connection, AS_OF)
            states += connection.execute(f"""select stock_state, on_hand_qty, reorder_point_qty from {POLICY}
                where product_key = 'shirt' and level_code = 'network'""").fetchall()
    assert states == [("sold_out", 0, 74), ("below_reorder", 0, 74)]


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


def accepted_of(connection: duckdb.DuckDBPyConnection) -> list[Accepted]:
    """Everything that is proposed to be bought or sent, as accepted."""
    found = connection.execute(f"""
        select proposal_type, product_key, product_key, location_key, from_location_key, supplier_key, order_date,
            expected_date, proposed_qty, unit_price_amount, currency_code, reason
        from {PROPOSAL} where proposal_type <> 'make'""").fetchall()
    noon = datetime(2025, 12, 31, 12)
    return [Accepted(number, Proposal(*row), "ann", "week 1", noon) for number, row in enumerate(found)]


def test_what_was_accepted_is_on_order_until_it_comes_back_and_is_not_proposed_again() -> None:
    """120 are bought and 8 sent from the hub; a week later 100 have come back as an order, and 4 were sent.

    By then the supplier has taken its promise of the last 4 back.
    """
    shirts = f"""
        select level_code, location_key, on_hand_qty, on_order_qty from {POLICY} where product_key = 'shirt'
        order by 1, 2"""
    with duckdb.connect() as connection:
        connection.execute(CORE)
        publish_plan(connection, AS_OF)
        accepted = accepted_of(connection)
        publish_plan(connection, AS_OF, accepted=accepted)
        assert connection.execute(f"select * from {PROPOSAL} where product_key = 'shirt'").fetchall() == []
        assert connection.execute(f"""
            select answer_state, asked_date, asked_qty, confirmed_date, confirmed_qty, told_date, qty
            from {SUPPLY_ORDER} order by answer_state desc""").fetchall() == [
            ("confirmed", date(2026, 1, 5), 16, date(2026, 1, 20), 4, date(2026, 1, 20), 4),
            ("accepted", date(2026, 1, 30), 120, None, None, date(2026, 1, 30), 120),
        ]
        assert connection.execute(shirts).fetchall() == [("network", "erp:1", 2, 135), ("place", "pl:LIL1", 2, 11)]
        connection.execute("""
            insert into core.fct_purchase_order_line values ('back', 'P9', 'mill', 'shirt', date '2025-12-31', null,
                date '2026-02-01', 'open', 100, 0, 0, null, 7.0, 'EUR');
            insert into core.fct_transfer_order_line values ('shirt', 'pl:LIL1', 4, 4, 4, 'done', date '2026-01-02')""")
        publish_plan(connection, date(2026, 1, 5), accepted=accepted)
        assert connection.execute(shirts).fetchall() == [
            ("network", "erp:1", 6, 127), ("place", "erp:1", 4, 0), ("place", "pl:LIL1", 2, 7),
        ]  # fmt: skip
        connection.execute("insert into core.fct_stock_snapshot values ('shirt', 'erp:1', date '2026-06-01', 10, 8)")
        publish_plan(connection, date(2026, 6, 1), accepted=accepted)
        assert connection.execute(shirts).fetchall() == [("network", "erp:1", 8, 0), ("place", "erp:1", 8, 0)]


@pytest.mark.parametrize(
    ("counted_on", "said"),
    [
        (date(2026, 2, 12), "stock is first counted on 2026-02-12, after the day of the plan, 2025-12-31"),
        (date(2025, 10, 1), "stock was last counted on 2025-10-01, more than 35 days before 2025-12-31"),
        (None, "no source counts stock"),
    ],
)
def test_a_plan_without_policies_says_why(counted_on: date | None, said: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(CORE)
        connection.execute("delete from core.fct_stock_snapshot where $1 is null", [counted_on])
        connection.execute("update core.fct_stock_snapshot set snapshot_date = $1", [counted_on])
        assert said in str(publish_plan(connection, AS_OF))
