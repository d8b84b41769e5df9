"""Service: what comes back, why, and whether it is one style, size, batch, carrier or supplier.

Belongs here: which pictures stand where. Not here: how a picture is drawn (`boards`), and SQL.
"""

from __future__ import annotations

from dashboards import session
from dashboards.boards import Bars, Choice, Lines, Picture, show

_SELECTION = ("start", "end", "markets")
_REASONS = Picture(
    "reasons",
    Bars(("reason_code",), "refund_amount_group", "share_pct"),
    binds=_SELECTION,
    metrics=("refunds",),
    question="manager-10",
    columns=("reason_code", "returned_qty", "share_pct", "refund_amount_group"),
)
_MONTHS = Picture(
    "return_months",
    Lines("order_month", ("return_pct",)),
    binds=("markets",),
    metrics=("units",),
    columns=("order_month", "ordered_qty", "returned_qty", "return_pct", "refund_amount_group"),
)
_SUBJECTS = Picture(
    "subjects",
    Bars(("subject_code",), "refund_amount_group", "return_pct"),
    binds=_SELECTION,
    choice=Choice("subject", "subject_type", ("style", "size", "category", "batch", "carrier", "supplier")),
    limit=100,
    metrics=("refunds", "units"),
    question="manager-10",
    columns=("subject_code", "ordered_qty", "returned_qty", "return_pct", "refund_amount_group", "reason_code"),
)
ROWS = ((_REASONS, _MONTHS), (_SUBJECTS,))


def render(visit: session.Visit) -> None:
    """Draw the page."""
    show(visit, "service", ROWS)


if __name__ == "__main__":
    render(session.current())
