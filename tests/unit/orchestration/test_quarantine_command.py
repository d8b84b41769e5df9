"""What the commands of the quarantine ask of the tables, whatever these are called like."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.cli.quarantine import REFUSED


def test_a_refused_row_is_shown_though_its_table_has_columns_of_the_same_names(tmp_path: Path) -> None:
    file = tmp_path / "stood.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"""
            copy (select 7 as _row_number, '7,purchase' as _original, 'purchase' as state, 'x' as rule_name,
                'y' as batch_id, 3 as row_number) to '{file}'""")
        connection.execute("""
            create table refused_row as
            select 'b' as batch_id, 7 as row_number, 'net_amount:unreadable' as rule_name, 'open' as state""")
        rows = connection.execute(REFUSED, [str(file), "b", 20]).fetchall()
    assert rows == [(7, "net_amount:unreadable", "open", "7,purchase")]
