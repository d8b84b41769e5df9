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

from dashboards.questions import all_questions
from warehouse.connections import one_line
from warehouse.errors import ReleaseError

_FOLDER = Path(__file__).parent / "sql"
ANSWER, SIZE = "answer/", "size/"
"""What stands before a question's id: its answer up to $limit rows, or how many rows it has."""
_OF_QUESTIONS = {
    ANSWER: "select * from (\n{answer}\n) as answer limit $limit",
    SIZE: "select count(*) as row_count from (\n{answer}\n) as answer",
}
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
    """Return the SQL of `sql/<statement>.sql`, or of a question of the catalogue: `<ANSWER or SIZE><its id>`."""
    for prefix, wrapped in _OF_QUESTIONS.items():
        if statement.startswith(prefix):
            return wrapped.format(answer=_answer_text(statement.removeprefix(prefix)))
    return (_FOLDER / f"{statement}.sql").read_text(encoding="utf-8")


def _answer_text(question: str) -> str:
    """Return a question's SQL.

    Raises:
        ReleaseError: There is no such question, or it waits.
    """
    found = next((it.answer for it in all_questions() if it.id == question), None)
    if found is None:
        raise ReleaseError(f"the question {question} has no answer yet.", todo="`entrepot questions` says why.")
    return found


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
            where=statement,
            todo="Publish a new one with `entrepot run`.",
        ) from error
    except duckdb.Error as error:
        raise ReleaseError(f"this could not be answered: {one_line(error)}", where=statement) from error
    finally:
        cursor.close()


@dataclass(frozen=True)
class OpenedRelease:
    """Answers from an open release, each statement asked anew."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, statement: str, values: Values | None = None) -> Rows:
        """Return the rows of a statement."""
        return run_statement(self.connection, statement, values)
