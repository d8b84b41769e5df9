"""Holding a release of the demo company against the truth that only the simulation knows.

Belongs here: bringing release, findings and truth together, and the table in the release. Not here: any figure (the
simulation's scorecard).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path

import duckdb

from ingestion.quarantine.findings import add_replaced, write_findings
from simulation.scorecard import Score, has_truth, planted_rows, score_release
from warehouse.connections import literal, one_line
from warehouse.errors import ReleaseError
from warehouse.releases import Candidate, add_table, discard
from warehouse.settings import Settings

_PLACES = 6
"""Sums of doubles differ in their last digits with the order of rows, which no release promises."""
_FINDINGS_ACROSS_TABLES = """
    insert into finding
    select source_name, file_name, table_name, row_key, column_name, rule_name, 'flagged'
    from marts.mart_quality__finding"""
SCORECARD = "marts.mart_quality__scorecard"
_COLUMNS = {
    "area": "varchar", "subject": "varchar", "figure": "varchar", "figure_value": "double", "unit": "varchar",
    "definition": "varchar",
}  # fmt: skip


def score_database(settings: Settings, database: Path) -> list[Score]:
    """Hold a release's file, published or not, against the truth.

    Args:
        settings: The configuration of a demo company.
        database: The release's file for everyone.

    Returns:
        The scorecard, figure by figure; the same warehouse gives the same figures.

    Raises:
        ReleaseError: The release or the truth cannot be read.
    """
    try:
        with opened_findings(settings, database) as connection:
            scores = score_release(connection, settings.data_dir)
    except duckdb.Error as error:
        raise ReleaseError(
            f"the scorecard could not be computed: {one_line(error)}",
            where=str(settings.data_dir),
            todo="Write the demo company anew with `entrepot demo`, and run again.",
        ) from error
    return [replace(score, value=None if score.value is None else round(score.value, _PLACES)) for score in scores]


@contextmanager
def opened_findings(settings: Settings, database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a release's file with the temporary table `finding`: what gate and rules found, and what was replaced since.

    Args:
        settings: The configuration of a demo company.
        database: The release's file for everyone.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(database)} as release (read_only)")
        connection.execute("use release")
        write_findings(connection, settings)
        connection.execute(_FINDINGS_ACROSS_TABLES)
        add_replaced(connection, settings, planted_rows(settings.data_dir))
        yield connection


def with_scorecard(settings: Settings, candidate: Candidate) -> Candidate:
    """Put the scorecard into a candidate of the demo company; any other company's stays as it is."""
    if not has_truth(settings.data_dir):
        return candidate
    try:
        scores = score_database(settings, candidate.database)
    except ReleaseError:
        discard(candidate)
        raise
    return add_table(settings, candidate, SCORECARD, _COLUMNS, [astuple(score) for score in scores])
