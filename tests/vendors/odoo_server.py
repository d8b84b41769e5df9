"""A server that speaks Odoo's two external APIs over the tables of the demo company.

XML-RPC as https://www.odoo.com/documentation/18.0/developer/reference/external_api.html has it, JSON-2 as
https://www.odoo.com/documentation/19.0/developer/reference/external_api.html. Version 14 has only the first, 19 both,
22 only the second.

Belongs here: logins, the methods that a reader may call, answers and errors in Odoo's forms. Not here: the data
(odoo_data), and what goes wrong on purpose (trouble).
"""

from __future__ import annotations

import json
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from odoo_data import Database
from trouble import HALF, REPEATED, Handler, Trouble, serve

DATABASE, USER, KEY, NUMBER = "maison", "reader@maison.example", "6578616d706c65206a736f6e20617069206b6579", 7
FIRST_WITH_JSON2, FIRST_WITHOUT_RPC = 19, 22


class OdooError(Exception):
    """What Odoo raises: name of the exception, message, HTTP status and number of the fault."""

    def __init__(self, name: str, message: str, status: int, fault: int) -> None:
        """Keep the four."""
        super().__init__(message)
        self.name, self.message, self.status, self.fault = name, message, status, fault


@dataclass
class Odoo:
    """A running Odoo.

    Attributes:
        database: Its tables.
        version: Its major version.
        trouble: What goes wrong with the pages of `search_read`.
        denied: Models that the user may not read.
        status_of_unknown: Status of a page that there is not; some servers send people to another one instead.
        seen: Arguments of every call of `search_read`.
    """

    database: Database
    version: int
    trouble: Trouble
    denied: set[str] = field(default_factory=set)
    status_of_unknown: int = 404
    seen: list[dict[str, Any]] = field(default_factory=list)
    _last: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def call(self, model: str, method: str, arguments: dict[str, Any]) -> Any:
        """Run a method of a model for the user."""
        table = self.database.table_of(model)
        if table is None:
            raise OdooError("werkzeug.exceptions.NotFound", f"the model '{model}' does not exist", 404, 2)
        if method == "fields_get":
            return self.database.fields_get(table, arguments.get("allfields") or [])
        if model in self.denied:
            raise OdooError(
                "odoo.exceptions.AccessError",
                f"You are not allowed to access '{model}' ({model}) records.\n\n"
                "This operation is allowed for the following groups:\n\t- Inventory/User",
                403,
                4,
            )
        context = arguments.get("context", {})
        found = self.database.search(
            table, arguments.get("domain", []), arguments.get("limit"), context.get("active_test", True)
        )
        if method == "search_count":
            return self.database.run(f"select count(*) from (select id {found[0]})", found[1])[0][0]
        if method == "search":
            return [row[0] for row in self.database.run(f"select id {found[0]}", found[1])]
        if method == "search_read":
            return self._search_read(table, arguments, found, context.get("allowed_company_ids", [1])[0])
        raise OdooError("werkzeug.exceptions.NotFound", f"the method '{method}' does not exist", 404, 2)

    def _search_read(self, table: str, arguments: dict[str, Any], found: Any, company: int) -> Any:
        names = arguments.get("fields")
        if not names:
            raise OdooError("odoo.exceptions.AccessError", "a computed field reaches into another company", 403, 4)
        self.seen.append(arguments)
        return self.database.read(table, names, found, company)

    def page(self, kind: str | None, model: str, answer: Any) -> Any:
        """Spoil an answer of `search_read` as the trouble has it."""
        if kind == REPEATED:
            return self._last.get(model, [])
        if kind == HALF:
            return answer[::2]
        self._last[model] = answer
        return answer


class OdooHandler(Handler):
    """The two APIs."""

    odoo: Odoo

    def do_GET(self) -> None:  # noqa: N802 - the name that the library calls by
        """Tell the version, as JSON-2's servers do."""
        self.odoo.trouble.noted(self.path)
        if self.path != "/web/version" or self.odoo.version < FIRST_WITH_JSON2:
            return self.answer(self.odoo.status_of_unknown, b"<html>Choose a database</html>", "text/html")
        version = {"version_info": [self.odoo.version, 0, 0, "final", 0, ""], "version": f"{self.odoo.version}.0"}
        return self._json(200, version)

    def do_POST(self) -> None:  # noqa: N802 - the name that the library calls by
        """Answer a call."""
        self.odoo.trouble.noted(self.path)
        content = self.body()
        if self.path.startswith("/json/2/") and self.odoo.version >= FIRST_WITH_JSON2:
            return self._json2(content)
        if self.path.startswith("/xmlrpc/2/") and self.odoo.version < FIRST_WITHOUT_RPC:
            return self._xmlrpc(content)
        return self.answer(404, b"<html>Not Found</html>", "text/html")

    def _json(self, status: int, content: Any) -> None:
        self.answer(status, json.dumps(content).encode(), "application/json; charset=utf-8")

    def _json2(self, content: bytes) -> None:
        _, _, _, model, method = self.path.split("/")
        kind = self.odoo.trouble.of_next_page() if method == "search_read" else None
        if self.meets(kind):
            return
        try:
            if self.headers.get("Authorization") != f"bearer {KEY}":
                raise OdooError("werkzeug.exceptions.Unauthorized", "Invalid apikey", 401, 3)
            if self.headers.get("X-Odoo-Database") not in (None, DATABASE):
                raise OdooError("werkzeug.exceptions.NotFound", "No such database", 404, 3)
            answer = self.odoo.call(model, method, json.loads(content))
            if method == "search_read":
                answer = self.odoo.page(kind, model, answer)
        except OdooError as error:
            told = {
                "name": error.name,
                "message": error.message,
                "arguments": [error.message, error.status],
                "context": {},
                "debug": "Traceback (most recent call last):\n",
            }
            return self._json(error.status, told)
        self._json(200, answer)
        if method == "search_read":
            self.odoo.trouble.page_answered()

    def _xmlrpc(self, content: bytes) -> None:
        parameters, called = xmlrpc.client.loads(content)
        method = parameters[4] if called == "execute_kw" else called
        kind = self.odoo.trouble.of_next_page() if method == "search_read" else None
        if self.meets(kind):
            return
        try:
            answer = self._common(called, parameters) if "common" in self.path else self._object(parameters)
            if method == "search_read":
                answer = self.odoo.page(kind, parameters[3], answer)
            text = xmlrpc.client.dumps((answer,), methodresponse=True, allow_none=False)
        except OdooError as error:
            text = xmlrpc.client.dumps(xmlrpc.client.Fault(error.fault, error.message), methodresponse=True)
        self.answer(200, text.encode(), "text/xml")
        if method == "search_read":
            self.odoo.trouble.page_answered()

    def _common(self, called: str, parameters: Any) -> Any:
        if called == "version":
            info = [self.odoo.version, 0, 0, "final", 0, ""]
            number = f"{self.odoo.version}.0"
            return {
                "server_version": number, "server_version_info": info, "server_serie": number,
                "protocol_version": 1,
            }  # fmt: skip
        return NUMBER if tuple(parameters[:3]) == (DATABASE, USER, KEY) else False

    def _object(self, parameters: Any) -> Any:
        database, number, key, model, method, by_place, by_name = parameters
        if (database, number, key) != (DATABASE, NUMBER, KEY):
            raise OdooError("odoo.exceptions.AccessDenied", "Access Denied", 200, 3)
        named = {"domain": by_place[0]} if by_place else {}
        return self.odoo.call(model, method, {**named, **by_name})


@contextmanager
def serve_odoo(odoo: Odoo) -> Iterator[str]:
    """Serve an Odoo on this machine and yield its address."""
    bound = type("Bound", (OdooHandler,), {"odoo": odoo, "trouble": odoo.trouble})
    with serve(bound) as address:
        yield address
