"""A shop's GraphQL interface: single questions, pages, and bulk operations whose result is a file.

Belongs here: the protocol: throttling by cost, errors in answers that are good as HTTP, the life of a bulk operation.
Not here: what is asked (queries), retries of HTTP (http).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.apis import Page
from ingestion.connectors.apis.shopify.queries import BULK_STATE, RUN_BULK, PagedFeed

API_VERSION = "2026-10"
"""The version that the queries are written for."""
ATTEMPTS = 5
"""How often a question is asked that is throttled, and a bulk operation begun that fails."""
_DOWNLOADS = 3
_WAITING = {"CREATED", "RUNNING", "CANCELING"}
_BUSY = {"OPERATION_IN_PROGRESS", "LIMIT_REACHED"}
_SHOWN_ERRORS = 3


@dataclass(frozen=True)
class Export:
    """The result of a bulk operation.

    Attributes:
        path: JSON lines as the shop wrote them, children behind their parents with `__parentId`.
        root_count: Objects of the query's first connection, as the shop counts them.
    """

    path: Path
    root_count: int


class GraphQl:
    """Speaks with one shop. Options: `api_version`, `poll_seconds` (5), `bulk_minutes` (240)."""

    def __init__(self, access: Access) -> None:
        """Take the address and the token; nothing is sent yet."""
        self._access = access
        self._version = access.options.get("api_version", API_VERSION)
        self._poll = float(access.options.get("poll_seconds", 5))
        self._patience = float(access.options.get("bulk_minutes", 240)) * 60
        self._http = access.http({"X-Shopify-Access-Token": access.secret("token")})
        # Results lie with another company, which must not see the token.
        self._files = access.http()

    def now(self) -> datetime:
        """Return the shop's own time (UTC, naive)."""
        return self._http.server_time()

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the data that a query yields; waits where the shop has had enough for now.

        Raises:
            SourceUnreachableError: The shop refuses, or is throttled for too long.
        """
        for _ in range(ATTEMPTS):
            answer = self._post({"query": query, "variables": variables or {}})
            errors = answer.get("errors") or []
            if not errors:
                return dict(answer["data"])
            if not any(_code(error) == "THROTTLED" for error in errors):
                raise self._refusal(errors)
            time.sleep(_seconds_until_affordable(answer))
        raise self._access.unreachable(
            f"it was throttled {ATTEMPTS} times.",
            todo="Other apps use up the shop's limit: run at a quieter time; what has landed stays.",
        )

    def pages(self, feed: PagedFeed, search: str | None) -> Iterator[Page]:
        """Yield the nodes of a connection page by page, in the order of their ids where the shop can."""
        after = None
        while True:
            variables = {"after": after} | ({"filter": search} if feed.cursor else {})
            found: Any = self.ask(feed.query, variables)
            for name in feed.path:
                found = found and found[name]
            if not found:
                return
            yield found["nodes"]
            if not found["pageInfo"]["hasNextPage"]:
                return
            after = found["pageInfo"]["endCursor"]

    def export(self, query: str, target: Path) -> Export:
        """Run a bulk operation and download its result, all of it.

        Raises:
            SourceUnreachableError: It fails in spite of all attempts, or the file holds another number of objects.
        """
        state: dict[str, Any] = {}
        for _ in range(ATTEMPTS):
            state = self._finished(self._begun(query))
            if state["status"] == "COMPLETED":
                self._fetch(state, target)
                return Export(target, int(state["rootObjectCount"]))
            if state["errorCode"] == "ACCESS_DENIED":
                break
            time.sleep(self._poll)
        reason = f" with {state['errorCode']}" if state["errorCode"] else ""
        raise self._access.unreachable(
            f"the bulk operation ended as {state['status']}{reason}.",
            where=_root_of(query),
            todo="Give the app the scopes that its how-to lists, then run again."
            if state["errorCode"] == "ACCESS_DENIED"
            else "It is the shop's own fault: run later; nothing of this source was taken.",
        )

    def _begun(self, query: str) -> str:
        """Start an operation, waiting while too many run, and return its id."""
        started = time.monotonic()
        while True:
            answer = self.ask(RUN_BULK, {"query": query})["bulkOperationRunQuery"]
            complaints = answer["userErrors"]
            if not complaints:
                return str(answer["bulkOperation"]["id"])
            if complaints[0]["code"] not in _BUSY or time.monotonic() - started > self._patience:
                said = "; ".join(item["message"] for item in complaints[:_SHOWN_ERRORS])
                raise self._access.unreachable(f"it begins no bulk operation: {said}.", where=_root_of(query))
            time.sleep(self._poll)

    def _finished(self, operation: str) -> dict[str, Any]:
        started = time.monotonic()
        while True:
            state = dict(self.ask(BULK_STATE, {"id": operation})["node"] or {})
            if state and state["status"] not in _WAITING:
                return state
            if time.monotonic() - started > self._patience:
                raise self._access.unreachable(
                    f"a bulk operation has not ended after {self._patience / 60:,.0f} minutes.",
                    todo="Set the option bulk_minutes higher, or run at a quieter time.",
                )
            time.sleep(self._poll)

    def _fetch(self, state: dict[str, Any], target: Path) -> None:
        """Download a result and count its lines; without objects there is no file to download."""
        expected, found = int(state["objectCount"]), 0
        for _ in range(_DOWNLOADS if state["url"] else 0):
            self._files.download(self._access.remember(state["url"]), target)
            found = _line_count(target)
            if found == expected:
                return
        if expected or state["url"]:
            raise self._access.unreachable(
                f"the result of a bulk operation has {found:,} of {expected:,} objects.",
                todo="Run again; nothing of this source was taken.",
            )
        target.touch()

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._http.send("POST", f"admin/api/{self._version}/graphql.json", json=body)
        spoken = answer.headers.get("X-Shopify-API-Version", self._version)
        if spoken != self._version:
            raise self._access.unreachable(
                f"it no longer speaks version {self._version} of its interface and answers in {spoken}.",
                todo="Take a newer Entrepot, or set the option api_version to one that both speak.",
            )
        try:
            found: dict[str, Any] = answer.json()
        except ValueError:
            raise self._access.unreachable("the answer is no JSON.", where="graphql.json") from None
        return found

    def _refusal(self, errors: list[dict[str, Any]]) -> SourceUnreachableError:
        said = "; ".join(str(error.get("message", error)) for error in errors[:_SHOWN_ERRORS])
        needed = next((error["extensions"].get("requiredAccess") for error in errors if error.get("extensions")), None)
        todo = f"Give the app {needed}, or leave the tables out with the option leave_out." if needed else ""
        return self._access.unreachable(f"it refuses the question: {said}", where="graphql.json", todo=todo)


def _code(error: dict[str, Any]) -> str:
    return str((error.get("extensions") or {}).get("code", ""))


def _seconds_until_affordable(answer: dict[str, Any]) -> float:
    """How long the shop takes to restore what the question costs."""
    cost = (answer.get("extensions") or {}).get("cost") or {}
    status = cost.get("throttleStatus") or {}
    missing = float(cost.get("requestedQueryCost", 100)) - float(status.get("currentlyAvailable", 0))
    return max(missing, 1) / max(float(status.get("restoreRate", 50)), 1)


def _line_count(path: Path) -> int:
    """Count the objects of a file of JSON lines; one that is cut off is none."""
    count, last = 0, b""
    with path.open("rb") as file:
        for line in file:
            count, last = count + 1, line
    if last and not last.endswith(b"\n"):
        try:
            json.loads(last)
        except ValueError:
            return count - 1
    return count


def _root_of(query: str) -> str:
    return f"bulk query of {query.split('{', 2)[1].split('(')[0].strip()}"
