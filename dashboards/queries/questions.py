"""The questions of the catalogue, asked of a release.

Belongs here: their answers, and how good their sources are. Not here: their words and SQL (`dashboards.questions`).
"""

from __future__ import annotations

from dashboards.queries.reader import ANSWER, SIZE, Reader, Rows

SHOWN_ROWS = 200
"""What a page shows of an answer at first."""


def answer(reader: Reader, question_id: str, limit: int) -> Rows:
    """Return the first rows of a question's answer.

    Raises:
        ReleaseError: The question waits, or the release does not hold what its answer needs.
    """
    return reader.rows(f"{ANSWER}{question_id}", {"limit": limit})


def size(reader: Reader, question_id: str) -> int:
    """Return how many rows a question's answer has; errors as for `answer`."""
    return int(reader.rows(f"{SIZE}{question_id}")[0]["row_count"])


def grades(reader: Reader) -> dict[str, str]:
    """Return the worst grade of what each question is answered from, by its id."""
    return {row["question_code"]: row["grade"] for row in reader.rows("question_grades")}


def lacking(reader: Reader) -> dict[str, str]:
    """Return the columns that no source fills, by the id of the question that needs them."""
    found = reader.rows("question_coverage")
    return {row["question_code"]: row["missing_column_names"] for row in found if row["missing_column_names"]}
