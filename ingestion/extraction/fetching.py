"""Fetching what is new of a system that a run reads by itself.

Belongs here: which of its tables are fetched, and that a failure is noted. Not here: how one table is read (tables of
databases, tables of interfaces).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.apis import open_reader
from ingestion.connectors.databases.reading import explained, open_database
from ingestion.connectors.remote.copying import copy_new_files
from ingestion.contract.delivery import source_tables
from ingestion.contract.document import SourceTable
from ingestion.contract.key_sets import SUFFIX
from ingestion.extraction.api_tables import fetch_api_table
from ingestion.extraction.database_tables import fetch_database_table
from ingestion.extraction.moments import keys_of, opened_moment
from ingestion.extraction.notes import forget_failure, remember_failure
from ingestion.gate.session import open_gate
from ingestion.landing.batches import Batch, list_batches
from warehouse.errors import ConfigurationError
from warehouse.limits import is_machine_limit
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

Tell = Callable[[str], None]


def fetch_or_note(settings: Settings, source: SourceSettings, tell: Tell, *, intraday: bool = False) -> None:
    """Fetch what is new of a source; where that fails, note why, so that the others can go on.

    Args:
        settings: Where everything lies.
        source: One that is read by a run itself.
        tell: Called with the source and table that is being read.
        intraday: Only the tables that matter within the day, and no keys.
    """
    try:
        fetch_source(settings, source, source.path, tell, intraday=intraday)
        forget_failure(settings, source.name)
    except (SourceUnreachableError, ConfigurationError) as error:
        remember_failure(settings, source.name, str(error))


def fetch_source(
    settings: Settings, source: SourceSettings, folder: Path, tell: Tell, *, intraday: bool = False
) -> None:
    """Fetch what is new of one source into a folder.

    Raises:
        SourceUnreachableError: It does not answer, refuses, or does not give all that it says it has.
        ConfigurationError: An option or a secret is missing.
    """
    access = Access(source)
    if source.reach == "remote_files":
        copy_new_files(access, folder, tell)
        return
    batches = list_batches(settings, source.name)
    tables = [table for table in source_tables(source, settings) if table.is_intraday or not intraday]
    with open_gate(settings) as connection:
        connection.execute("set preserve_insertion_order = false")
        fetch = _fetch_database if source.reach == "database" else _fetch_api
        fetch(connection, access, tables, folder, batches, tell)


def _fetch_database(
    connection: duckdb.DuckDBPyConnection,
    access: Access,
    tables: list[SourceTable],
    folder: Path,
    batches: list[Batch],
    tell: Tell,
) -> None:
    with (
        open_database(connection, access) as database,
        opened_moment(folder, database.moment, _names(batches)) as moment,
    ):
        for table in _data_tables(tables):
            tell(f"{access.name}: {table.name}")
            try:
                fetch_database_table(database, moment, table, keys_of(table, tables), batches)
            except duckdb.Error as error:
                if is_machine_limit(error):
                    raise
                raise explained(access, error) from None


def _fetch_api(
    connection: duckdb.DuckDBPyConnection,
    access: Access,
    tables: list[SourceTable],
    folder: Path,
    batches: list[Batch],
    tell: Tell,
) -> None:
    with open_reader(access) as reader, opened_moment(folder, reader.now(), _names(batches)) as moment:
        for table in _data_tables(tables):
            tell(f"{access.name}: {table.name}")
            fetch_api_table(connection, access, reader, moment, table, keys_of(table, tables), batches)


def _data_tables(tables: list[SourceTable]) -> list[SourceTable]:
    return [table for table in tables if not table.name.endswith(SUFFIX)]


def _names(batches: list[Batch]) -> set[str]:
    return {batch.file_name for batch in batches}
