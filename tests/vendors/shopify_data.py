"""The simulation's extracts of a shop as the objects that Shopify's interface knows; its orders stand apart."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from shopify_order_data import amount as amount_of
from shopify_order_data import bag, latest, reference
from shopify_order_data import orders as orders_of

Object = dict[str, Any]
STATES = ("available", "committed", "damaged", "incoming", "on_hand", "quality_control", "reserved", "safety_stock")


def roots_of(folder: Path) -> dict[str, list[Object]]:
    """Everything that a shop of these extracts would have."""
    orders = orders_of(folder)
    places = {row["location"]["name"] for row in latest(folder, "inventory_levels").values()}
    places |= {row["location"]["name"] for row in latest(folder, "fulfillments").values()}
    locations = {name: _location(number, name) for number, name in enumerate(sorted(places), start=1)}
    return {
        "shop": [
            {
                "id": "gid://shopify/Shop/1",
                "name": "Shop",
                "billingAddress": {"countryCodeV2": "FR"},
                "currencyCode": "EUR",
            }
        ],
        "currentAppInstallation": [
            {
                "id": "gid://shopify/AppInstallation/1",
                "accessScopes": [{"handle": "read_all_orders", "description": "."}],
            }
        ],
        "orders": list(orders.values()),
        "products": _products(folder),
        "customers": [_customer(row) for row in latest(folder, "customers").values()],
        "inventoryItems": _items(folder, locations),
        "fulfillmentOrders": _fulfillment_orders(folder, orders, locations),
        "giftCards": [_gift_card(row) for row in latest(folder, "gift_cards").values()],
        "abandonedCheckouts": [
            _checkout(number, row) for number, row in enumerate(latest(folder, "abandoned_checkouts").values())
        ],
        "locations": list(locations.values()),
        "disputes": _disputes(list(orders)),
        "shopifyPaymentsAccount": [_account(list(orders.values()))],
    }


def _products(folder: Path) -> list[Object]:
    rows = latest(folder, "products")
    products = {gid: row | {"variants": []} for gid, row in rows.items() if "/Product/" in gid}
    for gid, row in rows.items():
        if "/ProductVariant/" in gid:
            products[row["__parentId"]]["variants"].append(row)
    return list(products.values())


def _customer(row: Object) -> Object:
    asked = {"marketingOptInLevel": "SINGLE_OPT_IN", "marketingUpdatedAt": row["createdAt"]}
    number = int(row["id"].rpartition("/")[2])
    email = {
        "emailAddress": row["email"],
        "marketingState": ("SUBSCRIBED", "UNSUBSCRIBED", "NOT_SUBSCRIBED")[number % 3],
    } | asked
    phone = {
        "phoneNumber": row["phone"],
        "marketingState": "NOT_SUBSCRIBED",
        "marketingCollectedFrom": "SHOPIFY",
    } | asked
    return row | {
        "defaultEmailAddress": email if row["email"] is not None else None,
        "defaultPhoneNumber": phone if row["phone"] is not None else None,
    }


def _location(number: int, name: str) -> Object:
    gid = f"gid://shopify/Location/{number:03}"
    return {
        "id": gid,
        "name": name,
        "isActive": True,
        "isFulfillmentService": number == 1,
        "updatedAt": "2025-01-01T00:00:00Z",
        "address": {"countryCode": "FR"},
    }


def _items(folder: Path, locations: dict[str, Object]) -> list[Object]:
    levels: dict[str, list[Object]] = defaultdict(list)
    for row in latest(folder, "inventory_levels").values():
        given = {item["name"]: item["quantity"] for item in row["quantities"]}
        given["committed"] = given["on_hand"] - given["available"]
        quantities = [
            {"id": f"gid://shopify/InventoryQuantity/{state}", "name": state, "quantity": given.get(state, 0)}
            for state in STATES
        ]
        levels[row["inventoryItem"]["id"]].append(
            row | {"location": locations[row["location"]["name"]], "quantities": quantities}
        )
    variants = (row for gid, row in latest(folder, "products").items() if "/ProductVariant/" in gid)
    return [
        row["inventoryItem"]
        | {
            "sku": row["sku"],
            "tracked": True,
            "updatedAt": row["updatedAt"],
            "variant": row,
            "inventoryLevels": levels[row["inventoryItem"]["id"]],
            "unitCost": {"amount": "12.50", "currencyCode": "EUR"} if number % 2 else None,
        }
        for number, row in enumerate(variants)
    ]


def _fulfillment_orders(folder: Path, orders: dict[str, Object], locations: dict[str, Object]) -> list[Object]:
    shipped: dict[str, list[Object]] = defaultdict(list)
    for row in latest(folder, "fulfillments").values():
        shipped[row["order"]["id"]].append(_fulfillment(row, orders, locations))
    made = []
    for number, (gid, order) in enumerate(orders.items(), start=1):
        own = shipped.get(gid, [])
        lines = [
            {
                "id": f"gid://shopify/FulfillmentOrderLineItem/{line['id'].rpartition('/')[2]}",
                "totalQuantity": line["quantity"],
                "remainingQuantity": 0 if own else line["quantity"],
                "sku": line["sku"],
                "lineItem": line,
                "variant": line["variant"],
            }
            for line in order["lineItems"]
        ]
        made.append(
            {
                "id": f"gid://shopify/FulfillmentOrder/{number}",
                "orderId": gid,
                "status": "CLOSED" if own else "OPEN",
                "createdAt": order["createdAt"],
                "updatedAt": order["updatedAt"],
                "fulfillBy": None,
                "assignedLocation": {"name": "x", "location": next(iter(locations.values()))},
                "fulfillmentHolds": [],
                "lineItems": lines,
                "fulfillments": own,
            }
        )
    # A fulfilment may stand under two fulfilment orders; it is one all the same.
    twice = next(item for item in made if item["fulfillments"])
    return [*made, twice | {"id": "gid://shopify/FulfillmentOrder/999999", "lineItems": []}]


def _fulfillment(row: Object, orders: dict[str, Object], locations: dict[str, Object]) -> Object:
    lines = [
        {
            "id": f"gid://shopify/FulfillmentLineItem/{row['id'].rpartition('/')[2]}{place}",
            "quantity": line["quantity"],
            "lineItem": reference(orders[row["order"]["id"]], line["lineItemId"]),
        }
        for place, line in enumerate(row["fulfillmentLineItems"])
    ]
    return row | {
        "order": orders[row["order"]["id"]],
        "location": locations[row["location"]["name"]],
        "inTransitAt": None,
        "fulfillmentLineItems": lines,
    }


def _gift_card(row: Object) -> Object:
    number, currency = row["id"].rpartition("/")[2], row["balance"]["currencyCode"]
    spent = Decimal(row["initialValue"]["amount"]) - Decimal(row["balance"]["amount"])
    debit = {
        "__typename": "GiftCardDebitTransaction",
        "id": f"gid://shopify/GiftCardDebitTransaction/{number}",
        "processedAt": row["updatedAt"],
        "amount": {"amount": str(-spent), "currencyCode": currency},
    }
    return row | {"order": {"id": row["orderId"]}, "expiresOn": None, "transactions": [debit] if spent else []}


def _checkout(number: int, row: Object) -> Object:
    lines = [
        {"id": f"gid://shopify/AbandonedCheckoutLineItem/{number}{place}", "quantity": 1 + place, "sku": row["sku"]}
        for place in range(2)
    ]
    return row | {
        "updatedAt": row["createdAt"],
        "completedAt": None,
        "taxesIncluded": True,
        "subtotalPriceSet": bag("60.00", "EUR"),
        "totalTaxSet": bag("10.00", "EUR"),
        "lineItems": lines,
    }


def _disputes(orders: list[str]) -> list[Object]:
    return [
        {
            "id": f"gid://shopify/ShopifyPaymentsDispute/{number}",
            "type": "CHARGEBACK",
            "status": status,
            "initiatedAt": "2025-12-01T10:00:00Z",
            "finalizedOn": "2025-12-20" if status == "LOST" else None,
            "amount": {"amount": "50.00", "currencyCode": "EUR"},
            "reasonDetails": {"reason": "FRAUDULENT"},
            "order": {"id": order},
        }
        for number, (status, order) in enumerate(zip(("LOST", "WON", "NEEDS_RESPONSE"), orders, strict=False), start=1)
    ]


def _account(orders: list[Object]) -> Object:
    def euro(amount: Decimal) -> Object:
        return {"amount": str(amount), "currencyCode": "EUR"}

    paid = [
        (order, item)
        for order in orders
        for item in order["transactions"]
        if item["status"] == "SUCCESS" and item["kind"] == "SALE" and order["presentmentCurrencyCode"] == "EUR"
    ]
    movements, payouts = [], []
    for number, (order, item) in enumerate(paid):
        amount, payout = amount_of(item["amountSet"]), f"gid://shopify/ShopifyPaymentsPayout/{number // 40:04}"
        movements.append(
            {
                "id": f"gid://shopify/ShopifyPaymentsBalanceTransaction/{number:06}",
                "type": "CHARGE",
                "transactionDate": item["processedAt"],
                "test": False,
                "amount": euro(amount),
                "fee": euro(Decimal("0.30")),
                "net": euro(amount - Decimal("0.30")),
                "associatedPayout": {"id": payout},
                "associatedOrder": {"id": order["id"], "name": order["name"]},
            }
        )
    for number in range(0, len(movements), 40):
        mine = movements[number : number + 40]
        gross = sum((Decimal(item["amount"]["amount"]) for item in mine), Decimal(0))
        fees, zero = Decimal("0.30") * len(mine), euro(Decimal("0.00"))
        payouts.append(
            {
                "id": mine[0]["associatedPayout"]["id"],
                "status": "PAID",
                "transactionType": "DEPOSIT",
                "issuedAt": mine[-1]["transactionDate"],
                "externalTraceId": None,
                "net": euro(gross - fees),
                "summary": {
                    "chargesGross": euro(gross),
                    "chargesFee": euro(fees),
                    "refundsFeeGross": zero,
                    "refundsFee": zero,
                    "adjustmentsGross": zero,
                    "adjustmentsFee": zero,
                },
            }
        )
    return {"id": "gid://shopify/ShopifyPaymentsAccount/1", "payouts": payouts, "balanceTransactions": movements}
