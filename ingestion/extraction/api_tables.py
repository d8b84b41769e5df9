"""One table of an interface, into one file of JSON lines: complete, or read again, or a clear failure.

Belongs here: writing that file and counting it against what the system says it has. Not here: the vendors' protocols
(connectors), back-off of single requests (http).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from ingestion.connectors.access import Access
from ingestion.connectors.apis import ApiReader, Page
from ingestion.contract.document import SourceTable
from ingestion.extraction.cursors import fetched_since
from ingestion.extraction.moments import Moment, drop_if_known, drop_keys_if_known
from ingestion.landing.batches import Batch
from warehouse.connections import literal

ATTEMPTS = 3
"""How often a table is read that changes while it is read."""


def fetch_api_table(
    connection: duckdb.DuckDBPyConnection,
    access: Access,
    reader: ApiReader,
    moment: Moment,
    table: SourceTable,
    keys: SourceTable | None,
    batches: Iterable[Batch],
) -> None:
    """Write the new and changed rows of a table, and the keys of all its rows, where they differ from before.

    Args:
        connection: Any DuckDB connection.
        access: The system.
        reader: Reads it.
        moment: Where the files are written.
        table: The contract.
        keys: Stands for its files of keys; None writes none.
        batches: What has landed of this source.

    Raises:
        SourceUnreachableError: The system did not give all its rows, however often it was asked.
    """
    landed = [batch for batch in batches if batch.table_name == table.name]
    since = fetched_since(table, landed)
    target = moment.file(table)
    for _ in range(ATTEMPTS):
        _write(reader.rows(table, since), target)
        read, distinct = _counts(connection, table, target)
        expected = reader.count(table, since)
        if read == distinct and expected in {None, read}:
            break
    else:
        _require_every_row(access, table, read, distinct, expected)
    drop_if_known(connection, moment, table, is_whole=since is None)
    all_keys = reader.keys(table) if keys and landed else None
    if keys and all_keys is not None:
        _write(all_keys, moment.file(keys))
        drop_keys_if_known(connection, moment, table, keys)


def _require_every_row(access: Access, table: SourceTable, read: int, distinct: int, expected: int | None) -> None:
    """Refuse a table that never came whole; rows that came twice do no harm where the count says that all are there."""
    if distinct == expected:
        return
    told = "cannot say how many there are" if expected is None else f"says it has {expected:,}"
    raise access.unreachable(
        f"{table.name}: {read:,} rows came, {distinct:,} of them different, and the system {told}.",
        todo="It changes while it is read: run again at a quieter time; nothing of this source was taken.",
    )


def _write(pages: Iterator[Page], target: Path) -> None:
    with target.open("w", encoding="utf-8") as file:
        for page in pages:
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in page)


def _counts(connection: duckdb.DuckDBPyConnection, table: SourceTable, target: Path) -> tuple[int, int]:
    """Return how many rows a file has, and how many different keys."""
    keyed = [column for column in table.columns if column.key_position]
    paths = [f"coalesce({', '.join(_value(name) for name in column.physical_names)})" for column in keyed]
    row = connection.execute(
        f"select count(*), count(distinct ({', '.join(paths)})) "
        f"from read_json_objects({literal(target)}, format = 'newline_delimited')"
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _value(path: str) -> str:
    return f"json_extract_string(json, {literal('$.' + path)})"
