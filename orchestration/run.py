"""One `entrepot run`: is there anything new, and if so, the Dagster job in this process.

Belongs here: the decision, the exit code, and what the summary is told. Not here: the steps (pipeline) and how things
are printed (cli).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ingestion.admission.admitted import remember_admitted
from ingestion.contract.delivery import vendor_tables
from ingestion.intake.within_day import count_waiting, within_the_day
from orchestration.alerts.telling import RunEnd, telling
from orchestration.fetching import fetch_new
from orchestration.options import RunOptions
from orchestration.publishing import landed_batches, present_facts, repeats_a_release
from orchestration.purpose.landing import lacking_batches, plan_landing
from orchestration.reporter import Reporter
from orchestration.trust.history import keep_history
from warehouse.errors import EntrepotError
from warehouse.limits import limits_told
from warehouse.lock import run_lock
from warehouse.releases import Release, current_release, publish_candidate, require_candidate
from warehouse.settings import Settings

GOOD, FAILED, GOOD_BUT_A_SOURCE_IS_NOT = 0, 1, 2


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended.

    Attributes:
        release: The current release; the candidate, where one was to be left unpublished.
        is_new: A release was built by this run.
        is_candidate: It was left unpublished.
        problems: Sources that are held back, stopped or missing, each with its reason.
        waiting: Files that a run within the day left to the next full run.
        lacking: Landed batches without a column that serves a question by now, a line for each table.
        forecast: One line on the forecast's error beside the naive one; empty when nothing was built.
    """

    release: Release
    is_new: bool
    problems: dict[str, str]
    waiting: int = 0
    forecast: str = ""
    links: str = ""
    landed: dict[str, int] = field(default_factory=dict)
    is_candidate: bool = False
    lacking: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 when the current release reflects everything that arrived, 2 when a source is not in it as it should be."""
        return GOOD_BUT_A_SOURCE_IS_NOT if self.problems or self.waiting else GOOD


def run(settings: Settings, options: RunOptions, reporter: Reporter) -> RunOutcome:
    """Bring in what is new and publish a release of it, or find that there is nothing new.

    Args:
        settings: The configuration.
        options: What was asked for; a full build, and a candidate, are made even when nothing is new.
        reporter: Told about every step.

    Raises:
        EntrepotError: The run failed; the last release stays, and whoever is to be told of it has been.
    """
    with telling(settings, reporter) as end, limits_told(settings):
        return _run(settings, options, reporter, end)


def _run(settings: Settings, options: RunOptions, reporter: Reporter, end: RunEnd) -> RunOutcome:
    _check(settings, options)
    options = _fetched(settings, options, reporter)
    tables, found = vendor_tables(settings), plan_landing(settings, options.selection)
    plans = within_the_day(found) if options.intraday else found
    lacking = tuple(lacking_batches(landed_batches(settings), found))
    is_wanted = options.full or options.candidate
    if not is_wanted and repeats_a_release(settings, tables, plans, options.as_of, intraday=options.intraday):
        return replace(_unchanged(settings, count_waiting(plans)), lacking=lacking)
    return replace(_execute(settings, options, reporter, end), lacking=lacking)


def _fetched(settings: Settings, options: RunOptions, reporter: Reporter) -> RunOptions:
    """Fetch what is new of the systems that a run reads by itself; without it nobody knows whether anything is new."""
    if any(source.is_pulled for source in settings.sources):
        with run_lock(settings):
            fetch_new(settings, options, reporter)
    return replace(options, is_fetched=True)


def _check(settings: Settings, options: RunOptions) -> None:
    """Refuse what cannot be run."""
    if options.full and options.intraday:
        raise EntrepotError("a run within the day builds nothing anew.", where="--intraday", todo="Leave out --full.")
    if options.candidate and options.intraday:
        raise EntrepotError(
            "a candidate is a full run's.", where="--intraday", todo="Leave out one of the two options."
        )
    if not settings.sources:
        raise EntrepotError(
            "no source is configured.",
            where=str(settings.config_file),
            todo="Add a [[source]] block, or `entrepot demo`.",
        )


def publish_kept_candidate(settings: Settings) -> Release:
    """Publish the candidate that a run left aside, if what it was built from is what there is now.

    Raises:
        ReleaseError: There is no candidate, it is damaged, or something has changed since.
        WarehouseBusyError: A run is under way.
    """
    with run_lock(settings):
        kept = require_candidate(settings)
        tables, plans = vendor_tables(settings), plan_landing(settings)
        release = publish_candidate(settings, present_facts(settings, tables, plans, kept, kept.manifest.as_of))
        remember_admitted(settings, release)
        keep_history(settings, release)
        return release


def _unchanged(settings: Settings, waiting: int) -> RunOutcome:
    release = current_release(settings)
    if release is None:
        raise EntrepotError("the current release vanished while it was looked at.", todo="Run again.")
    return RunOutcome(release, False, _problems_of(release), waiting)


def _problems_of(release: Release) -> dict[str, str]:
    return {
        fact.source_name: fact.message or fact.status for fact in release.manifest.sources if fact.status != "current"
    }


def _execute(settings: Settings, options: RunOptions, reporter: Reporter, end: RunEnd) -> RunOutcome:
    """Run the Dagster job in this process, holding the run lock; Dagster and dbt are only loaded here."""
    from orchestration.dagster_job import execute_job
    from orchestration.pipeline import opened_pipeline

    with opened_pipeline(settings, options, reporter) as pipeline:
        end.reports = pipeline.reports
        execute_job(pipeline)
        end.is_whole = pipeline.release is not None
    release = pipeline.candidate or pipeline.release
    if release is None:
        raise EntrepotError("the job ended without a release.", todo="Look at it with `entrepot dagster`.")
    landed = {name: sum(batch.row_count for batch in report.landed) for name, report in pipeline.reports.items()}
    return RunOutcome(
        release,
        True,
        _problems_of(release),
        count_waiting(pipeline.plans.values()),
        forecast=str(pipeline.forecast or ""),
        links=str(pipeline.links or ""),
        landed=landed,
        is_candidate=options.candidate,
    )
