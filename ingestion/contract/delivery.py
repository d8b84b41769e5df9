"""A source's tables as they arrive: as its contracts say, or, where a run fetches them itself, as it writes them.

What is fetched lies in the source's folder, in one folder for each moment, such as
`20260131T101500Z/orders_20260131T101500Z.parquet`.
Values of a database have types already, so the forms of a contract (separators, formats of dates) do not apply to them.

Belongs here: names and formats of fetched files. Not here: fetching them (extraction).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from ingestion.connectors.files.reading import Extract
from ingestion.contract.document import SourceTable, load_vendor
from ingestion.contract.key_sets import SUFFIX, with_key_sets
from ingestion.contract.properties import ValueForms
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

ENDINGS = {"database": "parquet", "api": "jsonl"}
"""Format of the files that a run writes of each kind of system."""


def source_tables(source: SourceSettings, settings: Settings) -> list[SourceTable]:
    """Return the tables of a source as its files hold them, those of its files of keys among them."""
    return with_key_sets(delivered(source, table) for table in load_vendor(source.vendor, settings))


def vendor_tables(settings: Settings) -> list[SourceTable]:
    """Return the contracts of every configured vendor, each vendor once.

    Where a source of the vendor is fetched, its tables have files of keys too.
    """
    fetched = {source.vendor: source for source in settings.sources if source.reach in ENDINGS}
    vendors = sorted({source.vendor for source in settings.sources})
    tables = [table for vendor in vendors for table in load_vendor(vendor, settings)]
    return [
        replace(table, deletes=delivered(fetched[table.vendor], table).deletes) if table.vendor in fetched else table
        for table in tables
    ]


def delivered(source: SourceSettings, table: SourceTable) -> SourceTable:
    """Return a table as this source's files hold it."""
    if source.reach not in ENDINGS:
        return table
    ending = ENDINGS[source.reach]
    keys = None if table.deletes.is_full else _glob(f"{table.name}{SUFFIX}", ending)
    columns = table.columns
    if source.reach == "database":
        columns = tuple(replace(column, forms=ValueForms(zone=column.forms.zone)) for column in columns)
    return replace(
        table,
        path_glob=_glob(table.name, ending),
        file_format=ending,
        encoding="utf-8",
        columns=columns,
        deletes=replace(table.deletes, key_set_glob=keys),
    )


def identified(source: SourceSettings, extract: Extract) -> Extract:
    """Return an extract with what makes it one of its kind.

    A table that is fetched may come to hold what it held once before; that is news, unlike the same file put there
    twice. So its moment, which stands in the name, belongs to its hash.
    """
    if source.reach not in ENDINGS:
        return extract
    return replace(extract, file_hash=hashlib.sha256(f"{extract.path.name}|{extract.file_hash}".encode()).hexdigest())


def _glob(name: str, ending: str) -> str:
    return f"[0-9]*Z/{name}_[0-9]*Z.{ending}"
