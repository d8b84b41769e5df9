"""The profile of every column: how many values, how many different, from where to where.

Belongs here: one scan per table over its current rows. Not here: judging the profile (orchestration's acceptance).

A personal column shows counts alone, and a text no value at all.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from ingestion.contract.document import SourceColumn, SourceTable
from ingestion.contract.left_out import NOTHING, LeftOut

PROFILE = (
    "source_name varchar, table_name varchar, column_name varchar, column_type varchar, is_required boolean, "
    "row_count bigint, null_count bigint, distinct_count bigint, minimum varchar, maximum varchar"
)
_RANGED = ("DECIMAL", "BIGINT", "INTEGER", "DOUBLE", "DATE", "TIMESTAMP")


def write_profile(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable], left_out: LeftOut = NOTHING
) -> None:
    """Write `run.profile`: one row per source, table and column that lands; different values counted approximately."""
    connection.execute(f"create or replace table run.profile ({PROFILE})")
    for table in tables:
        connection.execute(f"insert into run.profile {_profile_sql(table)}")
    for (source, table_name), names in left_out.items():
        connection.execute(
            "delete from run.profile where source_name = ? and table_name = ? and list_contains(?, column_name)",
            [source, table_name, sorted(names)],
        )


def _profile_sql(table: SourceTable) -> str:
    measures = ", ".join(_measures(column, number) for number, column in enumerate(table.columns))
    rows = ", ".join(_row(column, number) for number, column in enumerate(table.columns))
    return f"""
        with counted as (
            select source_name, count(*) as row_count, {measures} from base.{table.base_name}
            where not _is_deleted group by source_name
        ),
        listed as (select source_name, row_count, unnest([{rows}]) as measured from counted)
        select source_name, '{table.name}', measured.column_name, measured.column_type, measured.is_required, row_count,
               row_count - measured.filled, measured.different, measured.minimum, measured.maximum
        from listed"""


def _measures(column: SourceColumn, number: int) -> str:
    name = f'"{column.name}"'
    low, high = (f"min({name})", f"max({name})") if _is_ranged(column) else ("null", "null")
    return (
        f"count({name}) as filled_{number}, least(approx_count_distinct({name}), count({name})) as different_{number}, "
        f"cast({low} as varchar) as low_{number}, cast({high} as varchar) as high_{number}"
    )


def _row(column: SourceColumn, number: int) -> str:
    return (
        f"{{'column_name': '{column.name}', 'column_type': '{column.duckdb_type}', "
        f"'is_required': {str(column.is_required).lower()}, 'filled': filled_{number}, "
        f"'different': different_{number}, 'minimum': low_{number}, 'maximum': high_{number}}}"
    )


def _is_ranged(column: SourceColumn) -> bool:
    return not column.is_personal and column.key_position is None and column.duckdb_type.startswith(_RANGED)
