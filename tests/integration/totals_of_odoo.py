"""The totals of an Odoo by plain Python from its bytes: ledger, stock, production, copies of orders.

It imports nothing of the project.

Belongs here: what an ERP's files say beside orders and articles. Not here: reading and adding up, which is done as for
every other system (totals_of_extracts, handed over as `tools`).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

Row = dict[str, Any]
CompanyTotals = dict[tuple[str, str], dict[tuple[str, str], tuple[int, Decimal]]]

REFUNDS = ("out_refund", "in_refund")
HELD = ("internal", "transit")


def erp(odoo: Path, tools: ModuleType) -> CompanyTotals:
    """Totals of one ERP's extracts by source and entity."""
    totals = {**_ledger(odoo, tools), **_stock(odoo, tools), **_making(odoo, tools), **_copies(odoo, tools)}
    return {(odoo.name, entity): found for entity, found in totals.items()}


def _rows(odoo: Path, tools: ModuleType, table: str) -> list[Row]:
    """The current rows of a table, by id."""
    rows: list[Row] = tools.latest(odoo, table, tools.csv_rows, "id")
    return rows


def _by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in rows}


def _books_in(odoo: Path, tools: ModuleType) -> Callable[[str], str]:
    """The currency in which a company keeps its books."""
    currencies = _by_id(_rows(odoo, tools, "res_currency"))
    companies = _by_id(_rows(odoo, tools, "res_company"))
    return lambda company: str(currencies[companies[company]["currency_id"]]["name"])


def _ledger(odoo: Path, tools: ModuleType) -> dict[str, Any]:
    books, currencies = _books_in(odoo, tools), _by_id(_rows(odoo, tools, "res_currency"))
    documents, items = _by_id(_rows(odoo, tools, "account_move")), _by_id(_rows(odoo, tools, "account_move_line"))
    invoices = [document for document in documents.values() if document["move_type"] != "entry"]
    posted = [item for item in items.values() if item["parent_state"] == "posted" and item["account_id"]]
    taxes = [item for item in posted if item["tax_line_id"] and documents[item["move_id"]]["move_type"] != "entry"]
    return {
        "invoice": tools.add_up(
            invoices,
            lambda row: row["invoice_date"] or row["date"],
            lambda row: currencies[row["currency_id"]]["name"],
            lambda row: Decimal(row["amount_total"]) * (-1 if row["move_type"] in REFUNDS else 1),
        ),
        "journal_line": tools.add_up(
            posted, tools.day_in("date"), lambda row: books(row["company_id"]), tools.value_in("balance")
        ),
        "tax_line": tools.add_up(
            taxes,
            tools.day_in("date"),
            lambda row: currencies[row["currency_id"]]["name"],
            lambda row: -Decimal(row["amount_currency"]),
        ),
        "settlement": _settled(odoo, tools, documents, items, books),
    }


def _settled(
    odoo: Path, tools: ModuleType, documents: dict[str, Row], items: dict[str, Row], books: Callable[[str], str]
) -> Any:
    """Pairs of entries that cancel one another, where one of the two stands on an invoice or a bill."""

    def kind(item: str) -> str:
        return str(documents[items[item]["move_id"]]["move_type"])

    pairs = [
        pair
        for pair in _rows(odoo, tools, "account_partial_reconcile")
        if {kind(pair["debit_move_id"]), kind(pair["credit_move_id"])} != {"entry"}
    ]
    return tools.add_up(
        pairs,
        tools.day_in("create_date"),
        lambda pair: books(items[pair["debit_move_id"]]["company_id"]),
        lambda pair: Decimal(pair["amount"]) * (-1 if kind(pair["debit_move_id"]) == "entry" else 1),
    )


def _stock(odoo: Path, tools: ModuleType) -> dict[str, Any]:
    places = {row["id"]: row["usage"] in HELD for row in _rows(odoo, tools, "stock_location")}
    done = [move for move in _rows(odoo, tools, "stock_move") if move["state"] == "done"]
    moved = [(move, 1) for move in done if places[move["location_dest_id"]]]
    moved += [(move, -1) for move in done if places[move["location_id"]]]
    day = max(path.stem.rpartition("_")[2] for path in odoo.glob("stock_quant_*.csv"))
    held = [quant for quant in _rows(odoo, tools, "stock_quant") if places[quant["location_id"]]]
    return {
        "stock_movement": tools.add_up(
            [{**move, "sign": sign} for move, sign in moved],
            tools.day_in("date"),
            tools.always(""),
            lambda move: move["sign"] * Decimal(move.get("quantity") or move["product_uom_qty"]),
        ),
        "stock_snapshot": tools.add_up(held, tools.always(day), tools.always(""), tools.value_in("quantity")),
    }


def _making(odoo: Path, tools: ModuleType) -> dict[str, Any]:
    orders = _by_id(_rows(odoo, tools, "mrp_production"))
    return {
        "bill_of_material": tools.count(_rows(odoo, tools, "mrp_bom")),
        "work_center": tools.count(_rows(odoo, tools, "mrp_workcenter")),
        "production_order": tools.add_up(
            orders.values(), tools.day_in("create_date"), tools.always(""), tools.value_in("product_qty")
        ),
        "production_operation": tools.add_up(
            _rows(odoo, tools, "mrp_workorder"),
            tools.day_in("date_start"),
            tools.always(""),
            lambda row: orders[row["production_id"]]["product_qty"],
        ),
    }


def _copies(odoo: Path, tools: ModuleType) -> dict[str, Any]:
    """Orders of other systems as the ERP has them: they name where they come from."""
    currencies = _by_id(_rows(odoo, tools, "res_currency"))
    orders = _by_id([row for row in _rows(odoo, tools, "sale_order") if row["origin"]])
    lines = [row for row in _rows(odoo, tools, "sale_order_line") if row["order_id"] in orders]

    def currency(order: Row) -> str:
        return str(currencies[order["currency_id"]]["name"])

    return {
        "order_copy": tools.add_up(
            orders.values(), tools.day_in("date_order"), currency, tools.value_in("amount_total")
        ),
        "order_copy_line": tools.add_up(
            lines,
            lambda line: orders[line["order_id"]]["date_order"][:10],
            lambda line: currency(orders[line["order_id"]]),
            tools.value_in("price_subtotal"),
        ),
    }
