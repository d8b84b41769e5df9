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
    """Units expected in the next weeks, with the sums of the SKUs' 10 % and 90 % quantiles."""

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


def outlook(weeks: Rows, count: int) -> Outlook | None:
    """Sum the first `count` future weeks; None when there are fewer: a short sum must not pass for a long one."""
    ahead = [week for week in weeks if week["is_future"] and week["forecast_qty"] is not None][:count]
    if len(ahead) < count:
        return None
    return Outlook(count, _sum(ahead, "forecast_qty") or Decimal(0), _sum(ahead, "low_qty"), _sum(ahead, "high_qty"))


def _sum(weeks: Rows, name: str) -> Decimal | None:
    """Add a column up; None if one of its values is not known."""
    values = [week[name] for week in weeks]
    return None if None in values else sum(values, Decimal(0))


def accuracy(reader: Reader) -> Accuracy:
    """Return the measured errors of the published and of the naive forecast."""
    return Accuracy(**reader.rows("forecast_accuracy")[0])
