"""The totals of an extract, from its bytes by plain Python; imports nothing of the project.

A company's function returns `{(source, entity): totals}`; totals are `{(day, currency): (rows, amount)}` with exact
decimals, `""` for an entity without a day or a currency, and 0 for one that is only counted. Amounts are rounded to
four places row by row, half away from zero, as the warehouse holds them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]
Totals = dict[tuple[str, str], tuple[int, Decimal]]
CompanyTotals = dict[tuple[str, str], Totals]
Text = Callable[[Row], str]
Amount = Callable[[Row], Any]

PLACES = Decimal("0.0001")


def add_up(rows: Iterable[Row], day: Text, currency: Text, amount: Amount) -> Totals:
    """Sum rows by day and currency; an amount that is not there adds nothing but its row."""
    totals: Totals = {}
    for row in rows:
        place = (day(row), currency(row))
        count, money = totals.get(place, (0, Decimal(0)))
        value = amount(row)
        added = Decimal(0) if value in (None, "") else Decimal(value).quantize(PLACES, ROUND_HALF_UP)
        totals[place] = (count + 1, money + added)
    return totals


def count(rows: Iterable[Row]) -> Totals:
    """Count rows that have neither a day nor a measure."""
    return {("", ""): (sum(1 for _ in rows), Decimal(0))}


def parquet_rows(path: Path) -> list[Row]:
    """Read a Parquet file as dictionaries."""
    rows: list[Row] = pq.read_table(path).to_pylist()
    return rows


def csv_rows(path: Path, delimiter: str = ",") -> Iterator[Row]:
    """Read a CSV file as dictionaries of text."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream, delimiter=delimiter)


def json_rows(path: Path, kind: str) -> Iterator[Row]:
    """Read the lines of one type of a bulk file; the type stands in the id."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if f"/{kind}/" in row["id"]:
                yield row


def day_in(column: str) -> Text:
    """The day of a date or timestamp in a column, as ISO text."""

    def day(row: Row) -> str:
        value = row[column]
        return value.isoformat()[:10] if isinstance(value, date | datetime) else str(value)[:10]

    return day


def value_in(column: str) -> Text:
    """The value of a column, as it stands."""
    return lambda row: row[column]


def always(text: str) -> Text:
    """The same text for every row."""
    return lambda row: text


def demo(extracts: Path) -> CompanyTotals:
    """Totals of the demo company's extracts: shops, CRM, both ERPs, operator, targets, what others hold, visits."""
    totals: CompanyTotals = {}
    for shop in ("shop_eu", "shop_us"):
        totals |= {**_shop_sales(extracts / shop), **_shop_money_back(extracts / shop), **_shop_lists(extracts / shop)}
    for erp in ("erp_old", "erp"):
        totals |= {**_odoo_lists(extracts / erp), **_odoo_sales(extracts / erp), **_odoo_money(extracts / erp)}
        totals |= _odoo_goods(extracts / erp)
    totals |= {("targets", "target"): _targets(extracts / "office")}
    totals |= {**_providers(extracts / "payments"), **_carriers(extracts / "carriers")}
    totals |= {**_marketplace(extracts / "marketplace"), **_visits(extracts / "web_analytics")}
    return {**totals, **_crm(extracts / "crm"), **_operator(extracts / "warehouse_3pl")}


def _targets(folder: Path) -> Totals:
    rows = _csv(folder, "targets", "month", "country", "channel")
    return add_up(rows, lambda row: f"{row['month']}-01", value_in("currency"), value_in("net_sales"))


def _providers(folder: Path) -> CompanyTotals:
    """Deposits, and what they consist of: a fee is a row of its own, with its sign turned."""
    parts = _csv(folder, "balance_transactions", "transaction_id")
    fees = [{**row, "amount": str(-Decimal(row["fee"]))} for row in parts if Decimal(row["fee"])]
    return {
        ("payments", "payout"): add_up(
            _csv(folder, "payouts", "payout_id"), day_in("arrival_date"), value_in("currency"), value_in("net")
        ),
        ("payments", "settlement_line"): add_up(
            [*parts, *fees], day_in("created_at"), value_in("currency"), value_in("amount")
        ),
    }


def _carriers(folder: Path) -> CompanyTotals:
    scans = latest(folder, "tracking", _tracked, "trackingNumber", "event", "occurredAt")
    cash = _csv(folder, "cash_remittances", "remittance_no", "order_ref", delimiter=";")
    parcels = {row["trackingNumber"]: row for row in scans if row["event"] == "PICKED_UP"}
    return {
        ("carriers", "shipment_event"): add_up(scans, day_in("occurredAt"), always(""), always("")),
        ("carriers", "shipment"): add_up(parcels.values(), day_in("occurredAt"), always(""), always("")),
        ("carriers", "cod_remittance"): add_up(
            cash, day_in("collected_at"), value_in("currency"), value_in("collected")
        ),
    }


def _tracked(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _marketplace(folder: Path) -> CompanyTotals:
    lines = [
        {**row, "value": row["amount"].replace(",", ".")}
        for row in _csv(folder, "settlements", "line_no", delimiter=";")
    ]
    transfers = [row for row in lines if row["amount-type"] == "Transfer"]
    return {
        ("marketplace", "settlement_line"): add_up(
            lines, lambda row: _german_day(row["posted-date"]), value_in("currency"), value_in("value")
        ),
        ("marketplace", "payout"): add_up(
            transfers,
            lambda row: _german_day(row["settlement-end"]),
            value_in("currency"),
            lambda row: -Decimal(row["value"]),
        ),
    }


def _german_day(text: str) -> str:
    day, month, year = text[:10].split(".")
    return f"{year}-{month}-{day}"


def _visits(folder: Path) -> CompanyTotals:
    rows = _csv(folder, "sessions", "date", "country", "device", "campaign")
    return {("web_analytics", "web_traffic"): add_up(rows, day_in("date"), always(""), value_in("sessions"))}


def latest(folder: Path, table: str, read: Callable[[Path], Iterable[Row]], *key: str) -> list[Row]:
    """Fold a table's dated files, oldest first: of each key the row that was told last."""
    rows: dict[tuple[Any, ...], Row] = {}
    for path in sorted(folder.glob(f"{table}_20*"), key=_told_at):
        rows.update({tuple(row[name] for name in key): row for row in read(path)})
    return list(rows.values())


def _told_at(path: Path) -> tuple[str, float]:
    """The date in a file's name; of two files of one date the one written later counts as later."""
    return path.name.split("_20", 1)[1][:8], path.stat().st_mtime


def _lines(shop: Path, table: str, kind: str) -> list[Row]:
    return latest(shop, table, lambda path: json_rows(path, kind), "id")


def _csv(folder: Path, table: str, *key: str, delimiter: str = ",") -> list[Row]:
    return latest(folder, table, lambda path: csv_rows(path, delimiter), *(key or ("id",)))


def _paid(money_set: str) -> Text:
    """The amount that the customer saw, of one of the shop's money sets."""
    return lambda row: row[money_set]["presentmentMoney"]["amount"]


def _shown_in(money_set: str) -> Text:
    """The currency that the customer saw."""
    return lambda row: row[money_set]["presentmentMoney"]["currencyCode"]


def _shop_sales(shop: Path) -> CompanyTotals:
    orders = {row["id"]: row for row in _lines(shop, "orders", "Order")}
    lines = [line for line in _lines(shop, "orders", "LineItem") if not line["isGiftCard"]]
    return {
        (shop.name, "sales_order"): add_up(
            orders.values(), day_in("createdAt"), value_in("presentmentCurrencyCode"), _paid("totalPriceSet")
        ),
        (shop.name, "sales_order_line"): add_up(
            ({**line, "order": orders[line["__parentId"]]} for line in lines),
            lambda line: line["order"]["createdAt"][:10],
            lambda line: line["order"]["presentmentCurrencyCode"],
            _net_of_line,
        ),
    }


def _net_of_line(line: Row) -> Decimal:
    tax = Decimal(_paid("taxSet")(line)) if line["order"]["taxesIncluded"] else Decimal(0)
    price = Decimal(_paid("originalUnitPriceSet")(line)) * line["quantity"]
    return price - Decimal(_paid("totalDiscountSet")(line)) - tax


def _shop_money_back(shop: Path) -> CompanyTotals:
    with_tax = {row["id"]: row["taxesIncluded"] for row in _lines(shop, "orders", "Order")}
    return {
        (shop.name, "refund_line"): add_up(
            _lines(shop, "refunds", "RefundLineItem"),
            day_in("createdAt"),
            _shown_in("subtotalSet"),
            lambda line: _net_given_back(line, with_tax[line["orderId"]]),
        ),
        (shop.name, "refund"): add_up(
            _lines(shop, "refunds", "Refund"),
            day_in("createdAt"),
            _shown_in("totalRefundedSet"),
            _paid("totalRefundedSet"),
        ),
        (shop.name, "payment"): add_up(
            _lines(shop, "orders", "OrderTransaction"),
            day_in("processedAt"),
            _shown_in("amountSet"),
            lambda row: Decimal(_paid("amountSet")(row)) * (-1 if row["kind"] == "REFUND" else 1),
        ),
    }


def _net_given_back(line: Row, has_tax_inside: bool) -> Decimal:
    goods = Decimal(_paid("subtotalSet")(line))
    return goods - Decimal(_paid("totalTaxSet")(line)) if has_tax_inside and goods else goods


def _prices(variant: Row) -> list[Row]:
    """The ticket of a variant and its recommended price, which is the ticket where none is crossed out."""
    prices = variant["contextualPricing"]
    both = (prices["price"], prices["compareAtPrice"] or prices["price"])
    return [{**price, "on": variant["updatedAt"]} for price in both]


def _shop_lists(shop: Path) -> CompanyTotals:
    variants = _lines(shop, "products", "ProductVariant")
    return {
        (shop.name, "party_record"): count(_lines(shop, "customers", "Customer")),
        (shop.name, "product"): count(_lines(shop, "products", "Product")),
        (shop.name, "product_variant"): count(variants),
        (shop.name, "price"): add_up(
            [price for row in variants for price in _prices(row)],
            day_in("on"),
            value_in("currencyCode"),
            value_in("amount"),
        ),
    }


def _crm(crm: Path) -> CompanyTotals:
    names = ("contacts", "companies", "deals", "tickets")
    contacts, companies, deals, tickets = (_csv(crm, name, "hs_object_id") for name in names)
    stays = _csv(crm, "deal_stage_history", "history_id")
    currencies = {deal["hs_object_id"]: deal["deal_currency_code"] for deal in deals}
    return {
        ("crm", "party_record"): count([*contacts, *companies]),
        ("crm", "opportunity"): add_up(deals, day_in("createdate"), value_in("deal_currency_code"), value_in("amount")),
        ("crm", "opportunity_stage"): add_up(
            stays, day_in("entered_at"), lambda row: currencies[row["deal_id"]], always("")
        ),
        ("crm", "ticket"): add_up(tickets, day_in("createdate"), always(""), always("")),
    }


def _odoo_lists(odoo: Path) -> CompanyTotals:
    partners = _csv(odoo, "res_partner")
    lists = {
        "legal_entity": "res_company",
        "location": "stock_location",
        "product": "product_template",
        "product_variant": "product_product",
    }
    return {
        (odoo.name, "party_record"): count(partners),
        (odoo.name, "supplier"): count(row for row in partners if int(row["supplier_rank"]) > 0),
        **{(odoo.name, entity): count(_csv(odoo, table)) for entity, table in lists.items()},
    }


def _currency_of(odoo: Path) -> Text:
    currencies = {row["id"]: row["name"] for row in _csv(odoo, "res_currency")}
    return lambda row: currencies[row["currency_id"]]


def _odoo_sales(odoo: Path) -> CompanyTotals:
    currency = _currency_of(odoo)
    orders = {row["id"]: row for row in _csv(odoo, "sale_order") if not row["origin"]}
    lines = [line for line in _csv(odoo, "sale_order_line") if line["order_id"] in orders]
    return {
        (odoo.name, "sales_order"): add_up(orders.values(), day_in("date_order"), currency, value_in("amount_total")),
        (odoo.name, "sales_order_line"): add_up(
            lines,
            lambda line: orders[line["order_id"]]["date_order"][:10],
            lambda line: currency(orders[line["order_id"]]),
            value_in("price_subtotal"),
        ),
    }


def _odoo_money(odoo: Path) -> CompanyTotals:
    currency = _currency_of(odoo)
    items = [row for row in _csv(odoo, "account_move_line") if row["price_subtotal"]]
    kinds = {row["id"]: row["move_type"] for row in _csv(odoo, "account_move")}
    taxes = [
        {**row, "tax": f"{-Decimal(row['amount_currency'])}"}
        for row in _csv(odoo, "account_move_line")
        if row["tax_line_id"] and kinds[row["move_id"]].startswith("out_")
    ]
    layers = [row for row in _csv(odoo, "stock_valuation_layer") if Decimal(row["quantity"]) > 0]
    parts = {
        "purchase_order": (_csv(odoo, "purchase_order"), "date_order", currency, "amount_total"),
        "purchase_order_line": (_csv(odoo, "purchase_order_line"), "create_date", currency, "price_subtotal"),
        "invoice_line": (items, "date", currency, "price_subtotal"),
        "tax_line": (taxes, "date", currency, "tax"),
        "exchange_rate": (_csv(odoo, "res_currency_rate"), "name", always("EUR"), "rate"),
        "product_cost": (layers, "create_date", always("EUR"), "unit_cost"),
    }
    return {
        (odoo.name, entity): add_up(rows, day_in(day), code, value_in(amount))
        for entity, (rows, day, code, amount) in parts.items()
    }


def _odoo_goods(odoo: Path) -> CompanyTotals:
    usages = {row["id"]: row["usage"] for row in _csv(odoo, "stock_location")}
    batches = {row["id"]: Decimal(row["product_qty"]) for row in _csv(odoo, "mrp_bom")}
    moves = [{**row, "usage": usages[row["location_id"]]} for row in _csv(odoo, "stock_move")]
    receipts = [
        move for move in moves if move["state"] == "done" and (move["purchase_line_id"] or move["usage"] == "supplier")
    ]
    return {
        (odoo.name, "receipt_line"): add_up(
            receipts,
            day_in("date"),
            always(""),
            lambda move: Decimal(move["product_uom_qty"]) * (-1 if move["usage"] == "internal" else 1),
        ),
        (odoo.name, "fulfillment_line"): add_up(
            _sent_to_customers(odoo, moves, usages), day_in("date"), always(""), value_in("product_uom_qty")
        ),
        (odoo.name, "bill_of_material_line"): add_up(
            _csv(odoo, "mrp_bom_line"),
            always(""),
            always(""),
            lambda row: Decimal(row["product_qty"]) / batches[row["bom_id"]],
        ),
    }


def _sent_to_customers(odoo: Path, moves: list[Row], usages: dict[str, str]) -> list[Row]:
    """What left for orders of the ERP's own; a shop's orders, which it copied, have that shop as their origin."""
    own = {row["id"] for row in _csv(odoo, "sale_order") if not row["origin"]}
    lines = {line["id"] for line in _csv(odoo, "sale_order_line") if line["order_id"] in own}
    return [move for move in moves if move["sale_line_id"] in lines and usages[move["location_dest_id"]] == "customer"]


def _operator(folder: Path) -> CompanyTotals:
    shipments = _csv(folder, "shipments", "shipment_line_no", delimiter=";")
    stock = _csv(folder, "stock_levels", "snapshot_date", "location_code", "sku", delimiter=";")
    return {
        ("warehouse_3pl", "stock_movement"): add_up(
            shipments, _utc_day_in("shipped_at"), always(""), lambda row: -Decimal(row["quantity"])
        ),
        ("warehouse_3pl", "stock_snapshot"): add_up(stock, day_in("snapshot_date"), always(""), value_in("on_hand")),
        ("warehouse_3pl", "location"): count(_csv(folder, "locations", "location_code", delimiter=";")),
    }


def _utc_day_in(column: str) -> Text:
    """The day in UTC of a local time that tells its own distance from UTC."""
    return lambda row: datetime.fromisoformat(row[column]).astimezone(UTC).date().isoformat()
