"""The work warehouse shown in memory, so that something can be tried on it and nothing happens to it.

Belongs here: opening that copy. Not here: what is tried (`identity.impact.trial`, `identity.parties.training`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.connections import literal

WORK = "work"
"""The name of the work warehouse itself in a copy."""
_SHOWN = ("canonical", "core", "identity", "run")


@contextmanager
def work_copy(
    work_file: Path, copied: Sequence[str] = (), shown: Sequence[str] = _SHOWN
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse in memory that shows what the work warehouse holds, which is only read.

    Args:
        work_file: The work warehouse; the caller sees to it that no run has it open.
        copied: Schemas whose tables are copied, so that they may be changed; of the others there are views.
        shown: Schemas that are there; a schema that is not stands empty.
    """
    with duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": "false"}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {literal(work_file)} as {WORK} (read_only)")
        for schema in _SHOWN:
            connection.execute(f"create schema {schema}")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = ? and schema_name in "
            f"({', '.join(literal(schema) for schema in shown)}) order by all",
            [WORK],
        ).fetchall()
        for schema, table in tables:
            form = "table" if schema in copied else "view"
            connection.execute(f"create {form} {schema}.{table} as from {WORK}.{schema}.{table}")
        yield connection
