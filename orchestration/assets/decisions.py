"""Assets of identity, forecasting and the release: the steps that Python makes between and after the dbt layers.

Belongs here: keys and dependencies, taken from each package's own list of tables. Not here: the steps themselves.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from forecasting import tables as forecasting_tables
from identity import tables as identity_tables
from orchestration.pipeline import Pipeline

RELEASE = dg.AssetKey(["release", "current"])


def identity_asset() -> dg.AssetsDefinition:
    """One customer, one product, one supplier."""
    deps = [*_keys(identity_tables.READS), dg.AssetKey(["run", "source"])]
    specs = [dg.AssetSpec(key, deps=deps, group_name=key.path[0]) for key in _keys(identity_tables.WRITES)]

    @dg.multi_asset(name="identity", specs=specs, required_resource_keys={"pipeline"})
    def identity(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        pipeline: Pipeline = context.resources.pipeline
        context.log.info(str(pipeline.resolve_identity() or "carried over from the last full run"))
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    return identity


def forecasting_asset() -> dg.AssetsDefinition:
    """Forecasts with ranges and their measured errors, and the plan that follows from them."""
    deps = _keys(forecasting_tables.READS)
    specs = [dg.AssetSpec(key, deps=deps, group_name="forecasting") for key in _keys(forecasting_tables.WRITES)]

    @dg.multi_asset(name="forecasting", specs=specs, required_resource_keys={"pipeline"})
    def forecasting(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        pipeline: Pipeline = context.resources.pipeline
        context.log.info(str(pipeline.forecast_demand() or "carried over from the last full run"))
        context.log.info(str(pipeline.plan_supply()))
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    return forecasting


def release_asset(published: Sequence[dg.AssetKey], freshness: dg.FreshnessPolicy) -> dg.AssetsDefinition:
    """The release that readers see."""

    @dg.asset(
        key=RELEASE,
        deps=list(published),
        group_name="release",
        description="Immutable DuckDB files, audited as they are published, switched to in one step.",
        required_resource_keys={"pipeline"},
        freshness_policy=freshness,
    )
    def release(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        pipeline: Pipeline = context.resources.pipeline
        published_release = pipeline.publish()
        return dg.MaterializeResult(metadata={"release": published_release.id, "as_of": str(pipeline.as_of)})

    return release


def _keys(names: Sequence[str]) -> list[dg.AssetKey]:
    return [dg.AssetKey(name.split(".")) for name in names]
