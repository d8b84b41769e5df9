"""Cash: how long it is out, what is owed and for how long, and the days that orders tie it up.

Belongs here: which pictures stand where. Not here: how a picture is drawn (`boards`), and SQL.
"""

from __future__ import annotations

from dashboards import session
from dashboards.boards import Choice, Lines, Picture, Stack, show
from dashboards.looking import thread

_CYCLE = Picture(
    "cash_cycle",
    Lines("month_start_date", ("ccc_days", "dio_days", "dso_days", "dpo_days")),
    choice=Choice("company", members="companies"),
    question="manager-9",
    columns=("month_start_date", "ccc_days", "dio_days", "dso_days", "dpo_days", "stock_amount_local",
             "receivable_amount_local", "payable_amount_local", "local_currency_code"),
)  # fmt: skip
_AGEING = Picture(
    "ageing",
    Stack(
        "account_type",
        (
            "not_due_amount_group",
            "overdue_1_30_amount_group",
            "overdue_31_60_amount_group",
            "overdue_61_90_amount_group",
            "overdue_over_90_amount_group",
            "not_dated_amount_group",
        ),
    ),
    columns=("account_type", "open_amount_group", "not_due_amount_group", "overdue_1_30_amount_group",
             "overdue_31_60_amount_group", "overdue_61_90_amount_group", "overdue_over_90_amount_group",
             "not_dated_amount_group", "item_count", "oldest_age_days"),
)  # fmt: skip
_DAYS = Picture(
    "cash_days",
    Lines("month_start_date", ("cash_tied_up_days",)),
    binds=("markets", "channels"),
    metrics=("cash_tied_up_days",),
    columns=("month_start_date", "cash_tied_up_days", "order_count", "known_order_count", "total_amount_group",
             "awaited_amount_group"),
)  # fmt: skip
ROWS = ((_CYCLE,), (_AGEING, _DAYS))


def render(visit: session.Visit) -> None:
    """Draw the page."""
    show(visit, "cash", ROWS)
    thread.show(visit)


if __name__ == "__main__":
    render(session.current())
