"""What a table holds, as one number: equal tables have equal fingerprints, whatever the order of their rows.

Belongs here: the fingerprint. Not here: which tables are compared, and what a difference means.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb

from warehouse.connections import quoted


@dataclass(frozen=True)
class TableFingerprint:
    """Rows of a table and a hash of its columns and rows, 32 hexadecimal digits."""

    rows: int
    hash: str


def table_fingerprint(connection: duckdb.DuckDBPyConnection, qualified_name: str) -> TableFingerprint:
    """Read every value of a table and return its fingerprint.

    The row hashes (64 bit) are summed without overflow, so the order of rows does not matter and a row that stands
    twice counts twice; names, types and order of the columns belong to the hash. The row hash is DuckDB's own: compare
    only fingerprints of one DuckDB version.

    Args:
        connection: Any connection that sees the table.
        qualified_name: The table as SQL names it, such as `core.dim_customer`, quoted where it needs to be.

    Raises:
        duckdb.Error: The table does not exist, or a block of it cannot be read.
    """
    columns = [(row[0], row[1]) for row in connection.execute(f"describe {qualified_name}").fetchall()]
    row_hash = f"hash({', '.join(quoted(name) for name, _ in columns)})"
    found = connection.execute(
        f"select count(*), coalesce(sum({row_hash}::hugeint), 0)::varchar from {qualified_name}"
    ).fetchone()
    rows, total = found if found else (0, "0")
    content = "\n".join([*(f"{name} {kind}" for name, kind in columns), str(rows), total])
    return TableFingerprint(rows=int(rows), hash=hashlib.sha256(content.encode()).hexdigest()[:32])
