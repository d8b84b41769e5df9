"""The companies of the world: suppliers, wholesale customers and prospects.

Belongs here: who they are. Not here: what they buy or deliver, and how a system writes their names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Bools, Columns, Floats, Ints, Texts, running_number, stream
from simulation.world.calendar import DAY_SECONDS, DAYS
from simulation.world.markets import CURRENCY_CODES, MARKETS
from simulation.world.names import CITIES, LEGAL_FORMS, SHOP_KINDS, SHOP_NAMES, STREETS, latin, words

_SUPPLIERS = (
    # name, country, city, currency, tax id, lead days, share of late orders
    ("Confeções Minho Lda", "PT", "Braga", "EUR", "PT501234567", 42, 0.18),
    ("Sartoria Adriatica S.p.A.", "IT", "Ancona", "EUR", "IT01234567890", 45, 0.22),
    ("Bursa Tekstil A.Ş.", "TR", "Bursa", "EUR", "TR1234567890", 35, 0.28),
    ("Carpathia Garments SRL", "RO", "Cluj", "EUR", "RO18547290", 38, 0.24),
    ("Atelier Casablanca SARL", "MA", "Casablanca", "EUR", "MA001524367000082", 33, 0.3),
    ("Hangzhou Yunfeng Apparel Co., Ltd.", "CN", "Hangzhou", "USD", "91330100MA27WXYZ1A", 72, 0.35),
    ("Dhaka Knit Composite Ltd.", "BD", "Dhaka", "USD", "BIN-000123456-0101", 80, 0.42),
    ("Jaipur Block Print Exports", "IN", "Jaipur", "USD", "08AABCJ1234K1Z5", 68, 0.38),
    ("Saigon Stitch JSC", "VN", "Ho Chi Minh City", "USD", "0312345678", 70, 0.26),
    ("Łódź Konfekcja Sp. z o.o.", "PL", "Łódź", "EUR", "PL7251234567", 30, 0.15),
    ("Tessitura Bianchi S.p.A.", "IT", "Prato", "EUR", "IT09876543210", 40, 0.2),
    ("Filature du Nord SAS", "FR", "Roubaix", "EUR", "FR40303265045", 28, 0.16),
    ("Denizli Dokuma A.Ş.", "TR", "Denizli", "EUR", "TR9876543210", 36, 0.3),
    ("Suzhou Silk Mill Co., Ltd.", "CN", "Suzhou", "USD", "91320500MA1QABCD2B", 60, 0.33),
    ("Otsu Denim Works K.K.", "JP", "Otsu", "USD", "T1234567890123", 55, 0.12),
)
WHOLESALE = 70
PROSPECTS = 50
GROUP_DOMAINS = ("groupe-lumiere.fr", "modagentur-west.de", "gulf-retail-partners.ae", "iberica-fashion.es")
"""Each is shared by several shops, which are companies of their own."""
_VAT_FORMS = {"US": ("", 9), "GB": ("GB", 9), "DE": ("DE", 9), "FR": ("FR", 11), "ES": ("ESB", 8), "PL": ("PL", 10),
              "AE": ("100", 12), "SA": ("310", 12), "KW": ("KW", 7)}  # fmt: skip
_MARKET_WEIGHT = np.array([0.17, 0.13, 0.2, 0.2, 0.11, 0.07, 0.06, 0.04, 0.02])


@dataclass(frozen=True)
class Suppliers(Columns):
    """One row per supplier; the first ones sew garments, the rest weave fabrics."""

    name: Texts
    country: Texts
    city: Texts
    currency: Ints
    tax_id: Texts
    lead_days: Ints
    late_share: Floats
    has_twin: Bools


@dataclass(frozen=True)
class Organisations(Columns):
    """One row per shop that buys wholesale or might; the first WHOLESALE of them are customers."""

    name: Texts
    short_name: Texts
    market: Ints
    city: Texts
    zip: Texts
    street: Texts
    domain: Texts
    tax_id: Texts
    phone: Texts
    since: Ints


def build_suppliers() -> Suppliers:
    """Return the fixed suppliers; those with a twin were entered in the ERP a second time."""
    name, country, city, currency, tax_id, lead, late = (np.array(column) for column in zip(*_SUPPLIERS, strict=True))
    codes = np.array([CURRENCY_CODES.index(code) for code in currency.tolist()])
    return Suppliers(name, country, city, codes, tax_id, lead, late, np.isin(np.arange(len(name)), (2, 10)))


def build_organisations(seed: int) -> Organisations:
    """Make the wholesale customers and prospects."""
    rng = stream(seed, "organisations")
    count = WHOLESALE + PROSPECTS
    market = np.r_[np.arange(len(MARKETS)), rng.choice(len(MARKETS), count - len(MARKETS), p=_MARKET_WEIGHT)]
    place = places(rng, market)
    short, stem = _names(rng, market)
    forms = np.array([LEGAL_FORMS[entry.code] for entry in MARKETS])[market]
    domain = np.char.add(
        stem, np.array([f".{end}" for end in ("com", "co.uk", "de", "fr", "es", "pl", "ae", "sa", "kw")])[market]
    )
    group = np.arange(count) // 8 % len(GROUP_DOMAINS)
    domain = np.where(np.arange(count) % 8 == 5, np.array(GROUP_DOMAINS)[group], domain)
    return Organisations(
        name=np.char.add(np.char.add(short, " "), forms), short_name=short, market=market,
        city=place.city, zip=place.zip, street=place.street, domain=domain, tax_id=_tax_ids(rng, market),
        phone=phones(rng, market), since=rng.integers(0, DAYS - 120, count) * DAY_SECONDS + 33_000,
    )  # fmt: skip


@dataclass(frozen=True)
class Places:
    """Street, town and postal code, one per row."""

    street: Texts
    city: Texts
    zip: Texts


def places(rng: np.random.Generator, market: Ints) -> Places:
    """Draw an address in each row's market."""
    towns = [[text.split(":") for text in words(CITIES[entry.code]).tolist()] for entry in MARKETS]
    town = draw_number(rng, [len(pool) for pool in towns], market)
    cities, codes = (np.array([pair[part] for pool in towns for pair in pool]) for part in (0, 1))
    streets = draw_word(rng, [words(STREETS[entry.pool]) for entry in MARKETS], market)
    house = rng.integers(1, 190, len(market)).astype(np.str_)
    return Places(np.char.add(np.char.add(streets, " "), house), cities[town], codes[town])


def phones(rng: np.random.Generator, market: Ints) -> Texts:
    """Draw an international number in each row's market."""
    codes = np.array([entry.dialling_code for entry in MARKETS])[market]
    return np.char.add(codes, rng.integers(200_000_000, 999_999_999, len(market)).astype(np.str_))


def draw_word(rng: np.random.Generator, pools: list[Texts], pool: Ints) -> Texts:
    """Draw one word for each row from the pool of that row."""
    return np.concatenate(pools)[draw_number(rng, [len(words) for words in pools], pool)]


def draw_number(rng: np.random.Generator, sizes: list[int], pool: Ints) -> Ints:
    """Draw one number for each row, counted through all pools one after the other."""
    first = np.cumsum([0, *sizes])
    number: Ints = first[pool] + (rng.random(len(pool)) * np.array(sizes)[pool]).astype(np.int64)
    return number


def _names(rng: np.random.Generator, market: Ints) -> tuple[Texts, Texts]:
    """Return unique names without their legal form, and the stem of the web domain."""
    kinds = draw_word(rng, [words(SHOP_KINDS[entry.pool]) for entry in MARKETS], market)
    proper = words(SHOP_NAMES)[rng.integers(0, len(SHOP_NAMES.split()), len(market))]
    short = np.char.add(np.char.add(kinds, " "), proper)
    _, key = np.unique(short, return_inverse=True)
    again = running_number(key)
    short = np.where(again > 0, np.char.add(np.char.add(short, " "), (again + 1).astype(np.str_)), short)
    return short, latin(short)


def _tax_ids(rng: np.random.Generator, market: Ints) -> Texts:
    prefix = np.array([_VAT_FORMS[entry.code][0] for entry in MARKETS])[market]
    digits = np.array([_VAT_FORMS[entry.code][1] for entry in MARKETS])[market]
    return np.char.add(prefix, (rng.integers(10 ** (digits - 1), 10**digits - 1)).astype(np.str_))
