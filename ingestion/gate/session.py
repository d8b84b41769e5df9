"""The DuckDB session of the gate: in memory, in the order of the file, times in UTC.

Belongs here: that connection. Not here: connections to the work warehouse and to releases (warehouse).
"""

from __future__ import annotations

import duckdb

from warehouse.settings import Settings


def open_gate(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open a connection for reading extracts; rows keep the order of their file, so that the last one wins."""
    spill = settings.work_dir / "gate_tmp"
    spill.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        config={
            "memory_limit": settings.environment.memory_limit,
            "threads": str(settings.environment.threads),
            "temp_directory": str(spill),
            "extension_directory": str(settings.work_dir / "extensions"),
            "preserve_insertion_order": "true",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    connection.execute("set global TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    return connection
