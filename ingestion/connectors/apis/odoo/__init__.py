"""Odoo, read by the API of a hosted server: JSON-2 from version 19 on, XML-RPC before.

A contract names the columns of the database; they are the fields of a model that are stored. Rows are asked for in the
order of their ids, each page after the last id of the one before, so that rows which come, change or go meanwhile shift
nothing. Archived rows, which the API hides by default, are asked for too.

Options: `database`, `user`, `api` (`xmlrpc` or `json2`; else version and secret tell), `page_size`, `leave_out`.
Secrets: `token` for JSON-2, `password` (the user's, or an API key) for XML-RPC.

Documented at https://www.odoo.com/documentation/19.0/developer/reference/external_api.html and
https://www.odoo.com/documentation/18.0/developer/reference/external_api.html.

Belongs here: which rows and fields are asked for. Not here: the two APIs and the form of values (the modules beside).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.apis.left_out import is_left_out
from ingestion.connectors.apis.odoo import json2, xmlrpc
from ingestion.connectors.apis.odoo.remote import MissingModelError, Remote, model_of
from ingestion.connectors.apis.odoo.values import Reading, read_page, reading_of
from ingestion.contract.document import SourceTable
from warehouse.errors import ConfigurationError

_FIRST_WITH_JSON2, _FIRST_WITHOUT_XMLRPC = 19, 22
_SERVER_FAULT = 500
_PAGE_SIZE = "1000"
_TRIES = 3
_EVERYTHING = {"active_test": False, "lang": "en_US"}
"""The context of every question: archived rows too, and of a translated text the one that the columns lead with."""
_ATTRIBUTES = ["type", "store", "company_dependent"]

Fields = Mapping[str, Mapping[str, Any]]
Rows = list[dict[str, Any]]


@contextmanager
def open_api(access: Access) -> Iterator[OdooReader]:
    """Open the API of the server that a source names.

    Raises:
        ConfigurationError: An option has a value that there is not.
        SourceUnreachableError: The server does not answer, or does not know database, user or key.
    """
    size = access.options.get("page_size", _PAGE_SIZE)
    if not size.isdigit() or int(size) < 1:
        raise ConfigurationError(f"page_size is {size!r}.", where=access.name, todo="Write a number of rows.")
    yield OdooReader(access, _connect(access), int(size))


def _connect(access: Access) -> Remote:
    api = access.options.get("api")
    if api not in (None, "xmlrpc", "json2"):
        raise ConfigurationError(f"api is {api!r}.", where=access.name, todo="Write xmlrpc or json2.")
    version = None if api == "xmlrpc" else _version_with_json2(access)
    if api == "json2" or (version and (access.has_secret("token") or version >= _FIRST_WITHOUT_XMLRPC)):
        return json2.log_in(access, version or _FIRST_WITH_JSON2)
    return xmlrpc.log_in(access, access.http())


def _version_with_json2(access: Access) -> int | None:
    """The server's major version, as those tell it that have JSON-2; None for the older ones, whatever they answer."""
    try:
        told = access.http().send("GET", "web/version").json()
    except SourceUnreachableError as error:
        if error.status is None or error.status >= _SERVER_FAULT:
            raise
        return None
    except ValueError:
        return None
    version = xmlrpc.major_version(told["version_info"])
    return version if version >= _FIRST_WITH_JSON2 else None


@dataclass
class OdooReader:
    """Reads the tables of one database.

    Attributes:
        access: The server, as the configuration names it.
        remote: The server, logged in.
        page_size: Rows per question.
    """

    access: Access
    remote: Remote
    page_size: int
    _fields: dict[str, Fields] = field(default_factory=dict)

    def now(self) -> datetime:
        """Return the server's clock (UTC, naive)."""
        return self.remote.now()

    def count(self, table: SourceTable, since: datetime | None) -> int | None:
        """Return how many rows there are."""
        if not self._known_fields(table):
            return 0
        domain = _changed_since(table, since)
        return int(self.remote.call(model_of(table.physical_table), "search_count", domain=domain, context=_EVERYTHING))

    def keys(self, table: SourceTable) -> Iterator[Rows] | None:
        """Yield the ids of all rows; a table of Odoo has no other key."""
        key = [column.physical_name for column in table.columns if column.key_position is not None]
        if key != ["id"] or not self._known_fields(table):
            return None
        return ([{"id": row["id"]} for row in page] for page in self._pages(table, [], ["id"]))

    def rows(self, table: SourceTable, since: datetime | None) -> Iterator[Rows]:
        """Yield the rows page by page, as the database holds them; none where an optional table is not there."""
        known = self._known_fields(table)
        if not known:
            return
        plain = [name for name, attributes in known.items() if not attributes.get("company_dependent")]
        by_company = {name: known[name] for name in known if name not in plain}
        readings = {name: reading_of(known[name]["type"]) for name in plain}
        for page in self._pages(table, _changed_since(table, since), plain):
            rows = read_page(page, readings)
            yield self._with_companies(table, rows, by_company) if by_company else rows

    def _pages(self, table: SourceTable, domain: list[Any], names: list[str]) -> Iterator[Rows]:
        """Yield pages until one is empty: a short one does not say that it is the last."""
        last = 0
        while page := self._next_page(model_of(table.physical_table), domain, names, last):
            yield page
            last = page[-1]["id"]

    def _next_page(self, model: str, domain: list[Any], names: list[str], last: int) -> Rows:
        """Ask for the rows behind an id, again where the answer is another page's."""
        asked = [*domain, ["id", ">", last]]
        for _ in range(_TRIES):
            page: Rows = self.remote.call(
                model,
                "search_read",
                domain=asked,
                fields=names,
                limit=self.page_size,
                order="id",
                context=_EVERYTHING,
            )
            ids = [last, *(row["id"] for row in page)]
            is_in_order = all(before < after for before, after in pairwise(ids))
            if is_in_order and not (page and set(names) - set(page[0])):
                return page
        raise self.access.unreachable(
            f"{_TRIES} times the answer was not the page that was asked for (ids above {last}, in order, every field).",
            where=model,
            todo="Look for a cache between here and the server, or for a module that changes search_read.",
        )

    def _known_fields(self, table: SourceTable) -> Fields:
        """The contract's columns that the model has, stored or kept per company, each with its type; asked for once."""
        if is_left_out(self.access, table):
            return {}
        if table.name not in self._fields:
            try:
                self._fields[table.name] = self._ask_for_fields(table)
            except MissingModelError:
                if not table.is_optional:
                    raise
                self._fields[table.name] = {}
        return self._fields[table.name]

    def _ask_for_fields(self, table: SourceTable) -> Fields:
        wanted = sorted({name for column in table.columns for name in column.physical_names} | {"id"})
        told: Fields = self.remote.call(
            model_of(table.physical_table), "fields_get", allfields=wanted, attributes=_ATTRIBUTES, context=_EVERYTHING
        )
        return {
            name: told[name]
            for name in wanted
            if name in told and (told[name].get("store") or told[name].get("company_dependent"))
        }

    def _with_companies(self, table: SourceTable, rows: Rows, fields: Fields) -> Rows:
        """Add the fields that each company has its own value of, as the JSON object by company that the column is."""
        model, ids = model_of(table.physical_table), [row["id"] for row in rows]
        values: dict[int, dict[str, dict[str, Any]]] = {number: {name: {} for name in fields} for number in ids}
        for company in self._companies():
            context = {**_EVERYTHING, "allowed_company_ids": [company]}
            found = self.remote.call(
                model, "search_read", domain=[["id", "in", ids]], fields=list(fields), order="id", context=context
            )
            for name, attributes in fields.items():
                _take(found, name, reading_of(attributes["type"]), str(company), values)
        return [{**row, **_as_json(values[row["id"]])} for row in rows]

    def _companies(self) -> list[int]:
        found = self.remote.call("res.company", "search", domain=[], order="id", context=_EVERYTHING)
        return [int(company) for company in found]


def _take(found: Rows, name: str, reading: Reading, company: str, values: dict[int, dict[str, dict[str, Any]]]) -> None:
    """Put the values of a field in one company to those of the others; an empty one, or 0, is none."""
    for row in found:
        value = row[name] if isinstance(row[name], float) else reading(row[name])
        if row["id"] in values and value:
            values[row["id"]][name][company] = value


def _as_json(values: Mapping[str, Mapping[str, Any]]) -> dict[str, str | None]:
    return {name: json.dumps(by_company) if by_company else None for name, by_company in values.items()}


def _changed_since(table: SourceTable, since: datetime | None) -> list[Any]:
    """The domain of the rows that were written at or after a moment (UTC)."""
    names = [column.physical_name for column in table.columns if column.name == table.cursor]
    return [[name, ">=", since.strftime("%Y-%m-%d %H:%M:%S")] for name in names if since is not None]
