"""Tables with several rows for one of another, of which one row lends its columns: texts by language, and addresses.

Belongs here: finding them, and which of the rows counts. Not here: which columns are worth it (placing).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.mapping.columns_sql import column_sql, truth_sql
from ingestion.mapping.matching import value_factor
from ingestion.mapping.system_profile import ColumnProfile, Reference, SystemProfile, TableProfile
from ingestion.mapping.words import tokens_of
from warehouse.connections import literal

_LIKED_LANGUAGE = "en"


@dataclass(frozen=True)
class Gathered:
    """How one row of several is taken.

    Attributes:
        own_columns: Columns of the driving table that the rows name.
        their_columns: Columns of the rows that name it.
        is_text: The rows are texts by language; else they are addresses.
        condition: SQL that holds for the row that counts; empty where the first by `order` counts.
        order: SQL of which the smallest value counts; empty where a condition tells.
    """

    own_columns: tuple[str, ...]
    their_columns: tuple[str, ...]
    is_text: bool
    condition: str = ""
    order: str = ""

    def sql(self, column: str) -> str:
        """Return the aggregate that takes a column of the row that counts."""
        if self.condition:
            return f"max(case when {self.condition} then {column} end)"
        return f"arg_min({column}, {self.order})"


def gathered_of(profile: SystemProfile, table: TableProfile) -> Iterator[tuple[TableProfile, Gathered, Reference]]:
    """Yield the tables of texts and addresses that refer to the key of a table, several rows to one of its."""
    leading = profile.references_to(table.name)
    names_texts = any(is_named_texts(it.table) for it in leading)
    for reference in leading:
        child = profile.by_name[reference.table]
        if reference.to_columns != table.primary_key or child.name == table.name or not child.primary_key:
            continue
        texts = _texts(child, reference) if is_named_texts(child.name) or not names_texts else None
        found = texts or _addresses(child, reference)
        if found:
            yield child, found, reference


def is_named_texts(table: str) -> bool:
    """Say whether a table is called one of texts, rather than only has a language in it."""
    return "translation" in tokens_of(table)


def _texts(child: TableProfile, reference: Reference) -> Gathered | None:
    language = next((it for it in child.columns if _is_language(it)), None)
    if language is None:
        return None
    seen = [value for value, _ in language.frequent]
    liked = next((value for value in seen if value.lower().startswith(_LIKED_LANGUAGE)), seen[0])
    condition = f"{column_sql(child.name, language.name)} = {literal(liked)}"
    return Gathered(reference.to_columns, reference.columns, is_text=True, condition=condition)


def _is_language(column: ColumnProfile) -> bool:
    return "language" in tokens_of(column.name) and not column.is_empty and value_factor("language", column) == 1.0


def _addresses(child: TableProfile, reference: Reference) -> Gathered | None:
    if "address" not in tokens_of(child.name):
        return None
    key = " || ".join(f"cast({column_sql(child.name, column)} as varchar)" for column in child.primary_key)
    flag = next((it for it in child.columns if _is_default(it)), None)
    if flag:
        key = f"case when {truth_sql(column_sql(child.name, flag.name), flag)} then '0' else '1' end || {key}"
    return Gathered(reference.to_columns, reference.columns, is_text=False, order=key)


def _is_default(column: ColumnProfile) -> bool:
    """Say whether a column tells the address that counts: that of bills before that of goods, but either will do."""
    return "standard" in tokens_of(column.name) and value_factor("yes_no", column) == 1.0
