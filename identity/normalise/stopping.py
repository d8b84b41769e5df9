"""Identifiers that the table itself shows to be no one's: shared too widely, or typed to fill a field.

Belongs here: finding them, and nulling them in the comparable records. Not here: lists of words
(`stoplists`).
"""

from __future__ import annotations

import duckdb

from identity.configuration import StopList
from identity.normalise.build import RECORD

STOPPED = "identity_step_stopped"
"""column_name, value: the identifiers that do not count."""
_PERSONAL = ("mailbox", "phone", "tax")


def stop_shared(connection: duckdb.DuckDBPyConnection, limits: StopList, *, organisations: bool) -> int:
    """Write `STOPPED` from the comparable records, and null those values in them.

    Returns:
        How many values were stopped.
    """
    connection.execute(f"create or replace temp table {STOPPED} as {stopped_sql(RECORD, limits, organisations)}")
    null_stopped(connection, STOPPED)
    ((stopped,),) = connection.execute(f"select count(*) from {STOPPED}").fetchall()
    return int(stopped)


def stopped_sql(records: str, limits: StopList, organisations: bool) -> str:
    """Return SQL for the identifiers of people, or of companies, that too many names share."""
    name = "company" if organisations else "family_sound"
    return " union all ".join(_wide_sql(records, column, name, limits) for column in _PERSONAL)


def null_stopped(connection: duckdb.DuckDBPyConnection, stopped: str) -> None:
    """Null the stopped values of the comparable records."""
    for column in _PERSONAL:
        connection.execute(
            f"update {RECORD} set {column} = null "
            f"where {column} in (select value from {stopped} where column_name = '{column}')"
        )


def _wide_sql(records: str, column: str, name: str, limits: StopList) -> str:
    few_digits = f" or len(list_distinct(string_split({column}, ''))) < {limits.digits}" if column == "phone" else ""
    return (
        f"select '{column}' as column_name, {column} as value from {records} where {column} is not null "
        f"group by {column} having count(distinct {name}) > {limits.surnames} "
        f"or (count({name}) * 2 < count(*) and count(*) > {limits.records}){few_digits}"
    )
