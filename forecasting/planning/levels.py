"""Low-level codes of bills of material, and what is done with those that contain themselves.

Belongs here: the order in which items are exploded. Not here: what is exploded (`explosion`).
"""

from __future__ import annotations

import duckdb


def low_level_codes_sql(lines: str) -> str:
    """Return SQL for item and level: 0 for what is part of nothing, else one more than the deepest parent's.

    Args:
        lines: A table of parent and child; no item may be part of itself, however deep (`take_out_circles`).
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


def take_out_circles(connection: duckdb.DuckDBPyConnection, lines: str) -> list[str]:
    """Take away the lines by which items are part of themselves, and return these items.

    What is part of nothing that is left is set aside again and again, then what holds nothing that is left; what
    remains is in a circle or on the way from one to another.

    Args:
        connection: A connection that may change the lines.
        lines: A table of parent and child.
    """
    left = "planning_step_left"
    connection.execute(f"create or replace temp table {left} as select distinct parent, child from {lines}")
    _strip(connection, left, "parent", "child")
    _strip(connection, left, "child", "parent")
    found = connection.execute(f"select distinct parent from {left} order by parent").fetchall()
    connection.execute(f"delete from {lines} where (parent, child) in (select (parent, child) from {left})")
    connection.execute(f"drop table temp.{left}")
    return [str(item) for (item,) in found]


def _strip(connection: duckdb.DuckDBPyConnection, left: str, one: str, other: str) -> None:
    """Take away lines whose one end is no line's other end, until none is."""
    before = -1
    while before != (now := _count(connection, left)):
        before = now
        connection.execute(f"delete from {left} where {one} not in (select {other} from {left})")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = connection.execute(f"select count(*) from {table}").fetchall()
    return int(count)
