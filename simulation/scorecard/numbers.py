"""The release's numbers beside the true ones, by measure, legal entity, month and currency.

Belongs here: finding out which numbers a release says, and bringing them together with the truth. Not here: what each
number is (`numbers.toml`), or how differences are explained (`numbers.sql`).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import duckdb

_HERE = Path(__file__).parent
_TABLES = """
create or replace temp table number_asked (measure varchar, event varchar, is_said boolean);
create or replace temp table number_cell (
    measure varchar, legal_entity varchar, month date, currency_code varchar, order_line_key varchar,
    is_true boolean, amount decimal(38, 4)
)"""
_TRUE = """
insert into number_cell
select ?, legal_entity_id, month, currency_code, null, true, amount
from read_parquet(?) where {truth}"""
_SAID = """
insert into number_cell
select ?, split_part(legal_entity, ':', -1), cast(month as date), currency_code, order_line_key, false, amount
from ({select}) as said(legal_entity, month, currency_code, order_line_key, amount)"""


def score_numbers(connection: duckdb.DuckDBPyConnection, truth: Path) -> None:
    """Put the scores of the numbers into the temporary table `score`.

    Args:
        connection: Has the release's tables in the schemas `core` and `marts`, and the temporary tables `score` and
            `fate`, what became of every planted fault.
        truth: The folder of the truth.
    """
    connection.execute(_TABLES)
    for measure, number in tomllib.loads((_HERE / "numbers.toml").read_text(encoding="utf-8")).items():
        is_said = _has(connection, number)
        connection.execute("insert into number_asked values (?, ?, ?)", [measure, number.get("event"), is_said])
        connection.execute(_TRUE.format(**number), [measure, str(truth / "numbers.parquet")])
        if is_said:
            connection.execute(_SAID.format(**number), [measure])
    compare = (_HERE / "numbers.sql").read_text(encoding="utf-8")
    connection.execute(compare.replace("{truth}", str(truth).replace("'", "''")))


def _has(connection: duckdb.DuckDBPyConnection, number: dict[str, Any]) -> bool:
    """Tell whether the release has the table and the columns that say a number."""
    found = connection.execute(
        """select column_name from duckdb_columns()
        where database_name = current_database() and schema_name || '.' || table_name = ?""",
        [number["table"]],
    ).fetchall()
    return set(number["columns"]) <= {name for (name,) in found}
