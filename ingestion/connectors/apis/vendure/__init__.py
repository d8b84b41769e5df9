"""Vendure over its admin API, which speaks GraphQL: lists in pages by id, and rows as its database has them.

An account needs rights to read only. It logs in by name and password, or has a key or a token that Vendure gave it.
Children of orders, variants and customers have no lists of their own: their parents are read whole, since a parent's
clock does not move with them, and of their children those that changed are given.

Belongs here: asking, paging and what can go wrong in it. Not here: which fields make a row (vendure_rows).
Source: https://docs.vendure.io/reference/graphql-api/admin/queries/
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from ingestion.connectors.access import Access
from ingestion.connectors.apis import Page
from ingestion.connectors.apis.vendure.rows import LISTINGS, Listing, Shop
from ingestion.connectors.http import Http
from ingestion.contract.document import SourceTable

TOKEN_HEADER, CHANNEL_HEADER, KEY_HEADER = "vendure-auth-token", "vendure-token", "vendure-api-key"
_LOGIN = """mutation ($name: String!, $password: String!) {
  login(username: $name, password: $password) { __typename ... on ErrorResult { errorCode message } } }"""
_CHANNEL = "{ activeChannel { id pricesIncludeTax } }"
_MOVEMENTS = """query ($id: ID!, $skip: Int!, $take: Int!) {{ productVariant(id: $id) {{
  stockMovements(options: {{skip: $skip, take: $take}}) {{ totalItems items {{ {fields} }} }} }} }}"""
_HAS_UPDATED_AT = "updatedAt"


@contextmanager
def open_api(access: Access) -> Iterator[VendureReader]:
    """Log in and yield a reader of one channel.

    Options: `path` (admin-api), `channel` (token of the channel; the default channel without), `page_size` (100).
    Credentials: `username` and `password`, or `api_key`, or `token`.

    Raises:
        SourceUnreachableError: The shop does not answer or refuses.
        ConfigurationError: A credential is missing.
    """
    headers = {CHANNEL_HEADER: access.options["channel"]} if "channel" in access.options else {}
    if access.has_secret("api_key"):
        headers[KEY_HEADER] = access.secret("api_key")
    elif access.has_secret("token"):
        headers["Authorization"] = f"Bearer {access.secret('token')}"
    graph = Graph(access, access.http(headers))
    if not {"api_key", "token"} & set(access.source.credentials):
        graph.log_in(access.secret("username"), access.secret("password"))
    yield VendureReader(access, graph)


class Graph:
    """Queries of the admin API, each answered whole or refused with what the shop says."""

    def __init__(self, access: Access, http: Http) -> None:
        """Take the client; nothing is sent yet."""
        self._access, self.http = access, http
        self._path = access.options.get("path", "admin-api")

    def log_in(self, name: str, password: str) -> None:
        """Begin a session.

        Raises:
            SourceUnreachableError: The shop does not know the account.
        """
        body = {"query": _LOGIN, "variables": {"name": name, "password": password}}
        answer = self.http.send("POST", self._path, json=body)
        said = self._data(answer.json())["login"]
        if said["__typename"] != "CurrentUser":
            raise self._refused(f"{said.get('message')} ({said.get('errorCode')})")
        token = answer.headers.get(TOKEN_HEADER)
        if token:
            self.http.add_header("Authorization", f"Bearer {self._access.remember(token)}")

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the data of a query.

        Raises:
            SourceUnreachableError: It failed, or the shop names an error, even beside data.
        """
        return self._data(self.http.post(self._path, {"query": query, "variables": variables or {}}))

    def _data(self, answer: Any) -> dict[str, Any]:
        errors = answer.get("errors") or []
        if errors:
            codes = {str((error.get("extensions") or {}).get("code")) for error in errors}
            raise self._refused("; ".join(str(error.get("message")) for error in errors), codes)
        data: dict[str, Any] = answer.get("data") or {}
        if not data:
            raise self._refused("the answer has neither data nor errors")
        return data

    def _refused(self, said: str, codes: set[str] | None = None) -> Exception:
        todo = "Give the account the rights to read that docs/how-to/vendors/vendure.md lists."
        return self._access.unreachable(
            f"the shop says: {said}.",
            where=f"POST {self._path}",
            todo=todo if codes is None or "FORBIDDEN" in codes else "Check that its version is 3, then run again.",
        )


class VendureReader:
    """Reads one channel of one shop."""

    def __init__(self, access: Access, graph: Graph) -> None:
        """Ask for the channel that is read."""
        self._access, self._graph = access, graph
        self._page_size = int(access.options.get("page_size", 100))
        channel = graph.ask(_CHANNEL)["activeChannel"]
        self._shop = Shop(access, str(channel["id"]), bool(channel["pricesIncludeTax"]))

    def now(self) -> datetime:
        """Return the shop's own time (UTC, naive)."""
        return self._graph.http.server_time()

    def rows(self, table: SourceTable, since: datetime | None) -> Iterator[Page]:
        """Yield the rows of a table; of a child of something else those that changed, if it has a clock."""
        listing = LISTINGS[table.name]
        seen: set[str] = set()
        for nodes in self._nodes(listing, since if listing.is_own else None):
            rows = [row for node in nodes for row in listing.rows(self._shop, self._completed(listing, node))]
            if listing.is_shared:
                rows = list({row["id"]: row for row in rows if row["id"] not in seen}.values())
                seen.update(row["id"] for row in rows)
            yield rows if listing.is_own else [row for row in rows if _is_since(row, since)]

    def count(self, table: SourceTable, since: datetime | None) -> int | None:
        """Return how many there are where the shop has a list of them."""
        listing = LISTINGS[table.name]
        if not listing.is_own:
            return None
        options = self._options(since, skip=0, take=1)
        return int(self._graph.ask(_query(listing.root, "id"), {"options": options})[listing.root]["totalItems"])

    def keys(self, table: SourceTable) -> Iterator[Page] | None:
        """Yield the keys of every row; None for movements, since those of a removed variant are no longer listed."""
        if table.name == "stock_movement":
            return None
        names = [column.physical_name for column in table.columns if column.key_position]
        return ([{name: row[name] for name in names} for row in page] for page in self.rows(table, None))

    def _nodes(self, listing: Listing, since: datetime | None) -> Iterator[list[dict[str, Any]]]:
        """Yield the one item that is no list, or a list in pages."""
        if listing.is_single:
            yield [self._graph.ask(f"{{ {listing.root} {{ {listing.fields} }} }}")[listing.root]]
        else:
            yield from self._pages(listing, since)

    def _pages(self, listing: Listing, since: datetime | None) -> Iterator[list[dict[str, Any]]]:
        """Yield a list in pages by id, and see that as many came as the shop says there are.

        Each page begins with the last one of the page before; if it does not, something was deleted in between, and
        what moved up would be missed.
        """
        skip, last, read = 0, None, 0
        while True:
            options = self._options(since, skip=max(skip - 1, 0), take=self._page_size + bool(skip))
            found = self._graph.ask(_query(listing.root, listing.fields), {"options": options})[listing.root]
            nodes = found["items"]
            if skip and (not nodes or nodes[0]["id"] != last):
                raise self._changed(listing)
            nodes = nodes[1:] if skip else nodes
            read += len(nodes)
            yield nodes
            if not nodes or read >= found["totalItems"]:
                break
            skip, last = read, nodes[-1]["id"]
        if read != found["totalItems"]:
            raise self._changed(listing)

    def _completed(self, listing: Listing, node: dict[str, Any]) -> dict[str, Any]:
        """Ask for the movements of a variant that has more of them than the shop gives in a list within a list."""
        if listing.nested is None:
            return node
        inner = node[listing.nested]
        query = _MOVEMENTS.format(fields=listing.nested_fields)
        while listing.nested == "stockMovements" and len(inner["items"]) < inner["totalItems"]:
            variables = {"id": node["id"], "skip": len(inner["items"]), "take": self._page_size}
            more = self._graph.ask(query, variables)["productVariant"][listing.nested]["items"]
            if not more:
                break
            inner["items"] += more
        if len({item["id"] for item in inner["items"]}) != inner["totalItems"]:
            raise self._changed(listing)
        return node

    def _options(self, since: datetime | None, *, skip: int, take: int) -> dict[str, Any]:
        options: dict[str, Any] = {"skip": skip, "take": take, "sort": {"id": "ASC"}}
        if since is not None:
            before = since - timedelta(milliseconds=1)
            options["filter"] = {_HAS_UPDATED_AT: {"after": f"{before.isoformat(timespec='milliseconds')}Z"}}
        return options

    def _changed(self, listing: Listing) -> Exception:
        return self._access.unreachable(
            f"{listing.root} changed while they were read, so some might be missing.",
            todo="Run again; nothing of this source was taken.",
        )


def _query(root: str, fields: str) -> str:
    kind = f"{root[0].upper()}{root[1:]}"
    kind = {"Countries": "Country"}.get(kind, kind.rstrip("s"))
    return f"query ($options: {kind}ListOptions) {{ {root}(options: $options) {{ totalItems items {{ {fields} }} }} }}"


def _is_since(row: dict[str, Any], since: datetime | None) -> bool:
    changed = row.get(_HAS_UPDATED_AT)
    return since is None or not changed or str(changed) >= since.isoformat(timespec="milliseconds")
