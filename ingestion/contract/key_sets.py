"""Files that carry only keys: which rows a source has, for tables whose extracts hold changes only.

Such a file passes the gate and lands like any other, as a batch of `<table>__keys`. It is not loaded into raw: what it
says is which keys of the table are gone (deletions).

Belongs here: the table that stands for those files. Not here: what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingestion.contract.document import SourceTable
from ingestion.contract.properties import DeleteRule

SUFFIX = "__keys"


def with_key_sets(tables: Iterable[SourceTable]) -> list[SourceTable]:
    """Return the tables, each followed by the one that stands for its files of keys, if its contract declares them."""
    found: list[SourceTable] = []
    for table in tables:
        found.append(table)
        if table.deletes.key_set_glob:
            found.append(_key_set(table, table.deletes.key_set_glob))
    return found


def _key_set(table: SourceTable, path_glob: str) -> SourceTable:
    return replace(
        table,
        name=f"{table.name}{SUFFIX}",
        path_glob=path_glob,
        columns=tuple(column for column in table.columns if column.key_position is not None),
        controls=(),
        row_filter=None,
        is_optional=True,
        deletes=DeleteRule(),
    )
