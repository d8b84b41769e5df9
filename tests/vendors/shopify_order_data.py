"""Orders of the simulation's extracts, with all that happens to them, as the objects that Shopify's interface knows."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

Object = dict[str, Any]


def latest(folder: Path, table: str) -> dict[str, Object]:
    """The newest version of every line of a table's files, by id."""
    lines = (line for path in sorted(folder.glob(f"{table}_*.jsonl")) for line in path.open(encoding="utf-8"))
    return {row["id"]: row for row in map(json.loads, lines)}


def bag(amount: Decimal | str, currency: str) -> Object:
    money = {"amount": str(amount), "currencyCode": currency}
    return {"presentmentMoney": money, "shopMoney": money}


def amount(bag: Object | None) -> Decimal:
    return Decimal(bag["presentmentMoney"]["amount"]) if bag else Decimal(0)


def orders(folder: Path) -> dict[str, Object]:
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
                    "lineItem": reference(orders[row["orderId"]], row["lineItemId"]),
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
    shipping = amount(order["totalShippingPriceSet"])
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


def reference(order: Object, gid: str) -> Object:
    return next(line for line in order["lineItems"] if line["id"] == gid)


def _line(row: Object) -> Object:
    currency = row["originalUnitPriceSet"]["presentmentMoney"]["currencyCode"]
    tax, discount = amount(row["taxSet"]), amount(row["totalDiscountSet"])
    # In two parts, so that a reader that takes the first for the whole is found out.
    half = (discount / 2).quantize(Decimal("0.01"))
    return row | {
        "taxLines": [{"title": "VAT", "rate": 0.2, "channelLiable": False, "priceSet": bag(tax, currency)}]
        if tax
        else [],
        "discountAllocations": [
            {
                "allocatedAmountSet": bag(part, currency),
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
                "subtotalAmountSet": bag("1.00", currency),
                "taxAmountSet": bag("0.10", currency),
            }
        ],
    }


def _sale(order: Object, line: Object, quantity: int, sign: int, share: Decimal = Decimal(1)) -> Object:
    currency = line["originalUnitPriceSet"]["presentmentMoney"]["currencyCode"]
    tax, discount = amount(line["taxSet"]) * share, amount(line["totalDiscountSet"]) * share
    goods = line["quantity"] * amount(line["originalUnitPriceSet"]) * share - discount
    total = goods if order["taxesIncluded"] else goods + tax
    number = f"{line['id'].rpartition('/')[2]}{'' if sign > 0 else '9'}"
    kind = "GiftCardSale" if line["isGiftCard"] else "ProductSale"
    taxes = (
        [
            {
                "id": f"gid://shopify/SaleTax/{number}",
                "amount": bag(sign * tax, currency),
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
        "totalAmount": bag(sign * total, currency),
        "totalTaxAmount": bag(sign * tax, currency),
        "totalDiscountAmountBeforeTaxes": bag(sign * discount, currency),
        "totalDiscountAmountAfterTaxes": bag("0.00", currency),
    }


def _shipping_sale(order: Object, shipping: Decimal, currency: str) -> Object:
    return {
        "__typename": "ShippingLineSale",
        "id": f"gid://shopify/ShippingLineSale/{order['id'].rpartition('/')[2]}",
        "lineType": "SHIPPING",
        "actionType": "ORDER",
        "quantity": None,
        "taxes": [],
        "totalAmount": bag(shipping, currency),
        "totalTaxAmount": bag("0.00", currency),
        "totalDiscountAmountBeforeTaxes": bag("0.00", currency),
        "totalDiscountAmountAfterTaxes": bag("0.00", currency),
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
