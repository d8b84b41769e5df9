"""Writing selections of the world as files.

Belongs here: CSV and JSON lines, always in a stated order. Not here: what is selected.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

EXTRACT_DATE = "2025-12-31"
"""The date in the name of every extract."""


@dataclass(frozen=True)
class Written:
    """A file and how many rows or lines it holds."""

    path: Path
    rows: int


def write_csv(
    connection: duckdb.DuckDBPyConnection, path: Path, select: str, *, order: str, delimiter: str = ","
) -> Written:
    """Write a selection as CSV with a header; missing values are empty.

    Args:
        connection: The store.
        path: File to write.
        select: SQL of the rows.
        order: Columns of a unique order.
        delimiter: One character.
    """
    options = f"format csv, header true, delimiter '{delimiter}', nullstr ''"
    return _copy(connection, path, f"select * from ({select}) order by {order}", options)


def write_json_lines(connection: duckdb.DuckDBPyConnection, path: Path, selects: list[str]) -> Written:
    """Write selections of (place, kind, number, json) as one file of JSON lines, sorted by the first three.

    Args:
        connection: The store.
        path: File to write.
        selects: SQL of each kind of line; `place` and `kind` put parents before their children.
    """
    union = "\nunion all\n".join(selects)
    lines = f"select line from ({union}) as lines(place, kind, number, line) order by place, kind, number"
    return _copy(connection, path, lines, "format csv, header false, quote '', escape '', delimiter e'\\x01'")


def _copy(connection: duckdb.DuckDBPyConnection, path: Path, select: str, options: str) -> Written:
    path.parent.mkdir(parents=True, exist_ok=True)
    target = str(path).replace("'", "''")
    counted = connection.execute(f"copy ({select}) to '{target}' ({options})").fetchone()
    return Written(path, int(counted[0]) if counted else 0)
