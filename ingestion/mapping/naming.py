"""Names that tables and columns of an unknown system get in its contracts and staging models.

Belongs here: turning any name into a plain one that DuckDB and dbt take without quotes. Not here: which are needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

import duckdb

_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_OURS = frozenset({"source_name", "item", "final"})
"""Names that base models, controls and staging models have themselves."""


def plain_name(name: str, otherwise: str) -> str:
    """Return a name in small letters and underscores, such as `order_id` of `OrderID`.

    Args:
        name: As the system has it.
        otherwise: What it is called where its signs are none of a Latin alphabet, or a digit comes first.
    """
    latin = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    without_marks = "".join(sign for sign in latin if not unicodedata.combining(sign))
    if any(sign.isalpha() and not sign.isascii() for sign in without_marks):
        return otherwise
    found = _NO_WORD.sub("_", _BETWEEN_WORDS.sub("_", without_marks).lower()).strip("_")
    return found if found and not found[0].isdigit() else otherwise


def distinct_names(wished: Mapping[str, str], ending: str, taken: Collection[str] = ()) -> dict[str, str]:
    """Return a name for each key: the one that is wished, with an ending where it is reserved, or with a number.

    Args:
        wished: Names by key, in the order in which they are given.
        ending: What is added to a name that SQL, or the way of the data, has for itself, such as `value`.
        taken: Names that none of them may have.
    """
    given: dict[str, str] = {}
    used = set(taken)
    for key, wish in wished.items():
        name = f"{wish}_{ending}" if wish in _OURS or wish in reserved_words() else wish
        given[key] = _first_free(name, used)
        used.add(given[key])
    return given


@lru_cache(maxsize=1)
def reserved_words() -> frozenset[str]:
    """Return the words that DuckDB takes as names only in quotes."""
    with duckdb.connect() as connection:
        rows = connection.execute("select keyword_name from duckdb_keywords() where keyword_category <> 'unreserved'")
        return frozenset(name for (name,) in rows.fetchall())


def _first_free(name: str, used: Iterable[str]) -> str:
    if name not in used:
        return name
    number = 2
    while f"{name}_{number}" in used:
        number += 1
    return f"{name}_{number}"
