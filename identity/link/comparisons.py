"""What is compared between two records, and the levels at which it may agree.

Belongs here: levels as SQL, with the column whose frequency says how much an agreement is worth. Not here: how often
they occur (`training`), or the expectation of that (`settings.toml`).

Correlated columns are one comparison: given and family name, and the parts of an address.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One way to agree: SQL on `<column>_l` and `<column>_r`, and the column by whose frequency it is weighed."""

    sql: str
    weighed_by: str | None = None


@dataclass(frozen=True)
class Comparison:
    """One thing that is compared.

    Args:
        name: Its name in a model.
        needs: SQL on `<column>_l`/`_r` that tells that there is nothing to compare.
        levels: From the strongest agreement to the weakest; whatever agrees in none of them differs.
    """

    name: str
    missing: str
    levels: tuple[Level, ...]

    def place_of(self, column: str) -> int:
        """Return the place of the level at which a column is equal."""
        return next(place for place, level in enumerate(self.levels) if level.sql == f"{column}_l = {column}_r")


def _missing(column: str) -> str:
    return f"{column}_l is null or {column}_r is null"


def _jaro(one: str, other: str, least: float) -> str:
    return f"coalesce(jaro_winkler_similarity({one}, {other}) >= {least}, false)"


def _near(column: str, most: int) -> str:
    """Return SQL that is true where at most so many signs differ, are one more, or are exchanged.

    The cheap conditions come first and are implied by the last one, which is slow.
    """
    return (
        f"(abs(length({column}_l) - length({column}_r)) <= {most} "
        f"and levenshtein({column}_l, {column}_r) <= {2 * most} "
        f"and damerau_levenshtein({column}_l, {column}_r) <= {most})"
    )


def _typo(column: str, most: int, shortest: int) -> str:
    return f"(least(length({column}_l), length({column}_r)) >= {shortest} and {_near(column, most)})"


def _digits(column: str) -> str:
    return f"regexp_replace({column}, '[^0-9]', '', 'g')"


_SAME_GIVEN = f"(given_long_l = given_long_r or {_jaro('given_l', 'given_r', 0.88)})"
_SHORT_GIVEN = "(given_l is null or given_r is null or starts_with(given_l, given_r) or starts_with(given_r, given_l))"
_TURNED = f"({_jaro('given_l', 'family_r', 0.9)} and {_jaro('family_l', 'given_r', 0.9)})"
NAME = Comparison(
    "name",
    _missing("name_part"),
    (
        Level("name_key_l = name_key_r", "name_key"),
        Level(
            f"(family_l = family_r and {_SAME_GIVEN}) or (given_l = given_r and {_jaro('family_l', 'family_r', 0.9)}) "
            f"or {_TURNED}",
            "family",
        ),
        Level("script_l <> script_r and name_sound_l = name_sound_r", None),
        Level(f"{_jaro('family_l', 'family_r', 0.92)} and {_SHORT_GIVEN}", "family"),
        Level(f"{_jaro('given_l', 'given_r', 0.8)} and {_jaro('family_l', 'family_r', 0.8)}"),
        Level("given_l = given_r", "given"),
        Level("family_l = family_r", "family"),
    ),
)
BIRTH_DATE = Comparison(
    "birth_date",
    _missing("birth_date"),
    (
        Level("birth_date_l = birth_date_r", "birth_date"),
        Level(
            f"{_near('birth_date', 1)} or birth_date_l = "
            "left(birth_date_r, 4) || right(birth_date_r, 2) || substr(birth_date_r, 5, 2)"
        ),
        Level(_near("birth_date", 2)),
    ),
)
_MAIL_LEVELS = (
    Level("mailbox_l = mailbox_r", "mailbox"),
    Level("mail_name_l = mail_name_r", "mail_name"),
    Level(f"{_typo('mailbox', 2, 12)} and {_digits('mailbox_l')} = {_digits('mailbox_r')}"),
)
MAILBOX = Comparison("mailbox", _missing("mailbox"), _MAIL_LEVELS)
PHONE = Comparison("phone", _missing("phone"), (Level("phone_l = phone_r", "phone"), Level(_typo("phone", 1, 8))))
TAX = Comparison("tax", _missing("tax"), (Level("tax_l = tax_r", "tax"), Level(_typo("tax", 1, 6))))
_SAME_PLACE = "(postal_l = postal_r or city_l = city_r)"
_NEAR_PLACE = f"({_SAME_PLACE} or {_jaro('city_l', 'city_r', 0.9)} or {_typo('postal', 1, 4)})"
ADDRESS = Comparison(
    "address",
    _missing("address_part"),
    (
        Level("address_key_l = address_key_r", "address_key"),
        Level(
            f"(street_l = street_r and house_l = house_r) or (house_l = house_r and {_NEAR_PLACE} and "
            f"{_jaro('street_l', 'street_r', 0.85)}) or (street_l = street_r and {_SAME_PLACE} and "
            f"(house_l is null or house_r is null or {_typo('house', 1, 2)}))"
        ),
        Level(
            f"(postal_l = postal_r and house_l = house_r) or ({_SAME_PLACE} and {_jaro('street_l', 'street_r', 0.85)})"
        ),
        Level("postal_l = postal_r", "postal"),
        Level("city_l = city_r", "city"),
    ),
)
EMPLOYER = Comparison(
    "company",
    _missing("company_key"),
    (Level("company_key_l = company_key_r", "company_key"), Level(_jaro("company_l", "company_r", 0.9))),
)
ORGANISATION = Comparison(
    "company",
    _missing("company_key"),
    (
        Level("company_key_l = company_key_r", "company_key"),
        Level(
            f"{_jaro('company_l', 'company_r', 0.93)} or {_jaro('company_key_l', 'company_key_r', 0.93)} "
            f"or {_typo('company_key', 2, 8)}"
        ),
        Level(
            "list_has_all(string_split(company_l, ' '), string_split(company_r, ' ')) "
            "or list_has_all(string_split(company_r, ' '), string_split(company_l, ' '))"
        ),
    ),
)
ORGANISATION_MAIL = Comparison(
    "mailbox",
    _missing("mail_domain"),
    (Level("mailbox_l = mailbox_r", "mailbox"), Level("mail_domain_l = mail_domain_r", "mail_domain")),
)
COUNTRY = Comparison("country", _missing("country"), (Level("country_l = country_r", "country"),))
PERSON = (NAME, BIRTH_DATE, MAILBOX, PHONE, TAX, ADDRESS, EMPLOYER)
ORGANISATIONS = (ORGANISATION, ORGANISATION_MAIL, PHONE, TAX, ADDRESS, COUNTRY)
