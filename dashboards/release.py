"""The release that a page shows, and cached answers from it.

Belongs here: opening a release once for all visitors, and caching by release. Not here: SQL (`queries`), and how a
release is found or made (`warehouse.releases`).

Caches are shared by all visitors: whatever an answer depends on is an argument of the cached function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import streamlit as st

from dashboards.queries import Rows, run_statement
from warehouse.connections import open_reader
from warehouse.releases import Release

_ONE_HOUR = 3600


@dataclass(frozen=True)
class ReleaseReader:
    """Answers questions from one release; the same question is asked of the file once."""

    release: Release

    def rows(self, statement: str, values: Mapping[str, object] | None = None) -> Rows:
        """Return the rows of a statement.

        Raises:
            ReleaseError: The release is damaged, or does not hold what is asked for.
        """
        return _answer(self.release.id, str(self.release.database), statement, dict(values or {}))


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    connection.close()


@st.cache_resource(max_entries=2, show_spinner=False, on_release=_close)
def _connection(database: str) -> duckdb.DuckDBPyConnection:
    """Open a release for every visitor; each query takes a cursor of its own, which outlives this connection."""
    return open_reader(Path(database))


@st.cache_data(ttl=_ONE_HOUR, max_entries=1000, show_spinner=False)
def _answer(release_id: str, database: str, statement: str, values: dict[str, object]) -> Rows:
    """Ask the file; the release id is there for the key."""
    return run_statement(_connection(database), statement, values)
