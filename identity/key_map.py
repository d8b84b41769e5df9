"""Key maps: what people know of two systems' keys, such as the old and the new number of every supplier.

Belongs here: reading the files that the configuration names. Not here: what their rows lead to.

A key map is a CSV file with the columns `entity` (customer, product or supplier), `record_id` (in the source that names
the file), `other_source` and `other_record_id`; the ids are those of the tables `xref_*`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from identity.tables import KEY_MAP, IdentityError
from warehouse.connections import literal

_COLUMNS = "{'entity': 'varchar', 'record_id': 'varchar', 'other_source': 'varchar', 'other_record_id': 'varchar'}"


def load_key_maps(connection: duckdb.DuckDBPyConnection, files: Mapping[str, Path]) -> None:
    """Write `run.key_map` from the files of these sources.

    Args:
        connection: The writer's connection.
        files: Path of the key map by source name.

    Raises:
        IdentityError: A file is missing or is no such table; the message names it.
    """
    _prepare(connection, replace=True)
    for source_name, path in sorted(files.items()):
        try:
            connection.execute(
                f"insert into {KEY_MAP} select entity, '{source_name}', record_id, other_source, other_record_id "
                f"from read_csv({literal(path)}, columns = {_COLUMNS}, header = true, auto_detect = false)"
            )
        except duckdb.Error as error:
            raise IdentityError(
                "the key map cannot be read: "
                + ("it is no such table." if path.is_file() else "there is no such file."),
                where=str(path),
                todo="It has the columns entity, record_id, other_source and other_record_id, separated by commas.",
            ) from error


def unmatched(connection: duckdb.DuckDBPyConnection, entity: str, records: str) -> int:
    """Return how many rows of the key maps of an entity name a record that has not arrived.

    Args:
        connection: After `load_key_maps`.
        entity: 'customer', 'product' or 'supplier'.
        records: Table of source_name and record_id.
    """
    ((count,),) = connection.execute(f"""
        select count(*) from {KEY_MAP} as mapped
        left join {records} as one on mapped.source_name = one.source_name and mapped.record_id = one.record_id
        left join {records} as other
            on mapped.other_source_name = other.source_name and mapped.other_record_id = other.record_id
        where mapped.entity = '{entity}' and (one.record_id is null or other.record_id is null)
    """).fetchall()
    return int(count)


def _prepare(connection: duckdb.DuckDBPyConnection, *, replace: bool = False) -> None:
    connection.execute("create schema if not exists run")
    if replace:
        connection.execute(f"drop table if exists {KEY_MAP}")
    connection.execute(
        f"create table if not exists {KEY_MAP} (entity varchar, source_name varchar, record_id varchar, "
        "other_source_name varchar, other_record_id varchar)"
    )
