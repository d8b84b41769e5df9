"""Links between records of HubSpot, which have types: a deal has companies, and one of them is its primary company.

Belongs here: which link fills which column of a contract, and reading links in batches. Not here: records (records).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingestion.connectors.access import SourceUnreachableError
from ingestion.connectors.http import Http

LINK_OF = {
    ("deals", "associatedcompanyid"): "companies",
    ("tickets", "associatedcontactid"): "contacts",
    ("tickets", "associatedcompanyid"): "companies",
}
"""By kind of record and column: the kind that the column points to. Such a column is no property of HubSpot."""
_PRIMARY = "Primary"
_NO_LINK = "NO_ASSOCIATIONS_FOUND"


class HubspotLinkError(SourceUnreachableError):
    """HubSpot could not tell the links of some records."""


def read_links(http: Http, kind: str, to_kind: str, ids: Sequence[str]) -> dict[str, str]:
    """Return which record of another kind each record is linked to first: its primary one, else the oldest.

    Args:
        http: The way to HubSpot.
        kind: Object type of the records, for example `deals`.
        to_kind: Object type of those that are looked for.
        ids: At most 1,000 ids of records.

    Raises:
        HubspotLinkError: Some could not be read.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    wanted = [{"id": number} for number in ids]
    while wanted:
        answer = http.post(f"crm/v4/associations/{kind}/{to_kind}/batch/read", {"inputs": wanted})
        _check(answer, kind, to_kind)
        for result in answer["results"]:
            found.setdefault(str(result["from"]["id"]), []).extend(result["to"])
        wanted = [
            {"id": str(result["from"]["id"]), "after": result["paging"]["next"]["after"]}
            for result in answer["results"]
            if result.get("paging", {}).get("next")
        ]
    return {number: _first(links) for number, links in found.items() if links}


def _first(links: Sequence[dict[str, Any]]) -> str:
    """The primary link, else the one to the lowest id."""
    return str(min(links, key=lambda link: (not _is_primary(link), int(link["toObjectId"])))["toObjectId"])


def _is_primary(link: dict[str, Any]) -> bool:
    return any(kind.get("label") == _PRIMARY for kind in link["associationTypes"])


def _check(answer: dict[str, Any], kind: str, to_kind: str) -> None:
    """A record without any link is told as an error, and is none."""
    errors = [error for error in answer.get("errors", []) if _NO_LINK not in str(error.get("subCategory", ""))]
    if errors:
        raise HubspotLinkError(
            f"the links of {len(errors)} records could not be read: {errors[0].get('message', 'no reason given')}",
            where=f"HubSpot, {kind} to {to_kind}",
            todo="Give the private app read access to both kinds of record.",
        )
