"""Plan: what will be short or too much, what to order today, what suppliers must deliver, what will sell.

Belongs here: which pictures stand where. Not here: how a picture is drawn (`boards`), and SQL.
"""

from __future__ import annotations

from dashboards import session
from dashboards.access import Right
from dashboards.boards import Bars, Choice, Heat, Picture, Table, show
from dashboards.planners import overrides, proposals
from dashboards.planners.desk import Desk

_SHOWN = 100
_STATE = Picture(
    "plan_state",
    Bars(("exception_code",), "amount_group", "item_count"),
    question="planner-1",
    columns=("exception_code", "item_count", "exception_qty", "amount_group"),
)
_OUTLOOK = Picture(
    "outlook",
    Table(
        (
            "period_type",
            "first_date",
            "last_date",
            "market_code",
            "coming_qty",
            "low_qty",
            "high_qty",
            "to_date_amount_group",
            "forecast_amount_group",
            "low_amount_group",
            "high_amount_group",
            "target_amount_group",
        )
    ),
    binds=("markets",),
    question="manager-6",
)
_PROPOSALS = Picture(
    "proposals",
    Table(
        (
            "supplier_name",
            "from_location_name",
            "location_name",
            "sku",
            "product_name",
            "proposed_qty",
            "expected_date",
            "order_amount_group",
            "proposal_reason",
        )
    ),
    choice=Choice("proposal", "proposal_type", ("buy", "make", "transfer")),
    limit=_SHOWN,
    question="planner-3",
)
_EXCEPTIONS = Picture(
    "exceptions",
    Table(
        (
            "level_code",
            "location_name",
            "sku",
            "product_name",
            "remedy_code",
            "exception_qty",
            "amount_group",
            "on_hand_qty",
            "on_order_qty",
            "weekly_demand_qty",
            "reorder_point_qty",
            "cover_days",
            "lead_time_days",
        )
    ),
    choice=Choice(
        "exception",
        "exception_code",
        ("below_safety", "below_reorder", "sold_out", "excess", "no_demand", "misplaced"),
    ),
    limit=_SHOWN,
    question="planner-2",
)
_REQUIREMENTS = Picture(
    "requirements",
    Heat("supplier_name", "week_start_date", "to_deliver_amount_group", beside=("committed_qty", "planned_qty")),
    question="planner-10",
    columns=(
        "supplier_name",
        "week_start_date",
        "to_deliver_amount_group",
        "committed_qty",
        "confirmed_qty",
        "accepted_qty",
        "planned_qty",
        "late_qty",
    ),
)
_SUPPLIER_ORDERS = Picture(
    "supplier_orders",
    Table(
        (
            "supplier_name",
            "order_number",
            "sku",
            "product_name",
            "asked_date",
            "asked_qty",
            "confirmed_date",
            "confirmed_qty",
            "due_date",
            "due_qty",
            "moved_days",
        )
    ),
    choice=Choice("answer", "answer_state", ("confirmed", "open", "accepted")),
    limit=_SHOWN,
    question="planner-10",
)
_LAUNCHES = Picture(
    "launches",
    Table(
        (
            "style_code",
            "product_name",
            "launch_week_date",
            "weeks_on_sale",
            "ordered_qty",
            "expected_qty",
            "level_rate",
            "advice_code",
            "forecast_qty",
        )
    ),
    question="planner-7",
)
_SEASON_BUYS = Picture(
    "season_buys",
    Table(
        (
            "supplier_name",
            "option_name",
            "season_state",
            "buy_qty",
            "buy_reason",
            "second_buy_date",
            "second_buy_qty",
            "season_end_date",
            "q10_qty",
            "season_qty",
            "q90_qty",
            "position_qty",
            "profit_group",
        )
    ),
    limit=_SHOWN,
    question="planner-3",
)
ROWS = (
    (_STATE, _REQUIREMENTS),
    (_PROPOSALS,),
    (_SEASON_BUYS,),
    (_SUPPLIER_ORDERS,),
    (_EXCEPTIONS,),
    (_OUTLOOK,),
    (_LAUNCHES,),
)


def render(visit: session.Visit) -> None:
    """Draw the page, and for planners what they write."""
    show(visit, "plan", ROWS)
    if visit.visitor.may(Right.PLAN):
        desk = Desk(visit)
        proposals.show(desk)
        overrides.show(desk)


if __name__ == "__main__":
    render(session.current())
