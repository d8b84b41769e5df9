"""Reads a shop over Shopify's Admin GraphQL interface.

A feed (a bulk operation or a list of pages) is fetched once per fetch and serves all the tables that are made of it;
one that is asked for again, because a table did not come whole, is fetched again.

Belongs here: which feed serves which table, and keeping it meanwhile. Not here: the protocol (client), what is asked
(queries), how rows are made of it (shapes).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from ingestion.connectors.access import Access
from ingestion.connectors.apis import Page
from ingestion.connectors.apis.shopify.client import GraphQl
from ingestion.connectors.apis.shopify.queries import (
    BULK,
    GRANTED,
    KEYS,
    PAGED,
    REFUND_PARTS,
    REFUNDS,
    REFUNDS_AT_ONCE,
    more_of_refund,
)
from ingestion.connectors.apis.shopify.shapes import SHAPES, Shape
from ingestion.contract.document import SourceTable
from warehouse.connections import literal
from warehouse.errors import ConfigurationError

PAGE_ROWS = 5_000
"""Rows that are handed on at once."""
_HOME_COUNTRY = "{ shop { billingAddress { countryCodeV2 } } }"


@contextmanager
def open_api(access: Access) -> Iterator[ShopifyReader]:
    """Open a shop. Credentials: `token`. Options: `country`, `leave_out` (tables), and those of the client.

    Args:
        access: Address (https://<shop>.myshopify.com), options and credentials.

    Yields:
        The reader; what it has downloaded is gone afterwards.

    Raises:
        ConfigurationError: The token is missing, or a table is left out that there is not.
    """
    _check_left_out(access)
    with (
        TemporaryDirectory(prefix="entrepot-shopify-") as folder,
        duckdb.connect(str(Path(folder) / "feeds.duckdb")) as connection,
    ):
        connection.execute("set TimeZone = 'UTC'")
        yield ShopifyReader(access, GraphQl(access), connection, Path(folder))


@dataclass(frozen=True)
class _Fetched:
    since: datetime | None
    root_count: int | None


@dataclass
class ShopifyReader:
    """Serves the tables of a shop from its feeds."""

    access: Access
    client: GraphQl
    connection: duckdb.DuckDBPyConnection
    folder: Path
    _fetched: dict[str, _Fetched] = field(default_factory=dict)
    _served: set[str] = field(default_factory=set)

    def now(self) -> datetime:
        """Return the shop's own time (UTC, naive)."""
        return self.client.now()

    def rows(self, table: SourceTable, since: datetime | None) -> Iterator[Page]:
        """Yield the rows of a table in pages; rows of more than was asked for may be among them."""
        shape = self._shape(table)
        if shape is None:
            return
        if table.name in self._served:
            self._forget(shape.feed)
        self._served.add(table.name)
        self._fetch(shape.feed, _midnight(since))
        country = self._country(shape.sql.replace("{country}", "COUNTRY"))
        today = self.now().date().isoformat()
        yield from self._pages(shape.sql.format(feed=shape.feed, today=today, country=country))

    def count(self, table: SourceTable, since: datetime | None) -> int | None:
        """Return how many objects the shop counted at the root of a bulk operation; the others it does not count."""
        del since
        shape = self._shape(table)
        return self._fetched[shape.feed].root_count if shape and shape.root else None

    def keys(self, table: SourceTable) -> Iterator[Page] | None:
        """Yield the ids that there are of a table; None where the shop does not show all of them."""
        if self._shape(table) is None or table.name not in KEYS:
            return None
        if table.name == "orders" and not self._sees_all_orders():
            return None
        query, kind = KEYS[table.name]
        self._load("keys", self.client.export(query, self.folder / "keys.jsonl").path)
        return self._pages(f"select json_object('id', id) from keys where kind = '{kind}'")

    def _sees_all_orders(self) -> bool:
        """An app without that scope is shown the orders of 60 days only; the others are not gone."""
        scopes = self.client.ask(GRANTED)["currentAppInstallation"]["accessScopes"]
        return "read_all_orders" in {scope["handle"] for scope in scopes}

    def _shape(self, table: SourceTable) -> Shape | None:
        return None if table.name in _left_out(self.access) else SHAPES.get(table.name)

    def _forget(self, feed: str) -> None:
        """Let a feed be fetched again, and what it is made of."""
        self._fetched.pop(feed, None)
        if feed == "refunds":
            self._fetched.pop("orders", None)

    def _fetch(self, name: str, since: datetime | None) -> None:
        """Have a feed at hand, from that moment on or from an earlier one."""
        since = None if name in BULK and not BULK[name].has_cursor else since
        have = self._fetched.get(name)
        if have and (have.since is None or (since is not None and have.since <= since)):
            return
        target, root_count = self.folder / f"{name}.jsonl", None
        if name in BULK:
            query = BULK[name].query(_iso(since))
            export = self.client.export(query.replace("COUNTRY", self._country(query)), target)
            root_count = export.root_count
        elif name in PAGED:
            feed = PAGED[name]
            search = f"{feed.cursor}:>='{_iso(since)}'" if feed.cursor and since else None
            _write(self.client.pages(feed, search), target)
        else:
            self._fetch("orders", since)
            _write(self._refunds(), target)
        self._load(name, target)
        self._fetched[name] = _Fetched(since, root_count)

    def _country(self, query: str) -> str:
        """The country whose prices are asked for: the option, else the shop's own."""
        if "COUNTRY" not in query:
            return ""
        own = self.access.options.get("country")
        return own or str(self.client.ask(_HOME_COUNTRY)["shop"]["billingAddress"]["countryCodeV2"])

    def _refunds(self) -> Iterator[Page]:
        """Yield the refunds of the orders at hand, each with all its parts."""
        found = self.connection.execute(
            "select distinct unnest(json_extract_string(j, '$.refunds[*].id')) as id from orders order by id"
        ).fetchall()
        ids = [row[0] for row in found]
        for start in range(0, len(ids), REFUNDS_AT_ONCE):
            refunds = self.client.ask(REFUNDS, {"ids": ids[start : start + REFUNDS_AT_ONCE]})["nodes"]
            whole = [refund for refund in refunds if refund]
            for refund in whole:
                self._complete(refund)
            yield whole

    def _complete(self, refund: dict[str, Any]) -> None:
        """Follow every connection of a refund to its end."""
        for part in REFUND_PARTS:
            have = refund[part]
            while have["pageInfo"]["hasNextPage"]:
                variables = {"id": refund["id"], "after": have["pageInfo"]["endCursor"]}
                more = self.client.ask(more_of_refund(part), variables)["node"][part]
                have = refund[part] = {"nodes": have["nodes"] + more["nodes"], "pageInfo": more["pageInfo"]}

    def _load(self, name: str, path: Path) -> None:
        lines = f"read_json_objects({literal(path)}, format = 'newline_delimited', maximum_object_size = {1 << 28})"
        try:
            self.connection.execute(
                f"create or replace table {name} as select json as j, json ->> '$.id' as id, "
                "json ->> '$.__parentId' as parent, "
                f"regexp_extract(json ->> '$.id', '^gid://shopify/([^/]+)/', 1) as kind from {lines}"
            )
        except duckdb.InvalidInputException:
            raise self.access.unreachable(f"what it gave as {name} is no JSON.", todo="Run again.") from None

    def _pages(self, sql: str) -> Iterator[Page]:
        found = self.connection.cursor().execute(sql)
        while rows := found.fetchmany(PAGE_ROWS):
            yield json.loads(f"[{','.join(row for (row,) in rows)}]")


def _left_out(access: Access) -> list[str]:
    return access.options.get("leave_out", "").replace(",", " ").split()


def _check_left_out(access: Access) -> None:
    unknown = sorted(set(_left_out(access)) - set(SHAPES))
    if unknown:
        raise ConfigurationError(
            f"the option leave_out names {', '.join(unknown)}, which is no table.",
            where=f"source {access.name}",
            todo=f"Name some of {', '.join(sorted(SHAPES))}.",
        )


def _write(pages: Iterator[Page], target: Path) -> None:
    with target.open("w", encoding="utf-8") as file:
        for page in pages:
            file.writelines(f"{json.dumps(node, ensure_ascii=False)}\n" for node in page)


def _midnight(moment: datetime | None) -> datetime | None:
    """The beginning of a day, so that the tables of a feed, which know slightly other moments, share one."""
    return datetime.combine(moment.date(), time.min) if moment else None


def _iso(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
