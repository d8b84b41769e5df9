"""What a mapping takes from JSON texts, baskets, link tables and labels: small systems in which each of them counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.mapping.looking import look
from ingestion.mapping.proposal import EntityProposal
from ingestion.mapping.proposing import propose_from
from warehouse.settings import CompanySettings, Settings
from warehouse.source_settings import SourceSettings

SHOP = {
    "buyer": ["id,emailAddress", *(f"{n},b{n}@example.com" for n in range(1, 6))],
    "article": ["id,sku,name", *(f"{n},A-{n},Thing {n}" for n in range(1, 41))],
    "order": [
        "id,code,createdAt,placedAt,state,currencyCode,buyerId,subTotal,subTotalWithTax,shipTo",
        *(
            f"{n},C{n:03},2025-01-0{n % 9 + 1} 10:00:00,{'' if n % 4 == 0 else f'2025-01-1{n % 9} 10:00:00'},new,EUR,"
            f'{n % 5 + 1},{n * 100},{n * 119},"{{""city"": ""Ulm"", ""countryCode"": ""DE""}}"'
            for n in range(1, 41)
        ),
    ],
    "order_line": [
        "id,orderId,articleId,quantity,unitPrice,taxes",
        *(f'{n},{n},{41 - n},1,{n * 100},"[{{""description"": ""VAT"", ""taxRate"": 19}}]"' for n in range(1, 41)),
    ],
    "parcel": ["id,status,trackingNumber,method", *(f"{n},sent,T{n},DHL" for n in range(1, 31))],
    "fulfillment": ["id,state,method", *(f"{n},shipped,DHL" for n in range(101, 131))],
    "order_fulfillments": ["orderId,fulfillmentId", *(f"{n},{n + 100}" for n in range(1, 31))],
}
PRICES = {"USD": 1.0, "GBP": 1.0, "JPY": 1.0}


def write(folder: Path, tables: dict[str, list[str]]) -> Path:
    folder.mkdir()
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def proposed(folder: Path) -> dict[str, EntityProposal]:
    company = CompanySettings(name="Ours", group_currency="EUR")
    settings = Settings(config_file=folder / "entrepot.toml", company=company, data_dir=folder / "data")
    source = SourceSettings(name="shop", vendor="shop", systems=["storefront"], path=folder)
    return {it.entity: it for it in propose_from(look(settings, source), "EUR").entities}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> dict[str, EntityProposal]:
    return proposed(write(tmp_path_factory.mktemp("nested") / "shop", SHOP))


def sources(entity: EntityProposal, column: str) -> tuple[str, ...]:
    return next((it.sources for it in entity.placements if it.column == column), ())


def test_values_within_json_are_reached(shop: dict[str, EntityProposal]) -> None:
    assert sources(shop["sales_order"], "ship_country_code") == ("order.shipTo",)
    assert sources(shop["sales_order_line"], "tax_amount") == ("order_line.taxes",)
    assert sources(shop["tax_line"], "tax_pct") == ("order_line.taxes",)
    assert shop["tax_line"].where and "json_array_length" in shop["tax_line"].where


def test_orders_that_were_not_placed_are_baskets(shop: dict[str, EntityProposal]) -> None:
    assert shop["cart"].table == shop["sales_order"].table == "order"
    assert shop["cart"].where is None
    assert shop["sales_order"].where == '"order".placedAt is not null'
    assert sources(shop["cart"], "item_qty") == ("order_line.quantity",)


def test_tax_and_total_follow_from_sums_with_and_without_tax(shop: dict[str, EntityProposal]) -> None:
    assert set(sources(shop["sales_order"], "tax_amount")) == {"order.subTotalWithTax", "order.subTotal"}
    assert sources(shop["sales_order"], "total_amount") == ("order.subTotalWithTax",)
    total = next(it for it in shop["sales_order"].placements if it.column == "total_amount")
    assert total.expression == '"order".subTotalWithTax * 0.01'


def test_a_table_that_pairs_two_others_lends_its_references(shop: dict[str, EntityProposal]) -> None:
    assert sources(shop["fulfillment"], "sales_order_id") == ("order_fulfillments.orderId",)
    assert sources(shop["fulfillment"], "shipped_at") == ()


@pytest.mark.parametrize(("rates", "expected"), [({}, ()), ({"GBP": 0.8, "JPY": 150.0}, ("order.currency",))])
def test_a_currency_in_which_prices_are_the_same_numbers_is_a_label(
    tmp_path: Path, rates: dict[str, float], expected: tuple[str, ...]
) -> None:
    known = PRICES | rates
    orders = [f"{n},{currency},2025-01-05" for n, currency in enumerate([*known, *known], start=1)]
    lines = [
        f"{order * 100 + item},{order},{item},1,{(item * 10 + 0.99) * rate:.2f}"
        for order, rate in enumerate(known.values(), start=1)
        for item in range(1, 21)
    ]
    tables = {
        "article": ["id,sku,name", *(f"{n},A-{n},Thing {n}" for n in range(1, 21))],
        "order": ["id,currency,order_date,customer", *(f"{it},K{n}" for n, it in enumerate(orders))],
        "order_line": ["id,order_id,article_id,quantity,unit_price", *lines],
    }
    entity = proposed(write(tmp_path / "shop", tables))["sales_order"]
    assert sources(entity, "currency_code") == expected
    reason = next(it.reason for it in entity.placements if it.column == "currency_code")
    assert ("label" in reason) is (not expected)
