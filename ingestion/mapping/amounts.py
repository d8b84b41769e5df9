"""Amounts that several columns make: those of lines, and the total of an order.

Amounts that are computed are rounded once, to the four digits that canonical amounts have, so that lines add up to what
the system itself makes of them; a source's own are kept as they are.

Belongs here: sums of money. Not here: single columns (deriving).
"""

from __future__ import annotations

from ingestion.mapping.drafts import Draft, source_of
from ingestion.mapping.placing import Placed
from ingestion.mapping.proposal import Total

_DIGITS = 4
_LINES = {"sales_order": "sales_order_line", "purchase_order": "purchase_order_line", "invoice": "invoice_line"}


def place_line_amounts(draft: Draft) -> None:
    """Place gross, discount and net of a line of an order from what there is of quantity, price, discount and total."""
    if draft.entity != "sales_order_line":
        return
    _place_gross(draft)
    _place_net_and_discount(draft)


def _place_gross(draft: Draft) -> None:
    quantity, price = draft.placed("ordered_qty"), draft.placed("_unit_price")
    if quantity and price:
        draft.put(
            "gross_amount",
            (source_of(price), source_of(quantity)),
            f"{draft.sql(quantity)} * {draft.sql(price)}",
            min(quantity.score, price.score),
            "quantity times price of one",
        )


def _place_net_and_discount(draft: Draft) -> None:
    total, gross = draft.placed("_line_total"), draft.placements.get("gross_amount")
    if total:
        draft.put("net_amount", (source_of(total),), draft.sql(total), total.score, total.reason)
        _discount_beside_total(draft, total)
        return
    if gross:
        discount = _discount_of_line(draft)
        if discount:
            sql, source, reason = discount
            draft.put("discount_amount", (source, *gross.sources), sql, gross.confidence * 0.95, reason)
            draft.put(
                "net_amount", (*gross.sources, source), f"{gross.expression} - {sql}", gross.confidence * 0.95,
                "quantity times price, less the discount",
            )  # fmt: skip
        else:
            draft.put("net_amount", gross.sources, gross.expression, gross.confidence * 0.9, "no discount is known")
        return
    _from_gross_total(draft)


def _discount_beside_total(draft: Draft, total: Placed) -> None:
    """What lies between quantity times price and the line's own total."""
    gross, discount = draft.placements.get("gross_amount"), draft.placed("_discount") or draft.placed("_discount_pct")
    if gross:
        sources = ((source_of(discount),) if discount else ()) + (*gross.sources, source_of(total))
        reason = "quantity times price, less the line's own total"
        draft.put("discount_amount", sources, f"{gross.expression} - {draft.sql(total)}", 0.85, reason)
    elif discount and not _is_share(discount):
        draft.put("discount_amount", (source_of(discount),), draft.sql(discount), discount.score, discount.reason)
        sql = f"{draft.sql(total)} + coalesce({draft.sql(discount)}, 0)"
        draft.put(
            "gross_amount", (source_of(total), source_of(discount)), sql, 0.75, "the line's total and its discount"
        )


def _discount_of_line(draft: Draft) -> tuple[str, str, str] | None:
    """SQL of a line's discount, its column, and how it is made."""
    gross = draft.placements["gross_amount"].expression
    placed = draft.placed("_discount_pct") or draft.placed("_discount")
    if placed is None:
        return None
    sql = f"coalesce({draft.sql(placed)}, 0)"
    if _is_share(placed):
        per = "" if float(placed.column.largest or 0) <= 1 else " / 100"
        return f"round({gross} * {sql}{per}, {_DIGITS})", source_of(placed), "a share of quantity times price"
    if "unit" in placed.reason.split():
        quantity = draft.placed("ordered_qty")
        times = f"{draft.sql(quantity)} * {sql}" if quantity else sql
        return times, source_of(placed), "quantity times discount of one"
    return sql, source_of(placed), placed.reason


def _is_share(placed: Placed) -> bool:
    """Say whether a discount is a share: its name says so, or no value is above one."""
    if "percent" in placed.reason.split():
        return True
    column = placed.column
    lowest, highest = float(column.smallest or 0), float(column.largest or 0)
    return lowest >= 0 and highest <= 1 and (column.most_decimals > 0 or column.share("percent") > 0)


def _from_gross_total(draft: Draft) -> None:
    """A line that only knows what is paid, with tax: the tax is taken off."""
    total, tax = draft.placed("_line_total_gross"), draft.placed("tax_amount")
    if total and tax:
        sql = f"{draft.sql(total)} - coalesce({draft.sql(tax)}, 0)"
        draft.put("net_amount", (source_of(total), source_of(tax)), sql, 0.8, "what is paid with tax, less the tax")


def place_total(draft: Draft) -> None:
    """Place the total of an order that has none: its own parts, else what its lines come to."""
    if draft.entity not in _LINES or "total_amount" in draft.placements:
        return
    if _total_with_tax(draft):
        return
    subtotal = draft.placed("_subtotal")
    if subtotal:
        base, sources = _of_order(draft, subtotal)
    else:
        lines = _lines_total(draft)
        if lines is None:
            return
        base, sources = lines
    parts = [it for name in ("tax_amount", "shipping_amount") if (it := draft.placements.get(name))]
    sql = " + ".join((base, *(f"coalesce({it.expression}, 0)" for it in parts)))
    what = " with ".join(
        ("the order's subtotal" if subtotal else "what its lines come to", *(["tax and shipping"] if parts else []))
    )
    draft.put("total_amount", (*sources, *(source for it in parts for source in it.sources)), sql, 0.75, what)


def place_tax_by_difference(draft: Draft) -> None:
    """Place the tax of an order that says what it comes to without and with tax."""
    gross, net = _with_tax(draft), _without_tax(draft)
    if draft.entity in _LINES and "tax_amount" not in draft.placements and gross and net:
        sql = f"{' + '.join(map(draft.sql, gross))} - {' - '.join(map(draft.sql, net))}"
        sources = tuple(map(source_of, (*gross, *net)))
        draft.put("tax_amount", sources, sql, 0.85, "what is paid with tax, less the same without tax")


def _with_tax(draft: Draft) -> list[Placed]:
    """Subtotal and, where there is one, shipping with tax; nothing where the two do not go together."""
    parts = [draft.placed("_subtotal_gross"), draft.placed("_shipping_gross")]
    is_whole = parts[0] and (parts[1] or not draft.placed("shipping_amount"))
    return [it for it in parts if it] if is_whole else []


def _without_tax(draft: Draft) -> list[Placed]:
    parts = [draft.placed("_subtotal"), draft.placed("shipping_amount") if draft.placed("_shipping_gross") else None]
    return [it for it in parts if it] if parts[0] else []


def _total_with_tax(draft: Draft) -> bool:
    parts = _with_tax(draft)
    if parts:
        sql = " + ".join(map(draft.sql, parts))
        draft.put("total_amount", tuple(map(source_of, parts)), sql, 0.85, "the order's parts, each with tax")
    return bool(parts)


def _of_order(draft: Draft, subtotal: Placed) -> tuple[str, tuple[str, ...]]:
    return draft.sql(subtotal), (source_of(subtotal),)


def _lines_total(draft: Draft) -> tuple[str, tuple[str, ...]] | None:
    """SQL of the sum of an order's lines, whose net amounts must need no table but their own."""
    lines = draft.all_candidates.get(_LINES[draft.entity])
    if lines is None:
        return None
    inner = Draft(draft.looked, lines, draft.all_candidates, draft.group_currency, ())
    place_line_amounts(inner)
    net, reference = inner.placements.get("net_amount"), lines.placed.get(f"{draft.entity}_id")
    if net is None or reference is None or inner.joins:
        return None
    draft.totals["lines"] = Total(
        "lines", lines.table.name, draft.key, (reference.column.name,), (("net_amount", f"sum({net.expression})"),)
    )
    return "coalesce(lines.net_amount, 0)", net.sources
