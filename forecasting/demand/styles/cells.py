"""What is known of options (a style in one colour) week by week: demand, launches, and what they have in common.

Belongs here: the arrays that the model is fitted on. Not here: reading them from tables, or any forecast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes

ESTABLISHED = -1_000_000
"""The launch of an option that was on sale when history began: its age is not known."""


@dataclass(frozen=True)
class Cells:
    """Demand by option, market and week, and what may be known beforehand.

    Args:
        demand: Options × markets × weeks, freed of stock-outs.
        launch: Each option's first week; ESTABLISHED where history begins with it, after the last if planned.
        style: Each option's style.
        category: Each option's category.
        band: Each option's price band.
        colour: Each option's colour.
        group: Each market's group of those that keep the same feasts.
        peer: Markets × (weeks + horizon): the week a year earlier that each week is like, as parts of weeks; the row
            of a week holds up to seven (week number, one per day); -1 where there is none.
    """

    demand: Array
    launch: Codes
    style: Codes
    category: Codes
    band: Codes
    colour: Codes
    group: Codes
    peer: Codes

    @property
    def weeks(self) -> int:
        """The weeks of history."""
        return int(self.demand.shape[2])

    def cut(self, weeks: int, horizon: int) -> Cells:
        """Return what was known after the first `weeks` weeks; what was not yet launched keeps its planned launch."""
        return replace(self, demand=self.demand[:, :, :weeks], peer=self.peer[:, : weeks + horizon])

    def age(self, weeks: int) -> Codes:
        """Return options × weeks: weeks since the launch, below 0 before it; very large where it is not known."""
        return np.asarray(np.arange(weeks)[None, :] - self.launch[:, None])
