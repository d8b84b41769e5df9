"""The persons of the world and the households that they live in.

Belongs here: who a person is and how they can be reached. Not here: what they buy (`buyers`), and how a system writes
them down (`witnesses.spelling`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.arrays import Bools, Columns, Floats, Ints, Texts, running_number
from simulation.world.calendar import DAY_SECONDS, NEVER
from simulation.world.draws import Dice
from simulation.world.markets import MARKETS
from simulation.world.names import LOCALES, MAIL_DOMAINS, POOLS, family_names, given_names, latin, words
from simulation.world.organisations import addresses, draw_word, phone_numbers
from simulation.world.scripts import ARABIC_FAMILY, ARABIC_GIVEN, CHINESE_FAMILY, CHINESE_GIVEN

_ARABIC, _CHINESE = POOLS.index("ar"), POOLS.index("zh")
_OTHER_POOL = 0.05
_FOREIGN_IN_GULF = 0.22
_OF_ONE_NAME = 0.04
_SAME_SURNAME = 0.85
_FAMILY_MAIL = 0.1
_SECOND_MAIL = 0.18
_MOVED = 0.12


@dataclass(frozen=True)
class Persons(Columns):
    """One row per person; the index is the true party.

    `native` is the name in its own script, empty where that is the Latin one; `second_email` is empty for those who
    have one address only; after `moved_at` (a second, NEVER for most) the person lives at the second address.
    """

    market: Ints
    pool: Ints
    household: Ints
    given: Texts
    family: Texts
    native: Texts
    email: Texts
    second_email: Texts
    phone: Texts
    landline: Texts
    street: Texts
    city: Texts
    zip: Texts
    moved_at: Ints
    street_after: Texts
    city_after: Texts
    zip_after: Texts
    locale: Texts
    since: Ints


def build_persons(parameters: WorldParameters, crowd: str, market: Ints, since: Ints) -> Persons:
    """Make persons.

    Args:
        parameters: The world's.
        crowd: What they are to the company; crowds have draws of their own, and e-mail addresses that never meet.
        market: Home market of each.
        since: Second at which the company first hears of each.
    """
    seed, number = parameters.seed, np.arange(len(market))
    head = _heads(parameters, crowd, market, number)
    pool = _pools(seed, crowd, market, number)[head]
    given, family = _names(seed, crowd, pool, number, head)
    email = _addresses(seed, crowd, market, given, family, number)
    shares = (head != number) & Dice(seed, f"family mail of {crowd}").happens(_FAMILY_MAIL, number)
    home, later = (addresses(seed, f"{name}{crowd}", market, head) for name in ("", "second home of "))
    moved = Dice(seed, f"moved of {crowd}").happens(_MOVED, head)
    moved_at = since[head] + Dice(seed, f"moved at of {crowd}").whole(30, 500, head) * DAY_SECONDS
    has_second = Dice(seed, f"second mail of {crowd}").happens(_SECOND_MAIL, number)
    locale = np.array([LOCALES[entry.code] for entry in MARKETS])[market]
    return Persons(
        market=market, pool=pool, household=head, given=given, family=family, native=_native(pool, given, family),
        email=np.where(shares, email[head], email),
        second_email=np.where(has_second, _second_addresses(crowd, given, number), ""),
        phone=phone_numbers(seed, crowd, market, number),
        landline=phone_numbers(seed, f"home of {crowd}", market, head),
        street=home.street, city=home.city, zip=home.zip, moved_at=np.where(moved, moved_at, NEVER),
        street_after=later.street, city_after=later.city, zip_after=later.zip,
        locale=np.where(np.isin(pool, (POOLS.index("en"), _CHINESE)), "en-GB", locale), since=since,
    )  # fmt: skip


def _heads(parameters: WorldParameters, crowd: str, market: Ints, number: Ints) -> Ints:
    """Return the head of each person's household: a run of persons of one market, one after the other."""
    order = np.lexsort((number, market))
    joins = Dice(parameters.seed, f"household of {crowd}").happens(parameters.household_share, number[order])
    joins[0:1] = False
    joins[1:] &= market[order][1:] == market[order][:-1]
    start = np.maximum.accumulate(np.where(joins, 0, np.arange(len(order))))
    head = np.empty(len(order), dtype=np.int64)
    head[order] = order[start]
    return head


def _pools(seed: int, crowd: str, market: Ints, number: Ints) -> Ints:
    """Return the pool of names of each person: the market's own, or another one for some."""
    own = np.array([POOLS.index(entry.pool) for entry in MARKETS])[market]
    draw = Dice(seed, f"pool of {crowd}").uniform(number)
    own = np.where((own == 0) & (draw < _OTHER_POOL), _CHINESE, own)
    return np.where((own == _ARABIC) & (draw < _FOREIGN_IN_GULF), 0, own)


def _names(seed: int, crowd: str, pool: Ints, number: Ints, head: Ints) -> tuple[Texts, Texts]:
    """Return given and family names; members of a household mostly share the latter, a few both."""
    given = _draw(seed, f"given name of {crowd}", [given_names(name) for name in POOLS], pool, number)
    family = _draw(seed, f"family name of {crowd}", [family_names(name) for name in POOLS], pool, number)
    shares = (head != number) & Dice(seed, f"surname of {crowd}").happens(_SAME_SURNAME, number)
    family = np.where(shares, family[head], family)
    twins = shares & Dice(seed, f"one name of {crowd}").happens(_OF_ONE_NAME, number)
    return np.where(twins, given[head], given), family


def _draw(seed: int, name: str, pools: list[Texts], pool: Ints, number: Ints) -> Texts:
    """Draw a word for each row from the pool of that row, the first ones of a pool more often."""
    width = max(len(words) for words in pools)
    weights = np.zeros((len(pools), width))
    for row, found in enumerate(pools):
        weights[row, : len(found)] = _fame(len(found))
    first = np.cumsum([0, *[len(words) for words in pools]])
    drawn = Dice(seed, name).pick(weights, pool, number)
    chosen: Texts = np.concatenate(pools)[first[pool] + drawn]
    return chosen


def _fame(count: int) -> Floats:
    """Return how common names are by their rank."""
    return np.asarray(1.0 / (np.arange(count) + 12.0), dtype=np.float64)


def _native(pool: Ints, given: Texts, family: Texts) -> Texts:
    """Return names in their own script: given name first in Arabic, last in Chinese."""
    known, code = np.unique(np.char.add(np.char.add(given, "|"), family), return_inverse=True)
    arabic = np.array([_spelled(name, ARABIC_GIVEN, ARABIC_FAMILY, "{0} {1}") for name in known.tolist()])
    chinese = np.array([_spelled(name, CHINESE_GIVEN, CHINESE_FAMILY, "{1}{0}") for name in known.tolist()])
    if not len(known):
        return np.zeros(0, dtype="<U1")
    return np.where(pool == _ARABIC, arabic[code], np.where(pool == _CHINESE, chinese[code], ""))


def _spelled(name: str, given: dict[str, str], family: dict[str, str], form: str) -> str:
    first, last = name.split("|")
    return form.format(given[first], family[last]) if first in given and last in family else ""


def _addresses(seed: int, crowd: str, market: Ints, given: Texts, family: Texts, number: Ints) -> Texts:
    """Return given.family@domain, with a number from the second namesake on; crowds carry a mark of their own."""
    name = np.char.add(np.char.add(given, "|"), family)
    known, code = np.unique(name, return_inverse=True)
    spelled = latin(np.char.replace(known, "|", ".")) if len(known) else known
    again = running_number(code)
    mark = "" if crowd == "customers" else crowd[:1]
    local = np.char.add(spelled[code], mark) if len(known) else name
    local = np.where(again > 0, np.char.add(local, (again + 1).astype(np.str_)), local)
    domains = [words(MAIL_DOMAINS[entry.pool]) for entry in MARKETS]
    domain = draw_word(seed, f"mail domain of {crowd}", domains, market, number)
    return np.char.add(np.char.add(local, "@"), domain)


def _second_addresses(crowd: str, given: Texts, number: Ints) -> Texts:
    """Return an address that tells less of the person."""
    known, code = np.unique(given, return_inverse=True)
    spelled = latin(known) if len(known) else known
    local = np.char.add(np.char.add(spelled[code] if len(known) else given, "_"), (number + 1000).astype(np.str_))
    return np.char.add(local, f".{crowd[:1]}@mail.com")


def lives_elsewhere(persons: Persons, person: Ints, second: Ints) -> Bools:
    """Tell whether each person had moved by a second."""
    moved = persons.moved_at[person]
    return np.asarray((moved != NEVER) & (moved <= second))
