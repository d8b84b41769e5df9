"""What is known of options (a style in one colour) week by week: demand, launches, and what they have in common.

Belongs here: the arrays that the model is fitted on. Not here: reading them from tables, or any forecast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes

ESTABLISHED = -1_000_000
"""The launch of an option that was on sale when history began: its age is not known."""


@dataclass(frozen=True)
class There:
    """What could be bought: of what is expected, which part met stock, and what was ordered then.

    Args:
        ordered: Options × markets × weeks.
        by_week: Options × weeks: the part of all markets' demand that met stock.
        by_market: Options × markets: the same of all weeks' demand.
        in_market: Markets × weeks: the same of the demand of options with a known launch.
    """

    ordered: Array
    by_week: Array
    by_market: Array
    in_market: Array


@dataclass(frozen=True)
class Cells:
    """Demand by option, market and week, and what may be known beforehand.

    Args:
        demand: Options × markets × weeks, freed of stock-outs.
        there: What was ordered and could be; None where all of the demand is taken as seen.
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
    there: There | None = None

    @property
    def is_dated(self) -> Any:
        """Options whose launch was seen, or that were on sale when history began."""
        return (self.launch >= 0) | (self.launch == ESTABLISHED)

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


class Grouping:
    """Sums over the members of groups.

    Args:
        codes: Each member's group, from 0.
    """

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._order = np.argsort(codes, kind="stable")
        self._present, self._starts = np.unique(codes[self._order], return_index=True)
        self._count = int(codes.max(initial=0)) + 1

    def sums(self, values: Array) -> Array:
        """Return groups × …: the sums of members × …; 0 for a group without members."""
        found = np.zeros((self._count, *values.shape[1:]))
        if len(self._codes):
            found[self._present] = np.add.reduceat(values[self._order], self._starts, axis=0)
        return found

    def of(self, values: Array) -> Array:
        """Return each member's part of groups × whatever follows."""
        return np.asarray(values[self._codes])
