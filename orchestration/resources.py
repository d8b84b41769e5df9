"""The one Dagster resource: a pipeline that holds the run lock for as long as the run lasts, and what it was asked.

Belongs here: opening it from a run's configuration, waiting for another run to end, telling how it ended. Not here: the
steps (pipeline), and what an alert is (alerts).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import dagster as dg
from dagster._core.storage.tags import MAX_RETRIES_TAG

from orchestration.alerts.telling import telling
from orchestration.history import forget_old_runs
from orchestration.jobs import INTRADAY_JOB_NAME
from orchestration.options import RunOptions
from orchestration.pipeline import Pipeline, opened_pipeline
from orchestration.reporter import Reporter
from warehouse.errors import ConfigurationError, EntrepotError, WarehouseBusyError
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

WAITS = (30.0,) * 20
"""Seconds between attempts to open the warehouse while another run, of the command, holds it."""


class LogReporter(Reporter):
    """Writes warnings into the run's log."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        """Take the log's function."""
        super().__init__()
        self._warn = warn

    def warned(self, text: str) -> None:
        """Write a warning as an event."""
        self._warn(text)


def run_config(sources: Sequence[SourceSettings]) -> dict[str, dg.Field]:
    """Return what a run can be asked on the pages, typed and described, all of it optional."""
    names = [dg.EnumValue(source.name, description=f"{source.name} ({source.vendor})") for source in sources]
    day = dg.Noneable(str)
    return {
        "source": dg.Field(
            dg.Noneable(dg.Enum("SourceName", names) if names else str),
            default_value=None,
            description="Take in only this source's files; without it, those of all sources.",
        ),
        "from": dg.Field(
            day,
            default_value=None,
            description="A day, YYYY-MM-DD: take extracts of it and later through the gate again, landed or not.",
        ),
        "to": dg.Field(
            day, default_value=None, description="The same, up to and with this day, YYYY-MM-DD; one bound is enough."
        ),
        "full": dg.Field(bool, default_value=False, description="Build every table anew, base included."),
        "as_of": dg.Field(
            day,
            default_value=None,
            description="The day that the release speaks of, YYYY-MM-DD; without it, the sources' latest clock.",
        ),
    }


def options_of(config: Mapping[str, Any]) -> RunOptions:
    """Return what a run was asked, from its configuration.

    Raises:
        ConfigurationError: A day is none.
    """
    since, until, as_of = (_day(key, config[key]) for key in ("from", "to", "as_of"))
    return RunOptions(full=config["full"], source=config["source"], since=since, until=until, as_of=as_of)


def pipeline_resource(settings: Settings) -> dg.ResourceDefinition:
    """Return the resource `pipeline`; it is opened when a run starts, closed when it ends, and its end is told."""

    @dg.resource(description="The way of the data, one run at a time.", config_schema=run_config(settings.sources))
    def pipeline(context: dg.InitResourceContext) -> Iterator[Pipeline]:
        reporter = LogReporter((context.log or dg.get_dagster_logger()).warning)
        with telling(settings, reporter) as end, _errors_start_nothing_again(context):
            is_intraday = context.run is not None and context.run.job_name == INTRADAY_JOB_NAME
            options = replace(options_of(context.resource_config), intraday=is_intraday)
            with opened_when_free(settings, options, reporter) as opened:
                forget_old_runs(context.instance or dg.DagsterInstance.get())
                end.reports = opened.reports
                yield opened
                end.is_whole = opened.release is not None
                end.failure = reporter.failure if isinstance(reporter.failure, Exception) else None

    return pipeline


def given_pipeline(pipeline: Pipeline) -> dg.ResourceDefinition:
    """Return the resource `pipeline` for a pipeline that the caller has opened and will close."""
    return dg.ResourceDefinition.hardcoded_resource(pipeline)


@contextmanager
def opened_when_free(
    settings: Settings, options: RunOptions, reporter: Reporter, waits: Sequence[float] = WAITS
) -> Iterator[Pipeline]:
    """Open the pipeline as soon as no other run holds the warehouse.

    Args:
        settings: The configuration.
        options: What the run was asked.
        reporter: Told about every step, and about waiting.
        waits: Seconds between attempts.

    Raises:
        WarehouseBusyError: Another run still holds it after all of them.
    """
    with ExitStack() as stack:
        yield _entered(stack, settings, options, reporter, waits)


@contextmanager
def _errors_start_nothing_again(context: dg.InitResourceContext) -> Iterator[None]:
    """Keep a run from being started once more that could not begin by a fault of configuration, contract or model."""
    try:
        yield
    except WarehouseBusyError:
        raise
    except EntrepotError:
        if context.instance and context.run_id:
            context.instance.add_run_tags(context.run_id, {MAX_RETRIES_TAG: "0"})
        raise


def _entered(
    stack: ExitStack, settings: Settings, options: RunOptions, reporter: Reporter, waits: Sequence[float]
) -> Pipeline:
    for seconds in waits:
        try:
            return stack.enter_context(opened_pipeline(settings, options, reporter))
        except WarehouseBusyError as error:
            reporter.warned(f"{error} It is tried again in {seconds:g} s.")
            time.sleep(seconds)
    return stack.enter_context(opened_pipeline(settings, options, reporter))


def _day(key: str, written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise ConfigurationError(
            f"{written!r} is no day.", where=f"resources.pipeline.config.{key}", todo="Write it as YYYY-MM-DD."
        ) from error
