"""The simulation's extracts of a shop as the objects that Shopify's interface knows."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

Object = dict[str, Any]
STATES = ("available", "committed", "damaged", "incoming", "on_hand", "quality_control", "reserved", "safety_stock")


def latest(folder: Path, table: str) -> dict[str, Object]:
    """The newest version of every line of a table's files, by id."""
    lines = (line for path in sorted(folder.glob(f"{table}_*.jsonl")) for line in path.open(encoding="utf-8"))
    return {row["id"]: row for row in map(json.loads, lines)}


def roots_of(folder: Path) -> dict[str, list[Object]]:
    """Everything that a shop of these extracts would have."""
    orders = _orders(folder)
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


def _bag(amount: Decimal | str, currency: str) -> Object:
    money = {"amount": str(amount), "currencyCode": currency}
    return {"presentmentMoney": money, "shopMoney": money}


def _amount(bag: Object | None) -> Decimal:
    return Decimal(bag["presentmentMoney"]["amount"]) if bag else Decimal(0)


def _orders(folder: Path) -> dict[str, Object]:
    rows, refunds = latest(folder, "orders"), latest(folder, "refunds")
    orders = {
        gid: row | {"lineItems": [], "transactions": [], "refunds": [], "returns": []}
        for gid, row in rows.items()
        if "/Order/" in gid
    }
    for gid, row in rows.items():
        if "/LineItem/" in gid:
            orders[row["__parentId"]]["lineItems"].append(_line(row))
        elif "/OrderTransaction/" in gid:
            made = {"createdAt": row["processedAt"], "test": False}
            orders[row["__parentId"]]["transactions"].append({k: v for k, v in row.items() if k != "fees"} | made)
    for gid, row in refunds.items():
        if "/Refund/" in gid:
            orders[row["orderId"]]["refunds"].append(_refund(row))
    heads = {refund["id"]: refund for order in orders.values() for refund in order["refunds"]}
    for gid, row in refunds.items():
        if "/RefundLineItem/" in gid:
            heads[row["__parentId"]]["refundLineItems"].append(
                row
                | {
                    "lineItem": _reference(orders[row["orderId"]], row["lineItemId"]),
                    "restocked": True,
                    "priceSet": row["subtotalSet"],
                }
            )
    for order in orders.values():
        _complete(order)
    return orders


def _complete(order: Object) -> None:
    """Give an order its shipping, its returns and the agreements that tell its story."""
    currency = order["presentmentCurrencyCode"]
    shipping = _amount(order["totalShippingPriceSet"])
    order["shippingLine"] = (
        {"id": f"{order['id']}-shipping", "title": "Standard", "discountAllocations": [], "taxLines": []}
        if shipping
        else None
    )
    order["returns"] = [
        _return(order, refund)
        for refund in order["refunds"]
        if any(line["restockType"] == "RETURN" for line in refund["refundLineItems"])
    ]
    placed = [_sale(order, line, line["quantity"], 1) for line in order["lineItems"]]
    if shipping:
        placed.append(_shipping_sale(order, shipping, currency))
    number = order["id"].rpartition("/")[2]
    order["agreements"] = [
        {
            "__typename": "OrderAgreement",
            "id": f"gid://shopify/OrderAgreement/{number}",
            "happenedAt": order["createdAt"],
            "reason": "ORDER",
            "sales": placed,
        }
    ] + [_refund_agreement(order, refund) for refund in order["refunds"]]


def _reference(order: Object, gid: str) -> Object:
    return next(line for line in order["lineItems"] if line["id"] == gid)


def _line(row: Object) -> Object:
    currency = row["originalUnitPriceSet"]["presentmentMoney"]["currencyCode"]
    tax, discount = _amount(row["taxSet"]), _amount(row["totalDiscountSet"])
    # In two parts, so that a reader that takes the first for the whole is found out.
    half = (discount / 2).quantize(Decimal("0.01"))
    return row | {
        "taxLines": [{"title": "VAT", "rate": 0.2, "channelLiable": False, "priceSet": _bag(tax, currency)}]
        if tax
        else [],
        "discountAllocations": [
            {
                "allocatedAmountSet": _bag(part, currency),
                "discountApplication": {
                    "__typename": "DiscountCodeApplication",
                    "index": place,
                    "targetType": "LINE_ITEM",
                    "allocationMethod": "ACROSS",
                    "code": "ME10",
                },
            }
            for place, part in enumerate((half, discount - half))
            if discount
        ],
    }


def _refund(row: Object) -> Object:
    currency, number = row["currencyCode"], row["id"].rpartition("/")[2]
    return {
        "__typename": "Refund",
        "id": row["id"],
        "createdAt": row["createdAt"],
        "processedAt": row["createdAt"],
        "updatedAt": row["createdAt"],
        "order": {"id": row["orderId"]},
        "totalRefundedSet": row["totalRefundedSet"],
        "refundLineItems": [],
        "orderAdjustments": [],
        "refundShippingLines": [
            {
                "id": f"gid://shopify/RefundShippingLine/{number}",
                "shippingLine": None,
                "subtotalAmountSet": _bag("1.00", currency),
                "taxAmountSet": _bag("0.10", currency),
            }
        ],
    }


def _sale(order: Object, line: Object, quantity: int, sign: int, share: Decimal = Decimal(1)) -> Object:
    currency = line["originalUnitPriceSet"]["presentmentMoney"]["currencyCode"]
    tax, discount = _amount(line["taxSet"]) * share, _amount(line["totalDiscountSet"]) * share
    goods = line["quantity"] * _amount(line["originalUnitPriceSet"]) * share - discount
    total = goods if order["taxesIncluded"] else goods + tax
    number = f"{line['id'].rpartition('/')[2]}{'' if sign > 0 else '9'}"
    kind = "GiftCardSale" if line["isGiftCard"] else "ProductSale"
    taxes = (
        [
            {
                "id": f"gid://shopify/SaleTax/{number}",
                "amount": _bag(sign * tax, currency),
                "taxLine": line["taxLines"][0],
            }
        ]
        if tax
        else []
    )
    return {
        "__typename": kind,
        "id": f"gid://shopify/{kind}/{number}",
        "lineType": "GIFT_CARD" if line["isGiftCard"] else "PRODUCT",
        "actionType": "ORDER" if sign > 0 else "RETURN",
        "quantity": sign * quantity,
        "lineItem": line,
        "taxes": taxes,
        "totalAmount": _bag(sign * total, currency),
        "totalTaxAmount": _bag(sign * tax, currency),
        "totalDiscountAmountBeforeTaxes": _bag(sign * discount, currency),
        "totalDiscountAmountAfterTaxes": _bag("0.00", currency),
    }


def _shipping_sale(order: Object, shipping: Decimal, currency: str) -> Object:
    return {
        "__typename": "ShippingLineSale",
        "id": f"gid://shopify/ShippingLineSale/{order['id'].rpartition('/')[2]}",
        "lineType": "SHIPPING",
        "actionType": "ORDER",
        "quantity": None,
        "taxes": [],
        "totalAmount": _bag(shipping, currency),
        "totalTaxAmount": _bag("0.00", currency),
        "totalDiscountAmountBeforeTaxes": _bag("0.00", currency),
        "totalDiscountAmountAfterTaxes": _bag("0.00", currency),
        "shippingLine": None,
    }


def _refund_agreement(order: Object, refund: Object) -> Object:
    sales = [
        _sale(order, line["lineItem"], line["quantity"], -1, Decimal(line["quantity"]) / line["lineItem"]["quantity"])
        for line in refund["refundLineItems"]
    ]
    number = refund["id"].rpartition("/")[2]
    for place, sale in enumerate(sales):
        sale["id"] += f"{number}{place}"
        for tax in sale["taxes"]:
            tax["id"] += f"{number}{place}"
    return {
        "__typename": "RefundAgreement",
        "id": f"gid://shopify/RefundAgreement/{number}",
        "happenedAt": refund["createdAt"],
        "reason": "REFUND",
        "refund": refund,
        "sales": sales,
    }


def _return(order: Object, refund: Object) -> Object:
    number = refund["id"].rpartition("/")[2]
    lines = [line for line in refund["refundLineItems"] if line["restockType"] == "RETURN"]
    return {
        "id": f"gid://shopify/Return/{number}",
        "name": f"{order['name']}-R1",
        "status": "CLOSED",
        "createdAt": refund["createdAt"],
        "order": order,
        "returnLineItems": [
            {
                "__typename": "ReturnLineItem",
                "id": line["id"].replace("RefundLineItem", "ReturnLineItem"),
                "quantity": line["quantity"],
                "processedQuantity": line["quantity"],
                "returnReason": "SIZE_TOO_SMALL",
                "fulfillmentLineItem": {"id": "gid://shopify/FulfillmentLineItem/0", "lineItem": line["lineItem"]},
            }
            for line in lines
        ],
        "exchangeLineItems": [],
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
        "defaultEmailAddress": email if row["email"] else None,
        "defaultPhoneNumber": phone if row["phone"] else None,
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
            "lineItem": _reference(orders[row["order"]["id"]], line["lineItemId"]),
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
        "subtotalPriceSet": _bag("60.00", "EUR"),
        "totalTaxSet": _bag("10.00", "EUR"),
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
        amount, payout = _amount(item["amountSet"]), f"gid://shopify/ShopifyPaymentsPayout/{number // 40:04}"
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
