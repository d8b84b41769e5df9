"""What is personal: asked of the file beside the release that only functions of this module open.

Belongs here: one function per question, each checked for the visitor. Not here: writing down who looked (the page).
"""

from __future__ import annotations

import functools
from pathlib import Path

import duckdb

from dashboards.access import Right, Visitor
from dashboards.queries.reader import Rows, Values, run_statement
from warehouse.connections import open_reader
from warehouse.releases import Release


def found(visitor: Visitor, release: Release, search: str, limit: int) -> list[str]:
    """Return the keys of customers by a part of a name or e-mail address, or the end of a telephone number.

    Raises:
        AccessError: The visitor may not see what is personal.
        ReleaseError: The release has no such file.
    """
    rows = _rows(visitor, release, "personal/found", {"search": search, "limit": limit})
    return [row["customer_key"] for row in rows]


def identity(visitor: Visitor, release: Release, customer: str) -> Rows:
    """Return what is personal of a customer, one row or none; errors as for `found`."""
    return _rows(visitor, release, "personal/identity", {"customer": customer})


def _rows(visitor: Visitor, release: Release, statement: str, values: Values) -> Rows:
    visitor.require(Right.PERSONAL)
    return run_statement(_connection(release.personal_database.resolve()), statement, values)


@functools.lru_cache(maxsize=2)
def _connection(database: Path) -> duckdb.DuckDBPyConnection:
    """Open a personal file; nothing of its answers is kept."""
    return open_reader(database)
