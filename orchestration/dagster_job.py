"""The Dagster job in this process: the same job that the operators' pages start.

Belongs here: Dagster's home, its instance, runs that a kill left open, and executing the job. Not here: what the job
consists of (build).
"""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import yaml
from dagster._core.storage.tags import MAX_RETRIES_TAG

from orchestration.build import build_definitions
from orchestration.history import DAYS_KEPT, forget_old_runs
from orchestration.jobs import INTRADAY_JOB_NAME, JOB_NAME
from orchestration.pipeline import Pipeline
from orchestration.resources import given_pipeline
from warehouse.errors import EntrepotError
from warehouse.settings import Settings

SECONDS_OF_A_RUN = 7200
INSTANCE = {
    "telemetry": {"enabled": False},
    "run_monitoring": {"enabled": True, "start_timeout_seconds": 180, "max_runtime_seconds": SECONDS_OF_A_RUN},
    "run_retries": {"enabled": True, "max_retries": 1, "retry_on_asset_or_op_failure": False},
    "freshness": {"enabled": True},
    "retention": {
        "schedule": {"purge_after_days": DAYS_KEPT},
        "sensor": {"purge_after_days": {"skipped": 7, "success": DAYS_KEPT, "failure": DAYS_KEPT}},
    },
    "concurrency": {"runs": {"max_concurrent_runs": 1}},
    "compute_logs": {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"},
}
"""Dagster's settings.

The queue and the run lock let one run at a time work; a concurrency pool would do so too, but a killed run keeps its
slot, and the next one waits for it for ever. Capturing a step's output would start two children per step, and our
steps print nothing. A run whose process ended is started once more; one whose step failed is not: what may pass is
tried again within the step, and data do not get better by it. Ticks are kept for days; so are runs (history).
"""

BY_COMMAND = {MAX_RETRIES_TAG: "0"}
"""A run of the command is not started again by the pages: who called the command decides."""

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""The events go into Dagster's storage; the console shows the reporter's lines instead."""


def prepare_home(settings: Settings) -> Path:
    """Make Dagster's home with its settings, shared by the command and the operators' pages."""
    settings.dagster_dir.mkdir(parents=True, exist_ok=True)
    path = settings.dagster_dir / "dagster.yaml"
    text = yaml.safe_dump({**INSTANCE, "event_log_storage": _event_log(settings)}, sort_keys=False)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return settings.dagster_dir


def _event_log(settings: Settings) -> dict[str, object]:
    """Name our event log; its files lie where Dagster's own would."""
    folder = settings.dagster_dir / "history" / "runs"
    return {
        "module": "orchestration.dagster_storage",
        "class": "KeptEventLogStorage",
        "config": {"base_dir": str(folder)},
    }


def execute_job(pipeline: Pipeline) -> None:
    """Execute the whole way with an opened pipeline (its lock is held).

    Raises:
        EntrepotError: A step failed; it is the step's own error where it was one of ours.
    """
    home = prepare_home(pipeline.settings)
    overrides = {"manifest": pipeline.project.manifest, "pipeline": given_pipeline(pipeline)}
    definitions = build_definitions(pipeline.settings, overrides)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        close_killed_runs(instance)
        job = definitions.resolve_job_def(INTRADAY_JOB_NAME if pipeline.options.intraday else JOB_NAME)
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config=QUIET,
            tags={**BY_COMMAND, "entrepot/pid": str(os.getpid())},
        )
        forget_old_runs(instance)
        if not result.success:
            raise pipeline.reporter.failure or EntrepotError(
                "the job failed outside its steps.", todo="Look at it with `entrepot dagster`."
            )


def close_killed_runs(instance: dg.DagsterInstance) -> None:
    """Mark runs that a kill left open as failed, so that they hold up no queue.

    The caller holds the run lock, so none of them is alive, whoever started it.
    """
    for run in instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
        instance.report_run_failed(run, message="The process ended before the run did.")
