"""Low-level codes of bills of material, and the refusal of those that contain themselves.

Belongs here: the order in which items are exploded. Not here: what is exploded (`explosion`).
"""

from __future__ import annotations

import duckdb

from forecasting.tables import ForecastingError

_SHOWN = 5


def low_level_codes_sql(lines: str) -> str:
    """Return SQL for item and level: 0 for what is part of nothing, else one more than the deepest parent's.

    Args:
        lines: A table of parent and child; no item may be part of itself, however deep (`refuse_cycles`).
    """
    return f"""
        with recursive walked as (
            select distinct parent as item, 0 as level
            from {lines} where parent not in (select child from {lines})
            union
            select lines.child, walked.level + 1
            from walked inner join {lines} as lines on walked.item = lines.parent
        )
        select item, max(level) as level from walked group by item
    """


def refuse_cycles(connection: duckdb.DuckDBPyConnection, lines: str) -> None:
    """Refuse bills of material in which an item is part of itself.

    What is part of nothing that is left is taken away again and again; what cannot be taken away is in a circle or
    below one.

    Args:
        connection: A connection that sees the lines.
        lines: A table of parent and child.

    Raises:
        ForecastingError: There is a circle; it names items that are in it.
    """
    left = "planning_step_left"
    connection.execute(f"create or replace temp table {left} as select distinct parent, child from {lines}")
    before = -1
    while before != (now := _count(connection, left)) and now:
        before = now
        connection.execute(f"delete from {left} where parent not in (select child from {left})")
    if now:
        _strip_below(connection, left)
        names = connection.execute(f"select distinct parent from {left} order by 1 limit {_SHOWN}").fetchall()
        raise ForecastingError(
            f"bills of material contain themselves: {', '.join(str(name) for (name,) in names)}.",
            where="bill_of_material_line",
            todo="Mend the lines of these products in their system, then run again.",
        )
    connection.execute(f"drop table temp.{left}")


def _strip_below(connection: duckdb.DuckDBPyConnection, left: str) -> None:
    """Take away what is only below a circle, so that the error names the circle."""
    before = -1
    while before != (now := _count(connection, left)):
        before = now
        connection.execute(f"delete from {left} where child not in (select parent from {left})")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = connection.execute(f"select count(*) from {table}").fetchall()
    return int(count)
