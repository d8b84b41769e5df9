"""What is true of the demo company, asked in SQL, and the comparison of two answers.

Belongs here: opening the files of the truth as tables, comparing rows. Not here: the SQL (`docs/questions`).
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from simulation.folder import TRUTH
from simulation.scorecard import has_truth
from warehouse.connections import literal, quoted

Row = tuple[Any, ...]
_SHOWN = 3
_PLACES = 6
"""Sums of doubles differ in their last digits with the order of rows."""


class Truth:
    """The truth of a company, if it is known.

    Args:
        data_dir: The data folder.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / TRUTH
        self.is_known = has_truth(data_dir)

    def rows(self, sql: str) -> list[Row]:
        """Return what a query on the truth gives; each of its files is a table of the schema `truth`."""
        return self._connection.execute(sql).fetchall()

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        connection.execute("create schema truth")
        for path in sorted(self._folder.iterdir()):
            if path.suffix in {".csv", ".parquet"}:
                read = "read_csv" if path.suffix == ".csv" else "read_parquet"
                connection.execute(f"create view truth.{quoted(path.stem)} as from {read}({literal(path)})")
        return connection


def difference(found: list[Row], expected: list[Row]) -> str:
    """Say in which rows an answer differs from what was expected; nothing if it does not, in whatever order."""
    have, want = Counter(map(_plain, found)), Counter(map(_plain, expected))
    if have == want:
        return ""
    wrong, missing = sorted((have - want).elements(), key=str), sorted((want - have).elements(), key=str)
    return f"{_told('not expected', wrong)}; {_told('missing', missing)}"


def _plain(row: Row) -> Row:
    return tuple(_number(value) if isinstance(value, Decimal | float | int) else value for value in row)


def _number(value: Decimal | float) -> Decimal:
    return round(Decimal(str(value)), _PLACES).normalize()


def _told(what: str, rows: list[Row]) -> str:
    shown = ", ".join("(" + ", ".join(map(str, row)) + ")" for row in rows[:_SHOWN])
    return f"{len(rows)} rows {what}" + (f": {shown}" if shown else "")
