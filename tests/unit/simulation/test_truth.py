"""The truth's totals equal what plain Python finds in the extracts."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]
Bulk = Callable[[str, str], list[Row]]
Table = Callable[[str, str], list[Row]]
Totals = dict[tuple[str, str], tuple[int, Decimal]]
Entry = tuple[str, str, Decimal]


@pytest.fixture(scope="module")
def stated(company: Path) -> dict[tuple[str, str], Totals]:
    """Totals of `totals.csv` by source and entity."""
    found: dict[tuple[str, str], Totals] = {}
    with (company / "truth" / "totals.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            totals = found.setdefault((row["source"], row["entity"]), {})
            totals[row["date"], row["currency_code"]] = (int(row["row_count"]), Decimal(row["amount"]))
    return found


def add_up(entries: Iterable[Entry]) -> Totals:
    totals: Totals = {}
    for day, currency, amount in entries:
        count, total = totals.get((day, currency), (0, Decimal(0)))
        totals[day, currency] = (count + 1, total + amount)
    return totals


def presented(amounts: Row) -> tuple[str, Decimal]:
    amount = amounts["presentmentMoney"]
    return amount["currencyCode"], Decimal(amount["amount"])


def test_totals_of_the_shop(stated: dict[tuple[str, str], Totals], bulk: Bulk) -> None:
    orders = {row["id"]: row for row in bulk("orders", "Order")}
    lines: list[Entry] = []
    for row in bulk("orders", "LineItem"):
        currency, price = presented(row["originalUnitPriceSet"])
        net = row["quantity"] * price - presented(row["totalDiscountSet"])[1]
        lines.append((orders[row["__parentId"]]["createdAt"][:10], currency, net))
    assert stated["shop", "sales_order_line"] == add_up(lines)
    assert stated["shop", "sales_order"] == add_up(
        (row["createdAt"][:10], *presented(row["totalPriceSet"])) for row in orders.values()
    )
    assert stated["shop", "refund_line"] == add_up(
        (row["createdAt"][:10], *presented(row["subtotalSet"])) for row in bulk("refunds", "RefundLineItem")
    )


def test_totals_of_payments_count_refunds_as_negative(stated: dict[tuple[str, str], Totals], bulk: Bulk) -> None:
    entries = []
    for row in bulk("orders", "OrderTransaction"):
        currency, amount = presented(row["amountSet"])
        entries.append((row["processedAt"][:10], currency, -amount if row["kind"] == "REFUND" else amount))
    assert stated["shop", "payment"] == add_up(entries)


def test_totals_of_list_prices(stated: dict[tuple[str, str], Totals], bulk: Bulk) -> None:
    variants = bulk("products", "ProductVariant")
    assert stated["shop", "price"] == add_up((row["updatedAt"][:10], "EUR", Decimal(row["price"])) for row in variants)
    assert stated["shop", "product_variant"] == {("", ""): (len(variants), Decimal(0))}


def test_totals_of_purchases(stated: dict[tuple[str, str], Totals], table: Table) -> None:
    currency = {row["id"]: row["name"] for row in table("odoo", "res_currency")}
    orders = {row["id"]: row for row in table("odoo", "purchase_order")}
    lines = table("odoo", "purchase_order_line")
    assert stated["odoo", "purchase_order_line"] == add_up(
        (orders[row["order_id"]]["date_order"][:10], currency[row["currency_id"]], Decimal(row["price_subtotal"]))
        for row in lines
    )
    assert stated["odoo", "purchase_order"] == add_up(
        (row["date_order"][:10], currency[row["currency_id"]], Decimal(row["amount_total"])) for row in orders.values()
    )
    for row in lines:
        assert Decimal(row["price_subtotal"]) == Decimal(row["price_unit"]) * Decimal(row["product_qty"])


def test_totals_of_receipts_costs_and_rates(stated: dict[tuple[str, str], Totals], table: Table) -> None:
    moves = table("odoo", "stock_move")
    assert stated["odoo", "receipt_line"] == add_up((r["date"][:10], "", Decimal(r["quantity_done"])) for r in moves)
    layers = table("odoo", "stock_valuation_layer")
    assert stated["odoo", "product_cost"] == add_up(
        (row["create_date"][:10], "EUR", Decimal(row["unit_cost"])) for row in layers
    )
    rates = table("odoo", "res_currency_rate")
    assert stated["odoo", "exchange_rate"] == add_up((row["name"], "EUR", Decimal(row["rate"])) for row in rates)
    materials = table("odoo", "mrp_bom_line")
    assert stated["odoo", "bill_of_material_line"] == add_up(("", "", Decimal(row["product_qty"])) for row in materials)


def test_totals_of_invoices(stated: dict[tuple[str, str], Totals], table: Table) -> None:
    currency = {row["id"]: row["name"] for row in table("odoo", "res_currency")}
    moves = {row["id"]: row for row in table("odoo", "account_move")}
    lines = table("odoo", "account_move_line")
    assert stated["odoo", "invoice_line"] == add_up(
        (moves[row["move_id"]]["invoice_date"], currency[row["currency_id"]], Decimal(row["price_subtotal"]))
        for row in lines
    )
    per_move: dict[str, Decimal] = dict.fromkeys(moves, Decimal(0))
    for row in lines:
        per_move[row["move_id"]] += Decimal(row["price_subtotal"])
    assert per_move == {key: Decimal(row["amount_untaxed"]) for key, row in moves.items()}


def test_totals_of_deals_counts_and_parcels(stated: dict[tuple[str, str], Totals], table: Table) -> None:
    assert stated["crm", "opportunity"] == add_up(
        (row["createdate"][:10], row["deal_currency_code"], Decimal(row["amount"])) for row in table("crm", "deals")
    )
    assert stated["warehouse_3pl", "stock_snapshot"] == add_up(
        (row["snapshot_date"], "", Decimal(row["on_hand"])) for row in table("warehouse_3pl", "stock_levels")
    )
    assert stated["warehouse_3pl", "stock_movement"] == add_up(
        (row["shipped_at"][:10], "", -Decimal(row["quantity"])) for row in table("warehouse_3pl", "shipments")
    )


def test_every_party_record_has_its_truth(company: Path, table: Table, bulk: Bulk) -> None:
    with (company / "truth" / "parties.csv").open(encoding="utf-8", newline="") as stream:
        stated = {(row["source"], row["record_id"]): row["true_party_id"] for row in csv.DictReader(stream)}
    records = {("shop", row["id"]) for row in bulk("customers", "Customer")}
    records |= {("crm", row["hs_object_id"]) for name in ("contacts", "companies") for row in table("crm", name)}
    records |= {("odoo", row["id"]) for row in table("odoo", "res_partner")}
    assert set(stated) == records
    for row in table("crm", "contacts"):
        if row["shopify_customer_id"]:
            assert stated["crm", row["hs_object_id"]] == stated["shop", row["shopify_customer_id"]]
    for row in table("crm", "companies"):
        if row["erp_partner_id"]:
            assert stated["crm", row["hs_object_id"]] == stated["odoo", row["erp_partner_id"]]
