"""When the jobs run by themselves."""

from typing import TYPE_CHECKING

import dagster as dg

from ingestion.contract.delivery import vendor_tables
from ingestion.intake.within_day import within_the_day
from orchestration.publishing import repeats_a_release
from orchestration.purpose.landing import plan_landing
from orchestration.within_day import require_full_run
from warehouse.errors import EntrepotError
from warehouse.settings import Settings

if TYPE_CHECKING:
    from orchestration.jobs import AssetJob

DAILY_AT_FIVE = "0 5 * * *"
EVERY_QUARTER_OF_AN_HOUR = "*/15 * * * *"
_UNDER_WAY = (dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED)


def daily(job: "AssetJob") -> dg.ScheduleDefinition:
    """Run every morning, before people come in."""
    return dg.ScheduleDefinition(name="daily", job=job, cron_schedule=DAILY_AT_FIVE, execution_timezone="UTC")


def intraday(settings: Settings, job: "AssetJob") -> dg.ScheduleDefinition:
    """Run four times an hour where something new matters within the day and no run is under way.

    Whether a system that a run reads by itself has something new is only known to a run.
    """

    @dg.schedule(name="intraday", job=job, cron_schedule=EVERY_QUARTER_OF_AN_HOUR, execution_timezone="UTC")
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if context.instance.get_run_records(dg.RunsFilter(statuses=list(_UNDER_WAY)), limit=1):
            return dg.SkipReason("a run is under way")
        tables = vendor_tables(settings)
        try:
            require_full_run(settings, tables)
        except EntrepotError as error:
            return dg.SkipReason(str(error))
        if any(source.is_pulled for source in settings.sources):
            return dg.RunRequest()
        if repeats_a_release(settings, tables, within_the_day(plan_landing(settings)), None, intraday=True):
            return dg.SkipReason("nothing new that matters within the day")
        return dg.RunRequest()

    return schedule
