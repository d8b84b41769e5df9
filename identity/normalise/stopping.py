"""Identifiers that the table itself shows to be no one's: shared too widely, or typed to fill a field.

Belongs here: nulling them in the comparable records. Not here: lists of words (`identity.stoplists`).
"""

from __future__ import annotations

import duckdb

from identity.configuration import StopList
from identity.normalise.build import RECORD

_PERSONAL = ("mailbox", "phone", "tax")


def stop_shared(connection: duckdb.DuckDBPyConnection, limits: StopList, *, organisations: bool) -> int:
    """Null the identifiers of people, or of companies, that too many names share.

    Returns:
        How many values were stopped.
    """
    name = "company" if organisations else "family_sound"
    return sum(_stop(connection, column, name, limits) for column in _PERSONAL)


def _stop(connection: duckdb.DuckDBPyConnection, column: str, name: str, limits: StopList) -> int:
    wide = (
        f"select {column} from {RECORD} where {column} is not null group by {column} having "
        f"count(distinct {name}) > {limits.surnames} "
        f"or (count({name}) * 2 < count(*) and count(*) > {limits.records})"
    )
    if column == "phone":
        wide += f" or len(list_distinct(string_split({column}, ''))) < {limits.digits}"
    stopped = len(connection.execute(wide).fetchall())
    connection.execute(f"update {RECORD} set {column} = null where {column} in ({wide})")
    return stopped
