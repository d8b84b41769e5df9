"""A dry run of a source against its contracts.

Belongs here: reading every file through the gate into a folder that is thrown away. Not here: landing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingestion.connectors.files.reading import describe_extract, find_extracts
from ingestion.contract.delivery import source_tables
from ingestion.contract.document import SourceTable
from ingestion.contract.left_out import NOTHING, LeftOut, without
from ingestion.contract.system_version import find_version
from ingestion.extraction.fetching import fetch_source
from ingestion.gate.passing import ABSENT, pass_gate
from ingestion.gate.session import open_gate
from warehouse.errors import ConfigurationError, SchemaBreakError
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings


@dataclass
class SourceCheck:
    """What a dry run found: rows of files, lines on refused rows and absent columns, and one line per problem.

    Attributes:
        version: Which version the system is of; None where its tables do not differ by version.
        valued: Tables and columns that hold a value in any file.
    """

    rows: list[list[object]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    version: str | None = None
    valued: set[tuple[str, str]] = field(default_factory=set)


def check_source(
    settings: Settings,
    name: str,
    tell: Callable[[str], None] = lambda text: None,
    left_out: LeftOut = NOTHING,
) -> SourceCheck:
    """Take every file of a source through the gate, landing nothing; what a run would fetch is fetched aside first.

    Args:
        settings: The configuration.
        name: The source.
        tell: Told how far a fetch is.
        left_out: Columns that would not land.

    Raises:
        ConfigurationError: There is no such source.
        SourceUnreachableError: It is one that a run reads by itself, and cannot be read.
    """
    source = find_source(settings, name)
    found = SourceCheck()
    with open_gate(settings) as connection, tempfile.TemporaryDirectory(dir=settings.work_dir) as folder:
        if source.is_pulled:
            source = source.model_copy(update={"path": Path(folder) / "fetched"})
            fetch_source(settings, source, source.path, tell)
        tables = [without(table, left_out.get((name, table.name), ())) for table in source_tables(source, settings)]
        latest = {table.name: files[-1] for table in tables if (files := find_extracts(source.path, table))}
        found.version = find_version(connection, tables, latest)
        if not source.path.is_dir():
            found.problems.append(f"there is no folder {source.path}; the `path` of the source {name!r} names it.")
            return found
        for table in tables:
            files = find_extracts(source.path, table)
            if not files and not table.is_optional:
                found.problems.append(f"{table.name}: no file matches {table.path_glob} in {source.path.name}.")
            for path in files:
                _check_file(connection, table, path, Path(folder), found)
    return found


def _check_file(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, folder: Path, found: SourceCheck
) -> None:
    """Take one file through the gate and add what that found."""
    try:
        result = pass_gate(connection, table, describe_extract(path), folder)
    except SchemaBreakError as error:
        found.problems.append(f"{table.name}: {error}")
        return
    found.refusals += [
        f"{path.name}: {item.row_count:,} rows would be refused: {item.rule_name}"
        + (f", first at {item.first_place}." if item.first_place else ".")
        for item in result.refused
    ]
    found.refusals += [
        f"{path.name}: the optional column {item.column_name!r} is absent; it would land as null."
        for item in result.faults
        if item.rule_name == ABSENT
    ]
    counts = [result.row_count, result.refused_count, result.flagged_count, result.repeated_key_count]
    found.rows.append([table.name, path.name, *counts, ", ".join(result.extra_columns)])
    found.valued |= {(table.name, column) for column in _filled(connection, table, folder / "data.parquet")}


def _filled(connection: duckdb.DuckDBPyConnection, table: SourceTable, data: Path) -> list[str]:
    """The columns that hold a value in any row that passed."""
    counted = ", ".join(f'count("{column.name}") > 0' for column in table.columns)
    row = connection.execute(f"select {counted} from read_parquet('{data}')").fetchone() or ()
    return [column.name for column, is_filled in zip(table.columns, row, strict=True) if is_filled]


def find_source(settings: Settings, name: str) -> SourceSettings:
    """Return the source of this name, switched on or not.

    Raises:
        ConfigurationError: There is none.
    """
    for source in settings.source:
        if source.name == name:
            return source
    known = ", ".join(source.name for source in settings.source)
    raise ConfigurationError(
        f"there is no source {name!r}.", where=str(settings.config_file), todo=f"There are: {known}."
    )
