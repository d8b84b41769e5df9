"""Which fields of Vendure's admin API make the rows of which table, under the names that its database has for them.

Belongs here: fields, and nodes as rows. Not here: asking and paging (vendure), what amounts follow from
(vendure_amounts).
Source: https://docs.vendure.io/reference/graphql-api/admin/object-types/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ingestion.connectors.access import Access
from ingestion.connectors.apis.vendure.amounts import Amounts, Node, explained

_TIMES = "createdAt updatedAt"
_ADDRESS = "fullName company streetLine1 streetLine2 city province postalCode country countryCode phoneNumber"
_DISCOUNTS = "discounts { adjustmentSource type description amount amountWithTax }"
_MOVEMENT = "... on StockMovement { id createdAt updatedAt type quantity }"
_HISTORY = "id createdAt updatedAt type data"


@dataclass(frozen=True)
class Shop:
    """The channel that is read."""

    access: Access
    channel_id: str
    is_tax_included: bool


@dataclass(frozen=True)
class Listing:
    """Where the rows of a table stand.

    Attributes:
        root: The list that is read.
        fields: Of each of its items.
        rows: Makes rows of an item.
        is_own: An item is one row, so that the list's clock and count are the table's.
        is_shared: Several items may have the same row.
        is_single: It is no list: the shop has one of it.
        nested: A list within the item that comes in pages too.
        nested_fields: Of each of its items.
    """

    root: str
    fields: str
    rows: Callable[[Shop, Node], Iterator[Node]]
    is_own: bool = False
    is_shared: bool = False
    is_single: bool = False
    nested: str | None = None
    nested_fields: str = ""


def _plain(**also: Any) -> Callable[[Shop, Node], Iterator[Node]]:
    """An item as it is, and columns that the interface does not have; a function makes one of the item."""

    def rows(shop: Shop, node: Node) -> Iterator[Node]:
        yield {**node, **{name: value(node) if callable(value) else value for name, value in also.items()}}

    return rows


def _children(path: str, **also: Callable[[Node, Node], Any]) -> Callable[[Shop, Node], Iterator[Node]]:
    """The items of a list within an item; functions make further columns of item and child."""

    def rows(shop: Shop, node: Node) -> Iterator[Node]:
        for child in node[path] or []:
            yield {**child, **{name: value(node, child) for name, value in also.items()}}

    return rows


def _id_of(name: str) -> Callable[[Node], Any]:
    return lambda node: (node[name] or {}).get("id")


def _owner(node: Node, child: Node) -> Any:
    return node["id"]


def _translations(root: str, fields: str = "name") -> Listing:
    fields = f"id translations {{ id {_TIMES} languageCode {fields} }}"
    return Listing(root, fields, _children("translations", baseId=_owner))


def _order_lines(shop: Shop, order: Node) -> Iterator[Node]:
    for line in order["lines"]:
        amounts = Amounts(
            line_id=line["id"],
            unit=(line["unitPrice"], line["unitPriceWithTax"]),
            listed=(line["linePrice"], line["linePriceWithTax"]),
            charged=(line["proratedLinePrice"], line["proratedLinePriceWithTax"]),
            discounts=line["discounts"],
            pieces=line["quantity"],
            ordered=max(line["orderPlacedQuantity"], line["quantity"]),
        )
        found = _explained(shop, amounts, [line["taxLines"]])
        yield {**line, **found, "orderId": order["id"], "productVariantId": line["productVariant"]["id"]}


def _shipping_lines(shop: Shop, order: Node) -> Iterator[Node]:
    """The interface does not tell the tax of a shipping line: it is one of the order's, or what its prices say."""
    for line in order["shippingLines"]:
        price = (round(line["price"]), line["priceWithTax"])
        charged = (line["discountedPrice"], line["discountedPriceWithTax"])
        amounts = Amounts(line["id"], unit=price, listed=price, charged=charged, discounts=line["discounts"])
        exact = (price[1] / price[0] - 1) * 100 if price[0] else 0
        taxes = [[_tax(0)], *([tax] for tax in order["taxSummary"]), [_tax(exact)]]
        times = {name: order[name] for name in _TIMES.split()}
        method = {"shippingMethodId": line["shippingMethod"]["id"]}
        yield {**times, **line, **_explained(shop, amounts, taxes), "orderId": order["id"], **method}


def _explained(shop: Shop, amounts: Amounts, taxes: list[list[Node]]) -> Node:
    return explained(shop.access, amounts, taxes, is_tax_included=shop.is_tax_included)


def _tax(rate: float) -> Node:
    return {"description": "shipping tax", "taxRate": rate}


def _surcharges(shop: Shop, order: Node) -> Iterator[Node]:
    made_by = {item["id"]: edit["id"] for edit in order["modifications"] for item in edit["surcharges"] or []}
    for item in order["surcharges"]:
        price = (item["price"], item["priceWithTax"])
        found = _explained(shop, Amounts(item["id"], price, price, price, []), [item["taxLines"]])
        yield {**item, **found, "orderId": order["id"], "orderModificationId": made_by.get(item["id"])}


def _orders(shop: Shop, order: Node) -> Iterator[Node]:
    yield {**order, "couponCodes": ",".join(order["couponCodes"]), "customerId": (order["customer"] or {}).get("id")}


def _refunds(shop: Shop, order: Node) -> Iterator[Node]:
    for payment in order["payments"] or []:
        yield from ({**refund, "paymentId": payment["id"]} for refund in payment["refunds"])


def _references(shop: Shop, order: Node) -> Iterator[Node]:
    """Lines of fulfilments, refunds and edits, which have no id of their own here: it is made of what they join."""
    refunds = [refund for payment in order["payments"] or [] for refund in payment["refunds"]]
    kinds = (
        ("FulfillmentLine", "fulfillmentId", order["fulfillments"] or []),
        ("RefundLine", "refundId", refunds),
        ("OrderModificationLine", "modificationId", order["modifications"]),
    )
    for kind, owner_id, owners in kinds:
        for owner in owners:
            times = {"createdAt": owner["createdAt"], "updatedAt": owner["createdAt"]}
            owned = {"fulfillmentId": None, "refundId": None, "modificationId": None, owner_id: owner["id"]}
            for line in owner["lines"]:
                key = f"{kind}/{owner['id']}/{line['orderLineId']}"
                yield {"id": key, "discriminator": kind, **line, **owned, **times}


def _links(shop: Shop, order: Node) -> Iterator[Node]:
    yield from ({"orderId": order["id"], "fulfillmentId": item["id"]} for item in order["fulfillments"] or [])


def _history(shop: Shop, order: Node) -> Iterator[Node]:
    yield from ({**entry, "orderId": order["id"]} for entry in order["history"]["items"])


def _movements(shop: Shop, variant: Node) -> Iterator[Node]:
    """Movements of a variant; the interface tells neither the place nor the order's line."""
    for item in variant["stockMovements"]["items"]:
        yield {**item, "productVariantId": variant["id"], "stockLocationId": None, "orderLineId": None}


def _prices(shop: Shop, variant: Node) -> Iterator[Node]:
    for price in variant["prices"]:
        key = f"{variant['id']}/{shop.channel_id}/{price['currencyCode']}"
        times = {name: variant[name] for name in _TIMES.split()}
        yield {**price, "id": key, "variantId": variant["id"], "channelId": shop.channel_id, **times}


def _options(shop: Shop, product: Node) -> Iterator[Node]:
    for group in product["optionGroups"]:
        yield from ({**option, "groupId": group["id"]} for option in group["options"])


def _option_translations(shop: Shop, product: Node) -> Iterator[Node]:
    for option in (option for group in product["optionGroups"] for option in group["options"]):
        yield from ({**text, "baseId": option["id"]} for text in option["translations"])


def _labels(owner: str, path: str, owner_column: str, column: str) -> Listing:
    def rows(shop: Shop, node: Node) -> Iterator[Node]:
        yield from ({owner_column: node["id"], column: item["id"]} for item in node[path])

    return Listing(owner, f"id {path} {{ id }}", rows)


_OWN = {
    "customer": ("customers", "title firstName lastName phoneNumber emailAddress", _plain(deletedAt=None)),
    "region": ("countries", "code", _plain(type="country")),
    "channel": ("channels", "code defaultLanguageCode defaultCurrencyCode pricesIncludeTax", _plain()),
    "product": ("products", "enabled", _plain(deletedAt=None)),
    "product_variant": (
        "productVariants",
        "sku enabled trackInventory outOfStockThreshold useGlobalOutOfStockThreshold product { id }",
        _plain(deletedAt=None, productId=_id_of("product")),
    ),
    "facet": ("facets", "code", _plain()),
    "facet_value": ("facetValues", "code facet { id }", _plain(facetId=_id_of("facet"))),
    "orders": (
        "orders",
        "type code state active orderPlacedAt couponCodes currencyCode aggregateOrderId customer { id } subTotal "
        f"subTotalWithTax shipping shippingWithTax shippingAddress {{ {_ADDRESS} }} billingAddress {{ {_ADDRESS} }}",
        _orders,
    ),
    "shipping_method": ("shippingMethods", "code", _plain()),
    "promotion": ("promotions", "couponCode startsAt endsAt enabled", _plain(deletedAt=None)),
    "stock_location": ("stockLocations", "name", _plain()),
}
_LINES = "lines { orderLineId quantity }"
LISTINGS: dict[str, Listing] = {
    **{name: Listing(root, f"id {_TIMES} {fields}", rows, is_own=True) for name, (root, fields, rows) in _OWN.items()},
    "global_settings": Listing(
        "globalSettings", f"id {_TIMES} trackInventory outOfStockThreshold", _plain(), is_single=True
    ),
    "address": Listing(
        "customers",
        f"id addresses {{ id {_TIMES} fullName company streetLine1 streetLine2 city province postalCode phoneNumber "
        "defaultShippingAddress defaultBillingAddress country { id } }",
        _children("addresses", customerId=_owner, countryId=lambda node, child: child["country"]["id"]),
    ),
    "product_translation": _translations("products", "name slug"),
    "product_variant_translation": _translations("productVariants"),
    "facet_value_translation": _translations("facetValues"),
    "product_variant_price": Listing("productVariants", f"id {_TIMES} prices {{ currencyCode price }}", _prices),
    "product_option_group": Listing(
        "products", f"id optionGroups {{ id {_TIMES} code }}", _children("optionGroups"), is_shared=True
    ),
    "product_option": Listing(
        "products", f"id optionGroups {{ id options {{ id {_TIMES} code }} }}", _options, is_shared=True
    ),
    "product_option_translation": Listing(
        "products",
        f"id optionGroups {{ id options {{ id translations {{ id {_TIMES} languageCode name }} }} }}",
        _option_translations,
        is_shared=True,
    ),
    "product_variant_options_product_option": _labels(
        "productVariants", "options", "productVariantId", "productOptionId"
    ),
    "product_facet_values_facet_value": _labels("products", "facetValues", "productId", "facetValueId"),
    "order_line": Listing(
        "orders",
        f"id lines {{ id {_TIMES} quantity orderPlacedQuantity productVariant {{ id }} unitPrice unitPriceWithTax "
        f"linePrice linePriceWithTax proratedLinePrice proratedLinePriceWithTax {_DISCOUNTS} "
        "taxLines { description taxRate } }",
        _order_lines,
    ),
    "shipping_line": Listing(
        "orders",
        f"id {_TIMES} taxSummary {{ description taxRate }} shippingLines {{ id shippingMethod {{ id }} "
        f"price priceWithTax discountedPrice discountedPriceWithTax {_DISCOUNTS} }}",
        _shipping_lines,
    ),
    "surcharge": Listing(
        "orders",
        f"id surcharges {{ id {_TIMES} description sku price priceWithTax taxLines {{ description taxRate }} }} "
        "modifications { id surcharges { id } }",
        _surcharges,
    ),
    "payment": Listing(
        "orders",
        f"id payments {{ id {_TIMES} method amount state transactionId }}",
        _children("payments", orderId=_owner),
    ),
    "refund": Listing(
        "orders",
        f"id payments {{ id refunds {{ id {_TIMES} method reason state transactionId total }} }}",
        _refunds,
    ),
    "order_line_reference": Listing(
        "orders",
        f"id fulfillments {{ id createdAt {_LINES} }} modifications {{ id createdAt {_LINES} }} "
        f"payments {{ refunds {{ id createdAt {_LINES} }} }}",
        _references,
    ),
    "order_modification": Listing(
        "orders",
        f"id modifications {{ id {_TIMES} priceChange payment {{ id }} refund {{ id }} }}",
        _children(
            "modifications",
            orderId=_owner,
            paymentId=lambda node, child: (child["payment"] or {}).get("id"),
            refundId=lambda node, child: (child["refund"] or {}).get("id"),
        ),
    ),
    "fulfillment": Listing(
        "orders", f"id fulfillments {{ id {_TIMES} state method trackingCode }}", _children("fulfillments")
    ),
    "order_fulfillments_fulfillment": Listing("orders", "id fulfillments { id }", _links),
    "history_entry": Listing(
        "orders", f"id history {{ totalItems items {{ {_HISTORY} }} }}", _history, nested="history"
    ),
    "stock_level": Listing(
        "productVariants",
        f"id stockLevels {{ id {_TIMES} stockLocationId stockOnHand stockAllocated }}",
        _children("stockLevels", productVariantId=_owner),
    ),
    "stock_movement": Listing(
        "productVariants",
        f"id stockMovements {{ totalItems items {{ {_MOVEMENT} }} }}",
        _movements,
        nested="stockMovements",
        nested_fields=_MOVEMENT,
    ),
}
