"""The textbook formulas of safety stock, which the simulated policies are held against.

Belongs here: formulas for normal demand. Not here: what is published; that uses the errors as they were (`policies`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def safety_stock_alpha(service: float, periods: float, deviation: float, mean: float, period_deviation: float) -> float:
    """Return z · √(L·σ² + d̄²·σ_L²): stock so that nothing is missed with a chance of `service`.

    Args:
        service: Chance of no stock-out in a cycle, above 0 and below 1.
        periods: Mean lead time with the review, in periods.
        deviation: Standard deviation of demand in a period, in units.
        mean: Mean demand in a period, in units.
        period_deviation: Standard deviation of the lead time, in periods.
    """
    from scipy.stats import norm

    return float(norm.ppf(service) * lead_time_deviation(periods, deviation, mean, period_deviation))


def safety_stock_beta(fill: float, order_qty: float, spread: float) -> float:
    """Return the stock at which the expected shortage of a cycle is (1 - fill) · order_qty: σ·G(z), G the normal loss.

    Args:
        fill: Share of demand that is met, above 0 and below 1.
        order_qty: Units of a cycle.
        spread: Standard deviation of the demand of a lead time, in units, above 0.
    """
    from scipy.optimize import brentq

    wanted = (1 - fill) * order_qty / spread
    return float(spread * brentq(lambda z: normal_loss(z) - wanted, -40.0, 40.0))


def lead_time_deviation(periods: float, deviation: float, mean: float, period_deviation: float) -> float:
    """Return the standard deviation of the demand of a lead time that varies too, in units."""
    return float(np.sqrt(periods * deviation**2 + mean**2 * period_deviation**2))


def normal_loss(z: float) -> float:
    """Return G(z) = φ(z) - z·(1 - Φ(z)): the expected excess of a standard normal over z."""
    from scipy.stats import norm

    return float(norm.pdf(z) - z * norm.sf(z))
