"""How DuckDB files are opened: one configuration for the work file, one hardened way in for readers.

Belongs here: every `duckdb.connect` on a file of the warehouse. Not here: what is asked of the connection.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse.errors import ReleaseError, WarehouseBusyError

if TYPE_CHECKING:
    from warehouse.settings import Settings

SESSION_SETTINGS = {"TimeZone": "UTC"}
"""Settings that DuckDB only takes after it has connected; dbt's profile repeats them under `settings`."""

_READER_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "allow_persistent_secrets": "false",
    "max_temp_directory_size": "2GB",
}
_UNREADABLE = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException)


def writer_config(settings: Settings) -> dict[str, str | bool | int | float | list[str]]:
    """Return the one configuration with which this process may open the work file.

    DuckDB refuses a second connection to a file when a value differs, so dbt's profile takes this very dictionary as
    its `config_options`, and `SESSION_SETTINGS` as its `settings`.
    """
    return {
        "memory_limit": settings.environment.memory_limit,
        "threads": str(settings.environment.threads),
        "temp_directory": str(settings.work_dir / "tmp"),
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


def open_writer(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the work warehouse for writing; its folder is made if need be.

    Raises:
        WarehouseBusyError: Another process has the file open.
    """
    settings.work_dir.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(settings.work_file), config=writer_config(settings))
    except duckdb.IOException as error:
        if "Could not set lock" not in str(error):
            raise
        raise WarehouseBusyError(
            f"another program has the work warehouse open: {one_line(error)}",
            where=str(settings.work_file),
            todo="Close that program, or wait for its run to end.",
        ) from error
    set_session(connection)
    return connection


def open_reader(
    database: Path, *, temp_dir: Path | None = None, memory_limit: str = "1GB", threads: int = 2
) -> duckdb.DuckDBPyConnection:
    """Open a published file so that SQL can read its tables and touch nothing else.

    The link is resolved, so the connection stays on one release. No file, network, extension or setting can be
    reached from SQL; time and memory of a query are not bounded here (see `warehouse.query`). Use
    `connection.cursor()` per query. Within one process every call for a file must give the same limits.

    Args:
        database: The DuckDB file, or a link to it.
        temp_dir: Where large sorts spill (at most 2 GB); None takes a folder of this process that is removed at exit.
        memory_limit: DuckDB's memory limit, such as "1GB".
        threads: DuckDB's threads.

    Raises:
        ReleaseError: The file is missing, or is no readable DuckDB file.
    """
    path = database.resolve()
    if not path.is_file():
        raise ReleaseError("this file is missing.", where=str(database), todo="Publish a release with `entrepot run`.")
    config = reader_config(temp_dir=temp_dir, memory_limit=memory_limit, threads=threads)
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
    except _UNREADABLE as error:
        raise ReleaseError(
            f"this file cannot be opened: {one_line(error)}",
            where=str(database),
            todo="Go back to a sound release with `entrepot release rollback`.",
        ) from error
    harden(connection)
    return connection


def reader_config(
    *, temp_dir: Path | None = None, memory_limit: str = "1GB", threads: int = 2
) -> dict[str, str | bool | int | float | list[str]]:
    """Return the configuration with which readers connect; arguments as for `open_reader`."""
    return {
        **_READER_CONFIG,
        "memory_limit": memory_limit,
        "threads": str(threads),
        "temp_directory": str(temp_dir or _process_temp_dir()),
    }


def set_session(connection: duckdb.DuckDBPyConnection) -> None:
    """Set what holds for every connection of the process to this file: times are UTC, and no bar is drawn."""
    for name, value in SESSION_SETTINGS.items():
        connection.execute(f"set global {name} = '{value}'")
    connection.execute("set enable_progress_bar = false")


def one_line(error: BaseException) -> str:
    """Return DuckDB's message without its drawing of the statement, as one line."""
    return " ".join(str(error).split("\n\nLINE ")[0].split())


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """Return a text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def harden(connection: duckdb.DuckDBPyConnection) -> None:
    """Shut the doors in the one order that works; a second connection of the process finds them shut."""
    locked = connection.execute("select current_setting('lock_configuration')").fetchone()
    if locked and locked[0]:
        return
    set_session(connection)
    connection.execute("set python_enable_replacements = false")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


@functools.cache
def _process_temp_dir() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="entrepot-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
