"""The keys under which two records of one party may meet.

Belongs here: each key with the comparisons that it makes agree. Not here: which of them a table can afford (`budget`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """One way in which records of a party may agree.

    Args:
        parts: SQL expressions on a comparable record; the key is null where one of them is.
        touches: The comparisons that say little among pairs found by it.
    """

    parts: tuple[str, ...]
    touches: tuple[str, ...]

    @property
    def sql(self) -> str:
        """The key's value as SQL."""
        return " || '|' || ".join(self.parts)


_FAMILY3, _GIVEN1 = "left(family, 3)", "left(given, 1)"
_PHONE7 = "case when length(phone) >= 9 then right(phone, 7) end"
_YEAR, _MONTH_DAY = "left(birth_date, 4)", "right(birth_date, 4)"
PERSON_KEYS = (
    Key(("tax",), ("tax",)),
    Key(("mailbox",), ("mailbox",)),
    Key(("phone",), ("phone",)),
    Key((_PHONE7,), ("phone",)),
    Key(("mail_name",), ("mailbox",)),
    Key(("name_key",), ("name",)),
    Key(("name_sound",), ("name",)),
    Key(("birth_date",), ("birth_date",)),
    Key(("birth_date", "family_sound"), ("birth_date", "name")),
    Key(("birth_date", "given_sound"), ("birth_date", "name")),
    Key((_MONTH_DAY, "family_sound"), ("birth_date", "name")),
    Key((_YEAR, "family_sound", _GIVEN1), ("birth_date", "name")),
    Key(("birth_date", "postal"), ("birth_date", "address")),
    Key((_YEAR, "postal"), ("birth_date", "address")),
    Key(("birth_date", "house"), ("birth_date", "address")),
    Key(("address_key",), ("address",)),
    Key(("address_key", _GIVEN1), ("address", "name")),
    Key(("street", "house"), ("address",)),
    Key(("street", "given_long"), ("address", "name")),
    Key(("street", "family_sound"), ("address", "name")),
    Key(("postal", "house"), ("address",)),
    Key(("postal", "family_sound"), ("address", "name")),
    Key(("postal", "given_long"), ("address", "name")),
    Key(("postal", "house", _GIVEN1), ("address", "name")),
    Key(("city", "family_sound"), ("address", "name")),
    Key(("city", "given_long"), ("address", "name")),
    Key(("city", "house", _FAMILY3), ("address", "name")),
    Key(("family", _GIVEN1), ("name",)),
    Key(("family_sound", "left(given_sound, 2)"), ("name",)),
    Key(("given_long", _FAMILY3), ("name",)),
    Key(("left(family, 2)", "left(given, 2)", "postal"), ("address", "name")),
    Key(("left(family, 2)", "left(given, 2)", "birth_date"), ("birth_date", "name")),
    Key(("company_key", "given_long"), ("company", "name")),
    Key(("company_key", "family_sound"), ("company", "name")),
    Key(("city", "left(family, 2)", "left(given, 2)"), ("address", "name")),
    Key(("family_sound",), ("name",)),
    Key(("given_sound", "left(family, 2)"), ("name",)),
    Key(("given_long", "city"), ("name", "address")),
    Key(("street",), ("address",)),
    Key(("postal",), ("address",)),
    Key(("city", "house"), ("address",)),
    Key((_MONTH_DAY, "postal"), ("birth_date", "address")),
    Key((_MONTH_DAY, "given_long"), ("birth_date", "name")),
    Key((_YEAR, "given_long", _FAMILY3), ("birth_date", "name")),
    Key(("left(birth_date, 6)", _GIVEN1), ("birth_date", "name")),
    Key((_YEAR, "house"), ("birth_date", "address")),
    Key((_YEAR, "city"), ("birth_date", "address")),
)
ORGANISATION_KEYS = (
    Key(("tax",), ("tax",)),
    Key(("mailbox",), ("mailbox",)),
    Key(("mail_domain",), ("mailbox",)),
    Key(("phone",), ("phone",)),
    Key((_PHONE7,), ("phone",)),
    Key(("company_key",), ("company",)),
    Key(("left(company, 6)", "city"), ("company", "address")),
    Key(("left(company, 6)", "postal"), ("company", "address")),
    Key(("left(company_key, 8)",), ("company",)),
    Key(("split_part(company, ' ', 1)", "country"), ("company", "country")),
    Key(("split_part(company, ' ', 1)", "city"), ("company", "address")),
    Key(("list_last(string_split(company, ' '))", "city"), ("company", "address")),
    Key(("address_key",), ("address",)),
    Key(("street", "house"), ("address",)),
    Key(("postal", "house"), ("address",)),
)
