"""Dagster's own SQLite files: how often they are synced to the disk.

Belongs here: that. Not here: which runs stand in them (dagster_job).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


@contextmanager
def spared_syncs(home: Path) -> Iterator[None]:
    """Let Dagster's own SQLite files sync now and then instead of at each of a thousand events.

    Dagster opens a connection per event, and SQLite syncs when the last connection to a file closes; so one of ours
    stays open on each file. In WAL mode no file can break by that; a power cut may cost the last events of a run's
    history.
    """
    kept: dict[str, sqlite3.Connection] = {}

    def relax(connection: sqlite3.Connection, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            path = connection.execute("pragma database_list").fetchone()[2]
            if path.startswith(str(home)):
                connection.execute("pragma synchronous = normal")
                is_wal = connection.execute("pragma journal_mode").fetchone() == ("wal",)
                if is_wal and path not in kept:
                    kept[path] = sqlite3.connect(path, check_same_thread=False)
                    kept[path].execute("select count(*) from sqlite_master").fetchall()

    sa.event.listen(sa.Engine, "connect", relax)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "connect", relax)
        for connection in kept.values():
            connection.close()
