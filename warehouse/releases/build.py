"""Building a candidate: fresh DuckDB files beside the releases, copied from the work warehouse.

Belongs here: free space, what is copied, leftovers of killed runs. Not here: judging the candidate, or publishing it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.connections import literal, one_line, quoted, set_session, writer_config
from warehouse.errors import ReleaseError
from warehouse.fingerprint import TableFingerprint, table_fingerprint
from warehouse.limits import SPACE_FACTOR
from warehouse.releases.catalogue import list_releases
from warehouse.releases.manifest import (
    DATABASE,
    INFORMATION,
    PERSONAL,
    PERSONAL_SCHEMA,
    Candidate,
    ReleaseFacts,
    new_release_id,
    stored_schema,
)
from warehouse.rows import add_rows
from warehouse.settings import Settings

PUBLIC_SCHEMAS = ("core", "marts")
HISTORY_SCHEMA = "history"


def build_candidate(settings: Settings, facts: ReleaseFacts, *, moment: datetime | None = None) -> Candidate:
    """Copy what is to be published into `releases/.<id>.tmp/`.

    The caller holds the run lock and has closed every connection to the work file.

    Args:
        settings: Names the work file and the folder of releases.
        facts: What went into the build.
        moment: The time of the build; None takes the clock.

    Returns:
        A candidate with the fingerprints of the work warehouse's tables, neither verified nor audited.

    Raises:
        ReleaseError: There is no work file, nothing to publish, or too little space; or the copy failed. Nothing is
            left behind, and the last release stays.
    """
    remove_leftovers(settings.releases_dir)
    _require_work_and_space(settings)
    taken = [release.id for release in list_releases(settings)]
    release_id = new_release_id(facts, moment or datetime.now(UTC), taken)
    folder = settings.releases_dir / f".{release_id}.tmp"
    with _removed_on_failure(folder):
        tables = _copy(settings, facts, release_id, folder / DATABASE, PUBLIC_SCHEMAS)
        if not tables:
            raise ReleaseError(
                "no table stands in the schemas core and marts.",
                where=str(settings.work_file),
                todo="Build them first.",
            )
        personal = _copy(settings, facts, release_id, folder / PERSONAL, (PERSONAL_SCHEMA,))
    return Candidate(release_id, folder, facts, tables, personal)


def add_table(
    settings: Settings,
    candidate: Candidate,
    name: str,
    columns: Mapping[str, str],
    rows: Sequence[tuple[object, ...]],
) -> Candidate:
    """Write a table that the work warehouse does not hold into a candidate's file for everyone.

    Args:
        settings: How writers open a file.
        candidate: Not yet verified.
        name: `schema.table`.
        columns: Their names and types, in order.
        rows: At least one.

    Returns:
        The candidate with the fingerprint of that table.
    """
    schema, table = name.split(".")
    full_name = f"{quoted(schema)}.{quoted(table)}"
    typed = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
    with duckdb.connect(str(candidate.database), config=writer_config(settings)) as connection:
        set_session(connection)
        connection.execute(f"create schema if not exists {quoted(schema)}")
        connection.execute(f"create table {full_name} ({typed})")
        add_rows(connection, full_name, rows)
        connection.execute(f"create view main.{quoted(table)} as select * from {full_name}")
        fingerprint = table_fingerprint(connection, full_name)
        connection.execute("checkpoint")
    return replace(candidate, tables={**candidate.tables, name: fingerprint})


def add_history(
    settings: Settings, candidate: Candidate, fill: Callable[[duckdb.DuckDBPyConnection], None]
) -> Candidate:
    """Let the caller write what builds did into the schema `history` of a candidate's file for everyone.

    Args:
        settings: How writers open a file.
        candidate: Not yet verified.
        fill: Makes the tables of that schema, on a connection to the file.

    Returns:
        The candidate with the fingerprints of those tables.

    Raises:
        ReleaseError: The tables could not be written. The candidate is removed; the last release stays.
    """
    with _removed_on_error(candidate.folder), _opened(settings, candidate) as connection:
        connection.execute(f"create schema {HISTORY_SCHEMA}")
        fill(connection)
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name = ? order by all",
            [HISTORY_SCHEMA],
        ).fetchall()
        fingerprints = {name: table_fingerprint(connection, name) for (name,) in names}
        connection.execute("checkpoint")
    return replace(candidate, history_tables=fingerprints)


def discard(candidate: Candidate) -> None:
    """Remove a candidate from the disk."""
    shutil.rmtree(candidate.folder, ignore_errors=True)


def remove_leftovers(releases_dir: Path) -> None:
    """Remove what killed runs left: half-built, half-removed and half-switched releases."""
    for folder in (*releases_dir.glob(".*.tmp"), *releases_dir.glob(".*.old")):
        shutil.rmtree(folder)
    for link in releases_dir.glob("current.*.tmp"):
        link.unlink(missing_ok=True)


def _require_work_and_space(settings: Settings) -> None:
    """Refuse to begin a build that cannot end."""
    if not settings.work_file.is_file():
        raise ReleaseError("there is no work warehouse.", where=str(settings.work_file), todo="Run `entrepot run`.")
    settings.releases_dir.mkdir(parents=True, exist_ok=True)
    needed = SPACE_FACTOR * settings.work_file.stat().st_size
    free = shutil.disk_usage(settings.releases_dir).free
    if free < needed:
        raise ReleaseError(
            f"a build needs {needed / 1e9:.2f} GB of free space ({SPACE_FACTOR} times the work warehouse), "
            f"and {free / 1e9:.2f} GB are free.",
            where=str(settings.releases_dir),
            todo="Free some space, or lower retention_bytes in entrepot.toml.",
        )


@contextmanager
def _opened(settings: Settings, candidate: Candidate) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(candidate.database), config=writer_config(settings)) as connection:
        set_session(connection)
        yield connection


@contextmanager
def _removed_on_failure(folder: Path) -> Iterator[None]:
    """Make the folder; remove it again when the block fails, and say why in the user's words."""
    folder.mkdir()
    with _removed_on_error(folder):
        yield


@contextmanager
def _removed_on_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        shutil.rmtree(folder)
        raise ReleaseError(
            f"the release could not be built: {one_line(error)}",
            where=str(folder),
            todo="Close other programs that hold the work warehouse, check the disk, and run again.",
        ) from error
    except BaseException:
        shutil.rmtree(folder)
        raise


def _copy(
    settings: Settings, facts: ReleaseFacts, release_id: str, target: Path, schemas: tuple[str, ...]
) -> dict[str, TableFingerprint]:
    """Write one file of the candidate and return the fingerprints of its originals by `schema.table`."""
    with duckdb.connect(str(target), config=writer_config(settings)) as connection:
        set_session(connection)
        connection.execute(f"attach {literal(settings.work_file)} as work (read_only)")
        tables = {
            f"{schema}.{table}": _copy_table(connection, schema, table)
            for schema, table in _tables(connection, schemas)
        }
        _describe_release(connection, settings, facts, release_id)
        connection.execute("detach work")
        connection.execute("checkpoint")
    refuse_wal(target)
    return tables


def refuse_wal(database: Path) -> None:
    """Refuse a file whose last changes still stand in a log beside it: published alone, it would lack them.

    Raises:
        ReleaseError: There is a `.wal` file.
    """
    log = database.with_name(database.name + ".wal")
    if log.exists():
        raise ReleaseError("a write-ahead log stands beside this file.", where=str(log), todo="Run again.")


def _tables(connection: duckdb.DuckDBPyConnection, schemas: tuple[str, ...]) -> list[tuple[str, str]]:
    found = connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = 'work' and list_contains(?, schema_name) order by all",
        [list(schemas)],
    ).fetchall()
    return [(schema, table) for schema, table in found]


def _copy_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> TableFingerprint:
    """Copy one table, give it its plain name in main, and return the fingerprint of the original."""
    original = f"work.{quoted(schema)}.{quoted(table)}"
    copy = f"{quoted(stored_schema(schema))}.{quoted(table)}"
    connection.execute(f"create schema if not exists {quoted(stored_schema(schema))}")
    connection.execute(f"create table {copy} as select * from {original}")
    if stored_schema(schema) != "main":
        connection.execute(f"create view main.{quoted(table)} as select * from {copy}")
    return table_fingerprint(connection, original)


def _describe_release(
    connection: duckdb.DuckDBPyConnection, settings: Settings, facts: ReleaseFacts, release_id: str
) -> None:
    """Let people who only have the file see which release it is: `main.release`, one row."""
    connection.execute(
        f"create table main.{INFORMATION} as select ?::varchar as release_id, ?::date as as_of_date, "
        "?::varchar as company_name, ?::varchar as group_currency_code, ?::boolean as is_provisional",
        [release_id, facts.as_of, settings.company.name, settings.company.group_currency, facts.is_provisional],
    )
