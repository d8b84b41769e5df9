"""The one Dagster resource: a pipeline that holds the run lock for as long as the run lasts."""

from collections.abc import Iterator
from dataclasses import replace

import dagster as dg

from orchestration.jobs import INTRADAY_JOB_NAME
from orchestration.pipeline import Pipeline, RunOptions, opened_pipeline
from orchestration.reporter import Reporter
from warehouse.settings import Settings


def pipeline_resource(settings: Settings, options: RunOptions, reporter: Reporter) -> dg.ResourceDefinition:
    """Return the resource `pipeline`; it is opened when a run starts, and closed when it ends."""

    @dg.resource(description="The way of the data, one run at a time.")
    def pipeline(context: dg.InitResourceContext) -> Iterator[Pipeline]:
        is_intraday = context.run is not None and context.run.job_name == INTRADAY_JOB_NAME
        with opened_pipeline(settings, replace(options, intraday=is_intraday), reporter) as opened:
            yield opened

    return pipeline


def given_pipeline(pipeline: Pipeline) -> dg.ResourceDefinition:
    """Return the resource `pipeline` for a pipeline that the caller has opened and will close."""
    return dg.ResourceDefinition.hardcoded_resource(pipeline)
