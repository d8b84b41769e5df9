"""The totals of an extract, from its bytes by plain Python; imports nothing of the project.

Each function returns `{(day, currency): (rows, amount)}` with exact decimals, for one source table.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Totals = dict[tuple[str, str], tuple[int, Decimal]]
Row = dict[str, Any]


def add_up(
    rows: Iterable[Row], day: Callable[[Row], str], currency: Callable[[Row], str], amount: Callable[[Row], Decimal]
) -> Totals:
    """Sum rows by day and currency."""
    totals: Totals = {}
    for row in rows:
        place = (day(row), currency(row))
        count, money = totals.get(place, (0, Decimal(0)))
        totals[place] = (count + 1, money + amount(row))
    return totals


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


def text_day(value: object) -> str:
    """The day of a timestamp, as ISO text."""
    return value.date().isoformat() if isinstance(value, datetime) else str(value)[:10]


def adventureworks(folder: Path) -> dict[tuple[str, str], Totals]:
    """Totals by (source, entity) of the Adventure Works extracts."""
    orders = {row["SalesOrderID"]: row for row in parquet_rows(folder / "derived_SalesOrderHeader_from_dw.parquet")}
    lines = parquet_rows(folder / "derived_SalesOrderDetail_from_dw.parquet")
    purchases = {
        row["PurchaseOrderID"]: row for row in parquet_rows(folder / "oltp" / "Purchasing.PurchaseOrderHeader.parquet")
    }
    purchase_lines = parquet_rows(folder / "oltp" / "Purchasing.PurchaseOrderDetail.parquet")

    def sold(is_web: bool) -> Totals:
        return add_up(
            (line for line in lines if orders[line["SalesOrderID"]]["OnlineOrderFlag"] == is_web),
            lambda line: text_day(orders[line["SalesOrderID"]]["OrderDate"]),
            lambda line: "USD",
            lambda line: Decimal(line["LineTotal"]),
        )

    bought = add_up(
        purchase_lines,
        lambda line: text_day(purchases[line["PurchaseOrderID"]]["OrderDate"]),
        lambda line: "USD",
        lambda line: Decimal(line["LineTotal"]),
    )
    return {
        ("aw_web", "sales_order_line"): sold(True),
        ("aw_erp", "sales_order_line"): sold(False),
        ("aw_erp", "purchase_order_line"): bought,
    }


def demo(extracts: Path) -> dict[tuple[str, str], Totals]:
    """Totals by (source, entity) of the demo company's extracts."""
    orders_file = next((extracts / "shop").glob("orders_*.jsonl"))
    refunds_file = next((extracts / "shop").glob("refunds_*.jsonl"))
    orders = {row["id"]: row for row in json_rows(orders_file, "Order")}

    def line_amount(line: Row) -> Decimal:
        price = Decimal(line["originalUnitPriceSet"]["presentmentMoney"]["amount"])
        return price * line["quantity"] - Decimal(line["totalDiscountSet"]["presentmentMoney"]["amount"])

    odoo = extracts / "odoo"
    currencies = {row["id"]: row["name"] for row in csv_rows(next(odoo.glob("res_currency_20*.csv")))}
    purchases = {row["id"]: row for row in csv_rows(next(odoo.glob("purchase_order_20*.csv")))}
    return {
        ("shop", "sales_order_line"): add_up(
            json_rows(orders_file, "LineItem"),
            lambda line: orders[line["__parentId"]]["createdAt"][:10],
            lambda line: orders[line["__parentId"]]["presentmentCurrencyCode"],
            line_amount,
        ),
        ("shop", "refund_line"): add_up(
            json_rows(refunds_file, "RefundLineItem"),
            lambda line: line["createdAt"][:10],
            lambda line: line["subtotalSet"]["presentmentMoney"]["currencyCode"],
            lambda line: Decimal(line["subtotalSet"]["presentmentMoney"]["amount"]),
        ),
        ("odoo", "purchase_order_line"): add_up(
            csv_rows(next(odoo.glob("purchase_order_line_20*.csv"))),
            lambda line: purchases[line["order_id"]]["date_order"][:10],
            lambda line: currencies[line["currency_id"]],
            lambda line: Decimal(line["price_subtotal"]),
        ),
        ("warehouse_3pl", "stock_movement"): add_up(
            csv_rows(next((extracts / "warehouse_3pl").glob("shipments_*.csv")), ";"),
            lambda line: line["shipped_at"][:10],
            lambda line: "",
            lambda line: -Decimal(line["quantity"]),
        ),
    }
