"""A dry run of a source against its contracts.

Belongs here: reading every file through the gate into a folder that is thrown away. Not here: landing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.connectors.files.reading import describe_extract, find_extracts
from ingestion.contract.delivery import source_tables
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
    """

    rows: list[list[object]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    version: str | None = None


def check_source(settings: Settings, name: str, tell: Callable[[str], None] = lambda text: None) -> SourceCheck:
    """Take every file of a source through the gate, landing nothing; what a run would fetch is fetched aside first.

    Raises:
        ConfigurationError: There is no such source.
        SourceUnreachableError: It is one that a run reads by itself, and cannot be read.
    """
    source = _find(settings, name)
    found = SourceCheck()
    with open_gate(settings) as connection, tempfile.TemporaryDirectory(dir=settings.work_dir) as folder:
        if source.is_pulled:
            source = source.model_copy(update={"path": Path(folder) / "fetched"})
            fetch_source(settings, source, source.path, tell)
        tables = source_tables(source, settings)
        latest = {table.name: files[-1] for table in tables if (files := find_extracts(source.path, table))}
        found.version = find_version(connection, tables, latest)
        for table in tables:
            files = find_extracts(source.path, table)
            if not files and not table.is_optional:
                found.problems.append(f"{table.name}: no file matches {table.path_glob} in {source.path.name}.")
            for path in files:
                try:
                    result = pass_gate(connection, table, describe_extract(path), Path(folder))
                except SchemaBreakError as error:
                    found.problems.append(f"{table.name}: {error}")
                    continue
                extra = ", ".join(result.extra_columns)
                found.refusals += [
                    f"{path.name}: {item.row_count:,} rows would be refused: {item.rule_name}."
                    for item in result.refused
                ]
                found.refusals += [
                    f"{path.name}: the optional column {item.column_name!r} is absent; it would land as null."
                    for item in result.faults
                    if item.rule_name == ABSENT
                ]
                counts = [result.row_count, result.refused_count, result.flagged_count, result.repeated_key_count]
                found.rows.append([table.name, path.name, *counts, extra])
    return found


def _find(settings: Settings, name: str) -> SourceSettings:
    for source in settings.source:
        if source.name == name:
            return source
    known = ", ".join(source.name for source in settings.source)
    raise ConfigurationError(
        f"there is no source {name!r}.", where=str(settings.config_file), todo=f"There are: {known}."
    )
