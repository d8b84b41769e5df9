"""Loading the ERPs' tables into a PostgreSQL, as their own databases would hold them.

Belongs here: schemas, types and the rows that are current by the last extract. Not here: what the tables hold (the
extracts).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
from duckdb_extensions import import_extension

from simulation.errors import DemoError
from simulation.folder import EXTRACTS

SCHEMAS = {"erp_old": "odoo14", "erp": "odoo18"}
"""Schema of each ERP; both can stand in one database."""
_TYPES = {
    "BIGINT": "bigint",
    "DOUBLE": "numeric(20, 6)",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
_TEXTS = {"hs_code", "zip", "phone", "vat", "ref", "barcode", "default_code", "code", "street", "client_order_ref"}
_KEYS = {"migration_key_map": "model, old_id"}
"""Keys other than `id`."""
_TRANSLATED = {"name", "standard_price", "code_store"}
"""Columns that hold JSON from version 16 on, where their values begin with a brace."""


def load_erps(folder: Path, dsn: str, tell: Callable[[str], None]) -> dict[str, int]:
    """Load the tables of both ERPs; tables that stand in these schemas are replaced.

    Args:
        folder: The data folder of the demo company.
        dsn: How PostgreSQL is reached, as libpq writes it: `host=127.0.0.1 dbname=erp user=…` or a URL.
        tell: Told what is under way.

    Returns:
        Rows of each table, `odoo18.res_partner` for example.

    Raises:
        DemoError: PostgreSQL does not answer, or refuses.
    """
    with duckdb.connect() as connection:
        import_extension("postgres_scanner", con=connection)
        try:
            connection.execute(f"attach {_literal(dsn)} as erp (type postgres)")
            return _load(connection, folder, tell)
        except duckdb.Error as error:
            what = str(error).splitlines()[0].replace(dsn, "the PostgreSQL")
            raise DemoError(
                f"loading failed: {what}.", where="--odoo-dsn", todo="Check server, database and rights."
            ) from error


def _load(connection: duckdb.DuckDBPyConnection, folder: Path, tell: Callable[[str], None]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for source, schema in SCHEMAS.items():
        connection.execute(
            f"call postgres_execute('erp', 'drop schema if exists {schema} cascade; create schema {schema}')"
        )
        for name, files in _tables(folder / EXTRACTS / source).items():
            tell(f"{schema}.{name}")
            rows[f"{schema}.{name}"] = _load_table(connection, schema, name, files)
    return rows


def _tables(folder: Path) -> dict[str, list[Path]]:
    """Return the files of every table, oldest first."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.csv"), key=lambda path: path.stem.rpartition("_")[2]):
        found.setdefault(path.stem.rpartition("_")[0], []).append(path)
    return found


def _load_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str, files: list[Path]) -> int:
    """Create a table with the types that its values have, and fill it with the last version of every row."""
    scan = f"read_csv([{', '.join(_literal(str(path)) for path in files)}], header = true, union_by_name = true"
    columns = connection.execute(f"describe select * from {scan}, sample_size = -1)").fetchall()
    connection.execute(
        f"""create or replace temp table arrived as
        select * exclude (filename) from {scan}, all_varchar = true, filename = true)
        qualify row_number() over (partition by {_KEYS.get(name, "id")} order by filename desc) = 1"""
    )
    typed = ", ".join(f'"{column}" {_type_of(connection, column, kind)}' for column, kind, *_ in columns)
    create = f"create table {schema}.{name} ({typed}, primary key ({_KEYS.get(name, 'id')}))"
    connection.execute(f"call postgres_execute('erp', {_literal(create)})")
    connection.execute("call pg_clear_cache()")
    counted = connection.execute(f"insert into erp.{schema}.{name} select * from arrived").fetchone()
    return int(counted[0]) if counted else 0


def _type_of(connection: duckdb.DuckDBPyConnection, column: str, kind: str) -> str:
    if column in _TRANSLATED and kind in {"VARCHAR", "JSON"}:
        is_json = connection.execute(f"""select bool_and("{column}" like '{{%') from arrived""").fetchone()
        return "jsonb" if is_json and is_json[0] else "text"
    return "text" if column in _TEXTS else _TYPES.get(kind, "text")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
