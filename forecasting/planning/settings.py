"""How a plan is made: service, review, and what counts as known.

Belongs here: the few numbers that a planner decides. Not here: what is measured (lead times, errors).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ServiceType = Literal["alpha", "beta"]


@dataclass(frozen=True)
class PlanSettings:
    """The planner's choices.

    Attributes:
        service_type: `alpha`: the chance that nothing is missed in a cycle; `beta`: the share of demand that is met.
        service_level: The alpha that is aimed at.
        fill_rate: The beta that is aimed at.
        review_days: Days from one look at the stock to the next.
        order_cycle_days: Demand of so many days is ordered at once.
        transfer_days: Days from one of our places to another.
        excess_days: Stock for more than so many days is excess.
        draws: Lead times and errors that are drawn for each policy; the same ones in each run.
        count_days: A count of stock that is older is no longer planned with.
        overdue_days: An order that is overdue by more is no longer waited for.
        measured_lines: So many receipts make a supplier's lead time measured.
        test_weeks: A new style is watched for so many weeks before it is bought again.
        highest_ratio: No season is bought for with a higher chance of having enough.
        send_days: Customers' orders leave within so many days where neither a promise nor the past tells.
        late_rate: What a week's delay of an order costs, as a share of its value at price.
        early_rate: What making it a week early costs, as the same share.
        overtime_price: What a standard minute beyond the line's own costs more, in group currency.
        overtime_rate: So much overtime may be worked, as a share of a line's own minutes.
    """

    service_type: ServiceType = "alpha"
    service_level: float = 0.95
    fill_rate: float = 0.98
    review_days: int = 7
    order_cycle_days: int = 28
    transfer_days: int = 7
    excess_days: int = 182
    draws: int = 64
    count_days: int = 35
    overdue_days: int = 90
    measured_lines: int = 10
    test_weeks: int = 3
    highest_ratio: float = 0.95
    send_days: int = 7
    late_rate: float = 0.02
    early_rate: float = 0.002
    overtime_price: float = 0.25
    overtime_rate: float = 0.25
