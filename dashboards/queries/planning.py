"""Questions about the forecast: `mart_planning__*`. In units, for all channels.

Belongs here: one function per question. Not here: how a forecast is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from dashboards.queries.reader import Reader, first_row
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


def weekly(reader: Reader, selection: Selection) -> pa.Table:
    """Return week_start_date, is_future, actual_qty, forecast_qty, low_qty, high_qty, covered_qty by week."""
    return reader.table("forecast_weekly", selection.values("markets"))


def outlook(weeks: pa.Table, count: int) -> Outlook | None:
    """Sum the first `count` future weeks; None when there are fewer, so that a short sum never passes for a long one."""
    ahead = weeks.filter(pc.and_(weeks["is_future"], pc.is_valid(weeks["forecast_qty"]))).slice(0, count)
    if ahead.num_rows < count:
        return None
    sums = {name: pc.sum(ahead[name], skip_nulls=False).as_py() for name in ("forecast_qty", "low_qty", "high_qty")}
    return Outlook(week_count=count, **sums)


def accuracy(reader: Reader) -> Accuracy:
    """Return the measured errors of the published and of the naive forecast."""
    return Accuracy(**first_row(reader.table("forecast_accuracy")))
