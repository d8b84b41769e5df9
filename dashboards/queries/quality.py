"""Questions about trust: `mart_quality__*`.

Belongs here: one function per question. Not here: the judgement that the banner makes of the answers.
"""

from __future__ import annotations

from dashboards.queries.reader import Reader, Rows

ALL = "all"
"""The table that stands for a whole source."""


def source_status(reader: Reader) -> Rows:
    """Return one row per source with its status, rows, refusals and residuals, those with a problem first."""
    return reader.rows("source_status")


def completeness(reader: Reader) -> Rows:
    """Return one row per source and entity with rows on both sides and the differences without their sign."""
    return reader.rows("completeness")


def worst_days(reader: Reader, limit: int) -> Rows:
    """Return the source, entity, day and currency combinations that differ most."""
    return reader.rows("worst_days", {"limit": limit})


def grades(reader: Reader) -> Rows:
    """Return one row per source, whose table is `ALL`, and per table of it with grade, counts and reasons."""
    return reader.rows("grades")


def coverage(reader: Reader) -> Rows:
    """Return one row per source with columns filled, questions answered and columns that do not land."""
    return reader.rows("coverage")


def question_coverage(reader: Reader) -> Rows:
    """Return how far all sources together answer each question, with what it lacks."""
    return reader.rows("question_coverage")


def broken_rules(reader: Reader) -> Rows:
    """Return every rule that is broken by more than may, with its meaning and its owner."""
    return reader.rows("broken_rules")


def quarantine_groups(reader: Reader, limit: int) -> Rows:
    """Return refused rows by file, rule and state, with money by currency, and in each how many groups there are."""
    return reader.rows("quarantine_groups", {"limit": limit})


def quarantine_rows(reader: Reader) -> Rows:
    """Return every refused row."""
    return reader.rows("quarantine_rows")


def unmapped_codes(reader: Reader, limit: int) -> Rows:
    """Return the codes that are none of ours, with money by currency, and in each how many there are."""
    return reader.rows("unmapped_codes", {"limit": limit})


def findings(reader: Reader, limit: int) -> Rows:
    """Return the gravest findings, and in each how many there are."""
    return reader.rows("findings", {"limit": limit})


def finding_rows(reader: Reader) -> Rows:
    """Return every finding."""
    return reader.rows("finding_rows")
