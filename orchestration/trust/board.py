"""The trust board of a release: a grade for every source, table and mart, by what it is made of.

Belongs here: bringing the outcomes of checks to the candidate, and the board in it. Not here: how a grade comes about
(`board.sql`), what a table is made of (lineage).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from orchestration.dbt.runner import NodeResult
from warehouse.connections import literal
from warehouse.releases import Candidate, add_table
from warehouse.rows import add_rows
from warehouse.settings import Settings

BOARD = "marts.mart_quality__trust_board"
COLUMNS = {
    "table_type": "varchar", "table_name": "varchar", "grade": "varchar", "failing_check_count": "bigint",
    "failing_check_count_before": "bigint", "failing_checks": "varchar", "broken_rule_count": "bigint",
    "waiting_row_count": "bigint", "quarantined_amount": "decimal(38, 4)", "currency_count": "bigint",
    "source_count": "bigint", "source_table_count": "bigint", "oldest_extracted_at": "timestamp", "is_late": "boolean",
    "is_source_behind": "boolean",
}  # fmt: skip
_SQL = Path(__file__).with_name("board.sql")
Row = tuple[object, ...]


def with_trust_board(
    settings: Settings, candidate: Candidate, results: Iterable[NodeResult], looked_at: Mapping[str, Sequence[str]]
) -> Candidate:
    """Put the board into a candidate that is not yet verified.

    Args:
        settings: How writers open a file.
        candidate: Holds the marts of quality.
        results: The outcomes of the models' checks.
        looked_at: The tables that each check looks at, by its name.
    """
    failing = [
        (result.name, table)
        for result in results
        if result.failures or result.status != "pass"
        for table in looked_at.get(result.name, ())
    ]
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(candidate.database)} as release (read_only)")
        connection.execute("use release")
        rows = board_rows(connection, failing)
    return add_table(settings, candidate, BOARD, COLUMNS, rows)


def board_rows(connection: duckdb.DuckDBPyConnection, failing: Sequence[tuple[str, str]]) -> list[Row]:
    """Return the rows of the board.

    Args:
        connection: Has the release's marts in the schema `marts`.
        failing: Each check that does not hold, with each table that it looks at.
    """
    connection.execute("create or replace temp table failing_check (check_name varchar, table_name varchar)")
    add_rows(connection, "failing_check", failing)
    return connection.execute(_SQL.read_text(encoding="utf-8")).fetchall()
