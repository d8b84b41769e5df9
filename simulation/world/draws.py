"""Chance that can be asked again: a draw is a function of the seed, a name and what it is drawn for.

A draw does not depend on how many others were made before, so a world of thirty more days begins with the same days,
and rows may be worked on in any order or in parts.

Belongs here: hashing keys to uniform numbers, and the distributions made of them. Not here: what is drawn.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from simulation.world.arrays import Bools, Floats, Ints

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53
Key = Ints | int
Bits = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Dice:
    """The draws of one kind, for example the days that parcels need.

    Attributes:
        seed: Seed of the world.
        name: What is drawn; another name is another kind of draw.
    """

    seed: int
    name: str

    def bits(self, *keys: Key) -> Ints:
        """Return 63 random bits for each row of keys; keys are whole numbers, broadcast against each other."""
        start = (self.seed * 0x1F3D5B79 + zlib.crc32(self.name.encode())) & 0xFFFFFFFFFFFFFFFF
        with np.errstate(over="ignore"):
            state = np.asarray(_mixed(np.array(start, dtype=np.uint64)))
            for key in keys:
                state = _mixed(state ^ (np.asarray(key).astype(np.int64).view(np.uint64) * _GOLDEN))
        return (state >> np.uint64(1)).astype(np.int64)

    def uniform(self, *keys: Key) -> Floats:
        """Return a number above 0 and below 1 for each row of keys."""
        return (np.asarray(self.bits(*keys) >> 10, dtype=np.float64) + 0.5) * _TO_UNIT

    def happens(self, chance: Floats | float, *keys: Key) -> Bools:
        """Return whether something of this chance happens."""
        return np.asarray(self.uniform(*keys) < chance)

    def whole(self, low: Ints | int, high: Ints | int, *keys: Key) -> Ints:
        """Return a whole number from `low` to below `high`."""
        span = np.asarray(high) - np.asarray(low)
        return np.asarray(low + np.floor(self.uniform(*keys) * span), dtype=np.int64)

    def normal(self, *keys: Key) -> Floats:
        """Return a number of the standard normal distribution."""
        return np.asarray(special.ndtri(self.uniform(*keys)), dtype=np.float64)

    def lognormal(self, spread: Floats | float, *keys: Key) -> Floats:
        """Return a factor around 1 (its mean is 1) whose logarithm has this standard deviation."""
        return np.asarray(np.exp(spread * self.normal(*keys) - np.square(spread) / 2), dtype=np.float64)

    def exponential(self, mean: Floats | float, *keys: Key) -> Floats:
        """Return a waiting time of this mean."""
        return np.asarray(-mean * np.log(self.uniform(*keys)), dtype=np.float64)

    def gamma(self, shape: Floats | float, mean: Floats | float, *keys: Key) -> Floats:
        """Return a number of a gamma distribution of this shape and mean."""
        drawn = special.gammaincinv(shape, self.uniform(*keys))
        return np.asarray(drawn * mean / shape, dtype=np.float64)

    def poisson(self, mean: Floats, *keys: Key) -> Ints:
        """Return a count of this mean."""
        chance = self.uniform(*keys)
        count = np.zeros(np.broadcast(chance, mean).shape, dtype=np.int64)
        some = np.broadcast_to(chance > np.exp(-mean), count.shape)
        if some.any():
            means = np.broadcast_to(mean, count.shape)[some]
            count[some] = np.maximum(np.ceil(special.pdtrik(np.broadcast_to(chance, count.shape)[some], means)), 1)
        return count

    def pick(self, weights: Floats, row: Ints, *keys: Key) -> Ints:
        """Draw one column of `weights` for each entry of `row`, by the weights of that row.

        Args:
            weights: Shape (rows, columns); not negative, at least one above 0 in each row that is drawn from.
            row: Which row of the weights each draw is from.
            *keys: What each draw is for.
        """
        cumulated = np.cumsum(weights, axis=1)
        cumulated /= np.maximum(cumulated[:, -1:], 1e-300)
        ladder = (cumulated + np.arange(len(weights))[:, None]).ravel()
        found = np.searchsorted(ladder, self.uniform(*keys) + row, side="right") - row * weights.shape[1]
        return np.asarray(found.clip(0, weights.shape[1] - 1), dtype=np.int64)


def _mixed(state: Bits) -> Bits:
    """Scatter 64-bit states: near keys give far numbers. Multiplication wraps around, which NumPy warns of."""
    state = state + _GOLDEN
    state = (state ^ (state >> np.uint64(30))) * _MIX_1
    state = (state ^ (state >> np.uint64(27))) * _MIX_2
    mixed: Bits = state ^ (state >> np.uint64(31))
    return mixed
