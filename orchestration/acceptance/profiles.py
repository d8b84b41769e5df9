"""The frame of profiles: one row per table and per column of the sources, beside what the last release said of it.

Belongs here: the frame, what is expected of it, and how what breaks it is told. Not here: counting (ingestion's
profile), and judging (judgement). What breaks an expectation only warns: it is unlike, not proven wrong.

A table that has no rows has no profile; one that had rows in the last release stands in the frame with none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.acceptance.expectations import Expected, Suite, Verdict
from orchestration.acceptance.rules import WARN
from warehouse.connections import one_line, open_reader
from warehouse.errors import ReleaseError
from warehouse.releases import SOURCE_PROFILE, Check, Release

if TYPE_CHECKING:
    import pandas as pd

PROFILE = "marts.mart_quality__profile"
COMPARED = "profile_was_compared"
DISTINCT_PER_VALUE = 2
"""Distinct values are counted approximately: up to 1.47 per value was seen on keys, where 1 is the truth."""
NULL_SHARE_RISE = 0.5

_STORED = (
    f"select source_name, table_name, column_name, is_required, row_count, null_count, distinct_count from {PROFILE}"
)
_STATUS = "select source_name, status = 'current' as is_current from marts.mart_quality__source_status"
_FRAME = """
    with table_now as (
        select source_name, table_name, any_value(row_count) as row_count from now group by all
    ),
    table_before as (
        select source_name, table_name, any_value(row_count) as row_count from before group by all
    ),
    listed as (
        select source_name, table_name, cast(null as varchar) as column_name,
               coalesce(table_now.row_count, 0) as row_count, table_before.row_count as row_count_before,
               null as required_null_count, null as filled_count, null as filled_count_before,
               null as distinct_per_value, null as null_share_rise
        from table_now full join table_before using (source_name, table_name)
        union all by name
        select source_name, table_name, column_name,
               case when now.is_required then now.null_count end as required_null_count,
               now.row_count - now.null_count as filled_count,
               before.row_count - before.null_count as filled_count_before,
               case when filled_count > 0 then now.distinct_count / filled_count end as distinct_per_value,
               case when filled_count > 0
                    then now.null_count / now.row_count - before.null_count / nullif(before.row_count, 0)
                    end as null_share_rise
        from now left join before using (source_name, table_name, column_name)
    )
    select concat_ws('.', source_name, table_name, column_name) as subject, source_name, table_name, column_name,
           is_current, coalesce(filled_count_before > 0, false) as had_values,
           cast(row_count as double) as row_count, cast(2 * row_count as double) as row_count_doubled,
           cast(row_count_before as double) as row_count_before,
           cast(required_null_count as double) as required_null_count, cast(filled_count as double) as filled_count,
           cast(filled_count_before as double) as filled_count_before,
           cast(distinct_per_value as double) as distinct_per_value, cast(null_share_rise as double) as null_share_rise
    from listed join source using (source_name)
    order by subject"""

_BETWEEN = "expect_column_values_to_be_between"
_PAIR = "expect_column_pair_values_a_to_be_greater_than_b"
_EXPECTED = (
    Expected(
        "rows",
        "a table of a current source has rows, if it ever had any",
        _BETWEEN,
        {"column": "row_count", "min_value": 1},
        only=("is_current", True),
    ),
    Expected(
        "half of the rows",
        "a table has at least half as many rows as in the last release",
        _PAIR,
        {
            "column_A": "row_count_doubled",
            "column_B": "row_count_before",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
    ),
    Expected(
        "required",
        "a column for which the contract promises a value has one in every row",
        _BETWEEN,
        {"column": "required_null_count", "max_value": 0},
    ),
    Expected(
        "filled",
        "a column that had values in the last release has some",
        _BETWEEN,
        {"column": "filled_count", "min_value": 1},
        only=("had_values", True),
    ),
    Expected(
        "nulls",
        "the share of rows without a value rose by half of all rows at most since the last release",
        _BETWEEN,
        {"column": "null_share_rise", "max_value": NULL_SHARE_RISE},
    ),
    Expected(
        "distinct",
        "where there are values there are different ones, and not many more of them than values",
        _BETWEEN,
        {"column": "distinct_per_value", "min_value": 0, "strict_min": True, "max_value": DISTINCT_PER_VALUE},
    ),
)
_WORDS = {
    "rows": "no row is left",
    "half of the rows": "{row_count:,.0f} rows after {row_count_before:,.0f}",
    "required": "{column_name} lacks {required_null_count:,.0f} values that the contract promises",
    "filled": "{column_name} is empty after {filled_count_before:,.0f} values",
    "nulls": "{column_name} lacks {null_share_rise:.0%} of rows more than before",
    "distinct": "{column_name} has {distinct_per_value:.2f} different values per value",
}


def suite_of(connection: duckdb.DuckDBPyConnection, before: Release | None) -> tuple[Suite, Check]:
    """Return what is expected of a candidate's profiles, and whether there was a release to compare them with.

    Args:
        connection: The candidate's file for everyone.
        before: The release that is current; None before the first one.
    """
    now, source = connection.sql(_STORED).to_arrow_table(), connection.sql(_STATUS).to_arrow_table()
    earlier, problem = _of_release(before)
    with duckdb.connect() as memory:
        memory.register("now", now)
        memory.register("source", source)
        memory.register("before", now.slice(0, 0) if earlier is None else earlier)
        frame = memory.execute(_FRAME).df()
    compared = Check(name=COMPARED, severity=WARN, passed=not problem, detail=problem)
    return Suite("profile", "Profiles of tables and columns", "subject", frame, _EXPECTED), compared


def checks_of(frame: pd.DataFrame, verdicts: Mapping[str, Verdict]) -> list[Check]:
    """Return one check per source's table with a profile that breaks an expectation, or one that all hold."""
    rows: Mapping[str, Mapping[str, Any]] = frame.set_index("subject", drop=False).to_dict("index")  # type: ignore[assignment]
    told = [
        (
            f"{SOURCE_PROFILE}.{rows[subject]['source_name']}.{rows[subject]['table_name']}",
            words.format(**rows[subject]),
        )
        for name, words in _WORDS.items()
        for subject in verdicts[name].broken
    ]
    return _together(told) or [
        Check(
            name=SOURCE_PROFILE, severity=WARN, passed=True, detail=f"{len(rows):,} tables and columns are as expected"
        )
    ]


def _together(told: Iterable[tuple[str, str]]) -> list[Check]:
    ordered = sorted(told, key=lambda item: item[0])
    return [
        Check(name=name, severity=WARN, passed=False, detail="; ".join(words for _, words in items))
        for name, items in groupby(ordered, key=lambda item: item[0])
    ]


def _of_release(release: Release | None) -> tuple[Any, str]:
    """Return the profiles of a release, and what keeps them from being read.

    A release from before there were profiles has none. One that cannot be read must not stop a new one.
    """
    if release is None or PROFILE not in release.tables:
        return None, ""
    try:
        with open_reader(release.database) as connection:
            return connection.sql(_STORED).to_arrow_table(), ""
    except (duckdb.Error, ReleaseError) as error:
        return None, f"the release {release.id} cannot be read: {one_line(error)}"
