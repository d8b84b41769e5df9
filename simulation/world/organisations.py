"""The companies of the world that buy wholesale, or might: shops, and the groups that some belong to.

Belongs here: who they are. Not here: what they buy, and how a system writes their names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Columns, Ints, Texts, running_number
from simulation.world.calendar import DAY_SECONDS, HISTORY_DAYS
from simulation.world.draws import Dice
from simulation.world.markets import MARKETS
from simulation.world.names import CITIES, LEGAL_FORMS, SHOP_KINDS, SHOP_NAMES, STREETS, latin, words

CUSTOMERS_AT_SCALE_1 = 70
PROSPECTS_AT_SCALE_1 = 50
GROUP_DOMAINS = ("groupe-lumiere.fr", "modagentur-west.de", "gulf-retail-partners.ae", "iberica-fashion.es")
"""Each is shared by several shops, which are companies of their own."""
_VAT_FORMS = {"US": ("", 9), "GB": ("GB", 9), "DE": ("DE", 9), "FR": ("FR", 11), "ES": ("ESB", 8), "PL": ("PL", 10),
              "AE": ("100", 12), "SA": ("310", 12), "KW": ("KW", 7)}  # fmt: skip
_DOMAIN_ENDS = ("com", "co.uk", "de", "fr", "es", "pl", "ae", "sa", "kw")
_MARKET_WEIGHT = np.array([[0.17, 0.13, 0.2, 0.2, 0.11, 0.07, 0.06, 0.04, 0.02]])


@dataclass(frozen=True)
class Organisations(Columns):
    """One row per shop; those with `is_customer` buy. `since` is the second at which it became known to us."""

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
    is_customer: Ints
    pays_late: Ints


@dataclass(frozen=True)
class Addresses:
    """Street, town and postal code, one per row."""

    street: Texts
    city: Texts
    zip: Texts


def build_organisations(seed: int, scale: float) -> Organisations:
    """Make the wholesale customers and prospects."""
    customers = max(round(CUSTOMERS_AT_SCALE_1 * scale), len(MARKETS))
    count = customers + max(round(PROSPECTS_AT_SCALE_1 * scale), len(MARKETS))
    number = np.arange(count)
    drawn = Dice(seed, "market of an organisation").pick(_MARKET_WEIGHT, np.zeros(count, dtype=np.int64), number)
    market = np.where(number < len(MARKETS), number, drawn)
    address = addresses(seed, "organisation", market, number)
    short, stem = _names(seed, market, number)
    forms = np.array([LEGAL_FORMS[entry.code] for entry in MARKETS])[market]
    domain = np.char.add(stem, np.array([f".{end}" for end in _DOMAIN_ENDS])[market])
    in_group = (number % 8 == 5) & (number < customers)
    domain = np.where(in_group, np.array(GROUP_DOMAINS)[number // 8 % len(GROUP_DOMAINS)], domain)
    since = Dice(seed, "organisation since").whole(-400, HISTORY_DAYS - 120, number) * DAY_SECONDS + 33_000
    return Organisations(
        name=np.char.add(np.char.add(short, " "), forms), short_name=short, market=market,
        city=address.city, zip=address.zip, street=address.street, domain=domain,
        tax_id=_tax_ids(seed, market, number), phone=phone_numbers(seed, "organisation", market, number),
        since=since, is_customer=(number < customers).astype(np.int64),
        pays_late=Dice(seed, "pays late").happens(0.25, number).astype(np.int64),
    )  # fmt: skip


def addresses(seed: int, name: str, market: Ints, *keys: Ints) -> Addresses:
    """Draw an address in each row's market."""
    towns = [[text.split(":") for text in words(CITIES[entry.code]).tolist()] for entry in MARKETS]
    town = draw_number(seed, f"town of {name}", [len(pool) for pool in towns], market, *keys)
    cities, codes = (np.array([pair[part] for pool in towns for pair in pool]) for part in (0, 1))
    streets = draw_word(seed, f"street of {name}", [words(STREETS[entry.pool]) for entry in MARKETS], market, *keys)
    house = Dice(seed, f"house of {name}").whole(1, 190, *keys).astype(np.str_)
    return Addresses(np.char.add(np.char.add(streets, " "), house), cities[town], codes[town])


def phone_numbers(seed: int, name: str, market: Ints, *keys: Ints) -> Texts:
    """Draw an international number in each row's market."""
    codes = np.array([entry.dialling_code for entry in MARKETS])[market]
    digits = Dice(seed, f"phone of {name}").whole(200_000_000, 999_999_999, *keys)
    return np.char.add(codes, digits.astype(np.str_))


def draw_word(seed: int, name: str, pools: list[Texts], pool: Ints, *keys: Ints) -> Texts:
    """Draw one word for each row from the pool of that row."""
    drawn: Texts = np.concatenate(pools)[draw_number(seed, name, [len(words) for words in pools], pool, *keys)]
    return drawn


def draw_number(seed: int, name: str, sizes: list[int], pool: Ints, *keys: Ints) -> Ints:
    """Draw one number for each row, counted through all pools one after the other."""
    first = np.cumsum([0, *sizes])
    drawn = np.floor(Dice(seed, name).uniform(*keys) * np.array(sizes)[pool]).astype(np.int64)
    return np.asarray(first[pool] + drawn, dtype=np.int64)


def _names(seed: int, market: Ints, number: Ints) -> tuple[Texts, Texts]:
    """Return unique names without their legal form, and the stem of the web domain."""
    kinds = draw_word(seed, "kind of shop", [words(SHOP_KINDS[entry.pool]) for entry in MARKETS], market, number)
    pool = words(SHOP_NAMES)
    proper = pool[Dice(seed, "name of shop").whole(0, len(pool), number)]
    short = np.char.add(np.char.add(kinds, " "), proper)
    _, key = np.unique(short, return_inverse=True)
    again = running_number(key)
    short = np.where(again > 0, np.char.add(np.char.add(short, " "), (again + 1).astype(np.str_)), short)
    return short, latin(short)


def _tax_ids(seed: int, market: Ints, number: Ints) -> Texts:
    prefix = np.array([_VAT_FORMS[entry.code][0] for entry in MARKETS])[market]
    digits = np.array([_VAT_FORMS[entry.code][1] for entry in MARKETS])[market]
    drawn = Dice(seed, "tax id").whole(10 ** (digits - 1), 10**digits - 1, number)
    return np.char.add(prefix, drawn.astype(np.str_))
