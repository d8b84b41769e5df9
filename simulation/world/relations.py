"""Whom the office knows: the CRM's contacts and companies and the ERP's partners, each with its own spelling.

Belongs here: which persons and organisations are recorded again, how they are misspelled, and who they truly are.
Not here: file shapes (`witnesses`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import NEVER, Bools, Columns, Ints, Texts, stream
from simulation.world.calendar import DAY_SECONDS, LAST_SECOND
from simulation.world.organisations import GROUP_DOMAINS, WHOLESALE, Organisations
from simulation.world.people import Accounts, Persons, build_persons, draw_markets

CUSTOMER, RELATIVE, LEAD, BUYER = range(4)
CROWDS = ("customer", "relative", "lead", "buyer")
_KNOWN_SHARE = 0.25
_RELATIVES = 0.02
_STRANGERS = 0.006
_LEADS_PER_ACCOUNT = 0.04
_LINKED, _SAME, _SPELLED, _OTHER_MAIL = range(4)
_KINDS = np.array([0.5, 0.25, 0.15, 0.1])
_TWIN_COMPANIES = 6


@dataclass(frozen=True)
class Contacts(Columns):
    """One row per contact of the CRM.

    `crowd` and `person` say who it truly is, `account` is the shop account that the CRM keeps, `company` the row of
    Companies they are filed under; both may be NEVER.
    """

    crowd: Ints
    person: Ints
    given: Texts
    family: Texts
    email: Texts
    phone: Texts
    market: Ints
    street: Texts
    city: Texts
    zip: Texts
    locale: Texts
    account: Ints
    company: Ints
    created_at: Ints
    modified_at: Ints


@dataclass(frozen=True)
class Companies(Columns):
    """One row per company of the CRM; a few organisations stand there twice."""

    organisation: Ints
    name: Texts
    has_tax_id: Bools
    has_partner: Bools
    created_at: Ints


@dataclass(frozen=True)
class Relations:
    """The office's records, and the crowds of persons only the office knows."""

    leads: Persons
    buyers: Persons
    buyer_of: Ints
    contacts: Contacts
    companies: Companies


def build_relations(seed: int, persons: Persons, accounts: Accounts, opened: Ints, shops: Organisations) -> Relations:
    """Record shop customers, their relatives, strangers, leads and buyers in the CRM.

    Args:
        seed: Seed of the world.
        persons: The shop's persons.
        accounts: Their accounts.
        opened: Second at which each account was opened.
        shops: The organisations.
    """
    rng = stream(seed, "relations")
    leads = build_persons(
        seed, "leads", draw_markets(seed, "leads", round(_LEADS_PER_ACCOUNT * len(accounts.person)) + 9)
    )
    buyer_of = np.sort(np.r_[np.arange(len(shops.name)), rng.integers(0, len(shops.name), len(shops.name))])
    buyers = build_persons(seed, "buyers", shops.market[buyer_of])
    companies = _companies(rng, shops)
    parts = (
        _customers(rng, persons, accounts, opened),
        _relatives(rng, persons, leads, accounts),
        _crowd(rng, leads, LEAD, np.arange(len(leads.market)), leads.email),
        _buyers(rng, buyers, buyer_of, shops),
    )
    contacts = Contacts(*(np.concatenate([getattr(part, name) for part in parts]) for name in _NAMES))
    return Relations(leads, buyers, buyer_of, contacts, companies)


_NAMES = tuple(Contacts.__dataclass_fields__)


def buyer_addresses(buyers: Persons, buyer_of: Ints, shops: Organisations) -> Texts:
    """Return the office address of every buyer; some are reached at info@, which groups of shops share."""
    domain = shops.domain[buyer_of]
    local = np.char.partition(buyers.email, "@")[:, 0]
    is_first = np.r_[True, buyer_of[1:] != buyer_of[:-1]]
    is_general = (np.arange(len(domain)) % 5 == 2) | (is_first & np.isin(domain, GROUP_DOMAINS))
    local = np.where(is_general, "info", local)
    return np.char.add(np.char.add(local, "@"), domain)


def _crowd(rng: np.random.Generator, persons: Persons, crowd: int, who: Ints, email: Texts) -> Contacts:
    """Record persons as they are."""
    count = len(who)
    created = rng.integers(0, LAST_SECOND - 40 * DAY_SECONDS, count)
    nothing = np.full(count, NEVER)
    return Contacts(
        np.full(count, crowd), who, persons.given[who], persons.family[who], email, persons.phone[who],
        persons.market[who], persons.street[who], persons.city[who], persons.zip[who], persons.locale[who],
        nothing, nothing, created,
        _later(rng, created, 200),
    )  # fmt: skip


def _customers(rng: np.random.Generator, persons: Persons, accounts: Accounts, opened: Ints) -> Contacts:
    """Record a quarter of the accounts: cross-referenced, with the same e-mail and name, or spelled otherwise."""
    known = np.flatnonzero(~accounts.is_second & (rng.random(len(accounts.person)) < _KNOWN_SHARE))
    kind = rng.choice(len(_KINDS), len(known), p=_KINDS)
    plain = _crowd(rng, persons, CUSTOMER, accounts.person[known], accounts.email[known])
    given = np.where(kind == _SPELLED, _misspelled(plain.given), plain.given)
    email = np.where(kind == _OTHER_MAIL, _other_mail(plain), plain.email)
    email = np.where(np.arange(len(known)) % 23 == 4, np.char.upper(email), email)
    created = _later(rng, opened[known], 20)
    return _changed(
        plain, given=given, email=email, account=np.where(kind == _LINKED, known, NEVER), created_at=created,
        modified_at=np.maximum(created, plain.modified_at),
    )  # fmt: skip


def _relatives(rng: np.random.Generator, persons: Persons, leads: Persons, accounts: Accounts) -> Contacts:
    """Record people under a customer's e-mail who are somebody else: relatives, and a few strangers."""
    family = np.flatnonzero(~accounts.is_second & (rng.random(len(accounts.person)) < _RELATIVES))
    host = accounts.person[family]
    plain = _crowd(rng, persons, RELATIVE, host, accounts.email[family])
    given = persons.given[(host + 7) % len(persons.given)]
    clash = given == plain.given
    given = np.where(clash, "Robin", given)
    name = np.where(
        rng.random(len(family)) < _STRANGERS / _RELATIVES, leads.family[family % len(leads.family)], plain.family
    )
    return _changed(plain, given=given, family=name, person=np.arange(len(family)))


def _buyers(rng: np.random.Generator, buyers: Persons, buyer_of: Ints, shops: Organisations) -> Contacts:
    plain = _crowd(rng, buyers, BUYER, np.arange(len(buyer_of)), buyer_addresses(buyers, buyer_of, shops))
    return _changed(
        plain, company=buyer_of, phone=shops.phone[buyer_of],
        street=shops.street[buyer_of], city=shops.city[buyer_of], zip=shops.zip[buyer_of],
    )  # fmt: skip


def _companies(rng: np.random.Generator, shops: Organisations) -> Companies:
    """Record every organisation, a few of them twice under another spelling and without any number."""
    count = len(shops.name)
    twins = np.sort(rng.choice(WHOLESALE, _TWIN_COMPANIES, replace=False))
    organisation = np.r_[np.arange(count), twins]
    is_twin = np.arange(len(organisation)) >= count
    draw = rng.random(len(organisation))
    short = shops.short_name[organisation]
    name = np.where(
        draw < 0.2, short, np.where(draw > 0.9, np.char.upper(shops.name[organisation]), shops.name[organisation])
    )
    is_customer = (organisation < WHOLESALE) & ~is_twin
    return Companies(
        organisation, np.where(is_twin, short, name), ~is_twin & (rng.random(len(draw)) < 0.6),
        is_customer & (rng.random(len(draw)) < 0.6),
        np.where(is_twin, shops.since[organisation] + 50 * DAY_SECONDS, shops.since[organisation]),
    )  # fmt: skip


def _later(rng: np.random.Generator, second: Ints, days: int) -> Ints:
    """Return a moment up to some days later, but not after the last second."""
    span = np.minimum(LAST_SECOND - second, days * DAY_SECONDS)
    later: Ints = second + (rng.random(len(second)) * span).astype(np.int64)
    return later


def _misspelled(given: Texts) -> Texts:
    """Return an initial, capitals, or a name that lost its second letter, in turn."""
    turn = np.arange(len(given)) % 3
    letters = given.astype("<U1") if len(given) else given
    shortened = np.array([name[:1] + name[2:] for name in np.unique(given).tolist()])
    lost = shortened[np.searchsorted(np.unique(given), given)] if len(given) else given
    return np.where(turn == 0, np.char.add(letters, "."), np.where(turn == 1, np.char.upper(given), lost))


def _other_mail(contacts: Contacts) -> Texts:
    """Return an office address in place of the private one."""
    number = np.char.add("staff", (contacts.person + 100).astype(np.str_))
    return np.char.add(number, "@office-mail.com")


def _changed(contacts: Contacts, **columns: Ints | Texts) -> Contacts:
    """Return the contacts with some columns replaced."""
    return Contacts(**{**{name: getattr(contacts, name) for name in _NAMES}, **columns})
