"""Columns of the files that systems import.

Belongs here: Odoo's import columns, and those of a plain template for any other ERP. Not here: what the lines are.

Odoo knows a record by its external id, `id`; a second import of the same id changes that record and makes none. Ids of
its database stand in columns that end in `.id`. A draft has no state: Odoo gives it one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum

from forecasting.feeding.documents import Line

Row = dict[str, str]


class Format(StrEnum):
    """Whose import reads it."""

    odoo = "odoo"
    erp = "erp"


def rows_of(feed: str, form: Format, lines: Sequence[Line]) -> list[Row]:
    """Return the rows of a file; the first column that ends in `id` or `line_number` names the row."""
    return [_FORMATS[form, feed](line) for line in lines]


def key_of(feed: str, form: Format) -> str:
    """Return the column that names a row."""
    if form == Format.erp:
        return "line_reference"
    return {"purchase_orders": "order_line/id", "transfers": "move_ids/id", "safety_stock": "id"}[feed]


def _odoo_purchase(line: Line) -> Row:
    return {
        "id": line.document,
        "partner_id/.id": line.partner_id or "",
        "currency_id": line.currency_code or "",
        "date_order": f"{line.order_date} 00:00:00",
        "origin": line.document.removeprefix("entrepot."),
        "order_line/id": line.line,
        "order_line/product_id/.id": line.product_id,
        "order_line/name": f"[{line.sku}] {line.origin}",
        "order_line/product_qty": number(line.qty),
        "order_line/price_unit": "" if line.unit_price is None else number(line.unit_price),
        "order_line/date_planned": f"{line.expected_date} 12:00:00",
    }


def _odoo_transfer(line: Line) -> Row:
    return {
        "id": line.document,
        "picking_type_id/id": "stock.picking_type_internal",
        "location_id/.id": line.from_location_id or "",
        "location_dest_id/.id": line.location_id or "",
        "scheduled_date": f"{line.order_date} 00:00:00",
        "origin": line.document.removeprefix("entrepot."),
        "move_ids/id": line.line,
        "move_ids/name": f"[{line.sku}] {line.origin}",
        "move_ids/product_id/.id": line.product_id,
        "move_ids/product_uom_qty": number(line.qty),
        "move_ids/location_id/.id": line.from_location_id or "",
        "move_ids/location_dest_id/.id": line.location_id or "",
    }


def _odoo_rule(line: Line) -> Row:
    return {
        "id": line.line,
        "product_id/.id": line.product_id,
        "location_id/.id": line.location_id or "",
        "product_min_qty": number(line.qty),
        "product_max_qty": number(line.max_qty or line.qty),
    }


def _plain_line(line: Line) -> Row:
    return {
        "document_reference": line.document,
        "line_reference": line.line,
        "supplier_id": line.partner_id or "",
        "supplier_name": line.partner_name or "",
        "from_location_id": line.from_location_id or "",
        "to_location_id": line.location_id or "",
        "article_id": line.product_id,
        "sku": line.sku,
        "quantity": number(line.qty),
        "fill_up_to": "" if line.max_qty is None else number(line.max_qty),
        "unit_price": "" if line.unit_price is None else number(line.unit_price),
        "currency": line.currency_code or "",
        "order_date": f"{line.order_date}",
        "requested_date": f"{line.expected_date}",
        "note": line.origin,
    }


def number(value: Decimal) -> str:
    """Return a number without zeros at its end, and never with an exponent."""
    return f"{value.normalize():f}"


_FORMATS: dict[tuple[Format, str], Callable[[Line], Row]] = {
    (Format.odoo, "purchase_orders"): _odoo_purchase,
    (Format.odoo, "transfers"): _odoo_transfer,
    (Format.odoo, "safety_stock"): _odoo_rule,
    (Format.erp, "purchase_orders"): _plain_line,
    (Format.erp, "transfers"): _plain_line,
    (Format.erp, "safety_stock"): _plain_line,
}
