"""Which job goes on which line in which week, at the least cost: a linear programme, and the plain way beside it.

Belongs here: the arithmetic, on arrays. Not here: what the jobs are and what a line can do (`capacity`).

A job goes through all stages in their order; it may be split over weeks, and a stage may take no more of it than the
stage before has done. What is not made within the horizon is late by four weeks more than the last of them. A stage may
work overtime, which costs more. The plain way takes the jobs one by one, those that are due first in front, and gives
each the first free minutes; it works no overtime.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.planning.settings import PlanSettings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_BEYOND = 4
_LITTLE = 1e-9


@dataclass(frozen=True)
class Jobs:
    """One entry per job.

    Attributes:
        ready: First week in which it can be begun.
        due: Week in which it is to be done; may lie beyond the horizon.
        value: What it is worth, at price.
        minutes: Standard minutes, jobs by stages in their order.
    """

    ready: Ints
    due: Ints
    value: Floats
    minutes: Floats


@dataclass(frozen=True)
class Schedule:
    """A plan.

    Attributes:
        share: What part of each job is done, jobs by stages by weeks.
        overtime: Minutes, stages by weeks.
        shadow_price: What one more minute would save, stages by weeks; 0 where nobody asked.
    """

    share: Floats
    overtime: Floats
    shadow_price: Floats


@dataclass(frozen=True)
class Cost:
    """What a plan costs.

    Attributes:
        late: For what is done after it is due, or not within the horizon.
        early: For what is done before it is due.
        overtime: For minutes beyond a stage's own.
    """

    late: float
    early: float
    overtime: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.late + self.early + self.overtime


def cost_of(jobs: Jobs, schedule: Schedule, settings: PlanSettings) -> Cost:
    """Return what a plan costs, by when the last stage does each job."""
    done = schedule.share[:, -1, :] if schedule.share.shape[1] else np.zeros((len(jobs.due), schedule.share.shape[2]))
    late, early, left = _weekly_costs(jobs, done.shape[1], settings)
    undone = np.maximum(1 - done.sum(axis=1), 0)
    return Cost(
        late=float((done * late).sum() + (undone * left).sum()),
        early=float((done * early).sum()),
        overtime=float(schedule.overtime.sum() * settings.overtime_price),
    )


def cheapest(jobs: Jobs, available: Floats, settings: PlanSettings) -> Schedule:
    """Return the plan that costs least.

    Args:
        jobs: The jobs.
        available: A stage's own standard minutes, stages by weeks.
        settings: Prices, and how much overtime there may be.

    Raises:
        ArithmeticError: The solver found no plan, which cannot be: to make nothing is one.
    """
    from scipy.optimize import linprog

    count, (stages, weeks) = len(jobs.due), available.shape
    late, early, left = _weekly_costs(jobs, weeks, settings)
    price = np.zeros((count, stages, weeks))
    price[:, -1, :] = late + early
    costs = np.concatenate([price.ravel(), left, np.full(stages * weeks, settings.overtime_price)])
    upper = np.repeat((np.arange(weeks) >= jobs.ready[:, None])[:, None, :], stages, axis=1).astype(np.float64)
    most = np.concatenate([upper.ravel(), np.ones(count), (available * settings.overtime_rate).ravel()])
    whole, limits, bounds = _equations(jobs, available)
    found = linprog(
        costs, A_ub=limits, b_ub=bounds, A_eq=whole, b_eq=np.ones(count * stages),
        bounds=np.column_stack([np.zeros(len(most)), most]), method="highs",
    )  # fmt: skip
    if not found.success:
        raise ArithmeticError(found.message)
    size = count * stages * weeks
    return Schedule(
        share=np.clip(found.x[:size], 0, 1).reshape(count, stages, weeks),
        overtime=np.maximum(found.x[size + count :], 0).reshape(stages, weeks),
        shadow_price=-found.ineqlin.marginals[: stages * weeks].reshape(stages, weeks),
    )


def plain(jobs: Jobs, available: Floats) -> Schedule:
    """Return the plan of one who takes the jobs in the order of their days and gives each the first free minutes."""
    stages, weeks = available.shape
    share, free = np.zeros((len(jobs.due), stages, weeks)), available.astype(np.float64).copy()
    for job in np.lexsort((jobs.ready, jobs.due)).tolist():
        before = (np.arange(weeks) >= jobs.ready[job]).astype(np.float64)
        for stage in range(stages):
            share[job, stage] = _first_free(before, free[stage], float(jobs.minutes[job, stage]))
            free[stage] -= share[job, stage] * jobs.minutes[job, stage]
            before = np.cumsum(share[job, stage])
        reached = before[-1] if weeks else 0.0
        share[job], free = _cut_back(share[job], free, jobs.minutes[job], reached)
    return Schedule(share, np.zeros(available.shape), np.zeros(available.shape))


def _first_free(before: Floats, free: Floats, minutes: float) -> Floats:
    """Return what part is done in each week, as soon as minutes are free and the stage before has done it."""
    done, taken = np.zeros(len(free)), 0.0
    for week in range(len(free)):
        room = before[week] - taken
        done[week] = max(min(room, free[week] / minutes if minutes > _LITTLE else room), 0.0)
        taken += done[week]
    return done


def _cut_back(share: Floats, free: Floats, minutes: Floats, reached: float) -> tuple[Floats, Floats]:
    """Give back the minutes of what earlier stages did and the last one does not reach within the horizon."""
    kept = np.minimum(np.cumsum(share, axis=1), reached)
    kept = np.diff(kept, axis=1, prepend=0.0)
    return kept, free + (share - kept) * minutes[:, None]


def _weekly_costs(jobs: Jobs, weeks: int, settings: PlanSettings) -> tuple[Floats, Floats, Floats]:
    """Return what doing a whole job in each week costs, late and early, and what not doing it costs."""
    after = np.arange(weeks)[None, :] - jobs.due[:, None]
    value = jobs.value[:, None]
    left = jobs.value * settings.late_rate * (np.maximum(weeks - 1 - jobs.due, 0) + _BEYOND)
    return value * settings.late_rate * np.maximum(after, 0), value * settings.early_rate * np.maximum(-after, 0), left


def _equations(jobs: Jobs, available: Floats) -> tuple[object, object, Floats]:
    """Return what a plan must keep: every stage does all that is done, within its minutes, after the stage before.

    Unknowns are the shares (jobs by stages by weeks), what is left undone (jobs), the overtime (stages by weeks).
    """
    from scipy.sparse import coo_array, eye_array, hstack, kron, vstack

    count, (stages, weeks) = len(jobs.due), available.shape
    whole = hstack([
        kron(eye_array(count * stages), np.ones((1, weeks))), kron(eye_array(count), np.ones((stages, 1))),
        coo_array((count * stages, stages * weeks)),
    ])  # fmt: skip
    number = np.arange(count * stages * weeks)
    slot = number % (stages * weeks)
    minutes = jobs.minutes.repeat(weeks, axis=1).ravel()
    within = hstack([
        coo_array((minutes, (slot, number)), shape=(stages * weeks, len(number))),
        coo_array((stages * weeks, count)), -eye_array(stages * weeks),
    ])  # fmt: skip
    earlier = np.tril(np.ones((weeks, weeks)))
    steps = np.eye(stages)[1:] - np.eye(stages)[:-1]
    after = hstack([
        kron(eye_array(count), kron(steps, earlier)), coo_array((count * (stages - 1) * weeks, count + stages * weeks)),
    ])  # fmt: skip
    bounds = np.concatenate([available.ravel(), np.zeros(count * (stages - 1) * weeks)])
    return whole.tocsr(), vstack([within, after]).tocsr(), bounds
