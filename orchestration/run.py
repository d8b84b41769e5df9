"""One `entrepot run`: is there anything new, and if so, the Dagster job in this process.

Belongs here: the decision, the exit code, and what the summary is told. Not here: the steps (pipeline) and how things
are printed (cli).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ingestion.contract import vendor_tables
from ingestion.intake import plan_intake
from orchestration.publishing import repeats_a_release
from orchestration.reporter import Reporter
from warehouse.errors import EntrepotError
from warehouse.limits import limits_told
from warehouse.releases import Release, current_release
from warehouse.settings import Settings

GOOD, FAILED, GOOD_BUT_A_SOURCE_IS_NOT = 0, 1, 2


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended.

    Attributes:
        is_new: A release was published by this run.
        problems: Sources that are held back, stopped or missing, each with its reason.
        forecast: One line on the forecast's error beside the naive one; empty when nothing was built.
    """

    release: Release
    is_new: bool
    problems: dict[str, str]
    forecast: str = ""
    links: str = ""
    landed: dict[str, int] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 when the current release reflects everything that arrived, 2 when a source is not in it as it should be."""
        return GOOD_BUT_A_SOURCE_IS_NOT if self.problems else GOOD


def run(settings: Settings, *, full: bool, as_of: date | None, reporter: Reporter) -> RunOutcome:
    """Bring in what is new and publish a release of it, or find that there is nothing new.

    Args:
        settings: The configuration.
        full: Build everything anew, even when nothing is new.
        as_of: Day that the release speaks of; None takes the sources' own clock.
        reporter: Told about every step.

    Raises:
        EntrepotError: The run failed; the last release stays.
    """
    if not settings.sources:
        raise EntrepotError(
            "no source is configured.",
            where=str(settings.config_file),
            todo="Add a [[source]] block, or `entrepot demo`.",
        )
    with limits_told(settings):
        tables = vendor_tables(settings)
        plans = plan_intake(settings)
        if not full and repeats_a_release(settings, tables, plans, as_of):
            return _unchanged(settings)
        return _execute(settings, full, as_of, reporter)


def _unchanged(settings: Settings) -> RunOutcome:
    release = current_release(settings)
    if release is None:
        raise EntrepotError("the current release vanished while it was looked at.", todo="Run again.")
    return RunOutcome(release, False, _problems_of(release))


def _problems_of(release: Release) -> dict[str, str]:
    return {
        fact.source_name: fact.message or fact.status for fact in release.manifest.sources if fact.status != "current"
    }


def _execute(settings: Settings, full: bool, as_of: date | None, reporter: Reporter) -> RunOutcome:
    """Run the Dagster job in this process, holding the run lock; Dagster and dbt are only loaded here."""
    from orchestration.dagster_job import execute_job
    from orchestration.pipeline import RunOptions, opened_pipeline

    options = RunOptions(full=full, as_of=as_of)
    with opened_pipeline(settings, options, reporter) as pipeline:
        execute_job(pipeline)
    if pipeline.release is None:
        raise EntrepotError("the job ended without a release.", todo="Look at it with `entrepot dagster`.")
    landed = {name: sum(batch.row_count for batch in report.landed) for name, report in pipeline.reports.items()}
    return RunOutcome(
        pipeline.release,
        True,
        _problems_of(pipeline.release),
        forecast=str(pipeline.forecast or ""),
        links=str(pipeline.links or ""),
        landed=landed,
    )
