"""A release as somebody sees it who may see some markets: every table that is kept by market, with their rows alone.

Belongs here: opening a release so that no statement reaches another row. Not here: who may see what (`dashboards`).

What a statement names is a view of the scope: of a table with a market its rows of these markets, of a table that
follows another one its rows of those, of the few tables that say nothing of any market all rows, of every other table
none. The statements need not know that there are scopes,
and a table that nobody thought of stays empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import duckdb

from warehouse.connections import harden, literal, one_line, quoted, reader_config
from warehouse.errors import ReleaseError

_FILE = "whole_release"
_BY_MARKET = "market_code"
_BY_ATTRIBUTE = {"attribute_type", "attribute_value"}
_COLUMNS = """
    select schema_name, table_name, list(column_name) as column_names
    from duckdb_columns() where database_name = $file and not internal group by all order by all"""


def open_scoped_reader(
    database: Path,
    markets: Sequence[str],
    open_tables: Collection[str],
    following: Mapping[str, tuple[str, str]] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open a published file as far as some markets go; nothing outside it can be reached from SQL.

    Args:
        database: The DuckDB file, or a link to it.
        markets: Codes of the markets.
        open_tables: Tables that say nothing of any market, as `schema.table`, which are shown whole.
        following: Tables of which the rows are shown whose key is among those of another table, which has a market:
            the key and that table, by table.

    Raises:
        ReleaseError: The file is missing, or is no readable DuckDB file.
    """
    connection = duckdb.connect(":memory:", config=reader_config())
    try:
        connection.execute(f"attach {literal(database.resolve())} as {_FILE} (read_only)")
        for schema, table, columns in connection.execute(_COLUMNS, {"file": _FILE}).fetchall():
            connection.execute(f"create schema if not exists {quoted(schema)}")
            condition = _condition(f"{schema}.{table}", set(columns), markets, open_tables)
            if followed := (following or {}).get(f"{schema}.{table}"):
                condition = _following(*followed, markets)
            name = f"{quoted(schema)}.{quoted(table)}"
            connection.execute(f"create view {name} as select * from {_FILE}.{name} where {condition}")
    except duckdb.Error as error:
        connection.close()
        raise ReleaseError(
            f"this file cannot be opened: {one_line(error)}",
            where=str(database),
            todo="Go back to a sound release with `entrepot release rollback`.",
        ) from error
    harden(connection)
    return connection


def _condition(name: str, columns: set[str], markets: Sequence[str], open_tables: Collection[str]) -> str:
    """Return which rows of a table are those of the markets."""
    allowed = ", ".join(map(literal, markets)) or "null"
    if _BY_MARKET in columns:
        return f"{_BY_MARKET} in ({allowed})"
    if columns >= _BY_ATTRIBUTE:
        return f"attribute_type = 'market' and attribute_value in ({allowed})"
    return "true" if name in open_tables else "false"


def _following(key: str, followed: str, markets: Sequence[str]) -> str:
    """Return which rows of a table belong to rows of another one that are those of the markets."""
    of_markets = _condition(followed, {_BY_MARKET}, markets, ())
    return f"{key} in (select {key} from {_FILE}.{followed} where {of_markets})"
