"""The work warehouse shown in memory, so that something can be tried on it and nothing happens to it.

Belongs here: opening that copy, and the file that people at their desks look at. Not here: what is tried
(`identity.impact.trial`, `identity.parties.training`).

A desk looks at a copy of the work file, one for each release: no run waits until somebody has looked, and nobody waits
until a run has ended.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from identity.tables import IdentityError
from warehouse.connections import literal
from warehouse.lock import run_lock
from warehouse.releases import require_release
from warehouse.settings import Settings

WORK = "work"
"""The name of the work warehouse itself in a copy."""
_DESK = "desk-"
_SHOWN = ("canonical", "core", "identity", "run")


def desk_file(settings: Settings) -> Path:
    """Return a copy of the work warehouse as it was when the current release, or the last run after it, had been built.

    The run's lock is held only while the copy is made, once for each release.

    Raises:
        ReleaseError: There is no release.
        WarehouseBusyError: A run is under way, and there is no copy of this release yet.
        IdentityError: There is no room for the copy.
    """
    wanted = settings.work_dir / f"{_DESK}{require_release(settings).id}.duckdb"
    if not wanted.is_file():
        with run_lock(settings, is_brief=True):
            if not wanted.is_file():
                _copy(settings.work_file, wanted)
    return wanted


def _copy(work_file: Path, wanted: Path) -> None:
    """Copy the file aside and put it in its place; copies of other releases go."""
    needed, free = work_file.stat().st_size, shutil.disk_usage(wanted.parent).free
    if free < 2 * needed:
        raise IdentityError(
            f"a copy of the work warehouse needs {needed / 1e9:.2f} GB, and {free / 1e9:.2f} GB are free.",
            where=str(wanted.parent), todo="Free some space.",
        )  # fmt: skip
    for old in wanted.parent.glob(f"{_DESK}*"):
        old.unlink()
    aside = wanted.with_suffix(".tmp")
    shutil.copyfile(work_file, aside)
    aside.replace(wanted)


@contextmanager
def work_copy(
    work_file: Path, copied: Sequence[str] = (), shown: Sequence[str] = _SHOWN
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse in memory that shows what the work warehouse holds, which is only read.

    Args:
        work_file: The work warehouse; no run may have it open.
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
