"""Questions about suppliers and stock: `mart_supply__*`. They hold for the whole company.

Belongs here: one function per question. Not here: sales and forecasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboards.queries.reader import Reader, Rows
from dashboards.queries.selection import Selection


@dataclass(frozen=True)
class StockCover:
    """Stock of the items that have a forecast, in units, and that forecast in units a week."""

    snapshot_date: date | None
    item_count: int
    on_hand_qty: Decimal | None
    forecast_weekly_qty: Decimal | None

    @property
    def weeks(self) -> Decimal | None:
        """Weeks of cover; None where nothing is forecast, which is neither zero nor endless."""
        if self.on_hand_qty is None or not self.forecast_weekly_qty:
            return None
        return self.on_hand_qty / self.forecast_weekly_qty


def cover(reader: Reader) -> StockCover:
    """Return the stock that has a forecast, and its forecast."""
    return StockCover(**reader.rows("stock_cover")[0])


def stock_states(reader: Reader) -> Rows:
    """Return stock_state, item_count, on_hand_qty, stock_value_amount (group currency), unvalued_count."""
    return reader.rows("stock_states")


def otif_by_supplier(reader: Reader, selection: Selection) -> Rows:
    """Return supplier_name, due_count, otif_count, overdue_count of suppliers with lines due, by whole months."""
    return reader.rows("otif_suppliers", selection.values("start", "end"))
