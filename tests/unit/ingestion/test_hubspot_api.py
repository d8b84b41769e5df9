"""HubSpot's CRM API against a local server that speaks it: every record, link and merge, whatever happens meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.apis.hubspot import HubspotReader, open_api, records
from ingestion.contract.document import OWN_CONTRACTS, SourceTable, read_contract
from warehouse.source_settings import SourceSettings

sys.path.insert(0, str(Path(__file__).parents[2] / "vendors"))
server, trouble = import_module("hubspot_server"), import_module("trouble")

DEALS = """hs_object_id,dealname,pipeline,dealstage,amount,deal_currency_code,createdate,closedate,\
hs_is_closed_won,hs_is_closed,associatedcompanyid,hs_lastmodifieddate
101,Alpha,default,closedwon,1200.50,EUR,2025-01-01T08:00:00Z,2025-02-01T08:00:00Z,true,true,9001,2025-02-01T08:00:00Z
102,Beta,default,appointmentscheduled,,EUR,2025-01-02T08:00:00Z,,false,false,9002,2025-02-02T08:00:00Z
103,Gamma,renewals,appointmentscheduled,70,USD,2025-01-03T08:00:00Z,,false,false,,2025-02-03T08:00:00Z
104,Delta,renewals,contractsent,80,USD,2025-01-04T08:00:00Z,,false,false,9001,2025-02-04T08:00:00Z
105,Epsilon,default,closedlost,90,EUR,2025-01-05T08:00:00Z,2025-02-05T08:00:00Z,false,true,9002,2025-02-05T08:00:00Z
"""
HISTORY = """history_id,deal_id,dealstage,entered_at
1,101,appointmentscheduled,2025-01-01T08:00:00Z
2,101,closedwon,2025-02-01T08:00:00Z
3,104,contractsent,2025-01-04T08:00:00Z
"""
TICKETS = """hs_object_id,subject,hs_ticket_category,hs_pipeline_stage,associatedcontactid,createdate,\
closed_date,hs_lastmodifieddate
501,too late,DELIVERY,new,77,2025-03-01T08:00:00Z,,2025-03-01T08:00:00Z
502,too small,PRODUCT,closed,,2025-03-02T08:00:00Z,2025-03-03T08:00:00Z,2025-03-03T08:00:00Z
"""
Open = Callable[..., AbstractContextManager[HubspotReader]]


def table_of(name: str) -> SourceTable:
    return read_contract(OWN_CONTRACTS / "hubspot" / f"{name}.yaml", "hubspot")


@pytest.fixture
def account(tmp_path: Path) -> Any:
    """A small HubSpot account."""
    folder = tmp_path / "crm"
    folder.mkdir()
    for name, text in {"deals": DEALS, "deal_stage_history": HISTORY, "tickets": TICKETS}.items():
        (folder / f"{name}_2025-03-31.csv").write_text(text, encoding="utf-8")
    return server.Account(folder)


@pytest.fixture
def hubspot(account: Any) -> Any:
    """Its API."""
    return server.Hubspot(account, trouble.Trouble())


@pytest.fixture
def open_hubspot(hubspot: Any, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Serve it, with two records to a page, and open it as a source of the configuration does."""
    monkeypatch.setenv("HUBSPOT_TOKEN", server.TOKEN)
    for name in ("LISTED", "LISTED_WITH_HISTORY", "SEARCHED"):
        monkeypatch.setattr(records, name, 2)

    @contextmanager
    def opened(**options: str) -> Iterator[HubspotReader]:
        with server.serve_hubspot(hubspot) as address:
            source = SourceSettings(
                name="crm",
                vendor="hubspot",
                systems=["crm"],
                path=Path("crm"),
                url=address,
                options={"attempts": "3", "backoff_seconds": "0.01", "timeout_seconds": "20", **options},
                credentials={"token": "${HUBSPOT_TOKEN}"},
            )
            with open_api(Access(source)) as reader:
                yield reader

    return opened


def read(reader: HubspotReader, name: str, since: datetime | None = None) -> list[dict[str, Any]]:
    return [row for page in reader.rows(table_of(name), since) for row in page]


def ids(rows: list[dict[str, Any]]) -> list[int]:
    return [int(row["hs_object_id"]) for row in rows]


def test_deals_come_with_their_properties_and_their_primary_company(open_hubspot: Open) -> None:
    with open_hubspot() as reader:
        rows = read(reader, "deals")
        assert reader.count(table_of("deals"), None) == 5
        assert ids([row for page in reader.keys(table_of("deals")) or () for row in page]) == ids(rows)
    assert rows[0] == {
        "hs_object_id": "101",
        "dealname": "Alpha",
        "pipeline": "default",
        "dealstage": "closedwon",
        "amount": "1200.50",
        "deal_currency_code": "EUR",
        "createdate": "2025-01-01T08:00:00.000Z",
        "closedate": "2025-02-01T08:00:00.000Z",
        "hs_is_closed_won": "true",
        "hs_is_closed": "true",
        "hs_lastmodifieddate": "2025-02-01T08:00:00.000Z",
        "associatedcompanyid": "9001",
    }
    assert [row["associatedcompanyid"] for row in rows] == ["9001", "9002", None, "9001", "9002"]
    assert [row["amount"] for row in rows][1:3] == [None, "70"]


def test_tickets_come_with_their_contact(open_hubspot: Open) -> None:
    with open_hubspot() as reader:
        rows = read(reader, "tickets")
    assert [(row["subject"], row["associatedcontactid"]) for row in rows] == [("too late", "77"), ("too small", None)]


def test_what_changed_since_a_moment_is_searched_beyond_the_limit_of_a_search(open_hubspot: Open, hubspot: Any) -> None:
    hubspot.most_found = 3
    since = datetime(2025, 2, 2, 8)
    with open_hubspot() as reader:
        rows = read(reader, "deals", since)
        assert reader.count(table_of("deals"), since) == 4
    assert ids(rows) == [102, 103, 104, 105]
    assert rows[0]["associatedcompanyid"] == "9002"


def test_merged_deals_are_gone_and_told_by_the_one_that_stays(open_hubspot: Open, account: Any) -> None:
    made = account.merge_deals(102, 103)
    with open_hubspot() as reader:
        assert ids([row for page in reader.keys(table_of("deals")) or () for row in page]) == [101, 104, 105, made]
        assert read(reader, "merges") == [
            {
                "object_type": "deal",
                "primary_object_id": str(made),
                "merged_object_id": gone,
                "merged_at": None,
            }
            for gone in ("102", "103")
        ]
        assert reader.count(table_of("merges"), None) is None


def test_stages_are_told_of_each_pipeline_and_of_tickets(open_hubspot: Open) -> None:
    with open_hubspot() as reader:
        rows = read(reader, "pipeline_stages")
    told = [(row["object_type"], row["pipeline_id"], row["stage_id"], row["is_closed"]) for row in rows]
    assert told == [
        ("deal", "default", "appointmentscheduled", "false"),
        ("deal", "default", "closedlost", "true"),
        ("deal", "default", "closedwon", "true"),
        ("deal", "renewals", "appointmentscheduled", "false"),
        ("deal", "renewals", "contractsent", "false"),
        ("ticket", "0", "closed", "true"),
        ("ticket", "0", "new", "false"),
    ]
    assert {row["probability"] for row in rows} == {"0.4", "0.0", "1.0", None}


def test_the_history_of_stages_is_the_versions_of_a_property(open_hubspot: Open) -> None:
    with open_hubspot() as reader:
        rows = read(reader, "deal_stage_history")
    assert [(row["deal_id"], row["dealstage"], row["entered_at"]) for row in rows] == [
        ("101", "closedwon", "2025-02-01T08:00:00.000Z"),
        ("101", "appointmentscheduled", "2025-01-01T08:00:00.000Z"),
        ("104", "contractsent", "2025-01-04T08:00:00.000Z"),
    ]
    assert len({row["history_id"] for row in rows}) == 3


@pytest.mark.parametrize("since", [None, datetime(2025, 1, 1)])
@pytest.mark.parametrize("kind", [trouble.TOO_MANY, trouble.BROKEN, trouble.CUT, trouble.REPEATED])
def test_a_page_that_goes_wrong_once_is_asked_for_again(
    open_hubspot: Open, hubspot: Any, kind: str, since: datetime | None
) -> None:
    hubspot.trouble.planned.extend([None, kind])
    with open_hubspot() as reader:
        assert ids(read(reader, "deals", since)) == [101, 102, 103, 104, 105]
    assert not hubspot.trouble.planned
    assert all(rest >= 1 for rest in hubspot.trouble.rests)


def test_half_a_page_loses_no_record_unnoticed(open_hubspot: Open, hubspot: Any) -> None:
    hubspot.trouble.planned.append(trouble.HALF)
    with open_hubspot() as reader:
        assert ids(read(reader, "deals")) == [101, 103, 104, 105]
        assert reader.count(table_of("deals"), None) == 5


@pytest.mark.parametrize("since", [None, datetime(2025, 1, 1)])
def test_records_that_come_change_and_go_between_pages_shift_nothing(
    open_hubspot: Open, hubspot: Any, account: Any, since: datetime | None
) -> None:
    def change() -> None:
        account.run("delete from deals where hs_object_id in (101, 103)")
        account.run("update deals set amount = '91' where hs_object_id = 105")
        account.run(
            "insert into deals by name select * replace (106 as hs_object_id) from deals where hs_object_id = 104"
        )

    hubspot.trouble.between_pages[1] = change
    with open_hubspot() as reader:
        rows = read(reader, "deals", since)
    assert [(row["hs_object_id"], row["amount"]) for row in rows[2:]] == [("104", "80"), ("105", "91"), ("106", "80")]


@pytest.mark.parametrize("since", [None, datetime(2025, 1, 1)])
@pytest.mark.parametrize(
    ("kind", "said"), [(trouble.BROKEN, "500"), (trouble.TOO_MANY, "429"), (trouble.REPEATED, "not the page")]
)
def test_a_server_that_stays_broken_fails_the_reading(
    open_hubspot: Open, hubspot: Any, kind: str, said: str, since: datetime | None
) -> None:
    with open_hubspot(attempts="1") as reader:
        pages = reader.rows(table_of("deals"), since)
        next(pages)
        hubspot.trouble.forever = kind
        with pytest.raises(SourceUnreachableError, match=said) as caught:
            list(pages)
    assert server.TOKEN not in str(caught.value)


def test_a_missing_scope_is_named(open_hubspot: Open, hubspot: Any) -> None:
    hubspot.scopes = ("contacts",)
    with open_hubspot() as reader, pytest.raises(SourceUnreachableError, match="required scopes: deals"):
        read(reader, "deals")


def test_without_the_scope_of_tickets_the_rest_is_read(open_hubspot: Open, hubspot: Any) -> None:
    hubspot.scopes = ("companies", "contacts", "deals")
    with open_hubspot(leave_out="tickets") as reader:
        tickets = table_of("tickets")
        assert (read(reader, "tickets"), reader.count(tickets, None), reader.keys(tickets)) == ([], None, None)
        assert read(reader, "merges") == []
        assert {row["object_type"] for row in read(reader, "pipeline_stages")} == {"deal"}
