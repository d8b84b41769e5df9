"""Key maps: what people know of two systems' keys, such as the old and the new number of every supplier.

Belongs here: reading the files that the configuration names, and their rows as the strongest evidence. Not here: other
evidence (customers, products, suppliers).

A key map is a CSV file with the columns `entity` (customer, product or supplier), `record_id` (in the source that names
the file), `other_source` and `other_record_id`; the ids are those of the tables `xref_*`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from identity.components import EVIDENCE, RECORD, Rule
from identity.tables import KEY_MAP, IdentityError
from warehouse.connections import literal, one_line

RULE = Rule("key_map", "same record by the key map as")
RANK = 0
"""Before every other evidence."""
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
                f"the key map cannot be read: {one_line(error)}",
                where=str(path),
                todo="It has the columns entity, record_id, other_source and other_record_id, separated by commas.",
            ) from error


def add_evidence(connection: duckdb.DuckDBPyConnection, entity: str) -> int:
    """Add the pairs of one kind of entity to the scratch table of evidence.

    Returns:
        How many rows of the key maps name a record that has not arrived.
    """
    _prepare(connection)
    pairs = f"""
        select row_number() over (order by mapped.source_name, mapped.record_id, mapped.other_source_name,
            mapped.other_record_id) as pair, own.record_rank as own, other.record_rank as other
        from {KEY_MAP} as mapped
        left join {RECORD} as own on own.source_name = mapped.source_name and own.record_id = mapped.record_id
        left join {RECORD} as other
            on other.source_name = mapped.other_source_name and other.record_id = mapped.other_record_id
        where mapped.entity = '{entity}'"""
    connection.execute(
        f"insert into {EVIDENCE} select {RANK}, 'pair ' || pair, unnest([own, other]) from ({pairs}) "
        "where own is not null and other is not null"
    )
    row = connection.execute(f"select count(*) from ({pairs}) where own is null or other is null").fetchone()
    return int(row[0]) if row else 0


def _prepare(connection: duckdb.DuckDBPyConnection, *, replace: bool = False) -> None:
    connection.execute("create schema if not exists run")
    if replace:
        connection.execute(f"drop table if exists {KEY_MAP}")
    connection.execute(
        f"create table if not exists {KEY_MAP} (entity varchar, source_name varchar, record_id varchar, "
        "other_source_name varchar, other_record_id varchar)"
    )
