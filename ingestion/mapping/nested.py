"""Values within texts that are JSON: one object, such as an address, or a list of objects, such as a line's taxes.

Belongs here: reading what such a text holds from its most frequent values, and SQL that takes a value out. Not here:
what is placed from it (embedded_parts).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingestion.mapping.system_profile import ColumnProfile, TableProfile
from ingestion.mapping.value_patterns import alpha2_countries
from ingestion.mapping.words import tokens_of

_AMOUNTS = ({"amount"}, {"price"}, {"total"}, {"tax"}, {"discount"})
_NUMBER = (int, float)


@dataclass(frozen=True)
class Nested:
    """A column whose values are JSON.

    Attributes:
        values: By key of its objects, those of the most frequent texts.
        is_list: Its values are lists of objects.
        longest: Most objects of a list.
    """

    column: ColumnProfile
    values: dict[str, tuple[Any, ...]]
    is_list: bool
    longest: int

    @property
    def amount_key(self) -> str | None:
        """The key of a sum of money in each object."""
        numbers = [key for key in self.values if self._holds(key) and "percent" not in tokens_of(key)]
        return next((key for words in _AMOUNTS for key in numbers if words <= set(tokens_of(key))), None)

    @property
    def percent_key(self) -> str | None:
        """The key of a rate in each object."""
        return next((key for key in self.values if "percent" in tokens_of(key) and self._holds(key)), None)

    @property
    def name_key(self) -> str | None:
        """The key of what an object is called."""
        return next((key for key in self.values if {"name", "description", "code"} & set(tokens_of(key))), None)

    @property
    def country_key(self) -> str | None:
        """The key of the code of a country."""
        codes = set(alpha2_countries())
        named = [key for key in self.values if "country" in tokens_of(key)]
        return next((key for key in named if all(str(value).upper() in codes for value in self.values[key])), None)

    def per_unit(self) -> float:
        """Return what a rate of everything is: 1 where rates are fractions, else 100."""
        key = self.percent_key
        return 1 if key and all(abs(float(value)) < 1 for value in self.values[key]) and any(self.values[key]) else 100

    def _holds(self, key: str) -> bool:
        return bool(self.values[key]) and all(_is_number(value) for value in self.values[key])


def nested_columns(table: TableProfile, *words: str) -> Iterator[Nested]:
    """Yield the columns of a table with JSON whose names hold one of these meanings; those of the first word first."""
    for word in words:
        for column in table.columns:
            if word in tokens_of(column.name) and column.share("markup") > 0.5 and (found := _nested(column)):
                yield found


def sum_of(sql: str, key: str) -> str:
    """Return the sum of a key over the objects of a list; 0 where there are none."""
    taken = f"cast(json_extract({sql}, '$[*].{key}') as decimal(18, 6)[])"
    return f"coalesce(list_sum({taken}), 0)"


def text_of(sql: str, key: str, *, is_list: bool) -> str:
    """Return the text of a key of an object, or of the first of a list."""
    return f"json_extract_string({sql}, '${'[0]' if is_list else ''}.{key}')"


def _nested(column: ColumnProfile) -> Nested | None:
    read = [it for value, _ in column.frequent if isinstance(it := _read(value), dict | list)]
    if len(read) * 2 <= len(column.frequent):
        return None
    lists = [it for it in read if isinstance(it, list)]
    objects = [one for it in read for one in (it if isinstance(it, list) else [it]) if isinstance(one, dict)]
    keys = dict.fromkeys(key for one in objects for key in one if key.isidentifier())
    values = {key: tuple(one[key] for one in objects if one.get(key) is not None) for key in keys}
    return Nested(column, values, bool(lists), max(map(len, lists), default=0))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, _NUMBER) or (isinstance(value, str) and value.replace(".", "", 1).lstrip("-").isdigit())
