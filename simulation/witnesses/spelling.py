"""How people are written down: typing errors, nicknames, other scripts, old addresses, somebody else's phone.

Belongs here: spoiling names, addresses and numbers the way clerks and customers do. Not here: who is recorded where
(`records`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Bools, Columns, Ints, Texts
from simulation.world.draws import Dice
from simulation.world.names import latin
from simulation.world.people import Persons, lives_elsewhere
from simulation.world.scripts import ARABIC_FAMILY, ARABIC_GIVEN, NICKNAMES, OTHER_SPELLINGS

PLACEHOLDER_MAILS = np.array(
    ["noemail@noemail.com", "test@test.com", "none@none.com", "unknown@maison-entrepot.example"]
)
PLACEHOLDER_PHONES = np.array(["+9999999999", "+10000000000", "0000000000"])
Flawed = Callable[[str, float], Bools]
"""Which records have a flaw, by its name and share."""


@dataclass(frozen=True)
class Carelessness:
    """How a system's records come about: the share of records with each flaw, at record_errors 1.

    `other_mail` is the share of persons with a second address who give that one; `native` of those with a name in
    another script who write it so.
    """

    typo: float
    short: float
    shouting: float
    swapped: float
    no_accents: float
    native: float
    other_mail: float
    placeholder: float
    no_phone: float
    landline: float
    old_address: float


@dataclass(frozen=True)
class Records(Columns):
    """One row per record of a person, as it stands in a system; empty where nothing was written."""

    person: Ints
    given: Texts
    family: Texts
    email: Texts
    phone: Texts
    street: Texts
    city: Texts
    zip: Texts


def write_down(
    seed: int, errors: float, system: str, care: Carelessness, persons: Persons, person: Ints, key: Ints, second: Ints
) -> Records:
    """Write persons down.

    Args:
        seed: Seed of the world.
        errors: Multiplies the share of flaws.
        system: Each system has its own hand.
        care: How careless it is.
        persons: All persons.
        person: Who is recorded.
        key: Names each record for its draws.
        second: When.
    """

    def flawed(name: str, share: float) -> Bools:
        return Dice(seed, f"{system}: {name}").happens(min(share * errors, 1.0), key)

    given, family = _names(persons, person, care, flawed)
    nobody = PLACEHOLDER_MAILS[Dice(seed, f"{system}: which placeholder").whole(0, len(PLACEHOLDER_MAILS), key)]
    nowhere = PLACEHOLDER_PHONES[Dice(seed, f"{system}: which number").whole(0, len(PLACEHOLDER_PHONES), key)]
    email, phone = _email(persons, person, care, flawed, nobody), _phone(persons, person, care, flawed, nowhere)
    moved = lives_elsewhere(persons, person, second) & ~flawed("old address", care.old_address)
    street, city, zip_code = (
        np.where(moved, getattr(persons, f"{name}_after")[person], getattr(persons, name)[person])
        for name in ("street", "city", "zip")
    )
    return Records(person, given, family, email, phone, street, city, zip_code)


def _email(persons: Persons, person: Ints, care: Carelessness, flawed: Flawed, nobody: Texts) -> Texts:
    """Return the address that each person gives: their first, their other one, or a placeholder."""
    has_other = (persons.second_email[person] != "") & flawed("other mail", care.other_mail)
    email = np.where(has_other, persons.second_email[person], persons.email[person])
    email = np.where(flawed("placeholder mail", care.placeholder), nobody, email)
    return np.where(flawed("shouted mail", care.shouting), np.char.upper(email), email)


def _phone(persons: Persons, person: Ints, care: Carelessness, flawed: Flawed, nowhere: Texts) -> Texts:
    """Return the number that each person gives: their own, their home's, a placeholder, or none."""
    phone = np.where(flawed("landline", care.landline), persons.landline[person], persons.phone[person])
    phone = np.where(flawed("placeholder phone", care.placeholder), nowhere, phone)
    return np.where(flawed("no phone", care.no_phone), "", phone)


def _names(persons: Persons, person: Ints, care: Carelessness, flawed: Flawed) -> tuple[Texts, Texts]:
    given, family = persons.given[person], persons.family[person]
    given = _changed(given, flawed("short", care.short), _short)
    given = _changed(given, flawed("typo in given", care.typo / 2), _typo)
    family = _changed(family, flawed("typo in family", care.typo / 2), _typo)
    plain = flawed("no accents", care.no_accents)
    given, family = (_changed(name, plain, _plain) for name in (given, family))
    loud = flawed("shouting", care.shouting)
    given, family = (np.where(loud, np.char.upper(name), name) for name in (given, family))
    in_script = flawed("native", care.native)
    given, family = _changed(given, in_script, _arabic_given), _changed(family, in_script, _arabic_family)
    swapped = flawed("swapped", care.swapped)
    return np.where(swapped, family, given), np.where(swapped, given, family)


def _changed(names: Texts, chosen: Bools, change: Callable[[str], str]) -> Texts:
    """Change some of the names; each distinct one is worked on once."""
    found, code = np.unique(names[chosen], return_inverse=True)
    made = np.array([change(name) for name in found.tolist()] or [""])
    width = max(names.dtype.itemsize, made.dtype.itemsize) // 4
    changed: Texts = names.astype(f"<U{max(width, 1)}")
    changed[chosen] = made[code] if len(found) else changed[chosen]
    return changed


def _typo(name: str) -> str:
    """Swap two letters, drop one or double one, by the name's own length."""
    if len(name) < 4:
        return name
    at = 1 + len(name) % (len(name) - 2)
    kind = sum(map(ord, name)) % 3
    if kind == 0:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + name[at + 1 :] if kind == 1 else name[:at] + name[at] + name[at:]


def _short(name: str) -> str:
    """Write a nickname or another spelling where there is one, else the initial."""
    return NICKNAMES.get(name) or OTHER_SPELLINGS.get(name) or f"{name[:1]}."


def _plain(name: str) -> str:
    spelled = latin(np.array([name]))[0]
    return str(spelled.title()) if spelled else name


def _arabic_given(name: str) -> str:
    return ARABIC_GIVEN.get(name, name)


def _arabic_family(name: str) -> str:
    return ARABIC_FAMILY.get(name, name)
