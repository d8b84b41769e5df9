"""What the shops' bulk exports write: JSON lines, parents before children, money as nested sets.

Belongs here: Shopify's file shapes. Not here: other vendors'.
"""

from __future__ import annotations

from simulation.witnesses.ids import BARCODE, SHOP_IDS
from simulation.witnesses.writing import JSON_LINES, Sheet, Witness
from simulation.world.markets import HOME_MARKET, MARKETS, SHOPS

_PRICE_LISTS = (HOME_MARKET, 0)
"""The market whose prices each shop's catalogue shows."""

_PREPARE = """
create or replace temp macro product_gid(shop, n) as gid('Product', 8300000000000 + shop_base(shop) + n);
create or replace temp macro variant_gid(shop, n) as gid('ProductVariant', 44100000000000 + shop_base(shop) + n);
create or replace temp macro item_gid(shop, n) as gid('InventoryItem', 46200000000000 + shop_base(shop) + n);
create or replace temp macro order_gid(shop, n) as gid('Order', 5600000000000 + shop_base(shop) + n);
create or replace temp macro line_gid(shop, n) as gid('LineItem', 14300000000000 + shop_base(shop) + n);
create or replace temp macro payment_gid(shop, n) as gid('OrderTransaction', 6900000000000 + shop_base(shop) + n);
create or replace temp macro refund_gid(shop, n) as gid('Refund', 930000000000 + shop_base(shop) + n);
create or replace temp macro refund_line_gid(shop, n) as gid('RefundLineItem', 510000000000 + shop_base(shop) + n);
create or replace temp macro money(amount, code, digits) as {'amount': decimals(amount, digits), 'currencyCode': code};
create or replace temp macro presented(amount, code, digits) as {'presentmentMoney': money(amount, code, digits)};
"""

_FACTS = """
create or replace temp macro two_money(amount, code, digits, in_shop) as
    {{'presentmentMoney': money(amount, code, digits), 'shopMoney': money(in_shop, '{currency}', 2)}};
create or replace temp table order_fact as
with sent as (
    select u."order", count(*) filter (happened(u.shipped_at)) as shipped,
        count(*) filter (not happened(u.short_at)) as due,
        max(known(u.shipped_at)) as last_shipped, max(known(u.short_at)) as last_short
    from unit as u group by u."order"
),

paid as (
    select "order", max(second) as last_payment from payment where happened(second) group by "order"
),

refunded as (
    select "order", sum(amount) as amount, max(second) as last_refund from refund where happened(second)
    group by "order"
)

select o.*, m.code as country, c.code as currency_code, c.digits, m.gateways, m.has_tax_inside, n.place as shop_number,
    coalesce(r.amount, 0) as refunded, coalesce(s.shipped, 0) as shipped, coalesce(s.due, 0) as due,
    greatest(o.second, known(o.cancelled_at), s.last_shipped, s.last_short, r.last_refund, p.last_payment,
        case when o.method = 3 then known(o.arrives_at) end) as updated,
    k.code as kind_code,
    case when o.kind = 3 then 'qa@maison-entrepot.example' else coalesce(w.email, q.email) end as email
from shop_order as o
join order_number as n on n.id = o.id
join market as m on m.id = o.market
join currency as c on c.id = o.currency
join kind as k on k.id = o.kind
left join person as q on q.id = o.person
left join account_mail as w on w.account = o.account
left join sent as s on s."order" = o.id
left join paid as p on p."order" = o.id
left join refunded as r on r."order" = o.id
where m.shop = {shop} and o.channel < 2 and happened(o.second);
"""

_PRODUCTS = """
select s.id, 0, 0, to_json({{
    'id': product_gid({shop}, s.id), 'title': s.name, 'handle': lower(s.code), 'productType': c.name,
    'vendor': 'Maison Entrepôt',
    'status': case when second_of(s.finish, 0) < getvariable('now') then 'ARCHIVED' else 'ACTIVE' end,
    'createdAt': iso(second_of(s.launch - 40, 9)), 'updatedAt': iso(v.updated), 'tags': [s.season, s.code]}}), v.updated
from style as s
join category as c on c.id = s.category
join (select style, max(updated) as updated from style_change where happened(updated) group by style) as v
    on v.style = s.id"""

_VARIANTS = """
select v.style, 1, v.id, to_json({{
    'id': variant_gid({shop}, v.id), '__parentId': product_gid({shop}, v.style), 'sku': v.sku,
    'barcode': ean(v.barcode),
    'title': v.colour_name || ' / ' || v.size_code,
    'selectedOptions': [{{'name': 'Color', 'value': v.colour_name}}, {{'name': 'Size', 'value': v.size_code}}],
    'color': v.colour_name, 'size': v.size_code,
    'contextualPricing': {{'country': '{home}', 'price': money(asked_price(p.price, d.off, {step}), '{currency}', 2),
        'compareAtPrice': case when d.off > 0 then money(p.price, '{currency}', 2) end}},
    'inventoryItem': {{'id': item_gid({shop}, v.id), 'harmonizedSystemCode': c.hs_code,
        'countryCodeOfOrigin': case when s.is_made then 'FR' else u.country end,
        'measurement': {{'weight': {{'unit': 'GRAMS', 'value': c.grams}}}}}},
    'updatedAt': iso(d.updated)}}), d.updated
from variant as v
join style as s on s.id = v.style
join category as c on c.id = s.category
left join supplier as u on u.id = s.supplier
join market_price as p on p.style = v.style and p.market = {price_list}
join (select style, max(updated) as updated, max_by("off", updated) as "off" from style_change where happened(updated)
    group by style) as d on d.style = v.style"""

_CUSTOMERS = """
select a.id, 0, 0, to_json({{
    'id': customer_gid({shop}, a.id), 'firstName': w.given, 'lastName': w.family, 'email': w.email,
    'phone': case when chance('has a phone', a.id) < 0.72 then w.phone end, 'locale': p.locale,
    'createdAt': iso(a.opened_at), 'updatedAt': iso(greatest(a.opened_at, o.last_order, moved.at)),
    'defaultAddress': case when chance('has an address', a.id) < 0.9 then {{
        'address1': case when moved.at is null then p.street else p.street_after end,
        'city': case when moved.at is null then p.city else p.city_after end,
        'zip': case when moved.at is null then p.zip else p.zip_after end,
        'countryCodeV2': m.code, 'company': null::varchar}} end}}), greatest(a.opened_at, o.last_order, moved.at)
from account as a
join person as p on p.id = a.person
join market as m on m.id = p.market
join account_mail as w on w.account = a.id
left join (select account, max(second) as last_order from shop_order where happened(second) and account <> -1
    group by account) as o on o.account = a.id
left join (select b.id, max(x.second) as at from account as b join person as q on q.id = b.person
    join shop_order as x on x.account = b.id and x.second >= q.moved_at
    where q.moved_at <> -1 and happened(x.second) group by b.id) as moved on moved.id = a.id
where a.shop = {shop}"""

_ORDERS = """
select o.id, 0, 0, to_json({{
    'id': order_gid({shop}, o.id), 'name': '{prefix}' || cast(1001 + o.shop_number as varchar),
    'createdAt': iso(o.second), 'updatedAt': iso(o.updated), 'cancelledAt': iso(known(o.cancelled_at)),
    'cancelReason': case when happened(o.cancelled_at) then case o.cause when 2 then 'FRAUD' else 'CUSTOMER' end end,
    'test': o.kind = 3, 'sourceName': case when o.channel = 1 then 'mobile_app' else 'web' end,
    'tags': case when o.kind in (1, 2) then [o.kind_code] when o.is_preorder then ['preorder'] else [] end,
    'customer': case when o.account <> -1 then {{'id': customer_gid({shop}, o.account)}} end, 'email': o.email,
    'presentmentCurrencyCode': o.currency_code, 'currencyCode': '{currency}',
    'displayFinancialStatus': case when o.method = 3 and (o.arrives_at = -1 or not happened(o.arrives_at))
        then 'PENDING'
        when o.total = 0 then 'PAID' when o.refunded = 0 then 'PAID'
        when o.refunded >= o.total then 'REFUNDED' else 'PARTIALLY_REFUNDED' end,
    'displayFulfillmentStatus': case when o.shipped = 0 then 'UNFULFILLED' when o.shipped >= o.due then 'FULFILLED'
        else 'PARTIALLY_FULFILLED' end,
    'shippingAddress': {{'countryCodeV2': o.country}}, 'taxesIncluded': o.has_tax_inside,
    'totalPriceSet': two_money(o.total, o.currency_code, o.digits, o.total_shop),
    'totalTaxSet': two_money(o.tax, o.currency_code, o.digits, o.tax_shop),
    'totalShippingPriceSet': two_money(o.shipping, o.currency_code, o.digits, o.shipping_shop),
    'currentTotalDutiesSet': case when o.duty > 0 then two_money(o.duty, o.currency_code, o.digits, o.duty_shop) end,
    'additionalFees': case when o.cash_fee > 0 then
        [{{'name': 'Cash on delivery', 'priceSet': presented(o.cash_fee, o.currency_code, o.digits)}}] end,
    'totalDiscountsSet': two_money(o.discount, o.currency_code, o.digits, o.discount_shop),
    'discountCodes': case when o.code > 0 then ['ME' || cast(o.code // 100 as varchar)] else [] end}}), o.updated
from order_fact as o"""

_LINES = """
select l."order", 1, l.id, to_json({{
    'id': line_gid({shop}, l.id), '__parentId': order_gid({shop}, l."order"),
    'variant': case when l.id % 701 <> 350 and v.id is not null then {{'id': variant_gid({shop}, l.variant)}} end,
    'sku': v.sku, 'title': coalesce(s.name, 'Gift card'), 'isGiftCard': v.id is null, 'quantity': l.quantity,
    'originalUnitPriceSet': two_money(l.price, o.currency_code, o.digits, l.price_shop),
    'totalDiscountSet': two_money(l.discount, o.currency_code, o.digits, l.discount_shop),
    'taxSet': presented(l.tax, o.currency_code, o.digits)}}), o.updated
from line as l
join order_fact as o on o.id = l."order"
left join variant as v on v.id = l.variant
left join style as s on s.id = v.style"""

_PAYMENTS = """
select p."order", 2, p.id, to_json({{
    'id': payment_gid({shop}, p.id), '__parentId': order_gid({shop}, p."order"),
    'kind': case when p.status = 2 then 'REFUND' else 'SALE' end,
    'status': case when p.status = 1 then 'FAILURE' else 'SUCCESS' end,
    'gateway': case when o.kind = 3 then 'bogus' when p.means = 0 then o.gateways[p.gateway + 1] else w.code end,
    'processedAt': iso(p.second), 'amountSet': presented(p.amount, o.currency_code, o.digits),
    'fees': case when p.fee > 0 then [{{'amount': money(p.fee, o.currency_code, o.digits)}}] end}}), o.updated
from payment as p
join order_fact as o on o.id = p."order"
join means as w on w.id = p.means
where happened(p.second)"""

_REFUNDS = """
select r.id, 0, 0, to_json({{
    'id': refund_gid({shop}, r.id), 'orderId': order_gid({shop}, r."order"), 'createdAt': iso(r.second),
    'note': case when r.id % 5 = 0 then 'Handled by customer care' end, 'currencyCode': o.currency_code,
    'totalRefundedSet': presented(r.amount, o.currency_code, o.digits)}}), r.second
from refund as r join order_fact as o on o.id = r."order" where happened(r.second)"""

_REFUND_LINES = """
select l.refund, 1, l.id, to_json({{
    'id': refund_line_gid({shop}, l.id), '__parentId': refund_gid({shop}, l.refund),
    'orderId': order_gid({shop}, r."order"),
    'lineItemId': line_gid({shop}, l.line), 'quantity': l.quantity, 'restockType': k.code,
    'reason': case c.code when 'returned' then upper(w.code) when 'exchanged' then upper(w.code) else upper(c.code) end,
    'subtotalSet': presented(l.subtotal, o.currency_code, o.digits),
    'totalTaxSet': presented(l.tax, o.currency_code, o.digits), 'createdAt': iso(r.second)}}), r.second
from refund_line as l
join refund as r on r.id = l.refund
join order_fact as o on o.id = r."order"
join restock as k on k.id = l.restock
join reason as w on w.id = l.reason
join cause as c on c.id = l.cause
where happened(r.second)"""

_FULFILMENTS = """
select p.id, 0, 0, to_json({{
    'id': gid('Fulfillment', 4800000000000 + shop_base({shop}) + p.id), 'order': {{'id': order_gid({shop}, p."order")}},
    'createdAt': iso(p.shipped_at), 'updatedAt': iso(greatest(p.shipped_at, known(p.delivered_at))),
    'status': 'SUCCESS',
    'displayStatus': case when happened(p.delivered_at) then 'DELIVERED' else 'IN_TRANSIT' end,
    'deliveredAt': iso(known(p.delivered_at)), 'estimatedDeliveryAt': iso(p.promised_at),
    'location': {{'name': w.name}}, 'trackingInfo': [{{'company': p.carrier, 'number': p.tracking}}],
    'fulfillmentLineItems': (select list({{'lineItemId': line_gid({shop}, u.line), 'quantity': u.units}}
        order by u.line)
        from (select "order", parcel, line, count(*) as units from unit where shipped_at <> -1 group by all) as u
        where u."order" = p."order" and u.parcel = p.parcel)}}),
    greatest(p.shipped_at, known(p.delivered_at))
from parcel as p
join order_fact as o on o.id = p."order"
join place as w on w.id = p.place
where happened(p.shipped_at)"""

_INVENTORY = """
select l.variant, l.place, l.day, to_json({{
    'id': gid('InventoryLevel', 990000000 + l.variant * 10 + l.place),
    'inventoryItem': {{'id': item_gid({shop}, l.variant)}},
    'location': {{'name': w.name}}, 'updatedAt': iso(l.second),
    'quantities': [{{'name': 'on_hand', 'quantity': l.level}}, {{'name': 'available', 'quantity': l.available}}]}}),
    l.second
from stock_change as l
join place as w on w.id = l.place
where l.place in ({places}) and happened(l.second)
qualify row_number() over (partition by l.variant, l.place order by l.second desc) = 1"""

_CARDS = """
select g.id, 0, 0, to_json({{
    'id': gid('GiftCard', 600000000000 + shop_base({shop}) + g.id), 'orderId': order_gid({shop}, g."order"),
    'createdAt': iso(g.sold_at), 'initialValue': money(g.value, c.code, c.digits),
    'balance': money(g.value - coalesce(r.amount, 0), c.code, c.digits),
    'updatedAt': iso(greatest(g.sold_at, r.second))}}), greatest(g.sold_at, r.second)
from gift_card as g
join order_fact as o on o.id = g."order"
join currency as c on c.id = o.currency
left join (select * from redemption where happened(second)) as r on r.card = g.id"""

_ABANDONED = """
select a.id, 0, 0, to_json({{
    'id': gid('AbandonedCheckout', 730000000000 + shop_base({shop}) + a.id), 'createdAt': iso(a.second),
    'email': p.email, 'sku': v.sku, 'shippingAddress': {{'countryCodeV2': m.code}}}}), a.second
from abandoned as a
join market as m on m.id = a.market
join variant as v on v.id = a.variant
left join person as p on p.id = a.person
where m.shop = {shop} and happened(a.second)"""


def witnesses() -> tuple[Witness, ...]:
    """Return the two shops."""
    return tuple(_witness(number) for number in range(len(SHOPS)))


def _witness(shop: int) -> Witness:
    market = _PRICE_LISTS[shop]
    facts = {
        "shop": shop, "currency": SHOPS[shop].currency, "prefix": SHOPS[shop].order_prefix,
        "price_list": market, "home": MARKETS[market].code, "step": MARKETS[market].price_step,
        "places": ", ".join(str(place) for place in sorted({entry.place for entry in MARKETS if entry.shop == shop})),
    }  # fmt: skip
    files = {
        "products": (_PRODUCTS, _VARIANTS),
        "customers": (_CUSTOMERS,),
        "orders": (_ORDERS, _LINES, _PAYMENTS),
        "refunds": (_REFUNDS, _REFUND_LINES),
        "fulfillments": (_FULFILMENTS,),
        "inventory_levels": (_INVENTORY,),
        "gift_cards": (_CARDS,),
        "abandoned_checkouts": (_ABANDONED,),
    }
    sheets = tuple(
        Sheet(name, tuple(select.format(**facts) for select in selects), form=JSON_LINES)
        for name, selects in files.items()
    )
    return Witness(SHOPS[shop].name, sheets, prepare=SHOP_IDS + BARCODE + _PREPARE + _FACTS.format(**facts))
