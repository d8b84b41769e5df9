"""A server that speaks HubSpot's CRM API over the CRM of the demo company.

Every request and answer is held against the forms that HubSpot publishes (hubspot_schemas): a server that strays from
them fails the test that it serves.

Belongs here: records, search, links, pipelines and merges as the API tells them. Not here: what goes wrong on purpose
(trouble).
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import hubspot_schemas as schemas
from jsonschema import Draft202012Validator
from trouble import HALF, REPEATED, Handler, Trouble, serve

TOKEN = "pat-eu1-6578616d-706c-6520-746f-6b656e206f66"
MOST_FOUND = 10_000
_FILE = re.compile(r"(.+)_\d{4}-\d{2}-\d{2}\.csv")
_KINDS = ("companies", "contacts", "deals", "tickets")
_LINKS = {
    ("deals", "companies"): ("associatedcompanyid", 5, 341),
    ("tickets", "contacts"): ("associatedcontactid", 15, 16),
    ("tickets", "companies"): (None, 26, 339),
}
_CLOCK = {"contacts": "lastmodifieddate"}


class Account:
    """A HubSpot account.

    Args:
        folder: Files of a CRM; of a record that stands in several the last one counts.
    """

    def __init__(self, folder: Path) -> None:
        """Load the records, and the stays of deals in stages."""
        self._connection = duckdb.connect()
        self._lock = threading.Lock()
        names = {match[1] for path in folder.iterdir() if (match := _FILE.fullmatch(path.name))}
        for table, key in [(kind, "hs_object_id") for kind in _KINDS] + [("deal_stage_history", "history_id")]:
            self._load(folder, table, key) if table in names else self._make_empty(table, key)

    def _load(self, folder: Path, table: str, key: str) -> None:
        read = f"read_csv('{folder}/{table}_2*.csv', all_varchar = true, union_by_name = true, filename = true)"
        self.run(
            f"create table {table} as select * exclude (filename, place), cast(null as varchar) as hs_merged_object_ids"
            f" from (select *, row_number() over () as place from {read})"
            f" qualify row_number() over (partition by {key} order by filename desc, place desc) = 1"
        )
        self.run(f"alter table {table} alter {key} type bigint using cast({key} as bigint)")

    def _make_empty(self, table: str, key: str) -> None:
        clock = _CLOCK.get(table, "hs_lastmodifieddate")
        self.run(
            f"create table {table} ({key} bigint, createdate varchar, {clock} varchar, deal_id varchar,"
            " dealstage varchar, entered_at varchar, hs_merged_object_ids varchar)"
        )

    def run(self, sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Run SQL on the records, which hold the texts of the files."""
        with self._lock:
            return self._connection.execute(sql, values or []).fetchall()

    def properties(self, kind: str) -> list[str]:
        """The properties of a kind of record; what points to another record is none, but for a contact's company."""
        names = [row[0] for row in self.run(f"describe {kind}")]
        return [name for name in names if kind == "contacts" or not name.startswith("associated")]

    def read(self, kind: str, asked: list[str], where: str, values: list[Any], limit: int) -> list[dict[str, Any]]:
        """Return records with the properties that were asked for; one that there is not is left out."""
        told = [name for name in self.properties(kind) if name in asked]
        clock = _CLOCK.get(kind, "hs_lastmodifieddate")
        rows = self.run(
            f"select {', '.join(['hs_object_id', 'createdate', clock, *told])} from {kind} where {where}"
            f" order by hs_object_id limit {limit}",
            values,
        )
        return [
            {
                "id": str(number),
                "properties": {name: _told(value) for name, value in zip(told, row, strict=True)},
                "createdAt": _told(made),
                "updatedAt": _told(changed),
                "archived": False,
            }
            for number, made, changed, *row in rows
        ]

    def merge_deals(self, first: int, second: int) -> int:
        """Merge two deals into a new one, as HubSpot does: the old ones are gone from every list."""
        number = int(self.run("select max(hs_object_id) + 1 from deals")[0][0])
        self.run(
            f"insert into deals select * replace ({number} as hs_object_id,"
            f" '{first};{second}' as hs_merged_object_ids, '2026-01-05T08:00:00Z' as hs_lastmodifieddate)"
            f" from deals where hs_object_id = {first}"
        )
        self.run(f"delete from deals where hs_object_id in ({first}, {second})")
        return number


def _told(value: Any) -> str | None:
    """A value as HubSpot tells it: a text, and times to the millisecond."""
    if value is None:
        return None
    text = str(value)
    return f"{text[:-1]}.000Z" if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", text) else text


def _hold(content: Any, schema: dict[str, Any]) -> Any:
    Draft202012Validator(schema).validate(content)
    return content


class HubspotError(Exception):
    """What HubSpot refuses: status, category and message."""

    def __init__(self, status: int, category: str, message: str) -> None:
        """Keep the three."""
        super().__init__(message)
        self.status, self.category, self.message = status, category, message


class Hubspot:
    """The API of an account.

    Args:
        account: Its records.
        trouble: What goes wrong with pages of records.
        most_found: Results that one search tells at most.
        scopes: Kinds of record that the private app may read.
    """

    def __init__(
        self, account: Account, trouble: Trouble, most_found: int = MOST_FOUND, scopes: tuple[str, ...] = _KINDS
    ) -> None:
        """Open it."""
        self.account, self.trouble, self.most_found, self.scopes = account, trouble, most_found, scopes
        self._last: dict[str, dict[str, Any]] = {}

    def listed(self, kind: str, query: dict[str, str]) -> dict[str, Any]:
        """GET /crm/v3/objects/{kind}."""
        limit = int(query.get("limit", 10))
        most = 50 if "propertiesWithHistory" in query else 100
        if limit > most:
            raise HubspotError(400, "VALIDATION_ERROR", f"limit must be at most {most}")
        behind = int(base64.b64decode(query["after"])) if "after" in query else 0
        if query.get("archived") == "true":
            return {"results": []}
        found = self.account.read(kind, query.get("properties", "").split(","), "hs_object_id > ?", [behind], limit + 1)
        page: dict[str, Any] = {"results": found[:limit]}
        if "propertiesWithHistory" in query:
            self._add_history(page["results"])
        if len(found) > limit:
            after = base64.b64encode(found[limit - 1]["id"].encode()).decode()
            page["paging"] = {"next": {"after": after, "link": f"?after={after}"}}
        return page

    def _add_history(self, records: list[dict[str, Any]]) -> None:
        for record in records:
            stays = self.account.run(
                "select dealstage, entered_at from deal_stage_history where deal_id = ? order by history_id desc",
                [record["id"]],
            )
            record["propertiesWithHistory"] = {
                "dealstage": [
                    {"value": stage, "timestamp": _told(moment), "sourceType": "CRM_UI"} for stage, moment in stays
                ]
            }

    def found(self, kind: str, asked: dict[str, Any]) -> dict[str, Any]:
        """POST /crm/v3/objects/{kind}/search."""
        _hold(asked, schemas.SEARCH)
        terms, values = ["true"], []
        for group in asked.get("filterGroups", []):
            for term in group["filters"]:
                sql, value = self._term(kind, term)
                terms.append(sql)
                values += value
        where = " and ".join(terms)
        total = self.account.run(f"select count(*) from {kind} where {where}", values)[0][0]
        behind = int(asked.get("after", 0))
        if behind + asked.get("limit", 10) > self.most_found:
            raise HubspotError(400, "VALIDATION_ERROR", f"paging past {self.most_found} results is not supported")
        records = self.account.read(kind, asked.get("properties", []), where, values, asked.get("limit", 10))
        return {"total": total, "results": records}

    def _term(self, kind: str, term: dict[str, str]) -> tuple[str, list[Any]]:
        name, operator = term["propertyName"], term["operator"]
        if name not in self.account.properties(kind):
            raise HubspotError(400, "VALIDATION_ERROR", f"there is no property {name}")
        if operator == "HAS_PROPERTY":
            return f"{name} is not null", []
        sign = {"GT": ">", "GTE": ">=", "EQ": "="}[operator]
        if name == "hs_object_id":
            return f"{name} {sign} ?", [int(term["value"])]
        return f"epoch_ms(cast({name} as timestamptz)) {sign} ?", [int(term["value"])]

    def links(self, kind: str, to_kind: str, asked: dict[str, Any]) -> dict[str, Any]:
        """POST /crm/v4/associations/{kind}/{to kind}/batch/read: each record has an older link beside its own."""
        _hold(asked, schemas.LINKS_ASKED)
        column, primary, plain = _LINKS[kind, to_kind]
        results, without = [], []
        for wanted in asked["inputs"]:
            found = self.account.run(f"select {column or 'null'} from {kind} where hs_object_id = ?", [wanted["id"]])
            target = found[0][0] if found else None
            if target is None:
                without.append(wanted["id"])
                continue
            results.append({"from": {"id": wanted["id"]}, "to": _both_links(target, primary, plain)})
        moment = "2026-01-05T08:00:00.000Z"
        answer = {"status": "COMPLETE", "startedAt": moment, "completedAt": moment, "results": results}
        if without:
            answer["numErrors"] = len(without)
            answer["errors"] = [
                {
                    "status": "error",
                    "category": "OBJECT_NOT_FOUND",
                    "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
                    "message": f"No {to_kind} is associated with {kind} {number}.",
                    "context": {"fromObjectId": [number]},
                }
                for number in without
            ]
        return answer

    def pipelines(self, kind: str) -> dict[str, Any]:
        """GET /crm/v3/pipelines/{kind}."""
        moment = "2024-01-01T00:00:00.000Z"
        common = {"archived": False, "createdAt": moment, "updatedAt": moment}
        pipeline, stage = ("pipeline", "dealstage") if kind == "deals" else ("'0'", "hs_pipeline_stage")
        if stage not in {row[0] for row in self.account.run(f"describe {kind}")}:
            return {"results": []}
        rows = self.account.run(
            f"select distinct {pipeline}, {stage} from {kind} where {stage} is not null order by all"
        )
        names = list(dict.fromkeys(row[0] for row in rows))
        return {
            "results": [
                {
                    **common,
                    "id": name,
                    "label": name.replace("_", " ").title(),
                    "displayOrder": place,
                    "stages": [
                        {
                            **common,
                            "id": code,
                            "label": code.title(),
                            "displayOrder": order,
                            "metadata": _meta(kind, code),
                        }
                        for order, code in enumerate(row[1] for row in rows if row[0] == name)
                    ],
                }
                for place, name in enumerate(names)
            ]
        }

    def spoiled(self, kind: str | None, path: str, page: dict[str, Any]) -> dict[str, Any]:
        """Spoil a page of records as the trouble has it."""
        if kind == REPEATED:
            return self._last.get(path, {"total": 0, "results": []})
        if kind == HALF:
            return {**page, "results": page["results"][::2]}
        self._last[path] = page
        return page


def _both_links(target: str, primary: int, plain: int) -> list[dict[str, Any]]:
    """An older link of no rank, and the primary one."""
    unlabelled = {"category": "HUBSPOT_DEFINED", "typeId": plain, "label": None}
    labelled = {"category": "HUBSPOT_DEFINED", "typeId": primary, "label": "Primary"}
    return [
        {"toObjectId": str(int(target) - 1), "associationTypes": [unlabelled]},
        {"toObjectId": target, "associationTypes": [labelled, unlabelled]},
    ]


def _meta(kind: str, code: str) -> dict[str, str]:
    is_closed = code.startswith("closed")
    if kind == "deals":
        probability = {"closedwon": "1.0", "closedlost": "0.0"}.get(code, "0.4")
        return {"isClosed": str(is_closed).lower(), "probability": probability}
    return {"isClosed": str(is_closed).lower(), "ticketState": "CLOSED" if is_closed else "OPEN"}


class HubspotHandler(Handler):
    """The endpoints."""

    hubspot: Hubspot

    def do_GET(self) -> None:  # noqa: N802 - the name that the library calls by
        """Lists and pipelines."""
        self._answer(None)

    def do_POST(self) -> None:  # noqa: N802 - the name that the library calls by
        """Searches and links."""
        self._answer(json.loads(self.body()))

    def _answer(self, asked: Any) -> None:
        url = urlsplit(self.path)
        self.hubspot.trouble.noted(self.path)
        is_page = url.path.startswith("/crm/v3/objects/") and (asked is None or asked.get("limit", 10) > 1)
        kind = self.hubspot.trouble.of_next_page() if is_page else None
        if self.meets(kind):
            return
        try:
            answer, schema = self._content(url.path, url.query, asked)
        except HubspotError as error:
            told = {"status": "error", "message": error.message, "category": error.category,
                    "correlationId": "aeb5f871-7f07-4993-9211-075dc63e7cbf"}  # fmt: skip
            return self._json(error.status, _hold(told, schemas.ERROR))
        _hold(answer, schema)
        if is_page:
            answer = self.hubspot.spoiled(kind, url.path, answer)
        self._json(200 if "numErrors" not in answer else 207, answer)
        if is_page:
            self.hubspot.trouble.page_answered()

    def _content(self, path: str, query: str, asked: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise HubspotError(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        parts = path.strip("/").split("/")
        if parts[:3] == ["crm", "v3", "pipelines"]:
            return self.hubspot.pipelines(parts[3]), schemas.PIPELINES
        if parts[3] not in self.hubspot.scopes:
            raise HubspotError(403, "MISSING_SCOPES", f"This app hasn't been granted all required scopes: {parts[3]}")
        if parts[:3] == ["crm", "v4", "associations"]:
            return self.hubspot.links(parts[3], parts[4], asked), schemas.LINKS
        if parts[-1] == "search":
            return self.hubspot.found(parts[3], asked), schemas.FOUND
        return self.hubspot.listed(
            parts[3], {name: values[0] for name, values in parse_qs(query).items()}
        ), schemas.LISTED

    def _json(self, status: int, content: Any) -> None:
        self.answer(status, json.dumps(content).encode(), "application/json;charset=utf-8")


@contextmanager
def serve_hubspot(hubspot: Hubspot) -> Iterator[str]:
    """Serve an account on this machine and yield its address."""
    bound = type("Bound", (HubspotHandler,), {"hubspot": hubspot, "trouble": hubspot.trouble})
    with serve(bound) as address:
        yield address
