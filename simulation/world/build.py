"""The whole world, in the order in which it comes about, written into a store part by part.

Belongs here: wiring the parts together. Not here: how any part works, and the store itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from pyarrow.lib import Table, array

from simulation.parameters import WorldParameters
from simulation.world.appetite import Appetite
from simulation.world.arrays import Columns, Ints, with_columns
from simulation.world.baskets import EXCHANGE
from simulation.world.buyers import Buyers, find_buyers
from simulation.world.calendar import NEVER, OUTLOOK_DAYS
from simulation.world.catalogue import Catalogue, build_catalogue, season_of
from simulation.world.organisations import Organisations, build_organisations
from simulation.world.payments import Counter
from simulation.world.people import build_persons
from simulation.world.planning import Planners
from simulation.world.rates import daily_rates, published
from simulation.world.refunds import RefundDesk
from simulation.world.sales import Priced, Tills
from simulation.world.stock import StockBook
from simulation.world.suppliers import supplier_table
from simulation.world.targets import targets
from simulation.world.trading import Part, Trade, Trading
from simulation.world.wholesale import Wholesale

Tables = Iterator[tuple[str, Table]]
_PART_DAYS = 62


@dataclass(frozen=True)
class Company:
    """What does not change from day to day, and the walk through the days."""

    parameters: WorldParameters
    until: int
    catalogue: Catalogue
    appetite: Appetite
    organisations: Organisations
    daily: Ints


def found_company(parameters: WorldParameters, horizon: int) -> Company:
    """Make a company.

    It lives a while longer than anybody is told, so that what leads to later events, such as the deal before an order,
    is there in time, and so that the truth can say what was going to happen.

    Args:
        parameters: The world's.
        horizon: The first day that no system knows of.
    """
    until = horizon + OUTLOOK_DAYS
    catalogue = build_catalogue(parameters.seed, parameters.popularity_spread, parameters.planner_error, until)
    return Company(
        parameters, until, catalogue, Appetite(parameters, catalogue),
        build_organisations(parameters.seed, parameters.scale), daily_rates(parameters.seed, until),
    )  # fmt: skip


def live(company: Company, tell: Callable[[str], None]) -> Tables:
    """Let the days happen.

    Args:
        company: What lives.
        tell: Told what is under way.

    Yields:
        Name and rows of a table; a name comes again with further rows.
    """
    suppliers = supplier_table()
    book = StockBook(len(company.catalogue.variants.sku))
    planners = Planners(company.parameters, company.catalogue, company.appetite, suppliers, book)
    wholesale = Wholesale(company.parameters.seed, company.catalogue, company.organisations)
    opening = planners.open()
    tell("the days of the company")
    trading = Trading(company.parameters, company.catalogue, company.appetite, planners, book, wholesale)
    trade = trading.run(company.until)
    yield from _goods(company, opening, planners)
    yield "supplier", suppliers.arrow()
    yield "target", targets(company.parameters, company.until)
    yield from _supply(planners)
    yield from _business(company, wholesale)
    tell("customers and their orders")
    yield from _customers(company, trade)


def _goods(company: Company, opening: Ints, planners: Planners) -> Tables:
    catalogue = company.catalogue
    yield "rate", published(company.daily).arrow()
    season, first_markdown = season_of(catalogue.styles.launch), company.appetite.first_markdown
    yield "style", with_columns(catalogue.styles.arrow(), season=season, first_markdown=first_markdown)
    yield "option", catalogue.options.arrow()
    yield "variant", catalogue.variants.arrow()
    yield "fabric", with_columns(catalogue.fabrics.arrow(), opening=planners.workshop.opening_fabric)
    yield "material", catalogue.materials.arrow()
    yield "market_price", _matrix(catalogue.market_price, "style", "market", "price")
    yield "opening_stock", _matrix(opening.reshape(len(catalogue.variants.sku), -1), "variant", "place", "quantity")


def _supply(planners: Planners) -> Tables:
    for names, tables in (
        (("purchase", "purchase_line", "delivery"), planners.supply.tables()),
        (("production", "production_line", "operation", "consumption"), planners.workshop.tables()),
        (("transfer",), (planners.transfers(),)),
    ):
        for name, rows in zip(names, tables, strict=True):
            yield name, rows.arrow()


def _business(company: Company, wholesale: Wholesale) -> Tables:
    orders, lines, offers = wholesale.tables()
    yield "organisation", company.organisations.arrow()
    yield "business_order", orders.arrow()
    yield "business_line", lines.arrow()
    yield "business_offer", offers.arrow()


def _customers(company: Company, trade: Trade) -> Tables:
    """Say who bought, then price, refund and pay part by part; `paid` remembers what every unit cost."""
    parameters = company.parameters
    buyers, accounts, crowd = find_buyers(parameters, trade.orders, trade.units)
    yield "person", build_persons(parameters, "customers", crowd.market, crowd.since).arrow()
    yield "account", accounts.arrow()
    yield "missed", trade.missed.arrow()
    tills = Tills(parameters, company.catalogue, company.appetite, company.daily)
    refunds, counter = RefundDesk(parameters.seed), Counter(parameters.seed)
    paid = np.full(len(trade.units.key), NEVER)
    for part, order_rows, unit_rows in _parts(trade, company.until):
        priced = tills.price(part, _credit(part, paid))
        lines = priced.lines
        paid[unit_rows] = (lines.price - lines.discount // np.maximum(lines.quantity, 1))[priced.row]
        yield from _settle(part, priced, buyers.rows(order_rows), refunds, counter)


def _parts(trade: Trade, until: int) -> Iterator[tuple[Part, Ints, Ints]]:
    """Cut the trade into parts of some days each; yields them with their rows of orders and of units."""
    for first in range(0, until, _PART_DAYS):
        bounds = (first, first + _PART_DAYS)
        orders, units = (
            np.arange(*np.searchsorted(days, bounds).tolist()) for days in (trade.orders.day, trade.units.day)
        )
        part = Part(
            trade.orders.rows(orders), trade.order_fates.rows(orders), trade.units.rows(units),
            trade.unit_fates.rows(units),
        )  # fmt: skip
        yield part, orders, units


def _settle(part: Part, priced: Priced, who: Buyers, refunds: RefundDesk, counter: Counter) -> Tables:
    """Refund and pay the orders of some days."""
    orders, fates, bills = part.orders, part.fates, priced.bills
    back, back_lines = refunds.refund(part, priced)
    cards, spent = counter.sell_cards(orders, bills), counter.redeem(orders, fates, bills)
    payments = counter.pay(orders, fates, bills, spent, back)
    yield "shop_order", _beside(orders, fates, bills, who)
    yield "unit", _units(part, priced)
    yield "line", priced.lines.arrow()
    yield "refund", back.arrow()
    yield "refund_line", back_lines.arrow()
    yield "payment", payments.arrow()
    yield "gift_card", cards.arrow()
    yield "redemption", spent.arrow()


def _units(part: Part, priced: Priced) -> Table:
    """Return the units with their line and their part of its amount and tax."""
    units = _beside(part.units, part.unit_fates)
    return with_columns(units, line=priced.line_of, amount=priced.amount_of, tax=priced.tax_of)


def _credit(part: Part, paid: Ints) -> Ints:
    """Return for the units of exchanges what the units cost that they replace, NEVER for all others.

    Args:
        part: The orders of some days.
        paid: What every unit of the company cost, as far as it is priced.
    """
    replaced = part.orders.replaces[part.row]
    is_exchange = part.orders.kind[part.row] == EXCHANGE
    return np.where(is_exchange, paid[np.where(is_exchange, replaced, 0)] if len(paid) else NEVER, NEVER)


def _beside(*tables: Columns) -> Table:
    """Put the columns of tables with the same rows beside each other."""
    joined, *others = [table.arrow() for table in tables]
    for table in others:
        for name in table.column_names:
            joined = joined.append_column(name, table.column(name))
    return joined


def _matrix(values: Ints, row_name: str, column_name: str, value_name: str) -> Table:
    """Return a matrix as rows, those with 0 left out."""
    row, column = np.nonzero(values)
    return Table.from_arrays(
        [array(row), array(column), array(values[row, column])], names=[row_name, column_name, value_name]
    )
