"""What the pictures of the boards show: `sql/boards/`, money in group currency.

Belongs here: asking for a picture's rows, and for the words of metrics. Not here: which pictures there are (`boards`).
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.queries.reader import Reader, Row, Rows

_FOLDER = "boards/"


def picture(reader: Reader, statement: str, values: Mapping[str, object]) -> Rows:
    """Return the rows of a picture.

    Args:
        reader: Answers from a release.
        statement: A file of `sql/boards/`, without its ending.
        values: What it binds, by name.

    Raises:
        ReleaseError: The release does not hold what it asks for.
    """
    return reader.rows(f"{_FOLDER}{statement}", values)


def members(reader: Reader, statement: str) -> list[str]:
    """Return what can be chosen, such as suppliers, in order."""
    return [row["member_code"] for row in reader.rows(f"{_FOLDER}{statement}")]


def metrics(reader: Reader) -> dict[str, Row]:
    """Return the words of every metric of the catalogue by its name."""
    return {row["metric_name"]: row for row in reader.rows("metric_definitions")}
