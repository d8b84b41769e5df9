"""Which columns of which source do not land, and which landed batches lack one that is wanted by now.

Belongs here: the register turned into what intake is told. Not here: leaving columns out (ingestion).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingestion.contract.delivery import source_tables
from ingestion.contract.document import SourceTable
from ingestion.contract.left_out import LeftOut, without
from ingestion.intake.selection import EVERYTHING_NEW, Selection
from ingestion.intake.sources import SourcePlan, plan_intake
from ingestion.landing.batches import Batch
from orchestration.purpose.memory import purpose_of
from orchestration.purpose.purposes import ColumnPurpose
from warehouse.errors import ConfigurationError
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings


def plan_landing(settings: Settings, selection: Selection = EVERYTHING_NEW) -> list[SourcePlan]:
    """Return what every source has to bring in, without the columns that serve nothing.

    Raises:
        ConfigurationError: The selection names a source, or a source a column to keep, that there is not.
        ContractError: A vendor is unknown or one of its contracts is wrong.
    """
    return plan_intake(settings, selection, left_out(settings))


def landing_tables(settings: Settings, source: SourceSettings) -> list[SourceTable]:
    """Return the tables of a source as they land."""
    gone = left_out(settings)
    return [without(table, gone.get((source.name, table.name), ())) for table in source_tables(source, settings)]


def left_out(settings: Settings) -> LeftOut:
    """Return by source and table the columns that do not land; of a vendor without staging models all land."""
    return {
        (source.name, table): names
        for source in settings.source
        for table, names in _gone(source_register(settings, source)).items()
    }


def source_register(settings: Settings, source: SourceSettings) -> list[ColumnPurpose]:
    """Return what each column of a source is for, with those that its configuration keeps.

    Raises:
        ConfigurationError: The configuration keeps a column that no contract names.
    """
    found = purpose_of(settings, source.vendor)
    if found is None:
        return []
    kept = {item.column: item for item in source.keep}
    unknown = sorted(kept.keys() - {f"{item.table}.{item.column}" for item in found.columns})
    if unknown:
        raise ConfigurationError(
            f"the source {source.name!r} keeps {unknown[0]!r}, which no contract of {source.vendor} names.",
            where=str(settings.config_file),
            todo="Write table and column as the contract names them.",
        )
    return [_kept(item, source) for item in found.columns]


def lacking_batches(batches: Iterable[Batch], plans: Iterable[SourcePlan]) -> list[str]:
    """Say which landed batches lack a column that is wanted by now, where no file is there to land them anew.

    Args:
        batches: Every landed batch.
        plans: What the sources have to bring in; what is pending lands again by itself.
    """
    told: dict[tuple[str, str, tuple[str, ...]], int] = {}
    landed = list(batches)
    for plan in plans:
        tables = {table.name: table for table in plan.tables}
        pending = {(item.table.name, item.extract.file_hash) for item in plan.pending}
        for batch in (batch for batch in landed if batch.source_name == plan.source.name and batch.left_out):
            table = tables.get(batch.table_name)
            wanted = {column.name for column in table.columns} if table else set()
            lacking = tuple(sorted(wanted & set(batch.left_out)))
            if lacking and (batch.table_name, batch.file_hash) not in pending:
                key = (batch.source_name, batch.table_name, lacking)
                told[key] = told.get(key, 0) + 1
    return [_told(*key, count) for key, count in told.items()]


def _told(source: str, table: str, columns: tuple[str, ...], count: int) -> str:
    batches = "1 landed batch" if count == 1 else f"{count:,} landed batches"
    return (
        f"{source}: {batches} of {table} came before {', '.join(columns)} served a question, and lack it; put the "
        "files into the folder again, or export the table anew, then `entrepot run`."
    )


def _gone(register: Iterable[ColumnPurpose]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for item in register:
        if not item.lands:
            found[item.table] = found.get(item.table, frozenset()) | {item.column}
    return found


def _kept(item: ColumnPurpose, source: SourceSettings) -> ColumnPurpose:
    asked = next((kept for kept in source.keep if kept.column == f"{item.table}.{item.column}"), None)
    return replace(item, kept_by=asked.by, kept_reason=asked.reason) if asked else item
