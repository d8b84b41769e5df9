"""The truth of a company as tables that are asked in SQL.

Belongs here: opening the files of the truth. Not here: what is asked (the questions' own SQL).
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from simulation.folder import TRUTH, TRUTH_MARKER

_READERS = {".csv": "read_csv", ".parquet": "read_parquet"}


class Truth:
    """The truth of a company, if it is known.

    Args:
        data_dir: The data folder.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / TRUTH

    @property
    def is_known(self) -> bool:
        """Whether this is a demo company, whose truth was written with it."""
        return (self._folder / TRUTH_MARKER).is_file()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what a query on the truth gives; each of its files is a table of the schema `truth`."""
        return self._connection.execute(sql).fetchall()

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        connection.execute("set enable_progress_bar = false")
        connection.execute("create schema truth")
        for path in sorted(self._folder.iterdir()):
            if path.suffix in _READERS:
                place = str(path).replace("'", "''")
                connection.execute(f"create view truth.{path.stem} as from {_READERS[path.suffix]}('{place}')")
        return connection
