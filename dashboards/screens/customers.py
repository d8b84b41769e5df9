"""Customers: who comes back, who slips, who came and who left.

Belongs here: which pictures stand where. Not here: how a picture is drawn (`boards`), and SQL.
"""

from __future__ import annotations

from dashboards import session
from dashboards.boards import Bars, Choice, Heat, Picture, Steps, show
from dashboards.looking import customer
from dashboards.queries.selection import MONTHS_BACK

_SEGMENTS = ("none", "new", "growing", "champion", "cooling", "at_risk", "lost")
_COHORTS = Picture(
    "cohorts",
    Heat(
        "cohort_month",
        "month_number",
        "shown_value",
        beside=("customer_count", "active_customer_count", "retention_pct", "ltv_net_sales_amount_group",
                "ltv_cm1_amount_group"),
        percent_for="retention",
    ),
    binds=("markets",),
    choice=Choice("measure", "measure", ("retention", "sales", "margin")),
    metrics=("contribution_1",),
    question="manager-4",
)  # fmt: skip
_SLIPPING = Picture(
    "slipping",
    Bars(("earlier_segment_name", "segment_name"), "earlier_net_amount_group", "customer_count"),
    question="manager-5",
    columns=("earlier_segment_name", "segment_name", "customer_count", "earlier_net_amount_group", "mean_recency_days"),
)
_MOVES = Picture(
    "moves",
    Heat("earlier_segment_name", "segment_name", "customer_count", beside=("earlier_net_amount_group",),
         order=_SEGMENTS),
    question="manager-5",
)  # fmt: skip
_BUYERS = Picture(
    "customer_change",
    Steps(
        "base_amount_group",
        ("new_customer_amount_group", "kept_customer_amount_group", "lost_customer_amount_group"),
        "sales_amount_group",
    ),
    binds=("start", "end", "markets", "channels"),
    choice=Choice("compare", "comparison_type", tuple(MONTHS_BACK)),
    compares_months=True,
    metrics=("sales_before_returns",),
    question="manager-2",
    columns=("new_customer_count", "lost_customer_count"),
)
ROWS = ((_COHORTS,), (_BUYERS, _MOVES), (_SLIPPING,))


def render(visit: session.Visit) -> None:
    """Draw the page."""
    show(visit, "customers", ROWS)
    customer.show(visit)


if __name__ == "__main__":
    render(session.current())
