"""How a statement is run on a release.

Belongs here: finding a statement's text, binding its values, the one error a reader gets. Not here: caching.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb

from warehouse.connections import one_line
from warehouse.errors import ReleaseError

_FOLDER = Path(__file__).parent / "sql"
Values = Mapping[str, object]
Row = Mapping[str, Any]
"""One row of an answer, by column name."""
Rows = Sequence[Row]
"""An answer: at most some hundred rows, made to be shown."""


class Reader(Protocol):
    """Something that answers a named statement from one release."""

    def rows(self, statement: str, values: Values | None = None) -> Rows:
        """Return the rows of `sql/<statement>.sql` with these values bound."""


@functools.cache
def statement_text(statement: str) -> str:
    """Return the SQL of `sql/<statement>.sql`."""
    return (_FOLDER / f"{statement}.sql").read_text(encoding="utf-8")


def run_statement(connection: duckdb.DuckDBPyConnection, statement: str, values: Values | None = None) -> Rows:
    """Run a statement on a cursor of its own.

    Args:
        connection: An open release.
        statement: Name of a file in `sql/`, without its ending.
        values: What is bound to the statement's parameters, by name.

    Raises:
        ReleaseError: The release does not hold what the statement asks for.
    """
    cursor = connection.cursor()
    try:
        answer = cursor.execute(statement_text(statement), dict(values or {}))
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ReleaseError(
            f"this release does not hold what the page needs ({one_line(error).rstrip('.')}).",
            where=f"{statement}.sql",
            todo="Publish a new one with `entrepot run`.",
        ) from error
    finally:
        cursor.close()


@dataclass(frozen=True)
class OpenedRelease:
    """Answers from an open release, each statement asked anew."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, statement: str, values: Values | None = None) -> Rows:
        """Return the rows of a statement."""
        return run_statement(self.connection, statement, values)
