"""Supply: which suppliers keep their word, with the lines behind, and how the stock stands.

Belongs here: which pictures stand where. Not here: how a picture is drawn (`boards`), and SQL.
"""

from __future__ import annotations

from dashboards import session
from dashboards.boards import Bars, Choice, Picture, Table, show

_SHOWN = 100
_OTIF = Picture(
    "otif",
    Bars(("supplier_name",), "otif_pct", "line_count_due"),
    binds=("start", "end"),
    metrics=("otif", "lines_due"),
    question="manager-8",
    columns=(
        "supplier_name",
        "line_count_due",
        "otif_line_count",
        "on_time_line_count",
        "in_full_line_count",
        "open_overdue_line_count",
        "otif_pct",
    ),
)
_STOCK = Picture(
    "stock",
    Bars(("stock_state",), "stock_value_amount_group", "item_count"),
    metrics=("stock_value", "on_hand"),
    question="manager-7",
    columns=("stock_state", "item_count", "on_hand_qty", "stock_value_amount_group"),
)
_MISSED = Picture(
    "missed",
    Table(
        (
            "supplier_name",
            "purchase_order_number",
            "sku",
            "due_date",
            "last_receipt_date",
            "late_days",
            "purchased_qty",
            "missing_qty",
            "order_count",
            "short_qty",
            "net_amount_group",
            "order_numbers",
        )
    ),
    binds=("start", "end"),
    choice=Choice("supplier", options=("all",), members="suppliers"),
    limit=_SHOWN,
    question="manager-8",
)
_ITEMS = Picture(
    "stock_items",
    Table(
        (
            "location_name",
            "sku",
            "product_name",
            "on_hand_qty",
            "available_qty",
            "forecast_weekly_qty",
            "trailing_weekly_qty",
            "cover_weeks",
            "stock_value_amount_group",
        )
    ),
    choice=Choice("state", "stock_state", ("low", "sold_out", "slow", "no_demand")),
    limit=_SHOWN,
    question="manager-7",
)
ROWS = ((_OTIF, _STOCK), (_MISSED,), (_ITEMS,))


def render(visit: session.Visit) -> None:
    """Draw the page."""
    show(visit, "supply", ROWS)


if __name__ == "__main__":
    render(session.current())
