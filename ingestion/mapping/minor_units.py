"""Amounts that a system keeps as whole numbers of cents.

Where every amount of a system is declared as a whole number and none of its currencies lacks a minor unit, amounts are
taken to be in that unit: taxes and parts of discounts are hardly ever whole. Where nothing declares a type, as in files
of text, amounts with tax must be among them, of many values, and some of them no whole hundreds.

Belongs here: finding such amounts. Not here: computing with them (drafts).
"""

from __future__ import annotations

from collections.abc import Iterable

from babel.numbers import get_currency_precision

from ingestion.mapping.choosing import Candidate
from ingestion.mapping.placing import Placed

_MONEY = {"money", "price"}
_FEWEST = 3
"""Columns with amounts that must agree."""
_WITH_TAX = {"tax_amount", "_subtotal_gross", "_shipping_gross", "_line_total_gross"}
_MANY = 20
"""Different amounts with tax that must be whole."""
_LARGEST_WHOLE = 1000
"""An amount of a system in cents is somewhere as large as this."""
FACTOR = "0.01"


def minor_columns(candidates: Iterable[Candidate]) -> frozenset[tuple[str, str]]:
    """Return table and column of each amount in cents; empty where amounts are not kept so."""
    all_candidates = list(candidates)
    amounts = [it for candidate in all_candidates for it in _of_kinds(candidate, _MONEY) if not it.column.is_empty]
    found = frozenset((it.place.table.name, it.column.name) for it in amounts)
    if len(found) < _FEWEST or not all(it.column.value_type == "BIGINT" for it in amounts):
        return frozenset()
    if not all(map(_is_declared_whole, amounts)) and not _has_whole_taxes(all_candidates):
        return frozenset()
    if max(float(it.column.largest or 0) for it in amounts) < _LARGEST_WHOLE:
        return frozenset()
    currencies = {
        value.upper()
        for candidate in all_candidates
        for it in _of_kinds(candidate, {"currency"})
        for value, _ in it.column.frequent
    }
    return found if all(get_currency_precision(code) == 2 for code in currencies) else frozenset()


def _of_kinds(candidate: Candidate, kinds: set[str]) -> list[Placed]:
    columns = candidate.words.columns
    return [placed for name, placed in candidate.placed.items() if columns[name].kind in kinds]


def _is_declared_whole(placed: Placed) -> bool:
    return "INT" in placed.column.declared_type.upper()


def _has_whole_taxes(candidates: list[Candidate]) -> bool:
    """Say whether amounts that a rate was part of are whole numbers, which they hardly are of anything but cents."""
    taxed = [placed.column for it in candidates for name, placed in it.placed.items() if name in _WITH_TAX]
    values = {float(value) for column in taxed for value, _ in column.frequent}
    return len(values) >= _MANY and any(value % 100 for value in values)
