"""The release that a page shows, and cached answers from it.

Belongs here: opening a release once for all visitors of a scope, and caching by release and scope. Not here: SQL
(`queries`), and how a release is found or made (`warehouse.releases`).

Caches are shared by all visitors: whatever an answer depends on is an argument of the cached function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import streamlit as st

from dashboards.access import Visitor
from dashboards.queries import Rows, run_statement
from warehouse.connections import open_reader
from warehouse.releases import Release
from warehouse.scoping import open_scoped_reader

_ONE_HOUR = 3600
_OF_NO_MARKET = (
    "core.dim_channel", "main.release", "marts.mart_quality__metric_catalog", "marts.mart_quality__lineage",
)  # fmt: skip
"""Tables that are the same for everybody: names of channels, the company's currency, what metrics mean."""

_FOLLOWING = {"marts.mart_finance__order_thread": ("sales_order_key", "marts.mart_finance__order_cash")}
"""Tables whose rows are of the market of another table's: that one and the key that they share."""


@dataclass(frozen=True)
class ReleaseReader:
    """Answers a visitor's questions from one release; the same question is asked of the file once for each scope."""

    release: Release
    visitor: Visitor

    def rows(self, statement: str, values: Mapping[str, object] | None = None) -> Rows:
        """Return the rows of a statement that the visitor may see.

        Raises:
            AccessError: The statement is for none of the visitor's pages, or the sign-in is over.
            ReleaseError: The release is damaged, or does not hold what is asked for.
        """
        self.visitor.require_statement(statement)
        bound = self.visitor.within(values or {})
        return _answer(self.release.id, str(self.release.database), self.visitor.markets, statement, bound)


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    connection.close()


@st.cache_resource(max_entries=2, show_spinner=False, on_release=_close)
def _connection(database: str) -> duckdb.DuckDBPyConnection:
    """Open a release for every visitor; each query takes a cursor of its own, which outlives this connection."""
    return open_reader(Path(database))


@st.cache_resource(max_entries=16, show_spinner=False, on_release=_close)
def _scoped_connection(database: str, markets: tuple[str, ...]) -> duckdb.DuckDBPyConnection:
    """Open a release for every visitor of some markets."""
    return open_scoped_reader(Path(database), markets, _OF_NO_MARKET, _FOLLOWING)


@st.cache_data(ttl=_ONE_HOUR, max_entries=1000, show_spinner=False)
def _answer(
    release_id: str, database: str, markets: tuple[str, ...] | None, statement: str, values: dict[str, object]
) -> Rows:
    """Ask the file; the release id is there for the key."""
    connection = _connection(database) if markets is None else _scoped_connection(database, markets)
    return run_statement(connection, statement, values)
