"""The whole world, in the order in which it comes about.

Belongs here: wiring the parts together. Not here: how any part works.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.world.arrays import Ints, stream
from simulation.world.calendar import DAY_SECONDS, LAST_SECOND
from simulation.world.catalogue import Catalogue, build_catalogue
from simulation.world.deliveries import BillLines, Bills, Deliveries, bill, deliver, pair_of, unit_costs
from simulation.world.demand import Lines, Orders, build_demand
from simulation.world.fulfilment import LineFates, OrderFates, decide_lines, decide_orders
from simulation.world.organisations import Organisations, Suppliers, build_organisations, build_suppliers
from simulation.world.people import Accounts, Persons, build_accounts, build_persons, draw_markets
from simulation.world.purchasing import PurchaseLines, PurchaseOrders, plan_purchases
from simulation.world.rates import Rates, daily_rates, published
from simulation.world.refunds import RefundLines, Refunds, Transactions, build_refunds, build_transactions
from simulation.world.relations import Relations, build_relations
from simulation.world.stock import (
    Snapshots,
    leaving_units,
    reserved_units,
    returned_units,
    settle,
    snapshots,
    stock_path,
)
from simulation.world.wholesale import Deals, InvoiceLines, Invoices, build_deals, build_invoices

ORDERS_AT_SCALE_1 = 20_000
PERSONS_AT_SCALE_1 = 13_600
_FEWEST_PERSONS = 40


@dataclass(frozen=True)
class Shop:
    """The web shop: its accounts, orders and what became of them."""

    persons: Persons
    guests: Persons
    accounts: Accounts
    account_opened: Ints
    orders: Orders
    lines: Lines
    fates: OrderFates
    line_fates: LineFates
    refunds: Refunds
    refund_lines: RefundLines
    transactions: Transactions


@dataclass(frozen=True)
class Trade:
    """The wholesale side: organisations, invoices and deals."""

    organisations: Organisations
    invoices: Invoices
    invoice_lines: InvoiceLines
    deals: Deals


@dataclass(frozen=True)
class Supply:
    """Purchases, receipts and stock. `opening` is per SKU × warehouse, `unit_cost` per delivery in 1/10000 euro."""

    suppliers: Suppliers
    purchases: PurchaseOrders
    purchase_lines: PurchaseLines
    deliveries: Deliveries
    unit_cost: Ints
    bills: Bills
    bill_lines: BillLines
    opening: Ints
    snapshots: Snapshots


@dataclass(frozen=True)
class World:
    """Everything that happened."""

    seed: int
    scale: float
    catalogue: Catalogue
    rates: Rates
    shop: Shop
    trade: Trade
    supply: Supply
    relations: Relations


def build_world(seed: int, scale: float) -> World:
    """Let two years happen.

    Args:
        seed: The same seed and scale give the same world.
        scale: Multiplies the shop's orders and persons; 1 is about 20,000 orders.
    """
    daily = daily_rates(seed)
    suppliers = build_suppliers()
    catalogue = build_catalogue(seed, len(suppliers.name))
    shop = _shop(seed, scale, catalogue, daily)
    trade = _trade(seed, catalogue, daily)
    supply = _supply(seed, catalogue, suppliers, shop, trade, daily)
    office = build_relations(seed, shop.persons, shop.accounts, shop.account_opened, trade.organisations)
    return World(seed, scale, catalogue, published(daily), shop, trade, supply, office)


def _shop(seed: int, scale: float, catalogue: Catalogue, daily: Ints) -> Shop:
    count = max(round(PERSONS_AT_SCALE_1 * scale), _FEWEST_PERSONS)
    persons = build_persons(seed, "customers", draw_markets(seed, "customers", count))
    accounts = build_accounts(seed, persons)
    count = max(round(ORDERS_AT_SCALE_1 * scale), 1)
    orders, lines = build_demand(seed, count, catalogue, accounts, daily)
    fates = decide_orders(seed, orders)
    line_fates = decide_lines(seed, orders, lines, fates)
    back, back_lines = build_refunds(seed, catalogue, orders, lines, fates, line_fates)
    paid = build_transactions(seed, orders, fates, back)
    guests = build_persons(seed, "guests", orders.market[orders.guest >= 0])
    opened = _account_opened(seed, accounts, orders)
    return Shop(persons, guests, accounts, opened, orders, lines, fates, line_fates, back, back_lines, paid)


def _account_opened(seed: int, accounts: Accounts, orders: Orders) -> Ints:
    """Return the second each account was opened: minutes before its first order, or any time if it never ordered."""
    rng = stream(seed, "accounts opened")
    opened = rng.integers(0, LAST_SECOND - DAY_SECONDS, len(accounts.person))
    has_account = orders.account >= 0
    np.minimum.at(opened, orders.account[has_account], orders.second[has_account])
    before: Ints = opened - rng.integers(40, 900, len(opened))
    return before.clip(0)


def _trade(seed: int, catalogue: Catalogue, daily: Ints) -> Trade:
    known = build_organisations(seed)
    invoices, lines = build_invoices(seed, catalogue, known, daily[:, 0])
    deals = build_deals(seed, invoices, known)
    since = known.since.copy()
    np.minimum.at(since, deals.organisation, deals.created_at - 3600)
    return Trade(replace(known, since=since), invoices, lines, deals)


def _supply(seed: int, catalogue: Catalogue, suppliers: Suppliers, shop: Shop, trade: Trade, daily: Ints) -> Supply:
    """Buy what is going to be sold, and keep the stock straight."""
    skus = len(catalogue.variants.sku)
    leaving = leaving_units(skus, shop.orders, shop.lines, shop.line_fates, trade.invoices, trade.invoice_lines)
    coming_back = returned_units(skus, shop.orders, shop.lines, shop.refunds, shop.refund_lines)
    bought, lines, opening = plan_purchases(seed, catalogue, suppliers, leaving, coming_back)
    came = deliver(seed, catalogue, suppliers, bought, lines)
    pair = pair_of(bought, lines, came, skus)
    opening, lines, came = settle(leaving, coming_back, opening, pair, lines, came)
    cost = unit_costs(daily, suppliers, bought, lines, came)
    bills, bill_lines = bill(lines, came)
    reserved = reserved_units(skus, shop.orders, shop.lines, shop.line_fates, shop.fates.leaves_at)
    counted = snapshots(stock_path(leaving, coming_back, opening, pair, came), reserved)
    return Supply(suppliers, bought, lines, came, cost, bills, bill_lines, opening, counted)
