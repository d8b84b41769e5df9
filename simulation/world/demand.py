"""What the shop's customers order: orders and their lines, with every amount exact.

Belongs here: when, who, what, at which price, discount, tax and shipping. Not here: what becomes of an order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import (
    NEVER,
    Bools,
    Columns,
    Floats,
    Ints,
    divide_rounded,
    pick,
    pick_member,
    running_number,
    share_out,
    stream,
    total_by,
)
from simulation.world.calendar import DAY_SECONDS, DAYS, day_weights, is_sale_day
from simulation.world.catalogue import MAX_SIZES, Catalogue, Styles
from simulation.world.markets import MARKET_CURRENCY, MARKET_SHARE, MARKETS
from simulation.world.people import Accounts, activity
from simulation.world.rates import to_euro_cents

_LINES_PER_ORDER = np.array([0.4, 0.3, 0.16, 0.09, 0.05])
_QUANTITY = np.array([0.93, 0.055, 0.015])
_CODE_RATES = np.array([0, 1000, 1500, 2000, 3000])
_CODE_USE = np.array([[0.78, 0.14, 0.05, 0.03, 0.0], [0.28, 0.12, 0.2, 0.28, 0.12]])
_COLOUR_WEIGHTS = np.array([[1.0, 0.0, 0.0], [0.6, 0.4, 0.0], [0.45, 0.33, 0.22]])
"""By number of colours of the style."""
_MARKDOWNS = np.array([0, 2000, 3000, 4000])
_HOURS = np.array([3, 2, 1, 1, 1, 2, 3, 5, 7, 8, 9, 9, 10, 9, 8, 8, 8, 9, 10, 12, 14, 14, 11, 6], dtype=np.float64)
_GUESTS = 0.08
_TESTS = 0.0012


@dataclass(frozen=True)
class Orders(Columns):
    """One row per order, by time. Amounts in minor units of the market's currency, `*_shop` in euro cents.

    `account` is NEVER for a guest, who is then `guest`, a number of the crowd of guests, or gave the e-mail of the
    account `mail_of`; a test has none of the three.
    """

    second: Ints
    market: Ints
    currency: Ints
    account: Ints
    guest: Ints
    mail_of: Ints
    is_app: Bools
    is_test: Bools
    shipping: Ints
    tax: Ints
    discount: Ints
    total: Ints
    shipping_shop: Ints
    tax_shop: Ints
    discount_shop: Ints
    total_shop: Ints


@dataclass(frozen=True)
class Lines(Columns):
    """One row per order line, by order; amounts as in Orders, ex tax but for `tax`."""

    order: Ints
    number: Ints
    variant: Ints
    quantity: Ints
    price: Ints
    discount: Ints
    tax: Ints
    price_shop: Ints
    discount_shop: Ints
    tax_shop: Ints


@dataclass(frozen=True)
class _Moments:
    """When and where each order is placed."""

    second: Ints
    market: Ints


def build_demand(
    seed: int, count: int, catalogue: Catalogue, accounts: Accounts, daily_rates: Ints
) -> tuple[Orders, Lines]:
    """Let the customers order.

    Args:
        seed: Seed of the world.
        count: Number of orders.
        catalogue: The goods.
        accounts: The shop's accounts; every market has at least one.
        daily_rates: Rates as of `rates.daily_rates`.
    """
    rng = stream(seed, "demand")
    moments = _moments(rng, count)
    order, variant = _baskets(rng, moments, catalogue)
    lines = _priced(rng, moments, order, variant, catalogue, daily_rates)
    return _orders(rng, seed, moments, lines, accounts, daily_rates), lines


def _moments(rng: np.random.Generator, count: int) -> _Moments:
    """Draw day, market and second of every order, sorted by time."""
    weights = np.stack(
        [day_weights(market.is_gulf) * share for market, share in zip(MARKETS, MARKET_SHARE, strict=True)]
    )
    cells = rng.choice(weights.size, count, p=(weights / weights.sum()).ravel())
    market, day = np.divmod(cells, DAYS)
    hour = pick(rng, _HOURS[None, :], np.zeros(count, dtype=np.int64))
    zone = np.array([entry.zone_hours for entry in MARKETS])[market]
    second = day * DAY_SECONDS + (hour - zone) % 24 * 3600 + rng.integers(0, 3600, count)
    order = np.lexsort((market, second))
    return _Moments(second[order], market[order])


def _baskets(rng: np.random.Generator, moments: _Moments, catalogue: Catalogue) -> tuple[Ints, Ints]:
    """Return order and variant of every line; a SKU stands at most once in an order."""
    size = pick(rng, _LINES_PER_ORDER[None, :], np.zeros(len(moments.second), dtype=np.int64)) + 1
    order = np.repeat(np.arange(len(size)), size)
    style = pick(rng, catalogue.appeal, moments.second[order] // (7 * DAY_SECONDS))
    variant = pick_variants(rng, catalogue.styles, style, moments.market[order])
    keys = np.unique(order * 100_000 + variant)
    return keys // 100_000, keys % 100_000


def pick_variants(rng: np.random.Generator, styles: Styles, style: Ints, market: Ints) -> Ints:
    """Draw colour and size for each wanted style; markets have their own size curves."""
    colour = pick(rng, _COLOUR_WEIGHTS, styles.colours[style] - 1)
    sets = np.array([1, 5, 6])
    size_set = np.searchsorted(sets, styles.sizes[style])
    size = pick(rng, _size_curves(), size_set * len(MARKETS) + market)
    return styles.first_variant[style] + colour * styles.sizes[style] + size


def _size_curves() -> Floats:
    """Return weights of sizes, shape (3 sets × markets, MAX_SIZES): one size, five and six sizes."""
    shift = np.array([0.45, 0.2, 0.25, -0.3, -0.15, 0.05, 0.1, 0.25, 0.2])[:, None]
    size = np.arange(MAX_SIZES)
    one = np.where(size == 0, 1.0, 0.0) + 0 * shift
    five = np.where(size < 5, np.exp(-((size - 1.8 - shift) ** 2) / 2.6), 0.0)
    six = np.exp(-((size - 2.4 - shift) ** 2) / 3.0)
    return np.concatenate([one, five, six])


def _priced(
    rng: np.random.Generator, moments: _Moments, order: Ints, variant: Ints, catalogue: Catalogue, daily_rates: Ints
) -> Lines:
    """Price every line: the market's list price, markdown of ageing styles, the share of the order's code, tax."""
    count, market, day = len(order), moments.market[order], moments.second[order] // DAY_SECONDS
    style = catalogue.variants.style[variant]
    quantity = pick(rng, _QUANTITY[None, :], np.zeros(count, dtype=np.int64)) + 1
    price = catalogue.market_price[style, market]
    gross = quantity * price
    age = np.clip((day - catalogue.styles.launch[style]) // 49 - 1, 0, 3)
    step = np.where((catalogue.styles.season[style] > 0) & (rng.random(count) < 0.75), age, 0)
    markdown = divide_rounded(gross * _MARKDOWNS[step], 10_000)
    code = _code_shares(rng, moments, order, gross - markdown)
    discount = markdown + code
    tax_rate = np.array([entry.tax_rate for entry in MARKETS])[market]
    tax = divide_rounded((gross - discount) * tax_rate, 10_000)
    currency = MARKET_CURRENCY[market]
    price_shop, discount_shop, tax_shop = (
        to_euro_cents(amount, currency, day, daily_rates) for amount in (price, discount, tax)
    )
    return Lines(
        order, running_number(order) + 1, variant, quantity, price, discount, tax, price_shop, discount_shop, tax_shop
    )


def _code_shares(rng: np.random.Generator, moments: _Moments, order: Ints, base: Ints) -> Ints:
    """Return each line's share of its order's discount code."""
    on_sale = is_sale_day()[moments.second // DAY_SECONDS].astype(np.int64)
    rate = _CODE_RATES[pick(rng, _CODE_USE, on_sale)]
    whole = divide_rounded(total_by(order, base, len(rate)) * rate, 10_000)
    return share_out(whole, base, order)


def _orders(
    rng: np.random.Generator, seed: int, moments: _Moments, lines: Lines, accounts: Accounts, daily_rates: Ints
) -> Orders:
    """Add up the orders and say who placed them."""
    count, currency, day = len(moments.second), MARKET_CURRENCY[moments.market], moments.second // DAY_SECONDS
    net = total_by(lines.order, lines.quantity * lines.price - lines.discount, count)
    net_shop = total_by(lines.order, lines.quantity * lines.price_shop - lines.discount_shop, count)
    fee, free_from = (np.array([getattr(entry, name) for entry in MARKETS]) for name in ("shipping", "free_from"))
    shipping = np.where(net >= free_from[moments.market], 0, fee[moments.market])
    shipping_shop = to_euro_cents(shipping, currency, day, daily_rates)
    tax, tax_shop = (total_by(lines.order, amount, count) for amount in (lines.tax, lines.tax_shop))
    discount, discount_shop = (total_by(lines.order, amount, count) for amount in (lines.discount, lines.discount_shop))
    is_test = rng.random(count) < _TESTS
    is_test[count // 7 :: count // 5 + 1] = True
    account, guest, mail_of = _buyers(rng, seed, moments, accounts, is_test)
    return Orders(
        moments.second, moments.market, currency, account, guest, mail_of, rng.random(count) < 0.31, is_test,
        shipping, tax, discount, net + tax + shipping,
        shipping_shop, tax_shop, discount_shop, net_shop + tax_shop + shipping_shop,
    )  # fmt: skip


def _buyers(
    rng: np.random.Generator, seed: int, moments: _Moments, accounts: Accounts, is_test: Bools
) -> tuple[Ints, Ints, Ints]:
    """Return account, guest number and account whose e-mail a guest gave; two are NEVER, for a test all three."""
    count = len(moments.second)
    account = np.where(is_test, NEVER, pick_member(rng, activity(seed, accounts), accounts.market, moments.market))
    is_guest = (rng.random(count) < _GUESTS) & ~is_test
    is_known = is_guest & (rng.random(count) < 0.35)
    is_new = is_guest & ~is_known
    guest = np.where(is_new, np.cumsum(is_new) - 1, NEVER)
    return np.where(is_guest, NEVER, account), guest, np.where(is_known, account, NEVER)
