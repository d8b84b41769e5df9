"""The ERPs' master data: companies, partners, goods, recipes, places, currencies.

Belongs here: the selections only; a line that ends in `--14` or `--18` belongs to that version. Not here: ids and
versions (`odoo`), documents (`odoo_trade`, `odoo_accounts`).
"""

from __future__ import annotations

_OWN_PARTNERS = """
select id, name, name as complete_name, 't' as is_company, cast(null as bigint) as parent_id, type, email,
    null as phone,
    vat, street, city, zip, country_no(country) as country_id, lang, null as ref, 0 as supplier_rank, customer_rank,
    't' as active, cast(null as bigint) as company_id, clock(founded()) as create_date,
    clock(entered(founded())) as write_date, entered(founded()) as changed
from (values
    (1, 'Maison Entrepôt SAS', 'contact', 'finance@maison-entrepot.example', 'FR83812345678', '12 rue du Sentier',
        'Paris', '75002', 'FR', 'fr_FR', 0),
    (2, 'Maison Entrepôt Inc', 'contact', 'finance@maison-entrepot.example', '88-1234567', '230 West 38th Street',
        'New York', '10018', 'US', 'en_US', 0),
    (5, 'Web customers EU', 'contact', null, null, null, null, null, 'FR', 'en_US', 1),
    (6, 'Web customers US', 'contact', null, null, null, null, null, 'US', 'en_US', 1),
    (7, 'Marketplace EU', 'contact', null, null, null, null, null, 'DE', 'en_US', 1),
    (8, 'Outlet La Vallée', 'contact', null, null, null, null, null, 'FR', 'fr_FR', 1),
    (9, 'Forwarding & Customs SA', 'contact', null, 'FR55444333222', null, 'Le Havre', '76600', 'FR', 'fr_FR', 0)
) as own(id, name, type, email, vat, street, city, zip, country, lang, customer_rank)"""

_SUPPLIER = """
select {number}, {name}, {name}, 't', null, 'contact',
    'orders@' || lower(regexp_replace(strip_accents(split_part(s.name, ' ', 1)), '[^A-Za-z0-9]', '', 'g'))
        || '.example',
    null, s.tax_id, 'Industrial zone ' || (s.id + 3), s.city, null, country_no(s.country), 'en_US', {ref}, 1, 0, 't',
    null, clock({since}), clock(entered({since})), entered({since})
from supplier as s"""
_SUPPLIERS = _SUPPLIER.format(
    number="supplier_no(s.id)", name="s.name", ref="'SUP' || lpad(cast(s.id + 1 as varchar), 3, '0')", since="founded()"
)
_TWINS = (
    _SUPPLIER.format(number="twin_no(s.id)", name="upper(s.name)", ref="null", since="twin_entered()")
    + " where s.has_twin and is_new()"
)

_SHOPS = """
select shop_partner_no(g.id), case when g.id % 7 = 3 then upper(g.name) else g.name end,
    case when g.id % 7 = 3 then upper(g.name) else g.name end, 't', null, 'contact', 'info@' || g.domain, g.phone,
    g.tax_id,
    g.street, g.city, g.zip, country_no(m.code), 'en_US', 'C' || lpad(cast(g.id + 1 as varchar), 4, '0'), 0, 1, 't',
    null, clock(g.since), clock(entered(g.since)), entered(g.since)
from organisation as g join market as m on m.id = g.market where g.is_customer = 1"""

_BUYERS = """
select buyer_partner_no(c.id), c.given || ' ' || c.family, c.given || ' ' || c.family, 'f',
    shop_partner_no(c.organisation),
    'contact', nullif(c.email, ''), nullif(c.phone, ''), null, c.street, c.city, c.zip, country_no(m.code), 'en_US',
    null, 0, 0, yes(c.id % 19 <> 7), null, clock(c.created_at), clock(entered(c.created_at)), entered(c.created_at)
from crm_contact as c
join market as m on m.id = c.market
join organisation as g on g.id = c.organisation and g.is_customer = 1
where c.crowd = 'buyer' and c.id % 2 = 0"""

_CONSUMERS = """
select consumer_partner_no(p.id), p.given || ' ' || p.family, p.given || ' ' || p.family, 'f', null, 'contact',
    nullif(p.email, ''), nullif(p.phone, ''), null, p.street, p.city, p.zip, country_no(m.code), 'en_US',
    case when p.account >= 0 and chance('reference kept', p.id) < 0.6 then customer_gid(a.shop, p.account) end, 0, 1,
    't', null, clock(p.created_at), clock(p.created_at), p.created_at
from erp_partner as p
join market as m on m.id = p.market
left join account as a on a.id = p.account
where is_new()
union all
select member_partner_no(p.id), p.given || ' ' || p.family, p.given || ' ' || p.family, 'f', null, 'contact',
    case when chance('gives an address', p.id) < 0.3 then nullif(p.email, '') end, nullif(p.phone, ''), null, null,
    p.city, null,
    country_no(m.code), 'fr_FR', 'LOY' || five(p.id), 0, 1, 't', null, clock(p.created_at), clock(p.created_at),
    p.created_at
from loyalty as p join market as m on m.id = p.market where is_new()"""

_TEMPLATES = """
select template_no(s.id) as id, translated(s.name) as name, s.code as default_code, 10 + s.category as categ_id,
    'product' as type, --14
    'consu' as type, 't' as is_storable, --18
    decimals(s.price, 2) as list_price, 1 as uom_id, 't' as sale_ok, 't' as purchase_ok, 't' as active, c.hs_code,
    cast(c.grams / 1000.0 as decimal(10, 3)) as weight, clock(t.since) as create_date,
    clock(entered(t.since)) as write_date, entered(t.since) as changed
from style as s join category as c on c.id = s.category,
    lateral (select greatest(second_of(s.launch - 180, 10), founded()) as since) as t
union all
select fabric_template_no(f.id), translated(f.name), f.code, 30,
    'product', --14
    'consu', 't', --18
    '0.00', 2, 'f', 't', 't', null, null, clock(founded()), clock(entered(founded())), entered(founded())
from fabric as f"""

_PRODUCTS = """
select product_no(v.id) as id, template_no(v.style) as product_tmpl_id,
    case when v.id % 97 = 13 then replace(v.sku, '-', '') else v.sku end as default_code,
    case when v.id % 41 <> 5 then ean(v.barcode) end as barcode,
    yes(second_of(s.finish + 30, 0) > getvariable('now')) as active,
    v.colour_name || ', ' || v.size_code as combination_indices,
    '{"1": ' || decimals(s.cost, 2) || '}' as standard_price, --18
    clock(t.since) as create_date, clock(entered(greatest(t.since, known(second_of(s.finish + 30, 0))))) as write_date,
    entered(greatest(t.since, known(second_of(s.finish + 30, 0)))) as changed
from variant as v join style as s on s.id = v.style,
    lateral (select greatest(second_of(s.launch - 180, 10), founded()) as since) as t
union all
select product_no(-1 - f.id), fabric_template_no(f.id), f.code, null, 't', null,
    '{"1": ' || decimals(f.cost, 2) || '}', --18
    clock(founded()), clock(entered(founded())), entered(founded())
from fabric as f"""

_RECIPES = """
select move_no(v.id) as id, product_no(v.id) as product_id, template_no(v.style) as product_tmpl_id, '1' as product_qty,
    1 as product_uom_id, 'normal' as type, 'BOM ' || v.sku as code, 't' as active, clock(t.since) as create_date,
    clock(entered(t.since)) as write_date, entered(t.since) as changed
from variant as v join style as s on s.id = v.style,
    lateral (select greatest(second_of(s.launch - 180, 10), founded()) as since) as t
where s.is_made"""

_RECIPE_LINES = """
select move_no(b.id) as id, move_no(b.variant) as bom_id, product_no(-1 - b.fabric) as product_id,
    decimals(b.metres, 2) as product_qty, 2 as product_uom_id, clock(t.since) as create_date,
    clock(entered(t.since)) as write_date, entered(t.since) as changed
from material as b join variant as v on v.id = b.variant join style as s on s.id = v.style,
    lateral (select greatest(second_of(s.launch - 180, 10), founded()) as since) as t"""

_LOCATIONS = """
select *, clock(entered(founded())) as write_date, entered(founded()) as changed
from (
    select l.number as id, p.name, case p.kind when 'own' then 'PAR/Stock' when 'store' then 'OUT/Stock'
            when 'consigned' then 'MKT/Consigned' else '3PL/' || p.code || '/Stock' end as complete_name,
        'internal' as usage, 1 as company_id, p.code as barcode, 't' as active
    from erp_location as l join place as p on p.id = l.place
    union all
    values (4, 'Vendors', 'Partners/Vendors', 'supplier', null, null, 't'),
        (5, 'Customers', 'Partners/Customers', 'customer', null, null, 't'),
        (7, 'Production', 'Virtual Locations/Production', 'production', 1, null, 't'),
        (14, 'Inventory adjustment', 'Virtual Locations/Inventory adjustment', 'inventory', 1, null, 't')
)"""

TABLES: dict[str, tuple[str, ...]] = {
    "res_country": (
        "select number as id, code, translated(code) as name, entered(founded()) as changed from odoo_country",
    ),
    "res_company": (
        """select id, name, partner_id, currency_id, clock(entered(founded())) as write_date,
    entered(founded()) as changed
from (values (1, 'Maison Entrepôt SAS', 1, 1), (2, 'Maison Entrepôt Inc', 2, 2))
    as own(id, name, partner_id, currency_id)""",
    ),
    "res_currency": (
        """select currency_no(id) as id, code as name, 't' as active, digits as decimal_places,
clock(entered(founded())) as write_date, entered(founded()) as changed from currency""",
    ),
    "res_currency_rate": (
        """select 1 + id as id, day_of(day) as name, decimals(rate, 6) as rate, currency_no(currency) as currency_id,
1 as company_id, clock(second_of(day, 16) + 300) as write_date, second_of(day, 16) + 300 as changed from rate
where is_mine(second_of(day, 16) + 300) or (is_new() and day >= day_at(cut_over()) - 7 and day < day_at(cut_over()))""",
    ),
    "res_partner": (_OWN_PARTNERS, _SUPPLIERS, _TWINS, _SHOPS, _BUYERS, _CONSUMERS),
    "product_category": (
        """select 10 + id as id, name, 'All / ' || name as complete_name, entered(founded()) as changed from category
union all select 30, 'Fabrics', 'All / Fabrics', entered(founded())""",
    ),
    "uom_uom": (
        """select id, translated(name) as name, entered(founded()) as changed
from (values (1, 'Units'), (2, 'm')) as u(id, name)""",
    ),
    "product_template": (_TEMPLATES,),
    "product_product": (_PRODUCTS,),
    "mrp_bom": (_RECIPES,),
    "mrp_bom_line": (_RECIPE_LINES,),
    "stock_location": (_LOCATIONS,),
}

KEY_MAP = (
    """select 'product.product' as model, 1 + v.id as old_id, product_no(v.id) as new_id, entered(founded()) as changed
from variant as v join style as s on s.id = v.style where second_of(s.launch - 180, 10) < cut_over()""",
    "select 'product.product', 20001 + f.id, product_no(-1 - f.id), entered(founded()) from fabric as f",
    "select 'res.partner', supplier_no(s.id), supplier_no(s.id), entered(founded()) from supplier as s",
)
