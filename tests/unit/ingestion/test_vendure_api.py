"""The reader of Vendure's admin API, against a server that answers as Vendure does: amounts, pages, refusals."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.apis.vendure import open_api
from ingestion.connectors.apis.vendure.amounts import Amounts, explained
from ingestion.contract.document import OWN_CONTRACTS, read_contract
from warehouse.source_settings import SourceSettings

Answer = Callable[[str, dict[str, Any]], dict[str, Any]]
CHANNEL = {"data": {"activeChannel": {"id": "1", "pricesIncludeTax": False}}}
SECRET = "a-password-that-nobody-should-see"


@contextmanager
def shop(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Access]:
    """A server of the admin API, and how it is reached."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            query, variables = asked["query"], asked["variables"]
            said = CHANNEL if "activeChannel" in query else answer(query, variables)
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("vendure-auth-token", "a-session-token")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("SHOP_PASSWORD", SECRET)
    source = SourceSettings(
        name="shop",
        vendor="vendure",
        systems=["storefront"],
        path=Path("shop"),
        url=f"http://127.0.0.1:{server.server_address[1]}",
        options={"page_size": "2"},
        credentials={"username": "${SHOP_PASSWORD}", "password": "${SHOP_PASSWORD}"},
    )
    try:
        yield Access(source)
    finally:
        server.shutdown()
        server.server_close()


def log_in_first(answer: Answer) -> Answer:
    logged_in = {"data": {"login": {"__typename": "CurrentUser"}}}
    return lambda query, variables: logged_in if "login" in query else answer(query, variables)


def listed(ids: list[str]) -> Answer:
    """Answer for a list of facets, as it is at the time."""

    def answer(query: str, variables: dict[str, Any]) -> dict[str, Any]:
        options = variables["options"]
        page = ids[options["skip"] : options["skip"] + options["take"]]
        items = [{"id": key, "code": key, "createdAt": "2026-01-01", "updatedAt": "2026-01-01"} for key in page]
        return {"data": {"facets": {"totalItems": len(ids), "items": items}}}

    return log_in_first(answer)


FACETS = read_contract(OWN_CONTRACTS / "vendure" / "facet.yaml", "vendure")


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7])
def test_every_item_comes_once_over_pages(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    ids = [str(number) for number in range(count)]
    with shop(listed(ids), monkeypatch) as access, open_api(access) as reader:
        assert [row["id"] for page in reader.rows(FACETS, None) for row in page] == ids
        assert reader.count(FACETS, None) == count
        keys = reader.keys(FACETS)
        assert keys is not None
        assert [key for page in keys for key in page] == [{"id": key} for key in ids]


def test_the_settings_of_the_shop_are_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    settings_of_shop = {"id": "1", "updatedAt": "2026-01-02T00:00:00.000Z", "outOfStockThreshold": -3}
    asked: list[str] = []

    def answer(query: str, variables: dict[str, Any]) -> dict[str, Any]:
        asked.append(query)
        return {"data": {"globalSettings": settings_of_shop}}

    table = read_contract(OWN_CONTRACTS / "vendure" / "global_settings.yaml", "vendure")
    with shop(log_in_first(answer), monkeypatch) as access, open_api(access) as reader:
        assert [row for page in reader.rows(table, None) for row in page] == [settings_of_shop]
        assert [row for page in reader.rows(table, datetime(2026, 1, 3)) for row in page] == []
        assert reader.count(table, None) is None
        assert [key for page in reader.keys(table) or () for key in page] == [{"id": "1"}]
    assert set(asked) == {"{ globalSettings { id createdAt updatedAt trackInventory outOfStockThreshold } }"}


def test_an_item_that_is_deleted_between_pages_is_no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [str(number) for number in range(7)]
    with shop(listed(ids), monkeypatch) as access, open_api(access) as reader:
        pages = reader.rows(FACETS, None)
        next(pages)
        ids.remove("0")
        with pytest.raises(SourceUnreachableError, match="facets changed while they were read"):
            list(pages)


def test_what_the_shop_refuses_is_said_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = {"errors": [{"message": f"Forbidden for {SECRET}", "extensions": {"code": "FORBIDDEN"}}], "data": None}
    with (
        shop(log_in_first(lambda query, variables: refusal), monkeypatch) as access,
        open_api(access) as reader,
        pytest.raises(SourceUnreachableError, match="the shop says: Forbidden") as error,
    ):
        list(reader.rows(FACETS, None))
    assert "rights to read" in str(error.value)
    assert SECRET not in str(error.value)


def test_a_login_that_fails_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"__typename": "InvalidCredentialsError", "message": "wrong", "errorCode": "INVALID_CREDENTIALS_ERROR"}
    with (
        shop(lambda query, variables: {"data": {"login": said}}, monkeypatch) as access,
        pytest.raises(SourceUnreachableError, match="INVALID_CREDENTIALS_ERROR"),
        open_api(access),
    ):
        pass


def rounded(value: float) -> int:
    return math.floor(value + 0.5)


def both(price: float, rate: float, included: bool) -> tuple[float, float]:
    """A price without and with tax, as Vendure's `netPriceOf` and `grossPriceOf` have it."""
    return (
        (price - (price - price / ((100 + rate) / 100)), price) if included else (price, price + price * (rate / 100))
    )


@settings(max_examples=300, deadline=None)
@given(
    price=st.integers(1, 50_000),
    rate=st.sampled_from([0.0, 2.5, 5.0, 7.0, 8.1, 19.0, 20.0, 25.0]),
    included=st.booleans(),
    ordered=st.integers(1, 9),
    kept=st.integers(0, 9),
    shares=st.lists(st.integers(1, 30), max_size=3),
)
def test_list_prices_and_discounts_are_found_that_yield_the_amounts_that_the_shop_shows(
    price: int, rate: float, included: bool, ordered: int, kept: int, shares: list[int]
) -> None:
    pieces = min(kept, ordered)
    discounts = [-rounded(price * ordered * share / 100) for share in shares]
    unit = price + sum(amount / ordered for amount in discounts) if pieces else price
    shown = [
        {
            "adjustmentSource": f"PROMOTION:{number}",
            "type": "PROMOTION",
            "description": "",
            **dict(
                zip(
                    ("amount", "amountWithTax"),
                    map(rounded, both(amount / ordered * pieces, rate, included)),
                    strict=True,
                )
            ),
        }
        for number, amount in enumerate(discounts)
    ]
    amounts = Amounts(
        "1",
        unit=tuple(map(rounded, both(price, rate, included))),
        listed=tuple(rounded(value * pieces) for value in both(price, rate, included)),
        charged=tuple(rounded(value * pieces) for value in both(unit, rate, included)),
        discounts=shown,
        pieces=pieces,
        ordered=ordered,
    )
    taxes = [{"description": "VAT", "taxRate": rate}]
    source = SourceSettings(name="s", vendor="vendure", systems=["storefront"], path=Path("s"), url="http://127.0.0.1")
    found = explained(Access(source), amounts, [taxes], is_tax_included=included)
    again = (
        found["listPrice"] + sum(item["amount"] / ordered for item in found["adjustments"])
        if pieces
        else found["listPrice"]
    )
    assert (
        tuple(rounded(value * pieces) for value in both(again, rate, found["listPriceIncludesTax"])) == amounts.charged
    )
    assert found["listPrice"] == price
    assert len(found["adjustments"]) == len(discounts)


def test_a_shop_that_rounds_otherwise_is_said() -> None:
    source = SourceSettings(name="s", vendor="vendure", systems=["storefront"], path=Path("s"), url="http://127.0.0.1")
    amounts = Amounts("77", unit=(100, 120), listed=(300, 360), charged=(299, 361), discounts=[], pieces=3, ordered=3)
    with pytest.raises(SourceUnreachableError, match="line 77"):
        explained(Access(source), amounts, [[{"description": "", "taxRate": 20}]], is_tax_included=False)
