"""The one job: from extracts to release, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

    AssetJob = UnresolvedAssetJobDefinition

JOB_NAME = "entrepot"


def whole_way() -> AssetJob:
    """Every asset with its checks, one after the other in this process, so that no child outlives the run.

    A run that is started again begins at the beginning: its steps hand on to each other what only the process holds.
    """
    return dg.define_asset_job(
        JOB_NAME,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="Extract, land, build, audit and publish.",
        tags={"dagster/max_runtime": "7200", "dagster/retry_strategy": "ALL_STEPS"},
    )
