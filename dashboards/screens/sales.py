"""Sales: what changed and why, and what earned.

Belongs here: which pictures stand where. Not here: how a picture is drawn (`boards`), and SQL.
"""

from __future__ import annotations

from dashboards import session
from dashboards.boards import Bars, Choice, Picture, Steps, show
from dashboards.queries.selection import MONTHS_BACK

_SELECTION = ("start", "end", "markets", "channels")
_COMPARE = Choice("compare", "comparison_type", tuple(MONTHS_BACK))
_CHANGE = Picture(
    "change",
    Steps(
        "base_net_sales_amount_group",
        (
            "price_amount_group",
            "volume_amount_group",
            "mix_amount_group",
            "exchange_amount_group",
            "new_amount_group",
            "lost_amount_group",
            "refund_change_amount_group",
        ),
        "net_sales_amount_group",
    ),
    binds=_SELECTION,
    choice=_COMPARE,
    compares_months=True,
    metrics=("net_sales", "refunds"),
    question="manager-2",
)
_CONTRIBUTION = Picture(
    "contribution",
    Bars(("member_code",), "contribution_amount_group", "contribution_pct"),
    binds=("start", "end", "markets"),
    choice=Choice("by", "attribute_type", ("category", "market", "style", "sku")),
    metrics=("contribution_1", "contribution_2"),
    question="manager-3",
    columns=(
        "member_code",
        "net_sales_amount_group",
        "cm1_amount_group",
        "cm2_amount_group",
        "contribution_pct",
        "line_count",
        "missing_cm1_line_count",
        "missing_cm2_line_count",
    ),
)
ROWS = ((_CHANGE, _CONTRIBUTION),)


def render(visit: session.Visit) -> None:
    """Draw the page."""
    show(visit, "sales", ROWS)


if __name__ == "__main__":
    render(session.current())
