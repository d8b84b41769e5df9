"""What the ERP holds: its PostgreSQL tables as CSV, booleans as t and f, timestamps in UTC.

Belongs here: Odoo's tables and ids. Not here: other vendors'.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from simulation.witnesses.odoo_trade import TRADE_TABLES
from simulation.witnesses.writing import EXTRACT_DATE, Written, write_csv
from simulation.world.organisations import WHOLESALE

_PREPARE = f"""
create or replace macro yes(flag) as case when flag then 't' else 'f' end;
create or replace macro five(number) as lpad(cast(number as varchar), 5, '0');
create or replace macro currency_no(n) as 1 + n;
create or replace macro supplier_no(n) as 10 + n;
create or replace macro twin_no(n) as 30 + n;
create or replace macro shop_partner_no(n) as 100 + n;
create or replace macro buyer_partner_no(n) as 300 + n;
create or replace macro is_partner(buyer, organisation) as organisation < {WHOLESALE} and buyer % 2 = 0;
create or replace macro template_no(n) as 1 + n;
create or replace macro product_no(n) as 1 + n;
create or replace macro styles() as (select count(*) from style);
create or replace macro skus() as (select count(*) from variant);
create or replace macro founded() as '2023-10-02 08:00:00';
create or replace macro opened() as '2023-12-31 20:00:00';
"""

_SUPPLIER = """
select {number} as id, {name} as name, true as is_company, null as parent_id, 'contact' as type,
    'orders@' || lower(regexp_replace(strip_accents(split_part(s.name, ' ', 1)), '[^A-Za-z0-9]', '', 'g')) || '.example'
        as email,
    null as phone, s.tax_id as vat, 'Industrial zone ' || (s.id + 3) as street, s.city, null as zip,
    s.country as country_code,
    'en_US' as lang, {ref} as ref, 1 as supplier_rank, 0 as customer_rank, true as active, {since} as create_date
from supplier s"""

_PARTNERS = f"""
select id, name, name as display_name, yes(is_company) as is_company, parent_id, type, email, phone, vat, street, city,
    zip, country_code, lang, ref, supplier_rank, customer_rank, yes(active) as active,
    cast(null as integer) as company_id, create_date, create_date as write_date
from (
    select id, name, true as is_company, null as parent_id, 'contact' as type,
        'finance@maison-entrepot.example' as email, null as phone, vat, street, city, zip,
        country_code, lang, null as ref, 0 as supplier_rank, 0 as customer_rank,
        true as active, founded() as create_date
    from (values
        (1, 'Maison Entrepôt SAS', 'FR83812345678', '12 rue du Sentier', 'Paris', '75002', 'FR', 'fr_FR'),
        (2, 'Maison Entrepôt Inc', '88-1234567', '230 West 38th Street', 'New York', '10018', 'US', 'en_US')
    ) as own(id, name, vat, street, city, zip, country_code, lang)
    union all
    {
    _SUPPLIER.format(
        number="supplier_no(s.id)",
        name="s.name",
        ref="'SUP' || lpad(cast(s.id + 1 as varchar), 3, '0')",
        since="founded()",
    )
}
    union all
    {
    _SUPPLIER.format(number="twin_no(s.id)", name="upper(s.name)", ref="null", since="'2025-02-17 10:12:00'")
} where s.has_twin
    union all
    select shop_partner_no(o.id), case when o.id % 7 = 3 then upper(o.name) else o.name end, true, null, 'contact',
        'info@' || o.domain, o.phone, o.tax_id, o.street, o.city, o.zip, m.code, 'en_US',
        'C' || lpad(cast(o.id + 1 as varchar), 4, '0'), 0, 1, true, founded()
    from organisation o join market m on m.id = o.market where o.id < {WHOLESALE}
    union all
    select buyer_partner_no(b.id), b.given || ' ' || b.family, false, shop_partner_no(b.organisation), 'contact',
        c.email, o.phone, null, o.street, o.city, o.zip, m.code, 'en_US', null, 0, 0, b.id % 19 <> 7, founded()
    from buyer b join organisation o on o.id = b.organisation join market m on m.id = o.market
    join contact c on c.person = b.id join crowd w on w.id = c.crowd and w.code = 'buyer'
    where is_partner(b.id, b.organisation)
)"""

_TABLES = {
    "res_company": """
select id, name, partner_id, currency_id, founded() as write_date from (values
    (1, 'Maison Entrepôt SAS', 1, 1), (2, 'Maison Entrepôt Inc', 2, 2)) as own(id, name, partner_id, currency_id)""",
    "res_currency": """
select currency_no(id) as id, code as name, 't' as active, founded() as write_date from currency""",
    "res_currency_rate": """
select 1 + id as id, day_of(day) as name, decimals(rate, 6) as rate, currency_no(currency) as currency_id,
    1 as company_id, strftime(day_of(day), '%Y-%m-%d 16:05:00') as write_date from rate""",
    "product_template": """
select template_no(s.id) as id, s.name, s.code as default_code, c.name as categ_name, 'product' as type,
    'Units' as uom_name, 't' as sale_ok, 't' as purchase_ok,
    strftime(day_of(s.launch - 60), '%Y-%m-%d 10:00:00') as write_date
from style s join category c on c.id = s.category
union all
select template_no(styles() + id), name, code, 'Fabrics', 'material', 'm', 'f', 't', founded() from fabric""",
    "product_product": """
select product_no(v.id) as id, template_no(v.style) as product_tmpl_id,
    case when v.id % 97 = 13 then replace(v.sku, '-', '') else v.sku end as default_code,
    case when v.id % 41 <> 5 then ean(v.barcode) end as barcode, yes(s.finish > day_count() - 30) as active,
    v.colour_name as combination_colour, v.size_code as combination_size,
    strftime(day_of(s.launch - 60), '%Y-%m-%d 10:00:00') as write_date
from variant v join style s on s.id = v.style
union all
select product_no(skus() + id), template_no(styles() + id), code, null, 't', null, null, founded() from fabric""",
    "stock_location": """
select *, founded() as write_date from (
    select odoo_id as id, odoo_name as complete_name, 'internal' as usage, 1 as company_id, country as country_code
    from warehouse
    union all
    values (4, 'Partners/Vendors', 'supplier', cast(null as integer), cast(null as varchar)),
        (5, 'Partners/Customers', 'customer', null, null), (6, 'Physical Locations/Transit', 'transit', 1, null))""",
    "mrp_bom": """
select 1 + v.id as id, product_no(v.id) as product_id, 1 as product_qty, 'BOM ' || v.sku as code, 't' as active,
    strftime(day_of(s.launch - 55), '%Y-%m-%d 10:00:00') as write_date
from variant v join style s on s.id = v.style""",
    "mrp_bom_line": """
select 1 + b.id as id, 1 + b.variant as bom_id, product_no(skus() + b.fabric) as product_id,
    decimals(b.metres, 2) as product_qty, 'm' as uom_name,
    strftime(day_of(s.launch - 55), '%Y-%m-%d 10:00:00') as write_date
from material b join variant v on v.id = b.variant join style s on s.id = v.style""",
}


def write_odoo(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Written]:
    """Write the ERP's tables.

    Args:
        connection: The store of `open_store`, after the shop was written.
        folder: The source's folder.

    Returns:
        The files with their numbers of rows.
    """
    connection.execute(_PREPARE)
    tables = {**_TABLES, "res_partner": _PARTNERS, **TRADE_TABLES}
    return [
        write_csv(connection, folder / f"{name}_{EXTRACT_DATE}.csv", select, order="id")
        for name, select in tables.items()
    ]
