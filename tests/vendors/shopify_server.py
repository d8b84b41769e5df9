"""A shop that speaks Shopify's Admin GraphQL protocol over the simulation's extracts.

It answers what a schema allows (an excerpt of Shopify's, beside it) and nothing else: every query is validated, every
answer coerced to the schema's types. Bulk operations are held to the documented limits. Trouble can be ordered.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLResolveInfo,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    execute_sync,
    get_named_type,
    is_interface_type,
    is_list_type,
    is_object_type,
    parse,
    validate,
    visit,
)
from graphql.type import get_nullable_type

Object = dict[str, Any]
SCHEMA = build_schema((Path(__file__).parent / "shopify_schema.graphql").read_text(encoding="utf-8"))
VERSION = "2026-10"
TOKEN = "shpat_canary_0123456789abcdef"
MAX_COST = 1_000
SCOPES = {
    "orders": "read_orders", "products": "read_products", "customers": "read_customers",
    "inventoryItems": "read_inventory", "giftCards": "read_gift_cards", "disputes": "read_shopify_payments_disputes",
}  # fmt: skip


@dataclass
class Shop:
    """What the shop knows, and how it behaves.

    Attributes:
        roots: Objects by the connection of `Query` that yields them.
        trouble: What goes wrong next, by place (`graphql`, `bulk`, `file`); each item is used once.
        missing: Roots whose scope the app lacks.
        after_page: Called once, with the root, after the first page of that root was served.
        asked: Names of the root fields that were asked for.
        leaks: Requests for files that carried the token.
    """

    roots: dict[str, list[Object]]
    trouble: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    missing: set[str] = field(default_factory=set)
    after_page: Callable[[str], None] | None = None
    page_size: int = 250
    url: str = ""
    asked: list[str] = field(default_factory=list)
    leaks: int = 0
    operations: dict[str, Object] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def next_trouble(self, place: str) -> str | None:
        return self.trouble[place].pop(0) if self.trouble[place] else None

    def find(self, gid: str) -> Object | None:
        refunds = (refund for order in self.roots["orders"] for refund in order["refunds"])
        return self.operations.get(gid) or next((item for item in refunds if item["id"] == gid), None)


def answer(shop: Shop, request: Object) -> Object:
    """Answer one request as Shopify does: errors stand in an answer that is good as HTTP."""
    if shop.next_trouble("throttle"):
        return _throttled()
    document = parse(request["query"])
    errors = validate(SCHEMA, document)
    variables = request.get("variables") or {}
    cost = 0 if errors else _cost(document, variables)
    if not errors and cost > MAX_COST:
        return {"errors": [{"message": f"Query cost is {cost}", "extensions": {"code": "MAX_COST_EXCEEDED"}}]}
    if errors:
        return {"errors": [{"message": error.message} for error in errors]}
    found = execute_sync(
        SCHEMA,
        document,
        variable_values=variables,
        field_resolver=_resolve,
        context_value={"shop": shop, "bulk": False},
    )
    out: Object = {"data": found.data, "extensions": {"cost": _cost_report(cost, 2_000 - cost)}}
    if found.errors:
        out["errors"] = [{"message": e.message, "extensions": e.extensions or {}} for e in found.errors]
    return out


def _throttled() -> Object:
    return {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": _cost_report(100, 98)},
    }


def _cost_report(cost: int, available: int) -> Object:
    status = {"maximumAvailable": 2000, "currentlyAvailable": available, "restoreRate": 100}
    return {"requestedQueryCost": cost, "actualQueryCost": cost, "throttleStatus": status}


def _cost(document: DocumentNode, variables: Object) -> int:
    """Objects cost a point, a connection as many times its nodes as it asks for."""

    def of(selection: Any) -> int:
        if not isinstance(selection, FieldNode):
            return sum(of(item) for item in selection.selection_set.selections)
        inside = [of(item) for item in selection.selection_set.selections] if selection.selection_set else []
        first = next((arg.value.value for arg in selection.arguments if arg.name.value == "first"), 1)
        times = (
            len(variables.get("ids", "1")) if selection.name.value == "nodes" and selection.arguments else int(first)
        )
        return (1 if inside else 0) + times * sum(inside)

    return sum(of(item) for definition in document.definitions for item in definition.selection_set.selections)  # type: ignore[attr-defined]


def _resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    shop, name = info.context["shop"], info.field_name
    if info.parent_type.name == "Mutation":
        return _run_bulk(shop, arguments["query"])
    if info.parent_type.name == "Query":
        return _root(shop, name, info, arguments)
    value = source.get(name)
    if name == "quantities":
        return [item for item in value if item["name"] in arguments["names"]]
    if name == "shopMoney":
        return value or source["presentmentMoney"]
    if get_named_type(info.return_type).name.endswith("Connection"):
        return _connection(shop, name, value or [], info, arguments)
    return value


def _root(shop: Shop, name: str, info: GraphQLResolveInfo, arguments: Object) -> Any:
    shop.asked.append(name)
    if name in shop.missing:
        scope = f"`{SCOPES[name]}` access scope"
        raise GraphQLError(
            f"Access denied for {name} field. Required access: {scope}.",
            extensions={"code": "ACCESS_DENIED", "requiredAccess": f"{scope}."},
        )
    if name == "node":
        return _told(shop, arguments["id"])
    if name == "nodes":
        return [shop.find(gid) for gid in arguments["ids"]]
    if name in ("shop", "currentAppInstallation", "shopifyPaymentsAccount"):
        return shop.roots[name][0] if shop.roots.get(name) else None
    return _connection(shop, name, shop.roots[name], info, arguments)


def _connection(shop: Shop, name: str, items: list[Object], info: GraphQLResolveInfo, arguments: Object) -> Object:
    chosen = [item for item in items if _matches(item, arguments.get("query"))]
    if info.context["bulk"]:
        return {"edges": [{"node": item, "cursor": item["id"]} for item in chosen], "nodes": chosen}
    if arguments.get("first") is None:
        raise GraphQLError("you must provide one of first or last")
    # What stands at the root goes on behind an id, so that a change elsewhere moves nothing; parts behind their place.
    placed = [(item["id"] if name in shop.roots else f"{place:06}", item) for place, item in enumerate(chosen)]
    rest = [entry for entry in sorted(placed, key=lambda entry: entry[0]) if entry[0] > (arguments.get("after") or "")]
    page = rest[: min(arguments["first"], shop.page_size)]
    has_next = len(rest) > len(page)
    if shop.after_page and has_next:
        change, shop.after_page = shop.after_page, None
        change(name)
    end = page[-1][0] if page else None
    state = {"hasNextPage": has_next, "hasPreviousPage": False, "endCursor": end}
    return {"nodes": [item for _, item in page], "pageInfo": state}


def _matches(item: Object, search: str | None) -> bool:
    if not search:
        return True
    found = re.fullmatch(r"(updated_at|processed_at):>='([^']+)'", search)
    assert found, f"the shop does not know the search {search!r}"
    return str(item["updatedAt" if found[1] == "updated_at" else "transactionDate"]) >= found[2]


def _run_bulk(shop: Shop, query: str) -> Object:
    document = parse(query)
    complaints = [error.message for error in validate(SCHEMA, document)] or _restrictions(document)
    trouble = shop.next_trouble("begin")
    if trouble or complaints:
        error = {"code": trouble or "INVALID", "field": ["query"], "message": "; ".join(complaints) or "Too many."}
        return {"bulkOperation": None, "userErrors": [error]}
    gid = f"gid://shopify/BulkOperation/{len(shop.operations) + 1}"
    state = {"__typename": "BulkOperation", "id": gid, "createdAt": "2026-01-01T00:00:00Z", "query": query}
    shop.operations[gid] = state | _outcome(shop, gid, document)
    return {"bulkOperation": shop.operations[gid] | {"status": "CREATED"}, "userErrors": []}


def _outcome(shop: Shop, gid: str, document: DocumentNode) -> Object:
    """How the operation will end; it is told as running first."""
    empty = {"objectCount": "0", "rootObjectCount": "0", "url": None, "errorCode": None, "polls": 1}
    root = document.definitions[0].selection_set.selections[0].name.value  # type: ignore[attr-defined]
    trouble = shop.next_trouble("bulk")
    if root in shop.missing:
        return empty | {"status": "FAILED", "errorCode": "ACCESS_DENIED"}
    if trouble:
        status, _, code = trouble.partition(":")
        return empty | {"status": status, "errorCode": code or None, "polls": 100 if status == "RUNNING" else 1}
    found = execute_sync(SCHEMA, document, field_resolver=_resolve, context_value={"shop": shop, "bulk": True})
    assert not found.errors, found.errors
    [edges] = [found.data[root]["edges"]]  # type: ignore[index]
    lines = [line for edge in edges for line in _flattened(edge["node"], None)]
    name = gid.rpartition("/")[2]
    shop.files[name] = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()
    url = f"{shop.url}/files/{name}?signature=canary" if lines else None
    return empty | {
        "status": "COMPLETED", "objectCount": str(len(lines)), "rootObjectCount": str(len(edges)), "url": url,
    }  # fmt: skip


def _flattened(node: Object, parent: str | None) -> Iterator[Object]:
    """An object, then what its connections hold, each with the id of its parent."""
    nested = {name: value for name, value in node.items() if isinstance(value, dict) and "edges" in value}
    line = {name: value for name, value in node.items() if name not in nested}
    yield line | ({"__parentId": parent} if parent else {})
    for connection in nested.values():
        for edge in connection["edges"]:
            yield from _flattened(edge["node"], node["id"])


def _told(shop: Shop, gid: str) -> Object | None:
    state = shop.find(gid)
    if state and state.get("polls"):
        state["polls"] -= 1
        return state | {"status": "RUNNING", "url": None, "errorCode": None}
    return state


class _Limits(Visitor):
    """The documented limits of bulk operations."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types, self.open, self.lists, self.seen = types, [], 0, 0
        self.complaints: list[str] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        kind = self.types.get_type()
        name = get_named_type(kind).name if kind else ""
        if is_list_type(get_nullable_type(kind)) and node.name.value != "edges":
            self.lists += 1
        if name.endswith("Connection"):
            parent = self.types.get_parent_type()
            if self.lists:
                self.complaints.append("a connection field within a list field is not supported")
            if self.open and not _is_node(parent) and get_named_type(parent).name != "SalesAgreement":
                self.complaints.append(f"the parent of {node.name.value} does not implement Node")
            self.open.append(node)
            self.seen += 1
            if len(self.open) > 3 or self.seen > 5:
                self.complaints.append("too many connections")

    def leave_field(self, node: FieldNode, *_: Any) -> None:
        if is_list_type(get_nullable_type(self.types.get_type())) and node.name.value != "edges":
            self.lists -= 1
        if self.open and self.open[-1] is node:
            self.open.pop()


def _is_node(kind: Any) -> bool:
    named = get_named_type(kind)
    known = is_object_type(named) or is_interface_type(named)
    return known and any(item.name == "Node" for item in named.interfaces)


def _restrictions(document: DocumentNode) -> list[str]:
    types = TypeInfo(SCHEMA)
    limits = _Limits(types)
    visit(document, TypeInfoVisitor(types, limits))
    return limits.complaints


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shop: Shop

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        trouble = self.shop.next_trouble("graphql")
        if trouble == "silence":
            time.sleep(1)
            self.close_connection = True
            return
        if trouble:
            self._send(int(trouble), b"busy", {"Retry-After": "0.01"} if trouble == "429" else {})
        elif self.headers.get("X-Shopify-Access-Token") != TOKEN:
            self._send(401, b'{"errors":"[API] Invalid API key or access token"}')
        elif self.path != f"/admin/api/{VERSION}/graphql.json":
            self._send(404, b"")
        else:
            self._send(200, json.dumps(answer(self.shop, body)).encode(), {"X-Shopify-API-Version": VERSION})

    def do_GET(self) -> None:
        self.shop.leaks += "X-Shopify-Access-Token" in self.headers
        content = self.shop.files[self.path.rpartition("/")[2].partition("?")[0]]
        trouble = self.shop.next_trouble("file")
        if trouble == "broken off":
            self._send(200, content[: len(content) // 2], {"Content-Length": str(len(content))})
            self.close_connection = True
        elif trouble == "lines missing":
            self._send(200, b"".join(content.splitlines(keepends=True)[:-3]))
        elif trouble:
            self._send(int(trouble), b"expired")
        else:
            self._send(200, content)

    def do_HEAD(self) -> None:
        self._send(200, b"")

    def _send(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        return


@contextmanager
def serve(shop: Shop) -> Iterator[Shop]:
    """Serve a shop on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"shop": shop}))
    shop.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
