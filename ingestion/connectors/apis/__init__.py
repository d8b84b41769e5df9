"""Interfaces of vendors: one package per vendor that reads its rows over HTTP.

A package is called as its vendor and has `open_api(access)`, which yields an `ApiReader`.

Belongs here: what is asked of which vendor, and its answers as rows with the contracts' physical names. Not here:
retries and errors of HTTP (http), which rows are asked for and where they are written (extraction).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from ingestion.connectors.access import Access
from ingestion.contract.document import SourceTable
from warehouse.errors import ConfigurationError

Page = list[dict[str, Any]]


class ApiReader(Protocol):
    """Reads one system; nothing of it is written."""

    def now(self) -> datetime:
        """Return the system's own time (UTC, naive)."""

    def rows(self, table: SourceTable, since: datetime | None) -> Iterator[Page]:
        """Yield the rows of a table in pages, as JSON objects with the contract's physical names.

        Args:
            table: The contract.
            since: Only rows whose cursor is not before; None reads the whole table.

        Raises:
            SourceUnreachableError: The system does not give them.
        """

    def count(self, table: SourceTable, since: datetime | None) -> int | None:
        """Return how many rows the system says there are; None where it cannot tell."""

    def keys(self, table: SourceTable) -> Iterator[Page] | None:
        """Yield the keys of every row in pages; None where that is not possible, and then no deletes are found."""


def open_reader(access: Access) -> AbstractContextManager[ApiReader]:
    """Return the reader of a source's vendor.

    Raises:
        ConfigurationError: The vendor has no interface that is read.
    """
    vendor = access.source.vendor
    name = f"{__name__}.{vendor}"
    if find_spec(name) is None:
        raise ConfigurationError(
            f"the vendor {vendor!r} is not read over its interface.",
            where=f"source {access.name}",
            todo="Give the source a path to files or a dsn instead of a url.",
        )
    opened: AbstractContextManager[ApiReader] = import_module(name).open_api(access)
    return opened
