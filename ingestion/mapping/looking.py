"""Looking at an unknown system: what its tables hold, which columns are keys, and which refer to others.

One statement per table makes the different values of all its columns with their counts; everything else is asked of
those. Belongs here: counting. Not here: reading the system (opening), keys and references (relations), and meaning.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import duckdb

from ingestion.mapping.label_currencies import label_currencies
from ingestion.mapping.opening import OpenTable, open_system
from ingestion.mapping.relations import find_keys, find_references
from ingestion.mapping.system_profile import ColumnProfile, SystemProfile, TableProfile
from ingestion.mapping.value_patterns import DATE_FORMATS, decimals_sql, pattern_sql
from warehouse.connections import literal
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

VALUES = "memory.main.seen_values"
"""The different values of every column that was looked at, with their counts."""
FREQUENT_BOUND = 40
PATTERN_BOUND = 4_000
"""Different values of a column whose patterns are looked at; they are chosen by their hash."""
_ALMOST_ALL = 0.99


def look(settings: Settings, source: SourceSettings, tell: Callable[[str], None] = lambda text: None) -> SystemProfile:
    """Look at a system and return what it holds.

    Args:
        settings: Limits of the machine.
        source: How the system is reached: a database, or a folder of files.
        tell: Is told what is being done.

    Raises:
        SourceUnreachableError: The database does not answer or refuses.
        ConfigurationError: There is nothing to look at.
        SchemaBreakError: A file cannot be read.
    """
    with open_system(settings, source) as (connection, tables):
        tell(f"looking at {len(tables)} tables with {sum(table.row_count for table in tables):,} rows")
        connection.execute(
            f"create table {VALUES} (table_name varchar, column_name varchar, value varchar, times bigint)"
        )
        profiles = [_look_at(connection, table) for table in tables]
        keyed = [find_keys(connection, table, profile) for table, profile in zip(tables, profiles, strict=True)]
        tell("looking for references between tables")
        profile = SystemProfile(source.name, tuple(keyed), find_references(connection, tables, keyed))
        return replace(profile, label_currencies=label_currencies(connection, tables, profile))


def _look_at(connection: duckdb.DuckDBPyConnection, table: OpenTable) -> TableProfile:
    """Count the values of one table."""
    if table.row_count:
        connection.execute(
            f"insert into {VALUES} select {literal(table.name)}, column_name, value, count(*) "
            f"from (unpivot {table.relation} on columns(*) into name column_name value value) group by all"
        )
    looked_at = _number(connection, f"select count(*) from {table.relation}")
    counts = _by_column(connection, _COUNTS, table.name)
    patterns = _by_column(connection, _patterns_sql(), table.name)
    frequent = _by_column(connection, _FREQUENT, table.name)
    columns = tuple(
        _column(name, kind, looked_at, counts[name], patterns[name], frequent[name])
        if name in counts
        else ColumnProfile(name, kind, _empty_type(kind), null_share=1.0)
        for name, kind in table.columns
    )
    return TableProfile(
        table.name,
        table.row_count,
        looked_at,
        columns,
        table.keys.primary_key,
        is_key_declared=bool(table.keys.primary_key),
        file_name=table.file_name,
        sheet=table.sheet,
        found=table.found,
    )


_NUMBER = "try_cast(replace(value, ',', '') as double)"
_COUNTS = f"""
    select column_name, sum(times), count(*), max(times), max(length(value)), min(value), max(value),
           arg_min(value, {_NUMBER}), arg_max(value, {_NUMBER})
    from {VALUES} where table_name = ? group by column_name"""
_FREQUENT = f"""
    select column_name, list((value, times) order by times desc, value)
    from (
        select * from {VALUES} where table_name = ?
        qualify row_number() over (partition by column_name order by times desc, value) <= {FREQUENT_BOUND}
    )
    group by column_name"""


@functools.cache
def _patterns_sql() -> str:
    """The share of each pattern, then whether all values have each form of a date, then the most decimals."""
    shares = [f"coalesce(sum(times) filter ({sql}), 0) / sum(times)" for sql in pattern_sql().values()]
    forms = [
        f"coalesce(sum(times) filter (regexp_matches(value, {literal(form)}) "
        f"and try_strptime(value, {literal(signs)}) is not null), 0) / sum(times)"
        for signs, form in DATE_FORMATS.items()
    ]
    decimals = f"max({decimals_sql()}) filter ({pattern_sql()['number']})"
    return f"""
        select column_name, {", ".join((*shares, *forms, decimals))}
        from (
            select * from {VALUES} where table_name = ?
            qualify row_number() over (partition by column_name order by hash(value)) <= {PATTERN_BOUND}
        )
        group by column_name"""


def _by_column(connection: duckdb.DuckDBPyConnection, sql: str, table: str) -> dict[str, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in connection.execute(sql, [table]).fetchall()}


def _column(
    name: str, kind: str, looked_at: int, counts: tuple[Any, ...], patterns: tuple[Any, ...], frequent: tuple[Any, ...]
) -> ColumnProfile:
    value_count, distinct_count, most, longest, first, last, lowest, highest = counts
    shares = dict(zip(pattern_sql(), map(float, patterns), strict=False))
    forms = dict(zip(DATE_FORMATS, patterns[len(shares) :], strict=False))
    value_type, date_format = _type_of(name, kind, shares, forms, int(patterns[-1] or 0))
    is_number = value_type == "BIGINT" or value_type.startswith("DECIMAL")
    return ColumnProfile(
        name=name,
        declared_type=kind,
        value_type=value_type,
        date_format=date_format,
        null_share=1 - value_count / looked_at,
        distinct_share=distinct_count / value_count,
        distinct_count=distinct_count,
        smallest=lowest if is_number else first,
        largest=highest if is_number else last,
        frequent=tuple((value, times) for value, times in frequent[0]),
        shares=shares,
        most_decimals=int(patterns[-1] or 0),
        longest=longest,
        is_unique=most == 1 and value_count == looked_at,
    )


def _type_of(
    name: str, kind: str, shares: dict[str, float], forms: dict[str, float], decimals: int
) -> tuple[str, str | None]:
    """The type that almost all values have, and the form of a date that is not ISO 8601."""
    if kind.upper().startswith("BOOL"):
        return "BOOLEAN", None
    if shares["moment"] >= _ALMOST_ALL:
        return ("TIMESTAMP" if shares["clock"] > 0 or kind.upper().startswith("TIMESTAMP") else "DATE"), None
    signs = next((signs for signs, share in forms.items() if share >= _ALMOST_ALL), None)
    if signs and (signs != "%Y%m%d" or "date" in name.lower() or "日期" in name):
        return ("TIMESTAMP" if "%H" in signs else "DATE"), signs
    if shares["leading_zero"] > 0:
        return "VARCHAR", None
    if shares["integer"] >= _ALMOST_ALL:
        return "BIGINT", None
    if shares["number"] >= _ALMOST_ALL:
        return ("DECIMAL(18,4)" if decimals <= 4 else "DECIMAL(18,8)"), None
    return "VARCHAR", None


def _empty_type(kind: str) -> str:
    """What a column without values would hold, by its declared type."""
    upper = kind.upper()
    for words, found in _DECLARED.items():
        if any(word in upper for word in words):
            return found
    return "VARCHAR"


_DECLARED = {
    ("BOOL", "BIT"): "BOOLEAN",
    ("DATETIME", "TIMESTAMP"): "TIMESTAMP",
    ("DATE",): "DATE",
    ("INT",): "BIGINT",
    ("DEC", "NUM", "MONEY", "REAL", "FLOAT", "DOUBLE"): "DECIMAL(18,4)",
}


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
