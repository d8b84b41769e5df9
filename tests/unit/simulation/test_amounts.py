"""The shop's amounts add up, by plain Decimal reading of the export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Row = dict[str, Any]
Bulk = Callable[[str, str], list[Row]]
MINOR_UNITS = {"EUR": 2, "USD": 2, "GBP": 2, "PLN": 2, "AED": 2, "SAR": 2, "KWD": 3}


def money(amounts: Row, side: str = "presentmentMoney") -> Decimal:
    return Decimal(amounts[side]["amount"])


def children(rows: list[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row["__parentId"]].append(row)
    return found


@pytest.mark.parametrize("side", ["presentmentMoney", "shopMoney"])
def test_an_order_is_its_lines_less_discounts_plus_tax_and_shipping(bulk: Bulk, side: str) -> None:
    lines = children(bulk("orders", "LineItem"))
    orders = bulk("orders", "Order")
    assert len(orders) == 400
    for order in orders:
        own = lines[order["id"]]
        net = sum(
            row["quantity"] * money(row["originalUnitPriceSet"], side) - money(row["totalDiscountSet"], side)
            for row in own
        )
        extra = money(order["totalTaxSet"], side) + money(order["totalShippingPriceSet"], side)
        assert money(order["totalPriceSet"], side) == net + extra
        assert money(order["totalDiscountsSet"], side) == sum(money(row["totalDiscountSet"], side) for row in own)


def test_the_tax_of_an_order_is_the_tax_of_its_lines(bulk: Bulk) -> None:
    lines = children(bulk("orders", "LineItem"))
    for order in bulk("orders", "Order"):
        assert money(order["totalTaxSet"]) == sum(money(row["taxSet"]) for row in lines[order["id"]])


def test_amounts_have_the_minor_unit_of_their_currency(bulk: Bulk) -> None:
    seen = set()
    for row in bulk("orders", "LineItem") + bulk("refunds", "RefundLineItem"):
        for name in ("originalUnitPriceSet", "totalDiscountSet", "taxSet", "subtotalSet", "totalTaxSet"):
            for amount in row.get(name, {}).values():
                seen.add(amount["currencyCode"])
                assert -Decimal(amount["amount"]).as_tuple().exponent == MINOR_UNITS[amount["currencyCode"]]
    assert {"USD", "EUR", "KWD"} <= seen


def test_money_goes_back_as_refund_lines_say_and_never_more_than_was_paid(bulk: Bulk) -> None:
    orders = {row["id"]: row for row in bulk("orders", "Order")}
    paid: dict[str, Decimal] = defaultdict(Decimal)
    back: dict[str, Decimal] = defaultdict(Decimal)
    for row in bulk("orders", "OrderTransaction"):
        if row["status"] == "SUCCESS":
            (back if row["kind"] == "REFUND" else paid)[row["__parentId"]] += money(row["amountSet"])
    due: dict[str, Decimal] = defaultdict(Decimal)
    for row in bulk("refunds", "RefundLineItem"):
        due[row["orderId"]] += money(row["subtotalSet"]) + money(row["totalTaxSet"])
    for order in due:
        if orders[order]["cancelledAt"]:
            due[order] += money(orders[order]["totalShippingPriceSet"])
    assert back == due
    assert len(back) > 50
    assert all(back[order] <= paid[order] for order in back)
    assert all(amount == money(orders[order]["totalPriceSet"]) for order, amount in paid.items())


def test_a_line_is_never_refunded_beyond_its_quantity_and_amount(bulk: Bulk) -> None:
    lines = {row["id"]: row for row in bulk("orders", "LineItem")}
    quantity: dict[str, int] = defaultdict(int)
    amount: dict[str, Decimal] = defaultdict(Decimal)
    for row in bulk("refunds", "RefundLineItem"):
        quantity[row["lineItemId"]] += row["quantity"]
        amount[row["lineItemId"]] += money(row["subtotalSet"])
    for key in quantity:
        line = lines[key]
        net = line["quantity"] * money(line["originalUnitPriceSet"]) - money(line["totalDiscountSet"])
        assert 0 < quantity[key] <= line["quantity"]
        assert 0 < amount[key] <= net


def test_a_cancelled_order_gets_everything_back(bulk: Bulk) -> None:
    cancelled = {row["id"]: row for row in bulk("orders", "Order") if row["cancelledAt"]}
    assert cancelled
    for row in bulk("orders", "OrderTransaction"):
        if row["kind"] == "REFUND" and row["__parentId"] in cancelled:
            assert money(row["amountSet"]) == money(cancelled[row["__parentId"]]["totalPriceSet"])
    kinds = {row["restockType"] for row in bulk("refunds", "RefundLineItem") if row["orderId"] in cancelled}
    assert kinds == {"CANCEL"}


def test_a_guest_has_no_customer_but_an_address(bulk: Bulk) -> None:
    guests = [row for row in bulk("orders", "Order") if row["customer"] is None]
    assert 10 < len(guests) < 80
    assert all("@" in row["email"] for row in guests)
