"""What the shop's bulk export writes: JSON lines, parents before children, money as nested sets.

Belongs here: Shopify's file shapes. Not here: other vendors'.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from simulation.witnesses.writing import EXTRACT_DATE, Written, write_json_lines

_PREPARE = """
create or replace macro gid(kind, number) as 'gid://shopify/' || kind || '/' || cast(number as varchar);
create or replace macro product_gid(n) as gid('Product', 8300000000000 + n);
create or replace macro variant_gid(n) as gid('ProductVariant', 44100000000000 + n);
create or replace macro customer_gid(n) as gid('Customer', 7100000000000 + n);
create or replace macro order_gid(n) as gid('Order', 5600000000000 + n);
create or replace macro line_gid(n) as gid('LineItem', 14300000000000 + n);
create or replace macro payment_gid(n) as gid('OrderTransaction', 6900000000000 + n);
create or replace macro refund_gid(n) as gid('Refund', 930000000000 + n);
create or replace macro refund_line_gid(n) as gid('RefundLineItem', 510000000000 + n);
create or replace macro order_name(n) as '#' || cast(1001 + n as varchar);
create or replace macro ean(digits) as cast(digits as varchar) || cast((10 - (
    digits // 100000000000 % 10 + digits // 1000000000 % 10 + digits // 10000000 % 10 + digits // 100000 % 10
    + digits // 1000 % 10 + digits // 10 % 10 + 3 * (digits // 10000000000 % 10 + digits // 100000000 % 10
    + digits // 1000000 % 10 + digits // 10000 % 10 + digits // 100 % 10 + digits % 10)) % 10) % 10 as varchar);
create or replace macro money(amount, code, digits) as {'amount': decimals(amount, digits), 'currencyCode': code};
create or replace macro two_money(amount, code, digits, shop) as
    {'presentmentMoney': money(amount, code, digits), 'shopMoney': money(shop, 'EUR', 2)};
create or replace macro presented(amount, code, digits) as {'presentmentMoney': money(amount, code, digits)};
"""

_PRODUCTS = """
select s.id, 0, 0, to_json({
    'id': product_gid(s.id), 'title': s.name, 'handle': lower(s.code), 'productType': c.name,
    'vendor': 'Maison Entrepôt',
    'status': case when s.finish < day_count() then 'ARCHIVED' else 'ACTIVE' end,
    'createdAt': strftime(day_of(s.launch - 40), '%Y-%m-%dT09:00:00Z'),
    'updatedAt': strftime(day_of(s.launch - 5), '%Y-%m-%dT09:30:00Z'), 'tags': [n.code, s.code]})
from style s join category c on c.id = s.category join season n on n.id = s.season"""

_VARIANTS = """
select v.style, 1, v.id, to_json({
    'id': variant_gid(v.id), '__parentId': product_gid(v.style), 'sku': v.sku, 'barcode': ean(v.barcode),
    'title': v.colour_name || ' / ' || v.size_code,
    'selectedOptions': [{'name': 'Color', 'value': v.colour_name}, {'name': 'Size', 'value': v.size_code}],
    'color': v.colour_name, 'size': v.size_code, 'price': decimals(s.price, 2),
    'inventoryItemId': gid('InventoryItem', 46200000000000 + v.id),
    'updatedAt': strftime(day_of(s.launch - 7), '%Y-%m-%dT08:00:00Z')})
from variant v join style s on s.id = v.style"""

_CUSTOMERS = """
select a.id, 0, 0, to_json({
    'id': customer_gid(a.id), 'firstName': p.given, 'lastName': p.family, 'email': a.email,
    'phone': case when a.has_phone then p.phone end, 'locale': p.locale,
    'createdAt': iso(a.opened), 'updatedAt': iso(greatest(a.opened, coalesce(o.last_order, 0))),
    'defaultAddress': case when a.has_address then {
        'address1': p.street, 'city': p.city, 'zip': p.zip, 'countryCodeV2': m.code, 'company': null::varchar} end})
from account a join person p on p.id = a.person join market m on m.id = a.market
left join (select account, max(second) as last_order from shop_order group by account) o on o.account = a.id"""

_ORDER_FACTS = """
create or replace temp table order_fact as
select o.*, f.cancelled_at, f.is_pending, m.code as country, c.code as currency_code, c.digits,
    coalesce(r.amount, 0) as refunded, coalesce(l.shipped, 0) as shipped, coalesce(l.due, 0) as due, m.gateways,
    case when o.is_test then 'qa@maison-entrepot.example' else coalesce(a.email, g.email) end as email,
    greatest(o.second, f.cancelled_at, l.last_shipped, r.last_refund, p.last_payment) as updated
from shop_order o
join order_fate f on f.id = o.id
join market m on m.id = o.market
join currency c on c.id = o.currency
left join account a on a.id = greatest(o.account, o.mail_of)
left join guest g on g.id = o.guest
left join (select l."order", count(*) filter (f.shipped_at >= 0) as shipped, count(*) filter (f.short_at < 0) as due,
        max(f.shipped_at) as last_shipped
    from line l join line_fate f on f.id = l.id group by l."order") l on l."order" = o.id
left join (select "order", sum(amount) as amount, max(second) as last_refund
    from refund group by "order") r on r."order" = o.id
left join (select "order", max(second) as last_payment from payment group by "order") p on p."order" = o.id"""

_ORDERS = """
select o.id, 0, 0, to_json({
    'id': order_gid(o.id), 'name': order_name(o.id), 'createdAt': iso(o.second), 'updatedAt': iso(o.updated),
    'cancelledAt': iso(o.cancelled_at), 'test': o.is_test,
    'sourceName': case when o.is_app then 'mobile_app' else 'web' end,
    'customer': case when o.account >= 0 then {'id': customer_gid(o.account)} end, 'email': o.email,
    'presentmentCurrencyCode': o.currency_code, 'currencyCode': 'EUR',
    'displayFinancialStatus': case when o.is_pending then 'PENDING' when o.refunded = 0 then 'PAID'
        when o.refunded >= o.total then 'REFUNDED' else 'PARTIALLY_REFUNDED' end,
    'displayFulfillmentStatus': case when o.shipped = 0 then 'UNFULFILLED' when o.shipped >= o.due then 'FULFILLED'
        else 'PARTIALLY_FULFILLED' end,
    'shippingAddress': {'countryCodeV2': o.country}, 'taxesIncluded': false,
    'totalPriceSet': two_money(o.total, o.currency_code, o.digits, o.total_shop),
    'totalTaxSet': two_money(o.tax, o.currency_code, o.digits, o.tax_shop),
    'totalShippingPriceSet': two_money(o.shipping, o.currency_code, o.digits, o.shipping_shop),
    'totalDiscountsSet': two_money(o.discount, o.currency_code, o.digits, o.discount_shop)})
from order_fact o"""

_LINES = """
select l."order", 1, l.id, to_json({
    'id': line_gid(l.id), '__parentId': order_gid(l."order"),
    'variant': case when l.id % 701 <> 350 then {'id': variant_gid(l.variant)} end, 'sku': v.sku, 'title': s.name,
    'quantity': l.quantity,
    'originalUnitPriceSet': two_money(l.price, o.currency_code, o.digits, l.price_shop),
    'totalDiscountSet': two_money(l.discount, o.currency_code, o.digits, l.discount_shop),
    'taxSet': presented(l.tax, o.currency_code, o.digits)})
from line l join order_fact o on o.id = l."order" join variant v on v.id = l.variant join style s on s.id = v.style"""

_PAYMENTS = """
select p."order", 2, p.id, to_json({
    'id': payment_gid(p.id), '__parentId': order_gid(p."order"),
    'kind': case when p.is_refund then 'REFUND' else 'SALE' end,
    'status': case when p.is_success then 'SUCCESS' else 'FAILURE' end,
    'gateway': case when p.gateway < 0 then 'bogus' else o.gateways[p.gateway + 1] end, 'processedAt': iso(p.second),
    'amountSet': presented(p.amount, o.currency_code, o.digits)})
from payment p join order_fact o on o.id = p."order" """

_REFUNDS = """
select r.id, 0, 0, to_json({
    'id': refund_gid(r.id), 'orderId': order_gid(r."order"), 'createdAt': iso(r.second),
    'note': case when r.id % 5 = 0 then 'Handled by customer care' end, 'currencyCode': o.currency_code})
from refund r join order_fact o on o.id = r."order" """

_REFUND_LINES = """
select l.refund, 1, l.id, to_json({
    'id': refund_line_gid(l.id), '__parentId': refund_gid(l.refund), 'orderId': order_gid(r."order"),
    'lineItemId': line_gid(l.line), 'quantity': l.quantity, 'restockType': k.code, 'reason': w.code,
    'subtotalSet': presented(l.subtotal, o.currency_code, o.digits),
    'totalTaxSet': presented(l.tax, o.currency_code, o.digits), 'createdAt': iso(r.second)})
from refund_line l join refund r on r.id = l.refund join order_fact o on o.id = r."order"
join restock k on k.id = l.kind join reason w on w.id = l.reason"""


def write_shop(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Written]:
    """Write the shop's export.

    Args:
        connection: The store of `open_store`.
        folder: The source's folder.

    Returns:
        The files with their numbers of lines.
    """
    connection.execute(_PREPARE)
    connection.execute(_ORDER_FACTS)
    files = {
        "products": [_PRODUCTS, _VARIANTS],
        "customers": [_CUSTOMERS],
        "orders": [_ORDERS, _LINES, _PAYMENTS],
        "refunds": [_REFUNDS, _REFUND_LINES],
    }
    return [
        write_json_lines(connection, folder / f"{name}_{EXTRACT_DATE}.jsonl", selects)
        for name, selects in files.items()
    ]
