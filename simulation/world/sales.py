"""What orders cost: lines with every amount exact, in the customer's currency and in the shop's.

Belongs here: prices, markdowns, codes, taxes, shipping and other charges. Not here: payment or refunds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.appetite import Appetite
from simulation.world.arrays import Columns, Ints, divide_rounded, first_of, running_number, share_out, total_by
from simulation.world.baskets import GIFT_CARD, REPLACEMENT, SALE, TEST, Orders
from simulation.world.calendar import NEVER, code_depth
from simulation.world.catalogue import CORE_STYLES, Catalogue
from simulation.world.draws import Dice
from simulation.world.markets import (
    CASH_ON_DELIVERY,
    CURRENCY_DIGITS,
    MARKET_CURRENCY,
    MARKET_HAS_TAX_INSIDE,
    MARKET_SHOP,
    MARKET_TAX,
    MARKETPLACE,
    MARKETS,
    SHOP_CURRENCY,
    STORE,
)
from simulation.world.rates import convert
from simulation.world.trading import Part

_OUTLET_OFF = 40
_USES_CODE = 0.7
_SMALL_CODES = np.array([[0.8, 0.11, 0.06, 0.03]])
_CODE_RATES = np.array([0, 1000, 1500, 2000])
_CARD_VALUES = np.array([50, 75, 100, 150])
_CASH_FEES = {"AE": 1500, "SA": 2000, "KW": 1500}
_BRITAIN = 1
_DUTY_FREE_TO = 13_500
_MANY_VARIANTS = 10_000_000
_DUTY = 600
"""Hundredths of a per cent, on parcels to Britain above the limit."""


@dataclass(frozen=True)
class Lines(Columns):
    """One row per order line, by order. Amounts in minor units of the market's currency, `*_shop` in the shop's.

    `list_price` is the recommended price, `price` the ticket; both, and `discount`, contain the tax where the market's
    prices do. `tax` is that of the whole line. `variant` is NEVER for a gift card.
    """

    number: Ints
    order: Ints
    place: Ints
    variant: Ints
    quantity: Ints
    list_price: Ints
    price: Ints
    discount: Ints
    tax: Ints
    price_shop: Ints
    discount_shop: Ints
    tax_shop: Ints


@dataclass(frozen=True)
class Bills(Columns):
    """One row per order: what the customer is to pay. Amounts as in Lines; `tax` holds that of the shipping too.

    `code` is the rate of the order's discount code in hundredths of a per cent, 0 without one.
    """

    currency: Ints
    code: Ints
    goods: Ints
    discount: Ints
    shipping: Ints
    shipping_tax: Ints
    cash_fee: Ints
    duty: Ints
    tax: Ints
    total: Ints
    discount_shop: Ints
    shipping_shop: Ints
    duty_shop: Ints
    tax_shop: Ints
    total_shop: Ints


@dataclass(frozen=True)
class Priced:
    """What some orders cost: their lines and bills, and of each unit its line's number and what it carries of it."""

    lines: Lines
    bills: Bills
    line_of: Ints
    amount_of: Ints
    tax_of: Ints

    @property
    def row(self) -> Ints:
        """The row of each unit's line."""
        return self.line_of - first_of(self.lines.number)


class Tills:
    """Prices orders, part by part, in the order of their numbers."""

    def __init__(self, parameters: WorldParameters, catalogue: Catalogue, appetite: Appetite, daily: Ints) -> None:
        """Begin with the first line.

        Args:
            parameters: The world's.
            catalogue: The goods.
            appetite: Knows the markdowns.
            daily: Exchange rates as of `rates.daily_rates`.
        """
        self._seed, self._catalogue, self._appetite, self._daily = parameters.seed, catalogue, appetite, daily
        self._lines = 0

    def price(self, part: Part, paid_for: Ints) -> Priced:
        """Price some orders.

        Args:
            part: The orders and their units.
            paid_for: For units of exchanges what the unit cost that they replace; else NEVER.
        """
        orders = part.orders
        row, variant, quantity, line_row = self._gather(part)
        list_price, price = self._prices(orders, row, variant)
        credit = np.full(len(row), NEVER)
        credit[line_row] = paid_for
        price = np.where(credit != NEVER, credit, price)
        code = self._codes(orders)
        discount = share_out(_code_amounts(orders, code, row, quantity * price), quantity * price, row)
        discount = np.where(orders.kind[row] == REPLACEMENT, quantity * price, discount)
        tax = _tax(orders.market[row], quantity * price - discount, _is_taxed(orders, row))
        lines = self._lines_of(orders, row, variant, quantity, list_price, price, discount, tax)
        bills = self._bill(orders, part.fates.method, code, row, lines)
        self._lines += len(row)
        amount_of, tax_of = _unit_shares(lines, line_row)
        return Priced(lines, bills, lines.number[line_row], amount_of, tax_of)

    def _gather(self, part: Part) -> tuple[Ints, Ints, Ints, Ints]:
        """Return row of the order, variant and quantity of every line, and the row of every unit's line."""
        orders, units = part.orders, part.units
        special = np.flatnonzero(np.isin(orders.kind, (TEST, GIFT_CARD)))
        row = np.r_[part.row, special]
        variant = np.r_[units.variant, self._of_specials(orders, special)]
        key = row * _MANY_VARIANTS + variant + 1
        found, own = np.unique(key, return_inverse=True)
        quantity = np.bincount(own, minlength=len(found)).astype(np.int64)
        return found // _MANY_VARIANTS, found % _MANY_VARIANTS - 1, quantity, own[: len(units.order)]

    def _of_specials(self, orders: Orders, rows: Ints) -> Ints:
        """Return what tests order: something of the core range; gift cards are no variant."""
        core = int(np.searchsorted(self._catalogue.variants.style, CORE_STYLES))
        drawn = Dice(self._seed, "test line").whole(0, core, orders.key[rows])
        return np.where(orders.kind[rows] == TEST, drawn, NEVER)

    def _prices(self, orders: Orders, row: Ints, variant: Ints) -> tuple[Ints, Ints]:
        """Return recommended and asked price of each line."""
        market, style = orders.market[row], self._catalogue.variants.style[variant]
        list_price = self._catalogue.market_price[style, market]
        off = self._appetite.markdown(style, orders.day[row])
        off = np.where(orders.channel[row] == STORE, np.maximum(off, _OUTLET_OFF), off)
        step = np.array([entry.price_step for entry in MARKETS])[market]
        asked = np.where(off > 0, divide_rounded(list_price * (100 - off), 100 * step) * step, list_price)
        minor = np.power(10, CURRENCY_DIGITS[MARKET_CURRENCY[market]])
        value = _CARD_VALUES[Dice(self._seed, "value of a card").whole(0, len(_CARD_VALUES), orders.key[row])] * minor
        is_card = variant == NEVER
        return np.where(is_card, value, list_price), np.where(is_card, value, asked)

    def _codes(self, orders: Orders) -> Ints:
        """Return the rate of each order's code; the shops run them, the marketplace and the store do not."""
        days = np.arange(orders.day.min(initial=0), orders.day.max(initial=0) + 1)
        depth = np.rint(code_depth(days)[orders.day - days[0]] * 10_000).astype(np.int64)
        uses = Dice(self._seed, "uses the code").happens(_USES_CODE, orders.key)
        small = Dice(self._seed, "small code").pick(_SMALL_CODES, np.zeros(len(orders.key), dtype=np.int64), orders.key)
        code = np.where((depth > 0) & uses, depth, _CODE_RATES[small])
        return np.where((orders.kind == SALE) & (orders.channel < MARKETPLACE), code, 0)

    def _lines_of(
        self,
        orders: Orders,
        row: Ints,
        variant: Ints,
        quantity: Ints,
        list_price: Ints,
        price: Ints,
        discount: Ints,
        tax: Ints,
    ) -> Lines:
        market, day = orders.market[row], orders.day[row]
        own, shop = MARKET_CURRENCY[market], SHOP_CURRENCY[MARKET_SHOP[market]]
        price_shop, discount_shop, tax_shop = (
            convert(amount, own, shop, day, self._daily) for amount in (price, discount, tax)
        )
        number = self._lines + np.arange(len(row))
        return Lines(
            number, orders.number[row], running_number(row) + 1, variant, quantity, list_price, price, discount, tax,
            price_shop, discount_shop, tax_shop,
        )  # fmt: skip

    def _bill(self, orders: Orders, method: Ints, code: Ints, row: Ints, lines: Lines) -> Bills:
        """Add up the orders."""
        count, market = len(orders.key), orders.market
        own, shop = MARKET_CURRENCY[market], SHOP_CURRENCY[MARKET_SHOP[market]]
        goods = total_by(row, lines.quantity * lines.price, count)
        discount = total_by(row, lines.discount, count)
        shipping = self._shipping(orders, goods - discount)
        shipping_tax = _tax(market, shipping, MARKET_HAS_TAX_INSIDE[market].astype(np.int64))
        fees = np.array([_CASH_FEES.get(entry.code, 0) for entry in MARKETS])[market]
        cash_fee = np.where(method == CASH_ON_DELIVERY, fees, 0)
        line_tax = total_by(row, lines.tax, count)
        duty = _duty(orders, goods - discount - line_tax)
        on_top = np.where(MARKET_HAS_TAX_INSIDE[market], 0, line_tax + shipping_tax)
        shipping_shop, duty_shop, shipping_tax_shop, fee_shop = (
            convert(amount, own, shop, orders.day, self._daily) for amount in (shipping, duty, shipping_tax, cash_fee)
        )
        goods_shop = total_by(row, lines.quantity * lines.price_shop, count)
        discount_shop, line_tax_shop = (total_by(row, part, count) for part in (lines.discount_shop, lines.tax_shop))
        on_top_shop = np.where(MARKET_HAS_TAX_INSIDE[market], 0, line_tax_shop + shipping_tax_shop)
        return Bills(
            currency=own, code=code, goods=goods, discount=discount, shipping=shipping, shipping_tax=shipping_tax,
            cash_fee=cash_fee, duty=duty, tax=line_tax + shipping_tax,
            total=goods - discount + on_top + shipping + cash_fee + duty,
            discount_shop=discount_shop, shipping_shop=shipping_shop, duty_shop=duty_shop,
            tax_shop=line_tax_shop + shipping_tax_shop,
            total_shop=goods_shop - discount_shop + on_top_shop + shipping_shop + fee_shop + duty_shop,
        )  # fmt: skip

    def _shipping(self, orders: Orders, goods: Ints) -> Ints:
        """Return what sending costs: nothing for the marketplace and the store, and for large orders."""
        fee = np.array([entry.shipping for entry in MARKETS])[orders.market]
        free_from = np.array([entry.free_from for entry in MARKETS])[orders.market]
        is_sent = np.isin(orders.kind, (SALE, TEST)) & (orders.channel < MARKETPLACE)
        return np.where(is_sent & (goods < free_from), fee, 0)


def _unit_shares(lines: Lines, row: Ints) -> tuple[Ints, Ints]:
    """Return the parts of amount and tax that the units of each line carry, so that they sum to the line's.

    Args:
        lines: The lines.
        row: Row of each unit's line.
    """
    turn, count = running_number(row), lines.quantity[row]
    amount, tax = (lines.quantity * lines.price - lines.discount)[row], lines.tax[row]
    return _share_of(amount, turn, count), _share_of(tax, turn, count)


def _share_of(total: Ints, turn: Ints, count: Ints) -> Ints:
    """Return the part of a total that falls to one of `count` equals, the `turn`-th from 0."""
    return np.asarray((turn + 1) * total // count - turn * total // count, dtype=np.int64)


def _is_taxed(orders: Orders, row: Ints) -> Ints:
    """Return 0 for gift cards, which are taxed when they are redeemed, and 1 for all other lines."""
    return np.asarray(orders.kind[row] != GIFT_CARD, dtype=np.int64)


def _code_amounts(orders: Orders, code: Ints, row: Ints, amount: Ints) -> Ints:
    """Return each order's discount by its code."""
    return divide_rounded(total_by(row, amount, len(orders.key)) * code, 10_000)


def _tax(market: Ints, amount: Ints, is_taxed: Ints) -> Ints:
    """Return the tax on an amount: inside it or on top of it, as the market has it."""
    rate = MARKET_TAX[market]
    inside = divide_rounded(amount * rate, 10_000 + rate)
    on_top = divide_rounded(amount * rate, 10_000)
    return np.where(MARKET_HAS_TAX_INSIDE[market], inside, on_top) * is_taxed


def _duty(orders: Orders, net: Ints) -> Ints:
    """Return the duty that a parcel to Britain is charged."""
    pays = (orders.market == _BRITAIN) & (orders.channel < MARKETPLACE) & (orders.kind == SALE) & (net > _DUTY_FREE_TO)
    return np.where(pays, divide_rounded(net * _DUTY, 10_000), 0)
