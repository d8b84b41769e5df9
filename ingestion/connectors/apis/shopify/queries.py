"""What is asked of a shop: one GraphQL query per feed, from which several tables are served.

A bulk query holds at most five connections, two of them below one another, and none inside a list; so an order's
agreements and returns are feeds of their own, and lines of refunds are asked for by the id of their refund.
Written for https://shopify.dev/docs/api/admin-graphql/latest and held against an excerpt of its schema by the tests.

Belongs here: the texts of the queries. Not here: how they are sent (client), and rows of tables (shapes).
"""

from __future__ import annotations

from dataclasses import dataclass

MONEY = "{ presentmentMoney { amount currencyCode } }"
PLAIN = "{ amount currencyCode }"
STATES = (
    "available", "committed", "damaged", "incoming", "on_hand", "quality_control", "reserved", "safety_stock",
)  # fmt: skip
"""The states of stock that are asked for, by Shopify's names."""
_TAX_LINES = f"taxLines {{ title rate channelLiable priceSet {MONEY} }}"
_DISCOUNTS = f"""discountAllocations {{
  allocatedAmountSet {MONEY}
  discountApplication {{
    __typename index targetType allocationMethod
    ... on DiscountCodeApplication {{ code }}
    ... on AutomaticDiscountApplication {{ title }}
    ... on ManualDiscountApplication {{ title }}
    ... on ScriptDiscountApplication {{ title }}
  }}
}}"""


@dataclass(frozen=True)
class BulkFeed:
    """What one bulk operation brings.

    Attributes:
        root: The connection that it begins with.
        fields: The selection of one of its nodes.
        arguments: Of the root besides the filter.
        has_cursor: Only what changed is asked for, by `updated_at`.
    """

    root: str
    fields: str
    arguments: str = ""
    has_cursor: bool = True

    def query(self, since: str | None) -> str:
        """Return the whole query; `since` is a time in ISO 8601."""
        given = [self.arguments] if self.arguments else []
        given += [f"query: \"updated_at:>='{since}'\""] if since and self.has_cursor else []
        arguments = f"({', '.join(given)})" if given else ""
        return f"{{ {self.root}{arguments} {_nodes(self.fields)} }}"


@dataclass(frozen=True)
class PagedFeed:
    """What is read page by page.

    Attributes:
        query: Has the variables `$after` and `$filter`.
        path: Names of the fields down to the connection.
        cursor: Search term of the filter; None reads everything.
    """

    query: str
    path: tuple[str, ...]
    cursor: str | None = None


def _nodes(fields: str) -> str:
    return f"{{ edges {{ node {{ {fields} }} }} }}"


_LINE_ITEMS = f"""
id sku quantity isGiftCard variant {{ id }}
originalUnitPriceSet {MONEY} {_TAX_LINES} {_DISCOUNTS}"""
_ORDERS = f"""
id name createdAt updatedAt cancelledAt test sourceName taxesIncluded presentmentCurrencyCode
displayFinancialStatus displayFulfillmentStatus customer {{ id }} shippingAddress {{ countryCodeV2 }}
totalPriceSet {MONEY} totalTaxSet {MONEY} totalShippingPriceSet {MONEY} totalDiscountsSet {MONEY}
shippingLine {{ id {_DISCOUNTS} }}
transactions {{ id kind status gateway processedAt createdAt amountSet {MONEY} }}
refunds {{ id }}
lineItems {_nodes(_LINE_ITEMS)}"""

_SALES = f"""
id lineType actionType quantity
totalAmount {MONEY} totalTaxAmount {MONEY}
totalDiscountAmountBeforeTaxes {MONEY} totalDiscountAmountAfterTaxes {MONEY}
taxes {{ id amount {MONEY} taxLine {{ title rate channelLiable }} }}
... on ProductSale {{ lineItem {{ id }} }}
... on GiftCardSale {{ lineItem {{ id }} }}
... on TipSale {{ lineItem {{ id }} }}
... on AdditionalFeeSale {{ additionalFee {{ name }} }}"""
_MADE_AGREEMENTS = f"id happenedAt reason ... on RefundAgreement {{ refund {{ id }} }} sales {_nodes(_SALES)}"
_AGREEMENTS = f"id agreements {_nodes(_MADE_AGREEMENTS)}"

_RETURN_LINES = """
id quantity processedQuantity
... on ReturnLineItem { returnReason fulfillmentLineItem { lineItem { id sku variant { id } } } }"""
_MADE_RETURNS = f"""
id status createdAt
returnLineItems {_nodes(_RETURN_LINES)}
exchangeLineItems {_nodes("id lineItems { id }")}"""
_RETURNS = f"id returns {_nodes(_MADE_RETURNS)}"

_FULFILLMENTS = f"""
id status displayStatus createdAt updatedAt inTransitAt estimatedDeliveryAt deliveredAt
order {{ id }} location {{ id }} trackingInfo {{ company number }}
fulfillmentLineItems {_nodes("id quantity lineItem { id sku variant { id } }")}"""
_FULFILLMENT_ORDERS = f"""
id orderId status createdAt updatedAt fulfillBy assignedLocation {{ location {{ id }} }}
fulfillmentHolds {{ reason }}
lineItems {_nodes("id totalQuantity remainingQuantity sku lineItem { id } variant { id }")}
fulfillments {_nodes(_FULFILLMENTS)}"""

_VARIANTS = f"""
id sku barcode title updatedAt selectedOptions {{ name value }}
contextualPricing(context: {{country: COUNTRY}}) {{ price {PLAIN} compareAtPrice {PLAIN} }}"""
_PRODUCTS = f"id title handle tags productType updatedAt variants {_nodes(_VARIANTS)}"

_CUSTOMERS = """
id firstName lastName locale createdAt updatedAt
defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
defaultPhoneNumber { phoneNumber marketingState marketingOptInLevel marketingUpdatedAt marketingCollectedFrom }
defaultAddress { address1 city zip countryCodeV2 company }"""

_STATES = ", ".join(f'"{state}"' for state in STATES)
_INVENTORY_ITEMS = f"""
id sku tracked harmonizedSystemCode countryCodeOfOrigin updatedAt unitCost {PLAIN} variant {{ id }}
inventoryLevels {_nodes(f"id location {{ id }} quantities(names: [{_STATES}]) {{ name quantity }}")}"""

_GIFT_CARDS = f"""
id createdAt updatedAt expiresOn initialValue {PLAIN} balance {PLAIN} order {{ id }} customer {{ id }}
transactions {_nodes(f"__typename id processedAt amount {PLAIN}")}"""

_CHECKOUTS = f"""
id createdAt updatedAt completedAt taxesIncluded customer {{ id }} shippingAddress {{ countryCodeV2 }}
subtotalPriceSet {MONEY} totalTaxSet {MONEY}
lineItems {_nodes("id quantity")}"""

BULK = {
    "orders": BulkFeed("orders", _ORDERS),
    "order_agreements": BulkFeed("orders", _AGREEMENTS),
    "order_returns": BulkFeed("orders", _RETURNS),
    "fulfillment_orders": BulkFeed("fulfillmentOrders", _FULFILLMENT_ORDERS, "includeClosed: true"),
    "products": BulkFeed("products", _PRODUCTS),
    "customers": BulkFeed("customers", _CUSTOMERS),
    # Stock is counted whole each time, so its items are there as well.
    "inventory_items": BulkFeed("inventoryItems", _INVENTORY_ITEMS, has_cursor=False),
    "gift_cards": BulkFeed("giftCards", _GIFT_CARDS),
    "checkouts": BulkFeed("abandonedCheckouts", _CHECKOUTS),
}
"""Feeds that a bulk operation brings."""

_IDS = _nodes("id")
KEYS = {
    "orders": (f"{{ orders {_IDS} }}", "Order"),
    "products": (f"{{ products {_IDS} }}", "Product"),
    "product_variants": (f"{{ products {_nodes(f'id variants {_IDS}')} }}", "ProductVariant"),
    "customers": (f"{{ customers {_IDS} }}", "Customer"),
    "inventory_items": (f"{{ inventoryItems {_IDS} }}", "InventoryItem"),
    "gift_cards": (f"{{ giftCards {_IDS} }}", "GiftCard"),
}
"""Tables whose ids can be asked for, with the kind of id. Not checkouts: the shop forgets them, which is no delete."""
GRANTED = "{ currentAppInstallation { accessScopes { handle } } }"

_PAYOUT_SUMS = " ".join(
    f"{name} {PLAIN}"
    for name in ("chargesGross", "chargesFee", "refundsFeeGross", "refundsFee", "adjustmentsGross", "adjustmentsFee")
)
_PAGE = "pageInfo { hasNextPage endCursor }"
_LOCATIONS = "id name isActive isFulfillmentService updatedAt address { countryCode }"
_PAYOUTS = f"id status transactionType issuedAt externalTraceId net {PLAIN} summary {{ {_PAYOUT_SUMS} }}"
_MOVEMENTS = (
    f"id type transactionDate test amount {PLAIN} fee {PLAIN} net {PLAIN} "
    "associatedPayout { id } associatedOrder { id name }"
)
_DISPUTES = f"id type status initiatedAt finalizedOn amount {PLAIN} reasonDetails {{ reason }} order {{ id }}"
PAGED = {
    "locations": PagedFeed(
        "query ($after: String) { locations(first: 100, after: $after, includeInactive: true, includeLegacy: true, "
        f"sortKey: ID) {{ nodes {{ {_LOCATIONS} }} {_PAGE} }} }}",
        ("locations",),
    ),
    "payouts": PagedFeed(
        "query ($after: String) { shopifyPaymentsAccount { payouts(first: 40, after: $after, sortKey: ID) "
        f"{{ nodes {{ {_PAYOUTS} }} {_PAGE} }} }} }}",
        ("shopifyPaymentsAccount", "payouts"),
    ),
    "balance_transactions": PagedFeed(
        "query ($after: String, $filter: String) { shopifyPaymentsAccount { balanceTransactions(first: 100, "
        f"after: $after, sortKey: ID, query: $filter) {{ nodes {{ {_MOVEMENTS} }} {_PAGE} }} }} }}",
        ("shopifyPaymentsAccount", "balanceTransactions"),
        "processed_at",
    ),
    "disputes": PagedFeed(
        f"query ($after: String) {{ disputes(first: 100, after: $after) {{ nodes {{ {_DISPUTES} }} {_PAGE} }} }}",
        ("disputes",),
    ),
}
"""Feeds that are read page by page."""

_REFUND_FIELDS = {
    "refundLineItems": f"id quantity restockType lineItem {{ id }} subtotalSet {MONEY} totalTaxSet {MONEY}",
    "refundShippingLines": f"id subtotalAmountSet {MONEY} taxAmountSet {MONEY}",
    "orderAdjustments": f"id amountSet {MONEY} taxAmountSet {MONEY}",
}
_REFUND_SIZES = {"refundLineItems": 10, "refundShippingLines": 2, "orderAdjustments": 2}
REFUND_PARTS = tuple(_REFUND_FIELDS)
"""The connections of a refund; each is followed to its end."""
REFUNDS_AT_ONCE = 8
"""Refunds per question; with so many of each part its cost stays below the 1,000 points that one may have."""
_PARTS = " ".join(
    f"{name}(first: {_REFUND_SIZES[name]}) {{ nodes {{ {fields} }} {_PAGE} }}"
    for name, fields in _REFUND_FIELDS.items()
)
REFUNDS = (
    "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Refund { id createdAt processedAt order { id } "
    f"totalRefundedSet {MONEY} {_PARTS} }} }} }}"
)


def more_of_refund(part: str) -> str:
    """Return the query for the next page of one connection of a refund."""
    return (
        f"query ($id: ID!, $after: String) {{ node(id: $id) {{ ... on Refund {{ {part}(first: 100, after: $after) "
        f"{{ nodes {{ {_REFUND_FIELDS[part]} }} {_PAGE} }} }} }} }}"
    )


RUN_BULK = (
    "mutation ($query: String!) { bulkOperationRunQuery(query: $query, groupObjects: false) "
    "{ bulkOperation { id status } userErrors { code field message } } }"
)
BULK_STATE = """query ($id: ID!) {
  node(id: $id) { ... on BulkOperation { id status errorCode objectCount rootObjectCount url } }
}"""
