"""Dagster's event log in SQLite, on connections that stay open.

Belongs here: how that log is connected to. Not here: which runs stand in it (dagster_job).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._serdes import ConfigurableClassData

_SECONDS_TO_WAIT = 60


class KeptEventLogStorage(SqliteEventLogStorage):
    """Dagster's own storage, but for its connections: one per file for as long as the process lives.

    Dagster opens an engine and a connection for each of a thousand events, and SQLite syncs whenever the last
    connection to a file closes. In WAL mode no file can break by a sync left out; a power cut may cost the last events
    of a run's history.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """Remember the folder; files are opened when they are first needed."""
        self._engines: dict[str, sa.Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> KeptEventLogStorage:
        """Build the storage from `dagster.yaml`."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> sa.Engine:
        """Return the engine of a file; its one connection is only used under the storage's lock."""
        if shard not in self._engines:
            engine = sa.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=sa.StaticPool,
                connect_args={"timeout": _SECONDS_TO_WAIT, "check_same_thread": False},
            )
            sa.event.listen(engine, "connect", _sync_at_checkpoints)
            self._initdb(engine)
            self._engines[shard] = engine
        return self._engines[shard]

    def delete_events(self, run_id: str) -> None:
        """Forget a run: its events, the outcomes of its checks, and its file, which Dagster itself would keep."""
        super().delete_events(run_id)
        with self.index_connection() as connection:
            connection.execute(sa.delete(AssetCheckExecutionsTable).where(AssetCheckExecutionsTable.c.run_id == run_id))
        self._engines.pop(run_id).dispose()
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path_for_shard(run_id)}{ending}").unlink(missing_ok=True)

    def dispose(self) -> None:
        """Close every file."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _sync_at_checkpoints(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("pragma synchronous = normal")
