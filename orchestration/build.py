"""The only place that wires: settings in, Dagster definitions out.

Belongs here: putting assets, job, schedule, sensor and resource together. Not here: any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg

from ingestion.contract.delivery import vendor_tables
from orchestration.assets.decisions import forecasting_asset, identity_asset, release_asset
from orchestration.assets.ingestion import admission_asset, extract_specs, landing_asset, raw_assets
from orchestration.assets.models import layer_assets, model_keys
from orchestration.assets.policies import freshness_of
from orchestration.dbt.assembly import assemble
from orchestration.dbt.runner import DbtProject
from orchestration.jobs import whole_way, within_the_day
from orchestration.pipeline import CANONICAL_LAYERS, CORE_LAYERS, MART_LAYERS, Pipeline
from orchestration.resources import pipeline_resource
from orchestration.schedules import daily, intraday
from orchestration.sensors import alert_sensors, new_files
from warehouse.settings import Settings

PUBLISHED_SCHEMAS = ("core", "marts", "personal")


def build_definitions(settings: Settings, overrides: Mapping[str, Any] | None = None) -> dg.Definitions:
    """Wire the whole way of the data for a configuration.

    Args:
        settings: The configuration.
        overrides: `manifest` (dbt's, as a dictionary) spares a parse; `pipeline` replaces the resource of that name.

    Returns:
        Definitions with two jobs, a schedule for each, a sensor for new files and two for alerts.
    """
    given = dict(overrides or {})
    tables = vendor_tables(settings)
    manifest = given.get("manifest") or DbtProject(settings, assemble(settings, tables)).parse()
    job, of_the_day, freshness = whole_way(), within_the_day(), freshness_of(settings)
    published = [key for schema in PUBLISHED_SCHEMAS for key in model_keys(manifest, schema)]
    return dg.Definitions(
        assets=[
            *extract_specs(settings.sources),
            *[landing_asset(source, freshness) for source in settings.sources],
            raw_assets(settings.sources, tables),
            layer_assets("canonical", manifest, CANONICAL_LAYERS, Pipeline.build_canonical),
            admission_asset(model_keys(manifest, "canonical")),
            identity_asset(),
            layer_assets("core", manifest, CORE_LAYERS, Pipeline.build_core),
            forecasting_asset(),
            layer_assets("marts", manifest, MART_LAYERS, Pipeline.build_marts),
            release_asset(published, freshness),
        ],
        jobs=[job, of_the_day],
        schedules=[daily(job), intraday(settings, of_the_day)],
        sensors=[new_files(settings, job), *alert_sensors(settings)],
        resources={"pipeline": given.get("pipeline") or pipeline_resource(settings)},
    )
