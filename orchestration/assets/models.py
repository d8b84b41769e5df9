"""Assets of the dbt layers, with the lineage and the checks that dbt's manifest knows.

Belongs here: turning dbt results into Dagster events. Not here: invoking dbt (dbt.runner).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration.dbt.entities import checks_on, unfed_entities
from orchestration.dbt.runner import NodeResult
from orchestration.pipeline import Pipeline

Build = Callable[[Pipeline], list[NodeResult]]
Manifest = Mapping[str, Any]
WARN = dg.AssetCheckSeverity.WARN


class LayerTranslator(DagsterDbtTranslator):
    """One table, one name: the asset key is the schema and the table; the group is the layer."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return schema and table, as they stand in DuckDB."""
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the layer, which is the schema."""
        return str(dbt_resource_props["schema"])


def layer_assets(name: str, manifest: Manifest, layers: Sequence[str], build: Build) -> dg.AssetsDefinition:
    """One operation that builds some layers.

    Args:
        name: Name of the operation.
        manifest: dbt's manifest of the assembled project.
        layers: dbt selectors of the layers.
        build: The pipeline's step.
    """

    @dbt_assets(
        manifest=manifest,
        name=name,
        select=" ".join(layers),
        exclude="resource_type:unit_test",
        dagster_dbt_translator=LayerTranslator(),
        required_resource_keys={"pipeline"},
    )
    def layer(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        pipeline: Pipeline = context.resources.pipeline
        checks = {key.name: key for key in context.selected_asset_check_keys}
        for result in build(pipeline):
            event = _event(manifest, result, checks)
            if event is not None:
                yield event
        yield from _checks_of_empty(manifest, checks)

    return layer


def model_keys(manifest: Manifest, schema: str) -> list[dg.AssetKey]:
    """Return the asset keys of all models of a schema."""
    nodes = manifest["nodes"].values()
    return [
        dg.AssetKey([node["schema"], node["name"]])
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == schema
    ]


def _checks_of_empty(manifest: Manifest, checks: Mapping[str, dg.AssetCheckKey]) -> Iterator[dg.AssetCheckResult]:
    """Say of the checks that a run leaves out, because nothing feeds their entity, that an empty table holds them."""
    for name in sorted(checks.keys() & checks_on(manifest, unfed_entities(manifest))):
        yield dg.AssetCheckResult(
            asset_key=checks[name].asset_key,
            check_name=name,
            passed=True,
            metadata={"message": "no configured vendor feeds this entity: its table is empty"},
        )


def _event(
    manifest: Manifest, result: NodeResult, checks: Mapping[str, dg.AssetCheckKey]
) -> dg.MaterializeResult[None] | dg.AssetCheckResult | None:
    """One Dagster event for one dbt result; None for what Dagster does not follow."""
    if result.resource_type in {"model", "seed"}:
        node = manifest["nodes"][result.unique_id]
        key = dg.AssetKey([node["schema"], node["name"]])
        return dg.MaterializeResult(asset_key=key, metadata={"seconds": round(result.seconds, 3)})
    check = checks.get(result.name)
    if check is None:
        return None
    return dg.AssetCheckResult(
        asset_key=check.asset_key,
        check_name=check.name,
        passed=result.status == "pass",
        severity=WARN if "warn" in {result.severity, result.status} else dg.AssetCheckSeverity.ERROR,
        metadata={"failures": result.failures, "message": result.message},
    )
