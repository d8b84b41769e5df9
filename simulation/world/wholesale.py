"""The wholesale side: what shops buy on invoice, what they send back, and the deals before it.

Belongs here: wholesale invoices and deals. Not here: the web shop, or invoices of suppliers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import (
    NEVER,
    Bools,
    Columns,
    Ints,
    divide_rounded,
    pick,
    running_number,
    stream,
    total_by,
)
from simulation.world.calendar import DAY_SECONDS, DAYS, LAST_SECOND
from simulation.world.catalogue import Catalogue
from simulation.world.demand import pick_variants
from simulation.world.markets import CURRENCY_CODES, MARKETS
from simulation.world.organisations import PROSPECTS, WHOLESALE, Organisations

_INVOICES_PER_SHOP = 9
_CREDIT_NOTES = 0.05
_FRENCH_VAT = 20
_STAGES_OPEN = 3
STAGES = ("appointmentscheduled", "presentationscheduled", "contractsent", "closedwon", "closedlost")
_WON, _LOST = 3, 4
_CURRENCY_OF_MARKET = {"US": "USD", "GB": "GBP", "PL": "EUR", "AE": "USD", "SA": "USD", "KW": "USD"}


@dataclass(frozen=True)
class Invoices(Columns):
    """One row per wholesale invoice or credit note; amounts in cents, `company` 0 is the French one, 1 the US one."""

    organisation: Ints
    company: Ints
    currency: Ints
    day: Ints
    is_credit: Bools
    untaxed: Ints
    total: Ints


@dataclass(frozen=True)
class InvoiceLines(Columns):
    """One row per line of an invoice, ex tax."""

    invoice: Ints
    variant: Ints
    quantity: Ints
    price: Ints
    subtotal: Ints


@dataclass(frozen=True)
class Deals(Columns):
    """One row per deal of the CRM; `invoice` is what a won one became, `closed_at` NEVER for an open one."""

    organisation: Ints
    currency: Ints
    amount: Ints
    stage: Ints
    created_at: Ints
    closed_at: Ints
    invoice: Ints


def build_invoices(
    seed: int, catalogue: Catalogue, organisations: Organisations, daily_euro: Ints
) -> tuple[Invoices, InvoiceLines]:
    """Let the wholesale customers buy goods of the season, and credit a few of them.

    Args:
        seed: Seed of the world.
        catalogue: The goods.
        organisations: The first WHOLESALE of them buy.
        daily_euro: Millionths of each currency per euro at the start of the world; shape (currencies,).
    """
    rng = stream(seed, "wholesale")
    shop = np.repeat(np.arange(WHOLESALE), rng.poisson(_INVOICES_PER_SHOP, WHOLESALE) + 1)
    day = rng.integers(3, DAYS, len(shop))
    order = np.lexsort((shop, day))
    shop, day = shop[order], day[order]
    lines = _invoice_lines(rng, catalogue, organisations.market[shop], day, daily_euro)
    shop, day, is_credit, lines = _with_credits(rng, shop, day, lines)
    market = organisations.market[shop]
    untaxed = total_by(lines.invoice, lines.subtotal, len(shop))
    vat = np.where(market == _market("FR"), divide_rounded(untaxed * _FRENCH_VAT, 100), 0)
    company = (market == _market("US")).astype(np.int64)
    return Invoices(shop, company, currency_of(market), day, is_credit, untaxed, untaxed + vat), lines


def build_deals(seed: int, invoices: Invoices, organisations: Organisations) -> Deals:
    """Make the deals: most invoices were won, and some hopes were not."""
    rng = stream(seed, "deals")
    won = np.flatnonzero(~invoices.is_credit & (rng.random(len(invoices.day)) < 0.7) & (invoices.day > 45))
    size, hopes = len(won), 300
    organisation = np.r_[invoices.organisation[won], rng.integers(0, WHOLESALE + PROSPECTS, hopes)]
    is_open = np.r_[np.zeros(size, dtype=bool), rng.random(hopes) < 0.3]
    closed_day = np.r_[invoices.day[won] - rng.integers(3, 20, size), rng.integers(30, DAYS - 1, hopes)]
    created_day = np.maximum(closed_day - rng.integers(10, 80, size + hopes), 0)
    created_day = np.where(is_open, rng.integers(DAYS - 120, DAYS - 1, size + hopes), created_day)
    stage = np.r_[np.full(size, _WON), np.where(is_open[size:], rng.integers(0, _STAGES_OPEN, hopes), _LOST)]
    clock = rng.integers(8 * 3600, 18 * 3600, (2, size + hopes))
    amount = np.r_[invoices.untaxed[won], rng.integers(8, 120, hopes) * 25_000]
    created_at = created_day * DAY_SECONDS + clock[0]
    closed_at = np.where(is_open, NEVER, np.maximum(closed_day * DAY_SECONDS + clock[1], created_at + 60))
    invoice = np.r_[won, np.full(hopes, NEVER)]
    columns = (
        organisation,
        currency_of(organisations.market[organisation]),
        amount,
        stage,
        created_at,
        closed_at,
        invoice,
    )
    order = np.lexsort((organisation, created_at))
    return Deals(*(column[order] for column in columns))


def currency_of(market: Ints) -> Ints:
    """Return the currency in which wholesale customers of each market are invoiced."""
    codes = [_CURRENCY_OF_MARKET.get(entry.code, "EUR") for entry in MARKETS]
    return np.array([CURRENCY_CODES.index(code) for code in codes])[market]


def _invoice_lines(
    rng: np.random.Generator, catalogue: Catalogue, market: Ints, day: Ints, rates: Ints
) -> InvoiceLines:
    """Draw the goods of every invoice: a few SKUs, several units each, at wholesale price in whole tenths."""
    invoice = np.repeat(np.arange(len(day)), rng.integers(3, 9, len(day)))
    style = pick(rng, catalogue.appeal, day[invoice] // 7)
    variant = pick_variants(rng, catalogue.styles, style, market[invoice])
    keys = np.unique(invoice * 100_000 + variant)
    invoice, variant = keys // 100_000, keys % 100_000
    rate = rates[currency_of(market)[invoice]]
    price = divide_rounded(catalogue.styles.price[catalogue.variants.style[variant]] * 42 * rate, 1_000_000_000) * 10
    quantity = rng.integers(2, 11, len(keys))
    return InvoiceLines(invoice, variant, quantity, price, quantity * price)


def _with_credits(
    rng: np.random.Generator, shop: Ints, day: Ints, lines: InvoiceLines
) -> tuple[Ints, Ints, Bools, InvoiceLines]:
    """Append credit notes: the first line of an invoice, one or more units of it, ten to forty days later."""
    credited = np.flatnonzero((rng.random(len(shop)) < _CREDIT_NOTES) & (day + 40 < LAST_SECOND // DAY_SECONDS))
    first = np.flatnonzero(running_number(lines.invoice) == 0)[credited]
    quantity = rng.integers(1, lines.quantity[first] + 1)
    number = len(shop) + np.arange(len(credited))
    is_credit = np.arange(len(shop) + len(credited)) >= len(shop)
    added = InvoiceLines(
        np.r_[lines.invoice, number], np.r_[lines.variant, lines.variant[first]], np.r_[lines.quantity, quantity],
        np.r_[lines.price, lines.price[first]], np.r_[lines.subtotal, quantity * lines.price[first]],
    )  # fmt: skip
    late = day[credited] + rng.integers(10, 40, len(credited))
    return np.r_[shop, shop[credited]], np.r_[day, late], is_credit, added


def _market(code: str) -> int:
    return [entry.code for entry in MARKETS].index(code)
