"""What of a system a proposal takes nowhere, and why.

Belongs here: listing it. Not here: deciding (choosing, placing).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingestion.mapping.proposal import EntityProposal, Unplaced
from ingestion.mapping.system_profile import ColumnProfile, SystemProfile, TableProfile


def what_is_unplaced(profile: SystemProfile, entities: Iterable[EntityProposal]) -> tuple[Unplaced, ...]:
    """Return the tables of which nothing is taken, then the columns of others that are left over, with reasons."""
    used = {source for entity in entities for it in entity.placements for source in it.sources}
    joined = {column for entity in entities for column in _joined(entity)}
    tables = {source.rsplit(".", 1)[0] for source in used | joined} | {entity.table for entity in entities}
    whole = [Unplaced(table.name, None, _why_table(table)) for table in profile.tables if table.name not in tables]
    columns = [
        Unplaced(table.name, column.name, _why_column(column))
        for table in profile.tables
        if table.name in tables
        for column in table.columns
        if f"{table.name}.{column.name}" not in used | joined
    ]
    return (*whole, *columns)


def _joined(entity: EntityProposal) -> Iterator[str]:
    """Columns that only lead to others."""
    names = {entity.table: entity.table} | {join.name: join.table for join in entity.joins}
    for join in entity.joins:
        yield from (f"{names[join.from_name]}.{column}" for column in join.own_columns)
        yield from (f"{join.table}.{column}" for column in join.their_columns)
    for total in entity.totals:
        yield from (f"{total.table}.{column}" for column in total.their_columns)


def _why_table(table: TableProfile) -> str:
    if not table.row_count:
        return "it has no rows"
    return "neither its name nor its columns say an entity that this kit proposes"


def _why_column(column: ColumnProfile) -> str:
    if column.is_empty:
        return "it has no values"
    return "nothing of the entities that its table feeds is called so and looks so"
