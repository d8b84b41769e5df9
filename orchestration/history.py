"""How long Dagster's history of runs is kept: it lies in `data_dir/dagster` and outlives the work folder.

Belongs here: forgetting old runs. Not here: how the storage forgets one (dagster_storage), ticks (dagster_job).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import dagster as dg

DAYS_KEPT = 90
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def forget_old_runs(instance: dg.DagsterInstance, now: datetime | None = None) -> int:
    """Remove the history of runs that ended long ago, but for the last success; return how many.

    Args:
        instance: Dagster's storage.
        now: The time; None takes the clock.
    """
    before = (now or datetime.now(UTC)) - timedelta(days=DAYS_KEPT)
    success = instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1)
    kept = {run.run_id for run in success}
    old = instance.get_runs(filters=dg.RunsFilter(statuses=_ENDED, updated_before=before))
    for run in old:
        if run.run_id not in kept:
            instance.delete_run(run.run_id)
    return len({run.run_id for run in old} - kept)
