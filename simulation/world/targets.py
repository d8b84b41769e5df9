"""What the managers plan to sell: targets per month, market and channel.

Belongs here: targets, which know the calendar and hope for growth. Not here: what is sold.
"""

from __future__ import annotations

import numpy as np
from pyarrow.lib import Table, array

from simulation.parameters import WorldParameters
from simulation.world.calendar import DAY_SECONDS, START, busyness
from simulation.world.draws import Dice
from simulation.world.markets import CHANNEL_SHARES, HOME_MARKET, MARKET_SHARE, MARKETS

_CENTS_A_DAY = 1_150_000
"""At scale 1, in euro cents."""
_STORE_SHARE = 0.04
_DAYS_BEFORE = 14
CHANNELS = ("online", "marketplace", "store")


def targets(parameters: WorldParameters, until: int) -> Table:
    """Return targets in euro cents, each with the second at which it was set, a while before its quarter.

    Args:
        parameters: The world's.
        until: No target is set for months that end after this day.
    """
    days = np.arange(until)
    month = (np.datetime64(START) + days).astype("datetime64[M]")
    months, first = np.unique(month, return_index=True)
    sold = np.add.reduceat(busyness(days, parameters.growth) * MARKET_SHARE, first, axis=0)
    shares = np.stack([1 - CHANNEL_SHARES[:, 2], CHANNEL_SHARES[:, 2], np.zeros(len(MARKETS))])
    shares[2, HOME_MARKET] = _STORE_SHARE / MARKET_SHARE[HOME_MARKET]
    row, market, channel = (axis.ravel() for axis in np.indices((len(months), len(MARKETS), len(CHANNELS))))
    ambition = 0.92 + 0.2 * Dice(parameters.seed, "ambition").uniform(row, market, channel)
    amount = _CENTS_A_DAY * parameters.scale * sold[row, market] * shares[channel, market] * ambition
    rounded = np.rint(amount / 10_000).astype(np.int64) * 10_000
    keep = (rounded > 0) & (row < len(months) - 1)
    quarter = (first[row // 3 * 3] - _DAYS_BEFORE) * DAY_SECONDS + 10 * 3600
    columns = {
        "month": months[row].astype("datetime64[D]"), "market": market, "channel": np.array(CHANNELS)[channel],
        "amount": rounded, "second": quarter,
    }  # fmt: skip
    return Table.from_arrays([array(values[keep]) for values in columns.values()], names=list(columns))
