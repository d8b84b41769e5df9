"""The tables of a release that answers read, with so many rows as a company of more order lines would have.

Belongs here: which tables grow and by how much, copying them by SQL. Not here: asking them (`answers`), or a company
that is built anew from many copies (`copies`): its own marts cost hours at ten million lines, these cost minutes.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from warehouse.connections import literal

_MEMORY = "4GB"
_GROWS = 0.01
_NAMES = (
    "^(order|order_line|sales_order|purchase_order_line|customer|product|entity)_key$|^(order_number|sku|style_code)$"
)
"""A table of these things with so many rows per order line grows with the lines; one of months, markets, places or
columns does not."""
Table = tuple[str, str]
"""Schema and name."""


def tables_of(release: duckdb.DuckDBPyConnection, statements: Collection[str]) -> list[Table]:
    """Return the tables that the statements read, in order; DuckDB names each with its alias."""
    named = {name.split()[0] for statement in statements for name in release.get_table_names(statement, qualified=True)}
    return sorted((schema, name) for schema, _, name in (each.partition(".") for each in named) if name)


def write_enlarged(database: Path, tables: Collection[Table], lines: int, target: Path) -> dict[str, int]:
    """Write tables of a release as often as it takes to have so many order lines.

    Keys and numbers of things in a copy end in its number, so that what is grouped by them grows too.

    Args:
        database: The release; it is only read.
        tables: Those to write.
        lines: Order lines to reach at least.
        target: The file to write; it must not be there.

    Returns:
        Rows by table, as `schema.name`.
    """
    with duckdb.connect(str(target), config={"memory_limit": _MEMORY, "threads": 1}) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"attach {literal(database)} as release (read_only)")
        told = _rows(connection, ("core", "fct_order_line"))
        copies = -(-lines // max(told, 1))
        return {
            f"{schema}.{name}": _write(connection, (schema, name), copies, told * _GROWS) for schema, name in tables
        }


def _write(connection: duckdb.DuckDBPyConnection, table: Table, copies: int, grows_from: float) -> int:
    """Write one table, once or so many times; return its rows."""
    schema, name = table
    rows, named = _rows(connection, table), _named(connection, table)
    times = copies if named and rows >= grows_from else 1
    renamed = ", ".join(f"{name} || case copy when 0 then '' else '~' || copy end as {name}" for name in named)
    connection.execute(f"create schema if not exists {schema}")
    connection.execute(f"""
        create table {schema}.{name} as select told.*{f" replace ({renamed})" if named else ""}
        from release.{schema}.{name} as told cross join range({times}) as copies (copy)
    """)
    return rows * times


def _rows(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    found = connection.execute(f"select count(*) from release.{table[0]}.{table[1]}").fetchone()
    return int(found[0]) if found else 0


def _named(connection: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    """Columns that name the things of which a larger company has more."""
    found = connection.execute(
        """select column_name from duckdb_columns() where database_name = 'release' and schema_name = ?
        and table_name = ? and data_type = 'VARCHAR' and regexp_matches(column_name, ?)""", [*table, _NAMES],
    ).fetchall()  # fmt: skip
    return [name for (name,) in found]
