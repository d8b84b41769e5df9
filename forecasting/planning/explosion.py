"""From dated demand to dated orders through every level of the bills of material.

Belongs here: netting, lot sizes, lead-time offset and the way down, on arrays. Not here: reading tables (`materials`).

Items are rows, periods are columns; one step for each level and period, each for all items of the level at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_LITTLE = 1e-9
"""Sums of doubles may lie a little above a whole lot."""


@dataclass(frozen=True)
class Items:
    """One entry per item, each array of the same length.

    Attributes:
        level: Low-level code: 0 for what is part of nothing, else one more than the deepest item that it is part of.
        on_hand: Units at the beginning.
        safety: Units that are to be there at the end of every period.
        minimum: Least units of an order.
        pack: Orders are multiples of it; above 0.
        lead: Periods from the order to the goods.
    """

    level: Ints
    on_hand: Floats
    safety: Floats
    minimum: Floats
    pack: Floats
    lead: Ints


@dataclass(frozen=True)
class Lines:
    """One entry per line of a bill of material: numbers of parent and child, units of the child for one of the parent.

    Scrap is in the units already: 1.05 of what is in the product where a twentieth of what is begun is lost.
    """

    parent: Ints
    child: Ints
    units: Floats


@dataclass(frozen=True)
class Explosion:
    """What comes of it, each an array of items by periods.

    Attributes:
        gross: Units needed.
        net: Units short after stock and what is scheduled, of the period alone.
        due: Units ordered, in the period in which they must be there.
        release: The same in the period in which they must be ordered; what should have been ordered before stands in
            the first period.
        late: The units of the first period's release that should have been ordered before.
    """

    gross: Floats
    net: Floats
    due: Floats
    release: Floats
    late: Floats


def explode(items: Items, lines: Lines, demand: Floats, scheduled: Floats) -> Explosion:
    """Explode demand level by level.

    Args:
        items: The items.
        lines: The lines of their bills of material.
        demand: Units demanded from outside, items by periods.
        scheduled: Units that are ordered already, in the period in which they come, items by periods.

    Returns:
        Needs and orders of every item and period.
    """
    gross, net, due = demand.astype(np.float64), np.zeros(demand.shape), np.zeros(demand.shape)
    release, late = np.zeros(demand.shape), np.zeros(len(items.level))
    for level in range(int(items.level.max(initial=-1)) + 1):
        rows = np.flatnonzero(items.level == level)
        net[rows], due[rows] = _netted(items, rows, gross[rows], scheduled[rows])
        release[rows], late[rows] = _offset(due[rows], items.lead[rows])
        _pass_down(lines, items.level, level, release, gross)
    return Explosion(gross, net, due, release, late)


def lots(short: Floats, minimum: Floats, pack: Floats) -> Floats:
    """Return what is ordered where units are short: the minimum or more, in full packs; nothing where none is."""
    wanted = np.ceil(np.maximum(short, minimum) / pack - _LITTLE) * pack
    return np.where(short > _LITTLE, wanted, 0.0)


def _netted(items: Items, rows: Ints, gross: Floats, scheduled: Floats) -> tuple[Floats, Floats]:
    """Walk through the periods: what is short of safety stock is ordered in lots; what is over is there next time."""
    there, net, due = items.on_hand[rows].astype(np.float64), np.zeros(gross.shape), np.zeros(gross.shape)
    for period in range(gross.shape[1]):
        there = there + scheduled[:, period] - gross[:, period]
        net[:, period] = np.maximum(items.safety[rows] - there, 0)
        due[:, period] = lots(net[:, period], items.minimum[rows], items.pack[rows])
        there = there + due[:, period]
    return net, due


def _offset(due: Floats, lead: Ints) -> tuple[Floats, Floats]:
    """Move orders from when they are due to when they are placed."""
    release, (row, period) = np.zeros(due.shape), np.nonzero(due)
    start = period - lead[row]
    np.add.at(release, (row, np.maximum(start, 0)), due[row, period])
    late = np.zeros(len(due))
    np.add.at(late, row[start < 0], due[row, period][start < 0])
    return release, late


def _pass_down(lines: Lines, levels: Ints, level: int, release: Floats, gross: Floats) -> None:
    """Add to the children's needs what the orders of a level's items take, when these are begun."""
    from scipy.sparse import csr_array

    chosen = levels[lines.parent] == level
    shape = (len(levels), len(levels))
    takes = csr_array((lines.units[chosen], (lines.child[chosen], lines.parent[chosen])), shape=shape)
    gross += takes @ release
