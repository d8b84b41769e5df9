"""What is true of the demo company, computed from the world and never from its extracts.

Belongs here: exact totals, who is who, and the parameters. Not here: comparing a release with them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from simulation.folder import TRUTH_MARKER
from simulation.witnesses.writing import write_csv
from simulation.world.build import World
from simulation.world.calendar import END, START
from simulation.world.catalogue import CATEGORIES
from simulation.world.markets import CURRENCIES, MARKETS, WAREHOUSES
from simulation.world.organisations import WHOLESALE

_SHOP = """
select 'shop' as source, 'sales_order' as entity, date_at(o.second) as date, c.code as currency_code, c.digits,
    o.total as amount
from shop_order o join currency c on c.id = o.currency
union all
select 'shop', 'sales_order_line', date_at(o.second), c.code, c.digits, l.quantity * l.price - l.discount
from line l join shop_order o on o.id = l."order" join currency c on c.id = o.currency
union all
select 'shop', 'refund_line', date_at(r.second), c.code, c.digits, l.subtotal
from refund_line l join refund r on r.id = l.refund join shop_order o on o.id = r."order"
join currency c on c.id = o.currency
union all
select 'shop', 'payment', date_at(p.second), c.code, c.digits, case when p.is_refund then -p.amount else p.amount end
from payment p join shop_order o on o.id = p."order" join currency c on c.id = o.currency
union all
select 'shop', 'price', day_of(s.launch - 7), 'EUR', 2, s.price from variant v join style s on s.id = v.style"""

_ODOO = """
select 'odoo', 'purchase_order', date_at(p.second), c.code, 2, l.amount
from purchase p join supplier s on s.id = p.supplier join currency c on c.id = s.currency
join (select purchase, sum(quantity * price) as amount from purchase_line group by purchase) l on l.purchase = p.id
union all
select 'odoo', 'purchase_order_line', date_at(p.second), c.code, 2, l.quantity * l.price
from purchase_line l join purchase p on p.id = l.purchase join supplier s on s.id = p.supplier
join currency c on c.id = s.currency
union all
select 'odoo', 'invoice_line', day_of(i.day), c.code, 2, l.subtotal
from invoice_line l join invoice i on i.id = l.invoice join currency c on c.id = i.currency
union all
select 'odoo', 'invoice_line', day_of(b.day), c.code, 2, l.subtotal
from bill_line l join bill b on b.id = l.bill join purchase p on p.id = b.purchase join supplier s on s.id = p.supplier
join currency c on c.id = s.currency
union all
select 'odoo', 'product_cost', date '2023-12-31', 'EUR', 4, s.cost * 100
from opening_stock o join variant v on v.id = o.variant join style s on s.id = v.style
union all
select 'odoo', 'product_cost', date_at(second), 'EUR', 4, unit_cost from delivery where done > rejected
union all
select 'odoo', 'exchange_rate', day_of(day), 'EUR', 6, rate from rate
union all
select 'odoo', 'receipt_line', date_at(second), null, 0, done from delivery
union all
select 'odoo', 'bill_of_material_line', null, null, 2, metres from material"""

_OTHERS = """
select 'crm', 'opportunity', date_at(d.created_at), c.code, 2, d.amount from deal d join currency c on c.id = d.currency
union all
select 'warehouse_3pl', 'stock_snapshot', day_of(day), null, 0, on_hand from snapshot
union all
select 'warehouse_3pl', 'stock_movement', date_at(f.shipped_at), null, 0, -l.quantity
from line_fate f join line l on l.id = f.id where f.shipped_at >= 0"""

_PARTIES = f"""
select 'shop' as source, customer_gid(id) as record_id, 'customer-' || person as true_party_id from account
union all
select 'crm', cast(contact_no(c.id) as varchar), w.code || '-' || c.person from contact c join crowd w on w.id = c.crowd
union all
select 'crm', cast(company_no(id) as varchar), 'organisation-' || organisation from company
union all
select 'odoo', cast(id as varchar), 'own-' || id from (values (1), (2)) as own(id)
union all
select 'odoo', cast(supplier_no(id) as varchar), 'supplier-' || id from supplier
union all
select 'odoo', cast(twin_no(id) as varchar), 'supplier-' || id from supplier where has_twin
union all
select 'odoo', cast(shop_partner_no(id) as varchar), 'organisation-' || id from organisation where id < {WHOLESALE}
union all
select 'odoo', cast(buyer_partner_no(id) as varchar), 'buyer-' || id from buyer where is_partner(id, organisation)"""

_COUNTS = """
select source, 'party_record', count(*) from party group by source
union all
select 'shop', 'product', count(*) from style
union all
select 'shop', 'product_variant', count(*) from variant
union all
select 'odoo', 'product', (select count(*) from style) + (select count(*) from fabric)
union all
select 'odoo', 'product_variant', (select count(*) from variant) + (select count(*) from fabric)
union all
select 'odoo', 'supplier', count(*) + count(*) filter (has_twin) from supplier
union all
select 'odoo', 'legal_entity', 2
union all
select 'odoo', 'location', count(*) + 3 from warehouse
union all
select 'warehouse_3pl', 'location', count(*) - 1 from warehouse"""

_TOTALS = f"""
select source, entity, date, currency_code, count(*) as row_count,
    signed_decimals(sum(amount), max(digits)) as amount
from ({_SHOP} union all {_ODOO} union all {_OTHERS}) group by source, entity, date, currency_code
union all
select source, entity, null, null, row_count, '0' from ({_COUNTS}) as counts(source, entity, row_count)"""

_SIGNED = """
create or replace macro signed_decimals(amount, digits) as case when amount < 0 then '-' else '' end
    || case when digits = 0 then cast(abs(amount) as varchar) else decimals(abs(amount), digits) end"""


def write_truth(connection: duckdb.DuckDBPyConnection, world: World, folder: Path) -> list[Path]:
    """Write totals, parties and parameters.

    Args:
        connection: The store, after every witness wrote (their macros give the ids).
        world: The same world.
        folder: The folder of the truth.

    Returns:
        The files: `totals.csv` (source, entity, date, currency_code, row_count, amount: the measure of each canonical
        entity; date and currency empty where it has none), `parties.csv` (source, record_id, true_party_id) and
        `parameters.json`.
    """
    connection.execute(_SIGNED)
    connection.execute(f"create or replace temp table party as {_PARTIES}")
    totals = write_csv(connection, folder / "totals.csv", _TOTALS, order="source, entity, date, currency_code")
    parties = write_csv(connection, folder / "parties.csv", "select * from party", order="source, record_id")
    parameters = folder / TRUTH_MARKER
    text = json.dumps(_parameters(world), ensure_ascii=False, indent=1, sort_keys=True)
    parameters.write_text(text + "\n", encoding="utf-8")
    return [totals.path, parties.path, parameters]


def _parameters(world: World) -> dict[str, Any]:
    """Return what the world was made with, as plain values."""
    suppliers = world.supply.suppliers
    return {
        "seed": world.seed,
        "scale": world.scale,
        "first_day": START.isoformat(),
        "last_day": END.isoformat(),
        "currencies": [asdict(entry) for entry in CURRENCIES],
        "markets": [asdict(entry) for entry in MARKETS],
        "warehouses": [asdict(entry) for entry in WAREHOUSES],
        "categories": [asdict(entry) for entry in CATEGORIES],
        "suppliers": [
            {"name": name, "lead_days": lead, "late_share": late}
            for name, lead, late in zip(
                suppliers.name.tolist(), suppliers.lead_days.tolist(), suppliers.late_share.tolist(), strict=True
            )
        ],
    }
