"""Questions about the forecast: `mart_planning__*`. In units, for all channels.

Belongs here: one function per question. Not here: how a forecast is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dashboards.queries.reader import Reader, Rows
from dashboards.queries.selection import Selection


@dataclass(frozen=True)
class Outlook:
    """Units expected in the next weeks, and the range of that total; none of the sum of a few markets."""

    week_count: int
    forecast_qty: Decimal
    low_qty: Decimal | None
    high_qty: Decimal | None


@dataclass(frozen=True)
class Accuracy:
    """WAPE as fractions over all segments; None where not measured."""

    published_wape_pct: Decimal | None
    naive_wape_pct: Decimal | None


def weekly(reader: Reader, selection: Selection) -> Rows:
    """Return week_start_date, is_future, actual_qty, forecast_qty, low_qty, high_qty, covered_qty by week."""
    return reader.rows("forecast_weekly", selection.values("markets"))


def outlooks(reader: Reader, selection: Selection) -> dict[int, Outlook]:
    """Return what to expect of the next 4 and 13 weeks, by weeks; nothing where nothing is forecast."""
    rows = reader.rows("forecast_outlook", selection.values("markets"))
    return {
        row["span_weeks"]: Outlook(row["span_weeks"], row["forecast_qty"], row["low_qty"], row["high_qty"])
        for row in rows
    }


def accuracy(reader: Reader) -> Accuracy:
    """Return the measured errors of the published and of the naive forecast."""
    return Accuracy(**reader.rows("forecast_accuracy")[0])
