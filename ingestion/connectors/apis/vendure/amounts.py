"""What the amounts of Vendure's admin API follow from: list price, discounts as they were given, rates of tax.

The interface gives amounts that are worked out, where the database has what they are worked out of. That is found again
here so that Vendure's own arithmetic yields the same amounts; where nothing does, the shop rounds in a way of its own,
and that is said.

Belongs here: that arithmetic. Not here: which fields hold the amounts (vendure_rows).
Source: https://github.com/vendure-ecommerce/vendure/blob/master/packages/core/src/entity/order-line/order-line.entity.ts
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ingestion.connectors.access import Access

Node = dict[str, Any]


@dataclass(frozen=True)
class Amounts:
    """What the shop shows of a line, in minor units, each without and with tax.

    Attributes:
        unit: Of one piece, before discounts.
        listed: Of all pieces, before discounts.
        charged: Of all pieces, after discounts.
        pieces: How many there are.
        ordered: Over how many the discounts were given.
    """

    line_id: str
    unit: tuple[int, int]
    listed: tuple[int, int]
    charged: tuple[int, int]
    discounts: list[Node]
    pieces: int = 1
    ordered: int = 1


def explained(access: Access, amounts: Amounts, taxes: list[list[Node]], *, is_tax_included: bool) -> Node:
    """Return the columns of the database that yield these amounts.

    Args:
        access: The shop, for its error.
        amounts: What it shows.
        taxes: Which taxes the line may have; the first that explain the amounts are taken.
        is_tax_included: Whether prices of the channel hold tax, which is tried first.

    Raises:
        SourceUnreachableError: Nothing yields them.
    """
    for lines in taxes:
        rate = sum(float(tax["taxRate"]) for tax in lines)
        for included in (True, False) if is_tax_included else (False, True):
            adjusted = _adjusted(amounts, rate, included=included)
            if adjusted is not None:
                return {
                    "listPrice": amounts.unit[included],
                    "listPriceIncludesTax": included,
                    "adjustments": _adjustments(amounts.discounts, adjusted),
                    "taxLines": [{"description": tax["description"], "taxRate": tax["taxRate"]} for tax in lines],
                }
    raise access.unreachable(
        f"the amounts of line {amounts.line_id} do not follow from its price, discounts and tax.",
        todo="The shop rounds in a way of its own: read its database instead.",
    )


def _adjusted(amounts: Amounts, rate: float, *, included: bool) -> list[float] | None:
    """Return the discounts as they were given, if this rate and they explain the amounts; else None."""
    price, pieces, ordered = amounts.unit[included], amounts.pieces, amounts.ordered
    if _made_of(price, 1, rate, included) != amounts.unit or _made_of(price, pieces, rate, included) != amounts.listed:
        return None
    given = [discount["amountWithTax" if included else "amount"] for discount in amounts.discounts]
    scaled = [amount * ordered / pieces for amount in given] if pieces else given
    for found in (scaled, _fitted(scaled, amounts, rate, included)):
        unit = price + sum(amount / ordered for amount in found) if pieces else price
        if _made_of(unit, pieces, rate, included) == amounts.charged:
            return found
    return None


def _fitted(given: list[float], amounts: Amounts, rate: float, included: bool) -> list[float]:
    """Discounts of which a part was cancelled come rounded: the last one is moved to where both amounts come out."""
    if not given or not amounts.pieces:
        return given
    own, other = amounts.charged[included], amounts.charged[not included]
    factor = 1 + rate / 100 if included else 1 / (1 + rate / 100)
    low, high = max(own - 0.5, (other - 0.5) * factor), min(own + 0.5, (other + 0.5) * factor)
    whole = ((low + high) / 2 / amounts.pieces - amounts.unit[included]) * amounts.ordered
    return [*given[:-1], whole - sum(given[:-1])]


def _made_of(unit: float, pieces: int, rate: float, included: bool) -> tuple[int, int]:
    """What Vendure makes of a price: without and with tax, rounded once over all pieces."""
    without = unit - (unit - unit / ((100 + rate) / 100)) if included else unit
    with_tax = unit if included else unit + unit * (rate / 100)
    return math.floor(without * pieces + 0.5), math.floor(with_tax * pieces + 0.5)


def _adjustments(discounts: list[Node], amounts: list[float]) -> list[Node]:
    kept = ("adjustmentSource", "type", "description")
    return [
        {**{name: discount[name] for name in kept}, "amount": amount}
        for discount, amount in zip(discounts, amounts, strict=True)
    ]
