"""The import of a feed's file into Odoo's tables in PostgreSQL, as Odoo does it: by external ids."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from forecasting.feeding.documents import Line
from forecasting.feeding.formats import Format, key_of, rows_of
from forecasting.feeding.versions import next_version

FED = [("NEW-buy_20240820_0", 10.0), ("NEW-buy_20240820_0", 12.0), ("NEW-buy_20240820_1", 11.0)]
"""Numbers of the orders, and the units of their lines."""
COMES_BACK = """
    select orders.order_number, cast(lines.ordered_qty as double) from canonical.purchase_order_line as lines
    join canonical.purchase_order as orders using (source_name, purchase_order_id)
    where orders.source_name = 'real' and orders.order_number like 'NEW-%'"""


def archive_newest(erp: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Archive the newest partner."""
    archive = f"update {schema}.res_partner set active = false where id = (select max(id) from {schema}.res_partner)"
    erp.execute("call postgres_execute('erp', $1)", [archive])


def delete_newest_line(erp: duckdb.DuckDBPyConnection, schema: str) -> int:
    """Delete the newest line of a purchase order, and return its id."""
    found = erp.execute(f"select max(id) from erp.{schema}.purchase_order_line").fetchone() or (0,)
    erp.execute(f"call postgres_execute('erp', 'delete from {schema}.purchase_order_line where id = {found[0]}')")
    return int(found[0])


def feed_twice(erp: duckdb.DuckDBPyConnection, folder: Path, schema: str) -> None:
    """Import a feed of two drafts twice, as Odoo would, and confirm them as a person would."""
    partner, company, currency = (
        erp.execute(f"""
        select partner_id, company_id, currency_id from erp.{schema}.purchase_order order by id limit 1""").fetchone()
        or ()
    )
    goods = erp.execute(
        f"select distinct product_id from erp.{schema}.purchase_order_line order by 1 limit 3"
    ).fetchall()
    day, lines = date(2024, 8, 20), []
    for number, (product,) in enumerate(goods):
        document = f"entrepot.buy_20240820_{number % 2}"
        lines.append(
            Line(document, f"{document}_{product}", str(partner), "Mill", str(product), f"SKU-{product}", None, "8",
                 Decimal(10 + number), None, Decimal("2.5"), "EUR", day, day, "accepted")
        )  # fmt: skip
    rows = rows_of("purchase_orders", Format.odoo, lines)
    version = next_version(folder / "feed", rows, key_of("purchase_orders", Format.odoo), is_dry=False)
    assert version.file is not None
    for _ in range(2):
        with version.file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                import_row(erp, schema, row, {"company_id": company, "currency_id": currency})
    erp.execute(
        "call postgres_execute('erp', $1)",
        [f"update {schema}.purchase_order set state = 'purchase' where origin like 'buy_20240820_%'"],
    )


def import_row(erp: duckdb.DuckDBPyConnection, schema: str, row: dict[str, str], common: dict[str, Any]) -> None:
    """Import a row as Odoo does: a record that its external id names already is changed, any other is made."""
    untouched = {"date_approve": None, "qty_received": 0, "qty_invoiced": 0, "create_date": row["date_order"]}
    order = {**untouched, **common, "partner_id": int(row["partner_id/.id"]), "date_order": row["date_order"],
             "origin": row["origin"], "name": f"NEW-{row['origin']}", "state": "draft"}  # fmt: skip
    number = put(erp, schema, "purchase_order", row["id"], order)
    units, price = Decimal(row["order_line/product_qty"]), Decimal(row["order_line/price_unit"])
    amount = str(units * price)
    line = {**untouched, **common, "order_id": number, "product_id": int(row["order_line/product_id/.id"]),
            "partner_id": order["partner_id"], "name": row["order_line/name"], "product_qty": str(units),
            "product_uom_qty": str(units), "price_unit": str(price), "price_subtotal": amount, "price_total": amount,
            "price_tax": 0, "date_planned": row["order_line/date_planned"]}  # fmt: skip
    put(erp, schema, "purchase_order_line", row["order_line/id"], line)
    total = f"(select sum(price_subtotal) from {schema}.purchase_order_line where order_id = {number})"
    erp.execute(
        "call postgres_execute('erp', $1)",
        [f"update {schema}.purchase_order set amount_untaxed = {total}, amount_tax = 0, amount_total = {total} "
         f"where id = {number}"],
    )  # fmt: skip


def put(erp: duckdb.DuckDBPyConnection, schema: str, table: str, external: str, values: dict[str, Any]) -> int:
    """Write a record in place of the one that an external id names, or as a new one like the table's newest."""
    name = external.removeprefix("entrepot.")
    statements = f"""
        create table if not exists {schema}.ir_model_data (name text primary key, res_id integer);
        insert into {schema}.ir_model_data select '{name}', max(id) + 100 from {schema}.{table} on conflict do nothing;
        create temp table made as
            select (jsonb_populate_record(model, '{json.dumps(values).replace("'", "''")}'::jsonb || jsonb_build_object(
                'id', (select res_id from {schema}.ir_model_data where name = '{name}'),
                'write_date', (select max(write_date) + interval '1 second' from {schema}.{table})))).*
            from {schema}.{table} as model order by model.id desc limit 1;
        delete from {schema}.{table} where id in (select id from made);
        insert into {schema}.{table} select * from made;
        drop table made"""
    erp.execute("call postgres_execute('erp', $1)", [statements])
    found = erp.execute(
        "select * from postgres_query('erp', $1)", [f"select res_id from {schema}.ir_model_data where name = '{name}'"]
    ).fetchone()
    return int(found[0]) if found else 0
