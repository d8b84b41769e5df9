"""Bills of material unfolded twice: by the product's own explosion, and by a recursive query on a system's tables.

Belongs here: units of each component in one unit of each assembly, by the system's ids. Not here: what the tables of a
system are called (the tests).
"""

from __future__ import annotations

import duckdb
import numpy as np

from forecasting.planning.explosion import Items, Lines, explode
from forecasting.planning.levels import low_level_codes_sql, take_out_circles
from forecasting.planning.materials import bill_line_sql
from forecasting.planning.tables import LINE
from warehouse.connections import open_reader
from warehouse.settings import Settings

Units = dict[tuple[str, str], float]
SMALLEST = 0.0001


def exploded(company: Settings, source: str) -> Units:
    """What one unit of each assembly of a source takes of each component today, as planning explodes it."""
    with open_reader(company.work_file) as connection:
        ((day,),) = connection.execute("select current_date").fetchall()
        connection.execute(f"create temp table {LINE} as {bill_line_sql(day)}")
        assert take_out_circles(connection, LINE) == []
        names, needs = _explode(connection)
        ids = connection.execute(
            "select product_key, product_variant_id from core.xref_product where source_name = ?", [source]
        ).fetchall()
        parents = {key for (key,) in connection.execute(f"select distinct parent from {LINE}").fetchall()}
    own = dict(ids)
    found = {}
    for item, assembly in np.argwhere(needs > 0).tolist():
        if item != assembly and names[assembly] in parents and names[assembly] in own:
            found[own[names[assembly]], own[names[item]]] = round(float(needs[item, assembly]), 3)
    return found


def _explode(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], np.ndarray]:
    """Explode one unit of every item, each in a period of its own, with nothing in stock and the smallest lots."""
    rows = connection.execute(f"""
        with items as (select parent as item from {LINE} union select child from {LINE})
        select items.item, coalesce(codes.level, 0) from items
        left join ({low_level_codes_sql(LINE)}) as codes on items.item = codes.item order by 1""").fetchall()
    names, place = [name for name, _ in rows], {name: number for number, (name, _) in enumerate(rows)}
    zeros = np.zeros(len(rows))
    items = Items(
        np.array([level for _, level in rows]), zeros, zeros, zeros, zeros + SMALLEST, np.zeros(len(rows), dtype=int)
    )
    parts = connection.execute(f"select parent, child, units from {LINE}").fetchall()
    lines = Lines(
        np.array([place[parent] for parent, _, _ in parts]),
        np.array([place[child] for _, child, _ in parts]),
        np.array([float(units) for *_, units in parts]),
    )
    shape = (len(rows), len(rows))
    return names, explode(items, lines, np.eye(len(rows)), np.zeros(shape)).gross


def unfolded_sql(bill: str) -> str:
    """SQL for top, item, units, from a query for assembly, component, quantity; PostgreSQL and DuckDB read it."""
    return f"""
        with recursive bill as ({bill}),
        walk as (
            select distinct assembly as top, assembly as item, cast(1 as double precision) as units, 0 as depth
            from bill
            union all
            select walk.top, bill.component, walk.units * bill.quantity, walk.depth + 1
            from walk inner join bill on walk.item = bill.assembly where walk.depth < 20
        )
        select cast(top as varchar), cast(item as varchar), sum(units) from walk where depth > 0 group by 1, 2"""
