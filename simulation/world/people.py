"""The persons of the world and their accounts in the shop.

Belongs here: who a person is, how they are reached, which accounts they opened. Not here: how the CRM spells them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Bools, Columns, Floats, Ints, Texts, running_number, stream
from simulation.world.markets import MARKET_SHARE, MARKETS
from simulation.world.names import FAMILY, GIVEN, LOCALES, MAIL_DOMAINS, latin, words
from simulation.world.organisations import draw_number, draw_word, phones, places

_SECOND_ACCOUNTS = 0.03


@dataclass(frozen=True)
class Persons(Columns):
    """One row per person; the index is the true party."""

    market: Ints
    given: Texts
    family: Texts
    email: Texts
    phone: Texts
    street: Texts
    city: Texts
    zip: Texts
    locale: Texts


@dataclass(frozen=True)
class Accounts(Columns):
    """One row per customer account of the shop; `is_second` marks a person's second one, with another e-mail."""

    person: Ints
    market: Ints
    email: Texts
    is_second: Bools
    has_phone: Bools
    has_address: Bools


def draw_markets(seed: int, name: str, count: int) -> Ints:
    """Draw the home market of each person of a crowd; the first ones stand in one market each."""
    drawn = stream(seed, f"markets of {name}").choice(len(MARKETS), max(count - len(MARKETS), 0), p=MARKET_SHARE)
    market: Ints = np.r_[np.arange(len(MARKETS)), drawn][:count]
    return market


def build_persons(seed: int, name: str, market: Ints) -> Persons:
    """Make persons whose e-mail addresses are their own.

    Args:
        seed: Seed of the world.
        name: What they are to the company; each such crowd has a stream and a mail suffix of its own.
        market: Home market of each.
    """
    rng = stream(seed, name)
    given, family = (_pool_words(rng, pools, market) for pools in (GIVEN, FAMILY))
    email = _addresses(rng, market, given, family, name)
    place = places(rng, market)
    locale = np.array([LOCALES[entry.code] for entry in MARKETS])[market]
    every_given, every_family = _all_words(GIVEN), _all_words(FAMILY)
    return Persons(
        market,
        every_given[given],
        every_family[family],
        email,
        phones(rng, market),
        place.street,
        place.city,
        place.zip,
        locale,
    )


def build_accounts(seed: int, persons: Persons) -> Accounts:
    """Give every person an account, and a few of them a second one under another address."""
    rng = stream(seed, "accounts")
    count = len(persons.market)
    twice = np.sort(rng.choice(count, int(count * _SECOND_ACCOUNTS), replace=False))
    person = np.r_[np.arange(count), twice]
    local = np.char.add(np.char.add(latin(persons.given[twice]), "_"), (twice + 1000).astype(np.str_))
    email = np.r_[persons.email, np.char.add(local, "@mail.com")]
    size = len(person)
    return Accounts(
        person, persons.market[person], email, np.arange(size) >= count, rng.random(size) < 0.72, rng.random(size) < 0.9
    )


def activity(seed: int, accounts: Accounts) -> Floats:
    """Return how keen each account is to order; most are not, a tenth are very."""
    rng = stream(seed, "activity")
    count = len(accounts.person)
    keen = np.where((rng.random(count) < 0.1) & ~accounts.is_second, 7.0, 0.45)
    return keen * rng.gamma(3.0, 1 / 3.0, count)


def _all_words(pools: dict[str, str]) -> Texts:
    return np.concatenate([words(text) for text in pools.values()])


def _pool_words(rng: np.random.Generator, pools: dict[str, str], market: Ints) -> Ints:
    """Draw the number of a word, in the order of `_all_words`, from the pool of each row's market."""
    pool = np.array([list(pools).index(entry.pool) for entry in MARKETS])[market]
    return draw_number(rng, [len(text.split()) for text in pools.values()], pool)


def _addresses(rng: np.random.Generator, market: Ints, given: Ints, family: Ints, name: str) -> Texts:
    """Return given.family@domain, with a number from the second namesake on; other crowds carry their own mark."""
    local = np.char.add(np.char.add(latin(_all_words(GIVEN))[given], "."), latin(_all_words(FAMILY))[family])
    _, key = np.unique(local, return_inverse=True)
    again = running_number(key)
    mark = "" if name == "customers" else name[:1]
    local = np.char.add(local, mark)
    local = np.where(again > 0, np.char.add(local, (again + 1).astype(np.str_)), local)
    domain = draw_word(rng, [words(MAIL_DOMAINS[entry.pool]) for entry in MARKETS], market)
    return np.char.add(np.char.add(local, "@"), domain)
