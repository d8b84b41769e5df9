"""Pages of records of a HubSpot account.

All records of a kind are listed; those that changed are searched. A search ends at 10,000 results, so none is paged:
each page is a search of its own for the ids after the last one.

Belongs here: the two ways to records, how many there are, and a page that is not the one that was asked for. Not here:
what becomes of a record (apis.hubspot), and links between records (links).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from ingestion.connectors.access import SourceUnreachableError
from ingestion.connectors.http import Http

ID = "hs_object_id"
LISTED, LISTED_WITH_HISTORY, SEARCHED = 100, 50, 200
"""The most records that HubSpot puts on a page."""
_TRIES = 3

Records = list[dict[str, Any]]
Filter = dict[str, str]


class HubspotPageError(SourceUnreachableError):
    """HubSpot answered with another page than the one that was asked for."""


def list_records(http: Http, kind: str, properties: Sequence[str], *, history: str | None = None) -> Iterator[Records]:
    """Yield all records of a kind, page by page; those in the recycle bin are not among them.

    Args:
        http: The way to HubSpot.
        kind: The object type, for example `deals`.
        properties: Names of the properties that are wanted; others are not told.
        history: A property of which the earlier values are wanted too.
    """
    asked = {
        "limit": LISTED_WITH_HISTORY if history else LISTED,
        "properties": ",".join(properties),
        "archived": "false",
    }
    if history:
        asked["propertiesWithHistory"] = history
    after: str | None = None
    while True:
        page = _listed(http, kind, asked, after)
        if page["results"]:
            yield page["results"]
        after = _after(page)
        if after is None:
            return


def search_records(http: Http, kind: str, properties: Sequence[str], filters: Sequence[Filter]) -> Iterator[Records]:
    """Yield the records that meet every filter, in the order of their ids."""
    last = 0
    while page := _searched(http, kind, properties, filters, last):
        yield page
        last = int(page[-1]["id"])


def count_records(http: Http, kind: str, filters: Sequence[Filter]) -> int:
    """Return how many records meet every filter; none of them is in the recycle bin."""
    asked = {"filterGroups": _groups(filters), "properties": [ID], "limit": 1}
    return int(http.post(f"crm/v3/objects/{kind}/search", asked)["total"])


def changed_since(property_name: str, since: datetime) -> Filter:
    """The filter for what changed at or after a moment (UTC, naive)."""
    moment = int(since.replace(tzinfo=UTC).timestamp() * 1000)
    return {"propertyName": property_name, "operator": "GTE", "value": str(moment)}


def _listed(http: Http, kind: str, asked: dict[str, Any], after: str | None) -> dict[str, Any]:
    """Ask for the page behind a place; one that leads back to it is another page's."""
    place = {"after": after} if after else {}
    for _ in range(_TRIES):
        page: dict[str, Any] = http.get(f"crm/v3/objects/{kind}", {**asked, **place})
        if after is None or _after(page) != after:
            return page
    raise _not_the_page(kind, f"behind {after}")


def _searched(http: Http, kind: str, properties: Sequence[str], filters: Sequence[Filter], last: int) -> Records:
    behind = {"propertyName": ID, "operator": "GT", "value": str(last)}
    asked = {
        "filterGroups": _groups([*filters, behind]),
        "properties": list(properties),
        "sorts": [ID],
        "limit": SEARCHED,
    }
    for _ in range(_TRIES):
        page: Records = http.post(f"crm/v3/objects/{kind}/search", asked)["results"]
        ids = [last, *(int(record["id"]) for record in page)]
        if all(before < after for before, after in pairwise(ids)):
            return page
    raise _not_the_page(kind, f"with ids above {last}, in order")


def _groups(filters: Sequence[Filter]) -> list[dict[str, Any]]:
    return [{"filters": list(filters)}] if filters else []


def _after(page: dict[str, Any]) -> str | None:
    following = page.get("paging", {}).get("next", {}).get("after")
    return str(following) if following else None


def _not_the_page(kind: str, which: str) -> HubspotPageError:
    return HubspotPageError(
        f"{_TRIES} times the answer was not the page that was asked for ({which}).",
        where=f"HubSpot, {kind}",
        todo="Look for a cache between here and HubSpot; else try again later.",
    )
