"""What differs between two releases, or between a candidate and the current release.

Belongs here: the comparison by table. Not here: whether a difference is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import duckdb

from warehouse.connections import literal, quoted
from warehouse.fingerprint import TableFingerprint
from warehouse.releases.catalogue import require_release
from warehouse.releases.manifest import PERSONAL_SCHEMA, Candidate, Release, stored_schema
from warehouse.settings import Settings

Comparable = Release | Candidate


@dataclass(frozen=True)
class TableDiff:
    """One table on both sides; None where a side does not have it.

    `amounts` holds, for a table that changed, the sums of its columns in group currency on either side; `columns` says
    how its columns changed, such as `+ note varchar`, `- code`, `qty integer → bigint`.
    """

    name: str
    status: Literal["added", "removed", "changed", "same"]
    before: TableFingerprint | None
    after: TableFingerprint | None
    amounts: dict[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReleaseDiff:
    """All tables of two releases, by name; those of the personal file without amounts."""

    before: str
    after: str
    tables: tuple[TableDiff, ...]

    @property
    def differences(self) -> tuple[TableDiff, ...]:
        """The tables that are not the same."""
        return tuple(table for table in self.tables if table.status != "same")


def diff(settings: Settings, before: str | Comparable, after: str | Comparable) -> ReleaseDiff:
    """Compare two releases table by table.

    Args:
        settings: Names the folder of releases.
        before: A release, a candidate or a release id.
        after: The same; in the order of time, so that "added" means that this side has it.

    Raises:
        ReleaseError: There is no such release.
    """
    first, second = _resolve(settings, before), _resolve(settings, after)
    with duckdb.connect() as connection:
        for name, side in (("before", first), ("after", second)):
            connection.execute(f"attach {literal(side.database)} as {name} (read_only)")
            connection.execute(f"attach {literal(side.personal_database)} as {name}_personal (read_only)")
        tables = [_compare(connection, name, first, second) for name in sorted(_names(first) | _names(second))]
    return ReleaseDiff(first.id, second.id, tuple(tables))


def _resolve(settings: Settings, side: str | Comparable) -> Comparable:
    return require_release(settings, side) if isinstance(side, str) else side


def _names(side: Comparable) -> set[str]:
    return side.tables.keys() | side.personal_tables.keys()


def _compare(connection: duckdb.DuckDBPyConnection, name: str, first: Comparable, second: Comparable) -> TableDiff:
    before, after = ((side.tables | side.personal_tables).get(name) for side in (first, second))
    if before is None:
        return TableDiff(name, "added", before, after)
    if after is None:
        return TableDiff(name, "removed", before, after)
    if before == after:
        return TableDiff(name, "same", before, after)
    return TableDiff(name, "changed", before, after, _amounts(connection, name), _columns(connection, name))


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[str, ...]:
    """Say which columns came, went or have another type; a change of their order alone is one, too."""
    before, after = (_types(connection, side, name) for side in ("before", "after"))
    found = [f"+ {column} {kind}" for column, kind in after.items() if column not in before]
    found += [f"- {column}" for column in before if column not in after]
    both = [column for column in before if column in after]
    found += [f"{column} {before[column]} → {after[column]}" for column in both if before[column] != after[column]]
    is_reordered = not found and list(before) != list(after)
    return ("another order of columns",) if is_reordered else tuple(found)


def _types(connection: duckdb.DuckDBPyConnection, side: str, name: str) -> dict[str, str]:
    schema, table = name.split(".", 1)
    is_personal = schema == PERSONAL_SCHEMA
    found = connection.execute(
        "select column_name, lower(data_type) from duckdb_columns() "
        "where database_name = ? and schema_name = ? and table_name = ? order by column_index",
        [f"{side}_personal" if is_personal else side, stored_schema(schema), table],
    ).fetchall()
    return {str(column): str(kind) for column, kind in found}


def _amounts(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Sum every `*_amount_group` column on both sides; None where a side lacks the column."""
    before, after = (_sums(connection, side, name) for side in ("before", "after"))
    return {column: (before.get(column), after.get(column)) for column in sorted(before.keys() | after.keys())}


def _sums(connection: duckdb.DuckDBPyConnection, side: str, name: str) -> dict[str, Decimal]:
    schema, table = name.split(".", 1)
    found = connection.execute(
        "select column_name from duckdb_columns() where database_name = ? and schema_name = ? and table_name = ? "
        "and suffix(column_name, '_amount_group') order by column_name",
        [side, schema, table],
    ).fetchall()
    columns = [str(row[0]) for row in found]
    if not columns:
        return {}
    sums = ", ".join(f"coalesce(sum({quoted(column)}), 0)" for column in columns)
    row = connection.execute(f"select {sums} from {side}.{quoted(schema)}.{quoted(table)}").fetchone() or ()
    return dict(zip(columns, row, strict=True))
