"""Questions about sales: `mart_sales__*`.

Belongs here: one function per question, money in group currency. Not here: stock, suppliers, forecasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dashboards.queries.reader import Reader, Rows
from dashboards.queries.selection import Selection

_ALL = ("start", "end", "markets", "channels")
_NO_CHANNEL = ("start", "end", "markets")


@dataclass(frozen=True)
class SalesTotals:
    """The sums of a selection; None where nothing was selected or nothing is known."""

    row_count: int
    order_count: int | None
    consumer_order_count: int | None
    consumer_sales_amount: Decimal | None
    ordered_qty: Decimal | None
    gross_sales_amount: Decimal | None
    discount_amount: Decimal | None
    net_sales_amount: Decimal | None
    margin_amount: Decimal | None
    missing_rate_line_count: int
    missing_cost_line_count: int

    @property
    def average_order_value(self) -> Decimal | None:
        """(Gross − discounts) ÷ orders, both of consumers; None without an order of one."""
        if not self.consumer_order_count or self.consumer_sales_amount is None:
            return None
        return self.consumer_sales_amount / self.consumer_order_count

    @property
    def margin_pct(self) -> Decimal | None:
        """Margin ÷ net sales, a fraction; None at or below zero net sales."""
        if self.margin_amount is None or self.net_sales_amount is None or self.net_sales_amount <= 0:
            return None
        return self.margin_amount / self.net_sales_amount


def extent(reader: Reader) -> tuple[date, date] | None:
    """Return the first and the last day with sales; None without any."""
    row = reader.rows("sales_extent")[0]
    return (row["first_date"], row["last_date"]) if row["first_date"] else None


def markets(reader: Reader) -> dict[str, str | None]:
    """Return the markets with sales, the largest first: code and the warehouse's name."""
    return {row["market_code"]: row["market_name"] for row in reader.rows("markets")}


def channels(reader: Reader) -> dict[str, str | None]:
    """Return the channels with sales, the largest first: code and the warehouse's name."""
    return {row["channel_code"]: row["channel_name"] for row in reader.rows("channels")}


def totals(reader: Reader, selection: Selection) -> SalesTotals:
    """Return the sums of a selection."""
    return SalesTotals(**reader.rows("sales_totals", selection.values(*_ALL))[0])


def weekly(reader: Reader, selection: Selection) -> Rows:
    """Return week_start_date, net_sales_amount, last_year_amount; both ends of the selection must be given."""
    return reader.rows("sales_weekly", selection.values(*_ALL))


def by_member(reader: Reader, selection: Selection, dimension: Literal["market", "channel"], limit: int) -> Rows:
    """Return member_code, member_name, member_count, net_sales_amount; what is after `limit` has no code."""
    return reader.rows(f"sales_by_{dimension}", {**selection.values(*_ALL), "limit": limit})


def sku_margins(reader: Reader, selection: Selection, limit: int) -> Rows:
    """Return sku, product_name, margin_amount, margin_pct, top_rank, bottom_rank of the best and the worst.

    By whole months and for all channels, as the mart is.
    """
    return reader.rows("sku_margins", {**selection.values(*_NO_CHANNEL), "limit": limit})


def unknown_margins(reader: Reader, selection: Selection) -> int:
    """Return how many SKUs were sold and have no cost at all, so that their margin is not known."""
    return int(reader.rows("sku_unknown_margin", selection.values(*_NO_CHANNEL))[0]["sku_count"])
