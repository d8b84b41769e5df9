"""When the job runs by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from orchestration.jobs import AssetJob

DAILY_AT_FIVE = "0 5 * * *"


def daily(job: AssetJob) -> dg.ScheduleDefinition:
    """Run every morning, before people come in."""
    return dg.ScheduleDefinition(name="daily", job=job, cron_schedule=DAILY_AT_FIVE, execution_timezone="UTC")
