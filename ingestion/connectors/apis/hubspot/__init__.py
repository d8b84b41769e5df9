"""HubSpot, read by the CRM v3 API of one account.

A contract's columns are asked for as properties: HubSpot tells none that is not named. A record comes with its
properties inside; they are put beside its id, so that one contract reads an export and the API alike. Three tables are
no kind of record: `pipeline_stages`, `merges` (which records went up in which) and `deal_stage_history`.

A record that was deleted or merged into another one is no longer listed; it shows by its key being absent.

Secret: `token`, the access token of a private app. Option: `leave_out`.

Documented at https://developers.hubspot.com/docs/api-reference/crm-deals-v3/guide and, as OpenAPI, at
https://github.com/HubSpot/HubSpot-public-api-spec-collection.

Belongs here: which table is read how, and the form of its rows. Not here: paging (hubspot.records), links
(hubspot.links).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ingestion.connectors.access import Access
from ingestion.connectors.apis.hubspot.links import LINK_OF, read_links
from ingestion.connectors.apis.hubspot.records import (
    ID,
    Records,
    changed_since,
    count_records,
    list_records,
    search_records,
)
from ingestion.connectors.apis.left_out import is_left_out, left_out_names
from ingestion.connectors.http import Http
from ingestion.contract.document import SourceTable

_MERGED = "hs_merged_object_ids"
_KIND_OF = {"contact": "contacts", "company": "companies", "deal": "deals", "ticket": "tickets"}
_WITH_PIPELINES = ("deal", "ticket")
_STAGE = "dealstage"

Rows = list[dict[str, Any]]


@contextmanager
def open_api(access: Access) -> Iterator[HubspotReader]:
    """Open the account that the private app's token belongs to."""
    yield HubspotReader(access, access.http(headers={"Authorization": f"Bearer {access.secret('token')}"}))


@dataclass
class HubspotReader:
    """Reads the tables of one account.

    Attributes:
        access: The account, as the configuration names it.
        http: The way to it, with the token in its headers.
    """

    access: Access
    http: Http

    def now(self) -> datetime:
        """Return HubSpot's clock (UTC, naive)."""
        return self.http.server_time()

    def rows(self, table: SourceTable, since: datetime | None) -> Iterator[Rows]:
        """Yield the rows of a table page by page."""
        if is_left_out(self.access, table):
            return
        kind = table.physical_table
        special = {"pipeline_stages": self._stages, "merges": self._merges, "deal_stage_history": self._stage_history}
        if kind in special:
            yield from special[kind]()
            return
        for page in self._records(table, since):
            yield self._with_links(table, [{**record["properties"], ID: record["id"]} for record in page])

    def count(self, table: SourceTable, since: datetime | None) -> int | None:
        """Return how many records of a kind there are; of the other tables HubSpot does not tell."""
        if table.physical_table not in _KIND_OF.values() or is_left_out(self.access, table):
            return None
        return count_records(self.http, table.physical_table, _filters(table, since))

    def keys(self, table: SourceTable) -> Iterator[Rows] | None:
        """Yield the ids of all records that are neither deleted nor merged into another one."""
        if table.physical_table not in _KIND_OF.values() or is_left_out(self.access, table):
            return None
        return ([{ID: record["id"]} for record in page] for page in list_records(self.http, table.physical_table, [ID]))

    def _records(self, table: SourceTable, since: datetime | None) -> Iterator[Records]:
        names = [name for column in table.columns for name in column.physical_names]
        filters = _filters(table, since)
        if filters:
            return search_records(self.http, table.physical_table, names, filters)
        return list_records(self.http, table.physical_table, names)

    def _with_links(self, table: SourceTable, rows: Rows) -> Rows:
        """Fill the columns that are links and no properties."""
        for column in table.columns:
            name = column.physical_name
            to_kind = LINK_OF.get((table.physical_table, name))
            if to_kind:
                links = read_links(self.http, table.physical_table, to_kind, [row[ID] for row in rows])
                rows = [{**row, name: links.get(row[ID])} for row in rows]
        return rows

    def _stages(self) -> Iterator[Rows]:
        """Yield the stages of the pipelines of deals and tickets."""
        for name in self._read(_WITH_PIPELINES):
            pipelines = self.http.get(f"crm/v3/pipelines/{_KIND_OF[name]}")["results"]
            yield [_stage(name, pipeline, stage) for pipeline in pipelines for stage in pipeline["stages"]]

    def _merges(self) -> Iterator[Rows]:
        """Yield a row for each record that was merged into another one."""
        has_merged = {"propertyName": _MERGED, "operator": "HAS_PROPERTY"}
        for name in self._read(_KIND_OF):
            for page in search_records(self.http, _KIND_OF[name], [_MERGED], [has_merged]):
                yield [
                    {
                        "object_type": name,
                        "primary_object_id": record["id"],
                        "merged_object_id": gone,
                        "merged_at": None,
                    }
                    for record in page
                    for gone in record["properties"][_MERGED].split(";")
                ]

    def _read(self, names: Iterable[str]) -> list[str]:
        """Kinds of record but those whose own table is left out."""
        left_out = left_out_names(self.access)
        return [name for name in names if _KIND_OF[name] not in left_out]

    def _stage_history(self) -> Iterator[Rows]:
        """Yield a row for each stay of a deal in a stage."""
        for page in list_records(self.http, "deals", [ID], history=_STAGE):
            yield [
                {
                    "history_id": f"{record['id']}-{entry['timestamp']}",
                    "deal_id": record["id"],
                    _STAGE: entry["value"],
                    "entered_at": entry["timestamp"],
                }
                for record in page
                for entry in record["propertiesWithHistory"].get(_STAGE, [])
            ]


def _filters(table: SourceTable, since: datetime | None) -> list[dict[str, str]]:
    names = [column.physical_name for column in table.columns if column.name == table.cursor]
    return [changed_since(name, since) for name in names if since is not None]


def _stage(name: str, pipeline: dict[str, Any], stage: dict[str, Any]) -> dict[str, Any]:
    metadata = stage.get("metadata", {})
    return {
        "object_type": name,
        "pipeline_id": pipeline["id"],
        "pipeline_label": pipeline["label"],
        "pipeline_order": pipeline["displayOrder"],
        "stage_id": stage["id"],
        "stage_label": stage["label"],
        "stage_order": stage["displayOrder"],
        "probability": metadata.get("probability"),
        "is_closed": metadata.get("isClosed"),
        "ticket_state": metadata.get("ticketState"),
        "is_archived": stage["archived"],
        "updated_at": stage["updatedAt"],
    }
