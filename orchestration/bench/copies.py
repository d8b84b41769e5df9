"""A finished work warehouse made many times as large: canonical rows and their links, each copy with its own ids.

Belongs here: which columns name rows, and copying them by SQL. Not here: building on it (`building`).

Ids, numbers and references of a copy end in its number, so that every join finds its own copy and no other. Places,
suppliers, companies, rates, targets and campaigns stay as they are: a larger company sells more from the same places.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.connections import literal

_KEPT_TABLES = frozenset(
    {"legal_entity", "location", "supplier", "supplier_link", "exchange_rate", "target", "campaign", "marketing_spend",
     "work_center", "work_center_capacity"}
)  # fmt: skip
_KEPT_COLUMNS = (
    "legal_entity_id", "location_id", "from_location_id", "to_location_id", "supplier_id", "campaign_id",
    "work_center_id", "batch_id", "decision_id", "tax_id", "external_id", "evidence_record_id", "remittance_number",
)  # fmt: skip
_NAMES = "(_id|_number|_reference|_key)$|^(sku|barcode|email|phone)$"
_COPIED = """
    (schema_name = 'canonical' and table_name in (select distinct table_name from duckdb_columns()
        where database_name = 'work' and schema_name = 'canonical' and column_name = 'batch_id'))
    or (schema_name = 'identity' and table_name like '%\\_link' escape '\\')
    or (schema_name = 'run' and table_name like '%\\_version' escape '\\')
    or (schema_name = 'forecasting' and table_name = 'forecast')
"""
"""Canonical rows know their batch; what else stands beside them there are tables of reference."""


def write_copies(
    source: Path, target: Path, copies: int, settings: dict[str, str | bool | int | float | list[str]]
) -> int:
    """Write a work warehouse that holds so many copies of another one, with nothing built on it.

    Args:
        source: The work file of a finished run.
        target: The work file to write; one that stands there is replaced.
        copies: How many; the first has the ids of the source.
        settings: How DuckDB opens the target.

    Returns:
        Order lines in the target.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target), config=settings) as connection:
        connection.execute(f"attach {literal(source)} as work (read_only)")
        connection.execute(f"create temp table numbers as select range as copy from range({copies})")
        for schema, table, is_copied in _tables(connection):
            connection.execute(f"create schema if not exists {schema}")
            rows = _copied_rows(connection, schema, table) if is_copied else f"select * from work.{schema}.{table}"
            connection.execute(f"create table {schema}.{table} as {rows}")
        found = connection.execute("select count(*) from canonical.sales_order_line").fetchone()
    return int(found[0]) if found else 0


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, bool]]:
    """Tables that what is built reads: schema, name, and whether each copy has its own rows."""
    return connection.execute(f"""
        select schema_name, table_name, ({_COPIED}) and not list_contains(?, table_name)
        from duckdb_tables()
        where database_name = 'work' and schema_name in ('canonical', 'identity', 'run', 'forecasting')
        order by all
    """, [sorted(_KEPT_TABLES)]).fetchall()  # fmt: skip


def _copied_rows(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    """SQL of the rows of every copy, the ids of all but the first with the number of their copy behind them."""
    named = connection.execute(
        """select column_name from duckdb_columns() where database_name = 'work' and schema_name = ? and table_name = ?
        and data_type = 'VARCHAR' and regexp_matches(column_name, ?) and not list_contains(?, column_name)""",
        [schema, table, _NAMES, list(_KEPT_COLUMNS)],
    ).fetchall()
    ids = ", ".join(f"{name} || case copy when 0 then '' else 'c' || copy end as {name}" for (name,) in named)
    replaced = f" replace ({ids})" if ids else ""
    return f"select work_rows.*{replaced} from work.{schema}.{table} as work_rows cross join numbers"
