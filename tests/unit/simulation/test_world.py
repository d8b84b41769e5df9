"""The world hangs together: stock is explained, references meet, and it looks like a fashion shop."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.world.arrays import divide_rounded, running_number, share_out, total_by
from simulation.world.build import World, build_world

Row = dict[str, Any]
Bulk = Callable[[str, str], list[Row]]
Table = Callable[[str, str], list[Row]]
PLACES = {"12": "LIL1", "13": "EWR1", "14": "DXB1"}
REGIONS = {"US": "EWR1", "AE": "DXB1", "SA": "DXB1", "KW": "DXB1"}


@pytest.fixture(scope="module")
def world() -> World:
    """A world of two thousand orders."""
    return build_world(7, 0.1)


def stock_changes(table: Table, bulk: Bulk) -> dict[tuple[str, str], Counter[str]]:
    """Units by day for each place and SKU: receipts and returns in, parcels out."""
    changes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    skus = [row["sku"] for row in bulk("products", "ProductVariant")]
    for row in table("odoo", "stock_move"):
        if row["location_dest_id"] in PLACES:
            units = int(row["quantity_done"]) - int(row["quantity_rejected"])
            changes[PLACES[row["location_dest_id"]], skus[int(row["product_id"]) - 1]][row["date"][:10]] += units
    for row in table("warehouse_3pl", "shipments"):
        changes[row["location_code"], row["sku"]][row["shipped_at"][:10]] -= int(row["quantity"])
    lines = {row["id"]: row for row in bulk("orders", "LineItem")}
    country = {row["id"]: row["shippingAddress"]["countryCodeV2"] for row in bulk("orders", "Order")}
    for row in bulk("refunds", "RefundLineItem"):
        if row["restockType"] == "RETURN":
            place = REGIONS.get(country[row["orderId"]], "LIL1")
            changes[place, lines[row["lineItemId"]]["sku"]][row["createdAt"][:10]] += row["quantity"]
    return changes


def test_every_count_is_opening_plus_receipts_less_parcels_plus_returns(table: Table, bulk: Bulk) -> None:
    changes = stock_changes(table, bulk)
    counted: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in table("warehouse_3pl", "stock_levels"):
        counted[row["location_code"], row["sku"]][row["snapshot_date"]] = int(row["on_hand"])
        assert 0 <= int(row["available"]) <= int(row["on_hand"])
    for place, counts in counted.items():
        stock, day = counts.get("2023-12-31", 0), date(2024, 1, 1)
        while day <= date(2025, 12, 31):
            stock += changes[place][day.isoformat()]
            assert stock >= 0, (place, day)
            assert counts.get(day.isoformat(), stock) == stock, (place, day)
            day += timedelta(days=1)


def test_snapshots_are_taken_on_sundays(table: Table) -> None:
    days = {row["snapshot_date"] for row in table("warehouse_3pl", "stock_levels")}
    assert len(days) == 105
    assert {date.fromisoformat(day).weekday() for day in days} == {6}


def test_references_meet(table: Table, bulk: Bulk) -> None:
    customers = {row["id"] for row in bulk("customers", "Customer")}
    variants = {row["id"] for row in bulk("products", "ProductVariant")}
    orders = bulk("orders", "Order")
    assert {row["customer"]["id"] for row in orders if row["customer"]} <= customers
    assert {row["variant"]["id"] for row in bulk("orders", "LineItem") if row["variant"]} <= variants
    assert {row["order_ref"] for row in table("warehouse_3pl", "shipments")} <= {row["name"] for row in orders}
    partners = {row["id"] for row in table("odoo", "res_partner")}
    assert {row["partner_id"] for name in ("purchase_order", "account_move") for row in table("odoo", name)} <= partners
    lines = {row["id"] for row in table("odoo", "purchase_order_line")}
    assert {row["purchase_line_id"] for row in table("odoo", "stock_move")} <= lines
    companies = {row["hs_object_id"] for row in table("crm", "companies")}
    assert {row["associatedcompanyid"] for row in table("crm", "deals")} <= companies


def test_cancelled_and_test_orders_are_never_sent(table: Table, bulk: Bulk) -> None:
    orders = bulk("orders", "Order")
    kept = {row["name"] for row in orders if row["cancelledAt"] or row["test"]}
    assert sum(row["test"] for row in orders) >= 4
    assert kept.isdisjoint(row["order_ref"] for row in table("warehouse_3pl", "shipments"))


def test_ids_of_the_crm_are_unique_over_its_tables(table: Table) -> None:
    ids = [row["hs_object_id"] for name in ("contacts", "companies", "deals") for row in table("crm", name)]
    assert len(ids) == len(set(ids))


def test_some_mailboxes_are_shared_by_strangers(table: Table) -> None:
    companies: dict[str, set[str]] = defaultdict(set)
    for row in table("crm", "contacts"):
        if row["email"].startswith("info@"):
            companies[row["email"]].add(row["associatedcompanyid"])
    assert max(len(found) for found in companies.values()) > 1


def test_a_fifth_of_the_units_come_back_and_two_per_cent_are_cancelled(world: World) -> None:
    shop = world.shop
    back = shop.refund_lines.quantity[shop.refund_lines.kind == 0].sum() / shop.lines.quantity.sum()
    assert 0.15 < back < 0.25
    assert 0.01 < (shop.fates.cancelled_at >= 0).mean() < 0.03
    assert 1.9 < len(shop.lines.order) / len(shop.orders.second) < 2.3


def test_some_customers_come_again_and_most_do_not(world: World) -> None:
    orders = np.bincount(world.shop.orders.account[world.shop.orders.account >= 0])
    assert 0.25 < (orders > 1).sum() / (orders > 0).sum() < 0.5


def test_black_friday_and_seasons_stand_out(world: World) -> None:
    per_day = np.bincount(world.shop.orders.second // 86_400, minlength=731)
    black_friday = (date(2024, 11, 29) - date(2024, 1, 1)).days
    assert per_day[black_friday] > 2.2 * per_day.mean()
    styles = world.catalogue.styles
    style = world.catalogue.variants.style[world.shop.lines.variant]
    assert (world.shop.orders.second[world.shop.lines.order] // 86_400 >= styles.launch[style] - 7).all()


def test_suppliers_are_late_short_and_split(world: World) -> None:
    supply = world.supply
    line = supply.deliveries.line
    late = supply.deliveries.day > supply.purchases.promised[supply.purchase_lines.purchase[line]]
    assert 0.1 < late.mean() < 0.5
    received = total_by(line, supply.deliveries.done, len(supply.purchase_lines.goods))
    assert ((received > 0) & (received < supply.purchase_lines.quantity)).any()
    assert (received <= supply.purchase_lines.quantity).all()
    assert (supply.deliveries.rejected > 0).any()
    assert (np.bincount(line) == 2).any()


def test_size_of_the_catalogue(world: World) -> None:
    assert len(world.catalogue.styles.code) == 60
    assert 450 < len(world.catalogue.variants.sku) < 550
    assert len(set(world.catalogue.variants.sku.tolist())) == len(world.catalogue.variants.sku)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10_000)), min_size=1, max_size=30), st.integers(0, 10_000))
def test_shared_amounts_sum_back_exactly(rows: list[tuple[int, int]], total: int) -> None:
    group = np.unique([place for place, _ in rows], return_inverse=True)[1].astype(np.int64)
    weight = np.array([amount for _, amount in rows], dtype=np.int64)
    totals = np.minimum(total, total_by(group, weight, int(group.max()) + 1))
    parts = share_out(totals, weight, group)
    assert (total_by(group, parts, len(totals)) == totals).all()
    assert ((parts >= 0) & (parts <= weight)).all()


def test_division_rounds_half_away_from_zero() -> None:
    assert divide_rounded(np.array([5, 15, 14, 0]), 10).tolist() == [1, 2, 1, 0]


def test_rows_of_equal_keys_are_numbered_in_order() -> None:
    assert running_number(np.array([4, 2, 4, 4, 2])).tolist() == [0, 0, 1, 2, 1]
