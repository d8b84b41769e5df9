"""Questions about trust: `mart_quality__*`.

Belongs here: one function per question. Not here: the judgement that the banner makes of the answers.
"""

from __future__ import annotations

from dashboards.queries.reader import Reader, Rows


def source_status(reader: Reader) -> Rows:
    """Return one row per source with its status, rows, refusals and residuals, those with a problem first."""
    return reader.rows("source_status")


def completeness(reader: Reader) -> Rows:
    """Return one row per source and entity with rows on both sides and the differences without their sign."""
    return reader.rows("completeness")


def worst_days(reader: Reader, limit: int) -> Rows:
    """Return the source, entity, day and currency combinations that differ most."""
    return reader.rows("worst_days", {"limit": limit})
