"""What each supplier is asked for, and only that: open orders, what is accepted to be bought, and what else is needed.

Eight weeks, each request in the week that the plan goes by. What is accepted is in no system that orders yet, so that
no supplier knows of it from there; its number begins with A, that of what is needed beyond it with F.

Belongs here: a pack's rows, and its form for the answer. Not here: writing files (`versions`, the command line), and
reading answers, which come in as files of the vendor `supplier_files`.

The form has the columns of its table `commitments`. A row is a number that tells which request it answers; quantity and
day are left for the supplier to fill in, and rows that it does not answer are to be taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

WEEKS = 8
FORM_COLUMNS = (
    "commitment_no", "purchase_order", "article", "committed_quantity", "unit", "committed_date", "supplier",
    "given_on", "needed_on", "requested_quantity", "answer_no",
)  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """What goes to one supplier.

    Attributes:
        supplier_key: Its key.
        supplier_name: Its name.
        rows: One per open line of an order with what was answered, per accepted proposal, and per article and week that
            further orders must bring.
    """

    supplier_key: str
    supplier_name: str
    rows: list[dict[str, Any]]

    @property
    def form(self) -> list[dict[str, str]]:
        """The rows as the form for its answer."""
        return [
            {
                "commitment_no": row["request_number"], "purchase_order": row["order_number"] or "",
                "article": row["sku"], "committed_quantity": "", "unit": row["unit_code"] or "", "committed_date": "",
                "supplier": self.supplier_name, "given_on": "", "needed_on": f"{row['needed_date']:%d/%m/%Y}",
                "requested_quantity": f"{row['requested_qty'].normalize():f}", "answer_no": "",
            }
            for row in self.rows
        ]  # fmt: skip


def requirement_packs(connection: duckdb.DuckDBPyConnection, supplier: str | None = None) -> list[Pack]:
    """Return the pack of every supplier that is asked for something, by name.

    Args:
        connection: A release.
        supplier: Only those of this name, whatever its case.
    """
    cursor = connection.execute(_asked_sql(), [supplier])
    names = [column[0] for column in cursor.description or []]
    packs: dict[str, Pack] = {}
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        key, name = row.pop("supplier_key"), row.pop("supplier_name")
        packs.setdefault(key, Pack(key, name, [])).rows.append(row)
    return list(packs.values())


def day_of(connection: duckdb.DuckDBPyConnection) -> date:
    """Return the day of the plan that a release holds."""
    found = connection.execute("select min(week_start_date) from marts.mart_planning__supplier_requirement").fetchone()
    day: date = found[0] if found and found[0] else date.min
    return day


def _asked_sql() -> str:
    return f"""
        with bounds as (
            select min(week_start_date) as first_date, min(week_start_date) + {WEEKS * 7} as end_date
            from marts.mart_planning__supplier_requirement where week_number = 1
        ),
        asked as (
            select
                orders.supplier_key,
                case when orders.answer_state = 'accepted' then 'accepted' else 'order' end as request_type,
                orders.order_number, orders.product_key,
                coalesce(orders.requested_date, orders.asked_date) as needed_date,
                orders.promised_date, orders.confirmed_date, orders.confirmed_qty, orders.asked_qty as requested_qty,
                orders.unit_price_amount, orders.currency_code
            from marts.mart_planning__supplier_order as orders
            cross join bounds
            where orders.told_date < bounds.end_date
            union all
            select
                needs.supplier_key, 'forecast', null, needs.product_key, needs.week_start_date, null, null, null,
                needs.planned_qty, null, needs.currency_code
            from marts.mart_planning__supplier_requirement as needs
            cross join bounds
            where needs.planned_qty > 0 and needs.week_start_date < bounds.end_date
        )
        select
            asked.supplier_key, suppliers.supplier_name, asked.request_type,
            concat_ws('-', coalesce(asked.order_number, case asked.request_type when 'accepted' then 'A' else 'F' end
                || strftime(asked.needed_date, '%Y%m%d')), products.sku)
                as request_number,
            asked.order_number, products.sku, products.product_name, products.colour_name, products.size_code,
            products.unit_code, asked.needed_date, asked.promised_date,
            asked.confirmed_date, cast(asked.confirmed_qty as decimal(18, 4)) as confirmed_qty,
            cast(asked.requested_qty as decimal(18, 4)) as requested_qty, asked.unit_price_amount, asked.currency_code
        from asked
        inner join core.dim_supplier as suppliers on asked.supplier_key = suppliers.supplier_key
        inner join core.dim_product as products on asked.product_key = products.product_key
        where asked.supplier_key <> 'unknown' and ($1 is null or suppliers.supplier_name ilike $1)
        order by suppliers.supplier_name, asked.supplier_key, asked.request_type desc, asked.needed_date, products.sku,
            asked.order_number
    """
