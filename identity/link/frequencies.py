"""How common values are: a value that many records have is shared by chance more often than others.

Belongs here: counting values, and the columns that Splink reads them from. Not here: how often strangers agree at all
(`training`).
"""

from __future__ import annotations

import duckdb

from identity.link.comparisons import Comparison
from identity.link.model import Model
from identity.normalise.build import RECORD

FREQUENCY = "identity_step_frequency"
"""column_name, value, n: values that three records or more share; what one or two have is equally rare."""
_COUNTED = "identity_step_counted"


def weighed_columns(comparisons: tuple[Comparison, ...]) -> list[tuple[Comparison, str]]:
    """Return the columns whose values count by how common they are, each with its comparison."""
    return [
        (comparison, column)
        for comparison in comparisons
        for column in sorted({level.weighed_by for level in comparison.levels if level.weighed_by})
    ]


def count_frequencies(connection: duckdb.DuckDBPyConnection, comparisons: tuple[Comparison, ...]) -> dict[str, float]:
    """Write `FREQUENCY` and return, by column, how many further records share the value of a pair that agrees.

    Args:
        connection: With the comparable records.
        comparisons: What is compared.
    """
    connection.execute(f"create or replace temp table {FREQUENCY} (column_name varchar, value varchar, n bigint)")
    return {column: _count(connection, column) for _, column in weighed_columns(comparisons)}


def _count(connection: duckdb.DuckDBPyConnection, column: str) -> float:
    connection.execute(
        f"create or replace temp table {_COUNTED} as select {column} as value, count(*) as n from {RECORD} "
        f"where {column} is not null group by {column} having n > 1"
    )
    connection.execute(f"insert into {FREQUENCY} select '{column}', value, n from {_COUNTED} where n > 2")
    ((mean,),) = connection.execute(
        f"select coalesce(sum(n * (n - 1) * (n - 1)) / nullif(sum(n * (n - 1)), 0), 1) from {_COUNTED}"
    ).fetchall()
    connection.execute(f"drop table {_COUNTED}")
    return float(mean)


def add_frequencies(connection: duckdb.DuckDBPyConnection, model: Model, means: dict[str, float]) -> None:
    """Add to the comparable records how likely strangers share their values, as Splink names such columns.

    Args:
        connection: With the comparable records and `FREQUENCY`.
        model: How often strangers agree.
        means: By column, as `count_frequencies` returned it.
    """
    shares, joins = [], []
    for comparison, column in weighed_columns(model.comparisons):
        chance = model.strangers[comparison.name][comparison.place_of(column)] / means[column]
        shares.append(
            f"case when record.{column} is not null then {chance} * greatest(coalesce({column}_known.n, 1) - 1, 1) end "
            f"as tf_{column}"
        )
        joins.append(
            f"left join {FREQUENCY} as {column}_known "
            f"on {column}_known.column_name = '{column}' and {column}_known.value = record.{column}"
        )
    connection.execute(
        f"create or replace temp table {RECORD} as select record.*, {', '.join(shares)} "
        f"from {RECORD} as record {' '.join(joins)}"
    )
