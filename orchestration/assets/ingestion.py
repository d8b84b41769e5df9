"""Assets of landing, raw and admission.

Belongs here: keys, dependencies and what is shown of them. Not here: the steps themselves (pipeline).
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from ingestion import tables as ingestion_tables
from ingestion.contract.document import SourceTable
from orchestration import tables as orchestration_tables
from orchestration.assets import policies
from orchestration.pipeline import Pipeline
from warehouse.source_settings import SourceSettings

RUN_FACTS = (
    "source", "batch", "quarantine", "fault", "finding", "checked", "rule", "profile", "restatement", "party_version",
    "product_cost_version", "price_version", "supplier_item_version", "purchase_order_line_version",
    "fulfillment_version", "sales_order_version", "sales_order_line_version",
)  # fmt: skip
EXTRACTS, LANDING = "extract", "landing"
CONTROL_TOTAL = dg.AssetKey(["run", "control_total"])
DELETION = dg.AssetKey(["run", "deletion"])


def extract_specs(sources: Sequence[SourceSettings]) -> list[dg.AssetSpec]:
    """One external asset per source system: where the way begins."""
    return [
        dg.AssetSpec(
            ["extract", source.name], group_name=EXTRACTS, description=f"Extracts of {source.name} ({source.vendor})."
        )
        for source in sources
    ]


def landing_asset(source: SourceSettings, freshness: dg.FreshnessPolicy) -> dg.AssetsDefinition:
    """The landed batches of one source; a folder that cannot be reached is tried again."""

    @dg.asset(
        key=["landing", source.name],
        deps=[dg.AssetKey(["extract", source.name])],
        group_name=LANDING,
        description=f"Immutable Parquet batches of {source.name}, each with its manifest.",
        required_resource_keys={"pipeline"},
        retry_policy=policies.RETRIES,
        freshness_policy=freshness,
    )
    def landing(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with policies.passing_reasons():
            report = _pipeline(context).land(source.name)
        for message in report.messages:
            context.log.error(f"{source.name}: {message}")
        return dg.MaterializeResult(
            metadata={
                "status": report.status,
                "new_batches": len(report.landed),
                "rows": sum(batch.row_count for batch in report.landed),
                "refused_rows": sum(batch.refused_count for batch in report.landed),
                "messages": "\n".join(report.messages) or "none",
            }
        )

    return landing


def raw_assets(sources: Sequence[SourceSettings], tables: Sequence[SourceTable]) -> dg.AssetsDefinition:
    """All raw tables and the extracts' own totals."""
    specs = [
        dg.AssetSpec(
            [f"raw_{table.vendor}", table.name],
            deps=[dg.AssetKey(["landing", source.name]) for source in sources if source.vendor == table.vendor],
            group_name="raw",
            description=table.description,
        )
        for table in tables
    ]
    landings = [dg.AssetKey(["landing", source.name]) for source in sources]
    specs.append(dg.AssetSpec(CONTROL_TOTAL, deps=landings, group_name="raw", description="The extracts' own totals."))

    specs.append(dg.AssetSpec(DELETION, deps=landings, group_name="raw", description="What files told of deletes."))
    specs += [
        dg.AssetSpec(
            table.deleted_name.split("."),
            deps=landings,
            group_name="raw",
            description=f"Keys of {table.name} that are gone.",
        )
        for table in tables
        if table.deletes.has_census
    ]

    @dg.multi_asset(name="raw", specs=specs, required_resource_keys={"pipeline"}, retry_policy=policies.RETRIES)
    def raw(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with policies.passing_reasons():
            changed = _pipeline(context).load_raw()
        context.log.info(f"{changed} batches loaded or taken out")
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    return raw


def admission_asset(canonical: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """What the run knows of its sources and batches, after admission has judged them."""
    facts = [f"run.{name}" for name in RUN_FACTS if f"run.{name}" in ingestion_tables.WRITES]
    specs = [
        dg.AssetSpec(table.split("."), deps=list(canonical), group_name="run", description=f"{table} of this run.")
        for table in (*facts, *orchestration_tables.WRITES)
    ]

    @dg.multi_asset(name="admission", specs=specs, required_resource_keys={"pipeline"})
    def admission(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        for name, residual in _pipeline(context).admit().items():
            context.log.error(f"{name} is held back: {residual.text}")
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    return admission


def _pipeline(context: dg.AssetExecutionContext) -> Pipeline:
    pipeline: Pipeline = context.resources.pipeline
    return pipeline
