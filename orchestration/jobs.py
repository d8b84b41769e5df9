"""The jobs: from extracts to release, in one process; all of it, or what matters within the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

    AssetJob = UnresolvedAssetJobDefinition

JOB_NAME = "entrepot"
INTRADAY_JOB_NAME = "intraday"


def whole_way() -> AssetJob:
    """Every asset with its checks, one after the other in this process, so that no child outlives the run.

    A run that is started again begins at the beginning: its steps hand on to each other what only the process holds.
    """
    return _job(JOB_NAME, "Extract, land, build, audit and publish.")


def within_the_day() -> AssetJob:
    """The same assets; the pipeline takes in less, carries identity and forecast over, and marks the release."""
    return _job(INTRADAY_JOB_NAME, "Take in what matters within the day and publish a provisional release.")


def _job(name: str, description: str) -> AssetJob:
    return dg.define_asset_job(
        name,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description=description,
        tags={"dagster/max_runtime": "7200", "dagster/retry_strategy": "ALL_STEPS"},
    )
