"""What the product proposes to order, held against fixed minima and maxima in a world that runs forward.

Belongs here: equal stock, the figures of every seed, the interval over seeds, printing. Not here: the policies
(`replenishing`), the world (`simulation.forward`).

Both policies meet the same customers and the same suppliers. Whoever has more in stock misses less, so the minima are
raised or lowered until the mean value of the stock is the same within half of one per cent. Once they stay what they
were when measuring began, and once they are set anew every quarter.
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from rich.console import Console

from forecasting.planning.settings import PlanSettings
from orchestration.bench.replenishing import MinMax, proposed
from simulation.forward import HISTORY_WEEKS, WEEK, ForwardWorld, Outcome, forward_world
from simulation.parameters import WorldParameters
from warehouse.errors import EntrepotError

IDLE_WEEKS, MEASURED_WEEKS, QUARTER_WEEKS = 26, 52, 13
AIM_FILL, AIM_LOST = 0.01, 0.25
"""How far the fill rate may be from its target, and the share of lost sales that is to be saved."""
_EQUAL = 0.005
_STEPS, _NEARBY, _NEAR = 14, 20, 0.02
"""Halvings of the range of safety in weeks, and how many steps to either side, of how many weeks, are tried then."""
_LEAST_SAFETY, _MOST_SAFETY = -15.0, 60.0


@dataclass(frozen=True)
class Figures:
    """What one policy reached: shares, units, and the mean value of the stock in euro."""

    fill_rate: float
    lost_units: int
    stock_value: float


@dataclass(frozen=True)
class Compared:
    """One seed: articles, units wanted in the measured year, and what each policy reached."""

    seed: int
    articles: int
    wanted: int
    proposed: Figures
    fixed: Figures
    quarterly: Figures

    @property
    def saved(self) -> float:
        """The share of the lost sales of fixed rules that the proposals save."""
        return 1 - self.proposed.lost_units / max(self.fixed.lost_units, 1)

    @property
    def saved_quarterly(self) -> float:
        """The same beside rules that are set anew every quarter."""
        return 1 - self.proposed.lost_units / max(self.quarterly.lost_units, 1)


def run_policy_bench(seeds: Sequence[int], scale: float, fill_rate: float, as_json: bool) -> None:
    """Run the world of every seed forward under each policy, and print what came of it.

    Args:
        seeds: Of the worlds; two or more, for the interval.
        scale: Size of demand.
        fill_rate: The share of demand that the proposals aim at.
        as_json: Print JSON instead of a table.
    """
    settings = PlanSettings(service_type="beta", fill_rate=fill_rate)
    found = [compared(WorldParameters(seed=seed, scale=scale), settings) for seed in seeds]
    console = Console()
    if as_json:
        console.print_json(data={"target": fill_rate, "seeds": [asdict(item) for item in found], **summed(found)})
        return
    _print(console, found, fill_rate)


def compared(
    parameters: WorldParameters, settings: PlanSettings, idle: int = IDLE_WEEKS, measured: int = MEASURED_WEEKS
) -> Compared:
    """Run one world forward under each policy.

    Args:
        parameters: The world's.
        settings: The planner's choices, the same for all policies.
        idle: Weeks that pass before measuring begins.
        measured: Weeks that are measured.
    """
    world = forward_world(parameters, idle + measured)
    with proposed(world.goods, settings) as policy:
        ours = world.run(policy, idle)
    value, first = ours.stock_value(world.goods), HISTORY_WEEKS * WEEK
    once = {first, first + idle * WEEK}
    often = once | set(range(first, first + (idle + measured) * WEEK, QUARTER_WEEKS * WEEK))
    fixed, quarterly = (_at_equal_value(world, settings, idle, value, days) for days in (once, often))
    return Compared(
        parameters.seed, len(world.goods.sku), int(ours.wanted.sum()),
        *(_figures(world, outcome) for outcome in (ours, fixed, quarterly)),
    )  # fmt: skip


def summed(found: Sequence[Compared]) -> dict[str, tuple[float, float]]:
    """Return the mean over seeds and half the width of its 95 % interval (Student's t), of each share."""
    return {
        "fill_rate": interval([item.proposed.fill_rate for item in found]),
        "fill_rate_fixed": interval([item.fixed.fill_rate for item in found]),
        "saved": interval([item.saved for item in found]),
        "saved_quarterly": interval([item.saved_quarterly for item in found]),
    }


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean of some values and half the width of its 95 % interval; infinite for a single one."""
    from scipy.stats import t

    if len(values) < 2:
        return values[0], float("inf")
    width = t.ppf(0.975, len(values) - 1) * statistics.stdev(values) / np.sqrt(len(values))
    return statistics.mean(values), float(width)


def _at_equal_value(
    world: ForwardWorld, settings: PlanSettings, idle: int, value: float, set_on: Collection[int]
) -> Outcome:
    """Raise or lower all minima alike until the mean value of the stock is the one that is asked for.

    One unit more of a minimum may shift the orders of weeks, so that the value jumps past what is asked for; then the
    nearest minima on either side of the jump that have it count.
    """

    def run(safety: float) -> tuple[Outcome, float]:
        outcome = world.run(MinMax(world.goods, safety, settings, set_on), idle)
        return outcome, outcome.stock_value(world.goods) / value - 1

    low, high = _LEAST_SAFETY, _MOST_SAFETY
    for _ in range(_STEPS):
        safety = (low + high) / 2
        outcome, above = run(safety)
        if abs(above) <= _EQUAL:
            return outcome
        low, high = (safety, high) if above < 0 else (low, safety)
    for distance in np.arange(1, _NEARBY + 1) * _NEAR:
        for safety in (low - distance, high + distance):
            outcome, above = run(safety)
            if abs(above) <= _EQUAL:
                return outcome
    raise EntrepotError(
        f"no minima have a stock of the same value, {value:,.0f} EUR.",
        where=f"seed {world.parameters.seed}",
        todo="Take another --seed, or a larger --scale: with little demand one unit more or less is too much.",
    )


def _figures(world: ForwardWorld, outcome: Outcome) -> Figures:
    return Figures(outcome.fill_rate, outcome.lost, outcome.stock_value(world.goods))


def _print(console: Console, found: Sequence[Compared], target: float) -> None:
    for item in found:
        console.print(f"seed {item.seed}: {item.articles} articles, {item.wanted:,} units wanted", highlight=False)
        for name in ("proposed", "fixed", "quarterly"):
            what: Figures = getattr(item, name)
            console.print(
                f"  {name:<10} fill rate {what.fill_rate:7.2%}  lost {what.lost_units:>6,} units  "
                f"stock {what.stock_value:>10,.0f} EUR", highlight=False,
            )  # fmt: skip
    shares = {name: f"{mean:.1%} ± {width:.1%}" for name, (mean, width) in summed(found).items()}
    console.print(
        f"fill rate {shares['fill_rate']} (target {target:.0%}, aim within {AIM_FILL:.0%}); lost sales saved beside "
        f"fixed rules {shares['saved']} (aim {AIM_LOST:.0%}), beside quarterly ones {shares['saved_quarterly']}",
        highlight=False,
    )
