"""What a run within the day takes in: the files of the tables whose contract says so; the others wait for the full run.

Belongs here: that choice. Not here: what is new at all (intake), and what such a run builds (orchestration).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingestion.intake.sources import SourcePlan


def within_the_day(plans: Iterable[SourcePlan]) -> list[SourcePlan]:
    """Leave in each plan the files of tables that are marked `intraday`; the rest waits.

    A file that the gate stopped still holds back all files of its moment.
    """
    return [_within_the_day(plan) for plan in plans]


def count_waiting(plans: Iterable[SourcePlan]) -> int:
    """Count the files that wait for the full run; a file of several tables counts once."""
    return len({item.extract.path for plan in plans for item in plan.waiting})


def _within_the_day(plan: SourcePlan) -> SourcePlan:
    taken = tuple(item for item in plan.pending if item.table.is_intraday)
    waiting = tuple(item for item in plan.pending if not item.table.is_intraday)
    return replace(plan, pending=taken, waiting=waiting)
