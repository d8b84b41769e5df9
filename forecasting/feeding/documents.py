"""What a feed holds: one row per line of a draft document, in the ids of the system that is to import it.

Belongs here: proposals and policies of a release, looked up in the ids of a system. Not here: columns of a format
(`formats`), files (`versions`).

A purchase order is what is bought from one supplier in one currency by one day's plan; a transfer is what is sent from
one place to another by it. A place that another source counts is the system's own place that bears its id in its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from forecasting.feeding.accepting import Accepted

FEEDS = ("purchase_orders", "transfers", "safety_stock")
_TYPES = {"purchase_orders": "buy", "transfers": "transfer"}


@dataclass(frozen=True)
class Line:
    """A line of a draft, or a rule of safety stock; ids are those of the system, names are ours.

    Attributes:
        document: Id of its document, the same in every version.
        line: Its own id, the same in every version.
        partner_id: The supplier's; None where none is bought from.
        partner_name: The supplier's name.
        product_id: The article's.
        sku: The article's number.
        from_location_id: Where a transfer comes from.
        location_id: Where it goes to, or where stock is held.
        qty: Units to order or send; the least stock of a rule.
        max_qty: What a rule fills up to.
        unit_price: Price of a unit.
        currency_code: Its currency.
        order_date: Day of the plan.
        expected_date: Day on which it is there.
        origin: Why, and who accepted it.
    """

    document: str
    line: str
    partner_id: str | None
    partner_name: str | None
    product_id: str
    sku: str
    from_location_id: str | None
    location_id: str | None
    qty: Decimal
    max_qty: Decimal | None
    unit_price: Decimal | None
    currency_code: str | None
    order_date: date
    expected_date: date
    origin: str


@dataclass(frozen=True)
class Draft:
    """The lines of a feed, and what was left out: article and why."""

    lines: list[Line]
    left_out: list[tuple[str, str]]


def draft(connection: duckdb.DuckDBPyConnection, feed: str, system: str, accepted: Sequence[Accepted]) -> Draft:
    """Return what a feed holds.

    Args:
        connection: A release.
        feed: One of `FEEDS`.
        system: Name of the source that is to import it.
        accepted: The proposals that stand accepted.
    """
    ids = _Ids(connection, system)
    found = _rules(connection, ids) if feed == "safety_stock" else _orders(ids, accepted, _TYPES[feed])
    lines = [item for item in found if isinstance(item, Line)]
    return Draft(
        sorted(lines, key=lambda item: (item.document, item.line)),
        sorted(item for item in found if not isinstance(item, Line)),
    )


class _Ids:
    """Ids of a system by our keys."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, system: str) -> None:
        self.product = _first(connection, "core.xref_product", "product_key", "product_variant_id", system)
        self.supplier = _first(connection, "core.xref_supplier", "supplier_key", "supplier_id", system)
        self.supplier_name = dict(
            connection.execute("select supplier_key, supplier_name from core.dim_supplier").fetchall()
        )
        own = "select location_key, location_id, location_name from core.dim_location where source_name = ?"
        places = connection.execute(own, [system]).fetchall()
        self.location = {key: number for key, number, _ in places}
        parts = {part: number for _, number, name in places for part in (name or "").split("/")}
        others = connection.execute(
            "select location_key, location_id from core.dim_location where source_name <> ?", [system]
        ).fetchall()
        self.location |= {key: parts[number] for key, number in others if number in parts}


def _first(connection: duckdb.DuckDBPyConnection, table: str, key: str, number: str, system: str) -> dict[str, str]:
    """Return the id by key; where several records of the system are one, the first."""
    return dict(
        connection.execute(
            f"select {key}, min_by({number}, (length({number}), {number})) from {table} "
            "where source_name = ? group by 1",
            [system],
        ).fetchall()
    )


def _orders(ids: _Ids, accepted: Sequence[Accepted], kind: str) -> list[Line | tuple[str, str]]:
    return [_order(ids, item) for item in accepted if item.proposal.proposal_type == kind]


def _order(ids: _Ids, item: Accepted) -> Line | tuple[str, str]:
    """Return the line of an accepted proposal, or its article and why the system cannot take it."""
    said = item.proposal
    product, place = ids.product.get(said.product_key), ids.location.get(said.location_key)
    partner, start = ids.supplier.get(said.supplier_key or ""), ids.location.get(said.from_location_key or "")
    if said.proposal_type == "buy" and said.supplier_key in (None, "unknown"):
        return said.sku, "nobody is known to deliver it"
    if product is None:
        return said.sku, "the system does not know the article"
    if said.proposal_type == "buy" and partner is None:
        return said.sku, "the system does not know the supplier"
    if said.proposal_type == "transfer" and (place is None or start is None):
        return said.sku, "the system does not know the place"
    whom = f"{partner}_{said.currency_code or 'none'}" if said.proposal_type == "buy" else f"{start}_{place}"
    document = f"entrepot.{said.proposal_type}_{said.order_date:%Y%m%d}_{whom}"
    return Line(
        document=document, line=f"{document}_{product}", partner_id=partner,
        partner_name=ids.supplier_name.get(said.supplier_key or ""), product_id=product, sku=said.sku,
        from_location_id=start, location_id=place, qty=said.qty, max_qty=None, unit_price=said.unit_price,
        currency_code=said.currency_code, order_date=said.order_date, expected_date=said.expected_date,
        origin=f"Proposal {item.entry_id}, accepted by {item.actor}: {item.reason}",
    )  # fmt: skip


def _rules(connection: duckdb.DuckDBPyConnection, ids: _Ids) -> list[Line | tuple[str, str]]:
    """Return reorder rules of all places together, at the hub: the reorder point, and what an order fills up to."""
    found = connection.execute("""
        select policies.product_key, policies.sku, policies.location_key, policies.reorder_point_qty,
            policies.order_up_to_qty, days.as_of_date
        from marts.mart_planning__inventory_policy as policies
        cross join (select max(order_date) as as_of_date from marts.mart_planning__order_proposal) as days
        where policies.level_code = 'network' and policies.reorder_point_qty > 0 and not policies.is_component
        order by policies.sku""").fetchall()
    rules: list[Line | tuple[str, str]] = []
    for product_key, sku, location_key, least, most, day in found:
        product, place = ids.product.get(product_key), ids.location.get(location_key)
        if product is None or place is None:
            rules.append((sku, f"the system does not know the {'article' if product is None else 'place'}"))
            continue
        name = f"entrepot.orderpoint_{place}_{product}"
        rules.append(
            Line(name, name, None, None, product, sku, None, place, least, most, None, None, day, day, "Reorder point")
        )
    return rules
