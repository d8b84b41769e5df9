"""Rows of the contracts' tables, from what the feeds brought: SQL over JSON lines.

Each feed is a table of `j` (a line), its `id`, the `parent`'s id and the `kind` of the id. Lists inside a line, such as
the payments of an order, become rows of their own, and a row takes along what its contract needs of its parents.

Belongs here: which feed a table comes from, and how its rows are made. Not here: fetching feeds (client).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """How the rows of a table are made.

    Attributes:
        feed: Name of the feed.
        sql: SELECT of one JSON object per row over the feed's table `{feed}`.
        root: The table's rows are the objects of the feed's first connection, which the shop counts.
    """

    feed: str
    sql: str
    root: bool = False


def _own(feed: str, kind: str, *, root: bool = False, once: bool = False) -> Shape:
    """Lines as they are; a fulfilment stands under each of its fulfilment orders and is taken once."""
    only = " qualify row_number() over (partition by id order by parent) = 1" if once else ""
    return Shape(feed, f"select j from {{feed}} where kind = '{kind}'{only}", root)


def _kept(*names: str) -> str:
    """Fields as they are, null where they are null, for `json_object`."""
    return ", ".join(f"'{name}', j -> '$.{name}'" for name in names)


def _sum_of(path: str) -> str:
    amounts = f"cast(json_extract_string(line.j, '$.{path}.presentmentMoney.amount') as decimal(18, 4)[])"
    amount = f"cast(coalesce(list_sum({amounts}), 0) as varchar)"
    currency = "line.j -> '$.originalUnitPriceSet.presentmentMoney.currencyCode'"
    return f"json_object('presentmentMoney', json_object('amount', {amount}, 'currencyCode', {currency}))"


def _option(names: str) -> str:
    return (
        "list_filter(cast(json_extract(j, '$.selectedOptions[*]') as json[]), "
        f"lambda choice: lower(choice ->> '$.name') in ({names}))[1] ->> '$.value'"
    )


_ORDERS = """
select json_merge_patch(j, '{{"transactions": null, "refunds": null, "shippingLine": null}}')
from {feed} where kind = 'Order'"""

_ORDER_LINES = f"""
select json_merge_patch(line.j, json_object('taxSet', {_sum_of("taxLines[*].priceSet")},
    'totalDiscountSet', {_sum_of("discountAllocations[*].allocatedAmountSet")},
    'order', json_object('updatedAt', whole.j -> '$.updatedAt'), 'taxLines', null, 'discountAllocations', null))
from {{feed}} as line join {{feed}} as whole on whole.id = line.parent
where line.kind = 'LineItem'"""

_TRANSACTIONS = """
select json_merge_patch(payment, json_object('__parentId', id,
    'processedAt', coalesce(payment ->> '$.processedAt', payment ->> '$.createdAt'), 'createdAt', null))
from (select id, unnest(json_extract(j, '$.transactions[*]')) as payment from {feed} where kind = 'Order')"""

_DISCOUNT_ALLOCATIONS = """
with fallen as (
    select id as target, parent as order_id, id as line_id, unnest(json_extract(j, '$.discountAllocations[*]')) as part
    from {feed} where kind = 'LineItem'
    union all
    select id, id, null, unnest(json_extract(j, '$.shippingLine.discountAllocations[*]'))
    from {feed} where kind = 'Order'
)
select json_merge_patch(part, json_object('target', json_object('id', target),
    'lineItem', json_object('id', line_id),
    'order', json_object('id', order_id, 'updatedAt', whole.j -> '$.updatedAt')))
from fallen join {feed} as whole on whole.id = fallen.order_id"""

_SALES = """
with recorded as (
    select sale.j, sale.id, json_object('id', agreement.parent) as of_order,
        json_merge_patch(agreement.j, '{{"__parentId": null}}') as agreement
    from {feed} as sale join {feed} as agreement on agreement.id = sale.parent
    where json_exists(sale.j, '$.lineType') and json_exists(agreement.j, '$.happenedAt')
)"""
_SALE_ROWS = f"""{_SALES}
select json_merge_patch(j, json_object('agreement', agreement, 'order', of_order, 'taxes', null)) from recorded"""
_SALE_TAXES = f"""{_SALES}
select json_merge_patch(tax, json_object('agreement', agreement, 'order', of_order,
    'sale', json_object('id', id, 'lineType', j -> '$.lineType', 'actionType', j -> '$.actionType',
        'lineItem', j -> '$.lineItem')))
from (select *, unnest(json_extract(j, '$.taxes[*]')) as tax from recorded)"""

_RETURN_LINES = """
with swapped as (
    select parent, count(*) as lines, case when count(*) = 1 then min(j ->> '$.lineItems[0].id') end as line_id
    from {feed} where kind = 'ExchangeLineItem' group by parent
)
select json_object('id', line.id, 'quantity', line.j -> '$.quantity',
    'processedQuantity', line.j -> '$.processedQuantity', 'returnReason', line.j -> '$.returnReason',
    'order', json_object('id', back.parent),
    'return', json_object('id', back.id, 'status', back.j -> '$.status', 'createdAt', back.j -> '$.createdAt'),
    'lineItem', line.j -> '$.fulfillmentLineItem.lineItem',
    'exchange', json_object('count', coalesce(swapped.lines, 0), 'lineItem', json_object('id', swapped.line_id)))
from {feed} as line
join {feed} as back on back.id = line.parent and back.kind = 'Return'
left join swapped on swapped.parent = back.id
where line.kind <> 'ExchangeLineItem'"""


def _dated_line(kind: str, parent: str) -> str:
    """Lines of a fulfilment or a fulfilment order, with the last change of what they belong to."""
    return f"""
select json_merge_patch(line.j, json_object('{parent}', json_object('updatedAt', whole.j -> '$.updatedAt')))
from {{feed}} as line join (select id, any_value(j) as j from {{feed}} group by id) as whole on whole.id = line.parent
where line.kind = '{kind}' qualify row_number() over (partition by line.id order by line.parent) = 1"""


_VARIANTS = f"""
select json_object({_kept("id", "__parentId", "sku", "barcode", "title", "updatedAt")},
    'contextualPricing', json_merge_patch(j -> '$.contextualPricing', json_object('country', '{{country}}')),
    'color', {_option("'color', 'colour', 'farbe', 'couleur', 'kleur', 'colore'")},
    'size', {_option("'size', 'größe', 'taille', 'maat', 'talla', 'taglia'")})
from {{feed}} where kind = 'ProductVariant'"""

_CUSTOMERS = f"""
select json_object({_kept("id", "firstName", "lastName", "locale", "createdAt", "updatedAt", "defaultAddress")},
    'email', j -> '$.defaultEmailAddress.emailAddress', 'phone', j -> '$.defaultPhoneNumber.phoneNumber')
from {{feed}} where kind = 'Customer'"""

_CONSENTS = """
select json_merge_patch(answer, json_object('id', id, 'channel', channel, 'emailAddress', null, 'phoneNumber', null))
from (
    select id, 'EMAIL' as channel, json_extract(j, '$.defaultEmailAddress') as answer from {feed}
    union all
    select id, 'SMS', json_extract(j, '$.defaultPhoneNumber') from {feed}
) where json_type(answer) = 'OBJECT'"""

_QUANTITIES = """
select json_object('snapshotDate', '{today}', 'id', id, 'name', count -> '$.name', 'quantity', count -> '$.quantity',
    'location', place, 'item', json_object('sku', item -> '$.sku', 'variant', item -> '$.variant'))
from (
    select level.id, level.j -> '$.location' as place, item.j as item,
        unnest(json_extract(level.j, '$.quantities[*]')) as count
    from {feed} as level join {feed} as item on item.id = level.parent
    where level.kind = 'InventoryLevel'
)"""

_CHECKOUTS = """
select json_merge_patch(whole.j, json_object('itemQuantity', coalesce(lines.quantity, 0)))
from {feed} as whole
left join (
    select parent, sum(cast(j ->> '$.quantity' as bigint)) as quantity from {feed}
    where kind = 'AbandonedCheckoutLineItem' group by parent
) as lines on lines.parent = whole.id
where whole.kind = 'AbandonedCheckout'"""

_REFUND_HEAD = """
with made as (
    select id, j, j -> '$.order.id' as order_id,
        coalesce(j ->> '$.createdAt', j ->> '$.processedAt') as created_at
    from {feed} where kind = 'Refund'
)"""
_REFUND_ROWS = f"""{_REFUND_HEAD}
select json_object('id', id, 'orderId', order_id, 'createdAt', created_at,
    'totalRefundedSet', j -> '$.totalRefundedSet') from made"""
_REFUND_LINES = f"""{_REFUND_HEAD}
select json_object('id', coalesce(line ->> '$.id', 'gid://shopify/RefundLineItem/'
        || regexp_extract(id, '[0-9]+$') || '-' || regexp_extract(line ->> '$.lineItem.id', '[0-9]+$')),
    '__parentId', id, 'orderId', order_id, 'lineItemId', line -> '$.lineItem.id', 'quantity', line -> '$.quantity',
    'restockType', line -> '$.restockType', 'reason', null, 'createdAt', created_at,
    'subtotalSet', line -> '$.subtotalSet', 'totalTaxSet', line -> '$.totalTaxSet')
from (select *, unnest(json_extract(j, '$.refundLineItems.nodes[*]')) as line from made)"""
_REFUND_ADJUSTMENTS = f"""{_REFUND_HEAD}
select json_object('id', part -> '$.id', '__parentId', id, 'kind', kind,
    'refund', json_object('createdAt', created_at), 'taxAmountSet', part -> '$.taxAmountSet',
    'amountSet', coalesce(part -> '$.subtotalAmountSet', part -> '$.amountSet'))
from (
    select *, 'SHIPPING' as kind, unnest(json_extract(j, '$.refundShippingLines.nodes[*]')) as part from made
    union all
    select *, 'ADJUSTMENT', unnest(json_extract(j, '$.orderAdjustments.nodes[*]')) from made
)"""

SHAPES = {
    "orders": Shape("orders", _ORDERS, root=True),
    "order_lines": Shape("orders", _ORDER_LINES),
    "transactions": Shape("orders", _TRANSACTIONS),
    "discount_allocations": Shape("orders", _DISCOUNT_ALLOCATIONS),
    "refunds": Shape("refunds", _REFUND_ROWS),
    "refund_lines": Shape("refunds", _REFUND_LINES),
    "refund_adjustments": Shape("refunds", _REFUND_ADJUSTMENTS),
    "sales": Shape("order_agreements", _SALE_ROWS),
    "sale_taxes": Shape("order_agreements", _SALE_TAXES),
    "return_lines": Shape("order_returns", _RETURN_LINES),
    "fulfillment_orders": _own("fulfillment_orders", "FulfillmentOrder", root=True),
    "fulfillment_order_lines": Shape("fulfillment_orders", _dated_line("FulfillmentOrderLineItem", "fulfillmentOrder")),
    "fulfillments": _own("fulfillment_orders", "Fulfillment", once=True),
    "fulfillment_lines": Shape("fulfillment_orders", _dated_line("FulfillmentLineItem", "fulfillment")),
    "products": _own("products", "Product", root=True),
    "product_variants": Shape("products", _VARIANTS),
    "customers": Shape("customers", _CUSTOMERS, root=True),
    "customer_consents": Shape("customers", _CONSENTS),
    "inventory_items": _own("inventory_items", "InventoryItem", root=True),
    "inventory_quantities": Shape("inventory_items", _QUANTITIES),
    "gift_cards": _own("gift_cards", "GiftCard", root=True),
    "gift_card_transactions": Shape(
        "gift_cards", "select j from {feed} where kind in ('GiftCardDebitTransaction', 'GiftCardCreditTransaction')"
    ),
    "checkouts": Shape("checkouts", _CHECKOUTS, root=True),
    "locations": Shape("locations", "select j from {feed}"),
    "payouts": Shape("payouts", "select j from {feed}"),
    "balance_transactions": Shape("balance_transactions", "select j from {feed}"),
    "disputes": Shape("disputes", "select j from {feed}"),
}
"""Every table that is served over the interface."""
