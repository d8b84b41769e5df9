"""What the machinery needs a column for, whatever it means: read out of the contracts alone.

Belongs here: keys, clocks, controls, filters, rules and marks of deletes. Not here: what staging makes of a column
(lineage).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ingestion.contract.document import SourceTable
from ingestion.gate.passing import currency_of, money_of
from ingestion.rules.declared import DeclaredRule

Purposes = Mapping[tuple[str, str], set[str]]
"""By table and column: of `key`, `clock`, `control`, `filter`, `deletion`, `rule`."""


def technical_purposes(tables: Iterable[SourceTable]) -> Purposes:
    """Return what every column of a vendor's tables is needed for, besides what is made of it.

    A name that stands in a contract's SQL counts as needed in the table of the contract and in those that it is joined
    with; a column of the same name that is not meant lands too, which does no harm.
    """
    by_name = {table.name: table for table in tables}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table in by_name.values():
        for column in table.columns:
            if column.key_position is not None:
                found[table.name, column.name].add("key")
            if "clock" in column.tags or column.name == table.cursor:
                found[table.name, column.name].add("clock")
        for purpose, texts, others in _texts(table):
            for other in filter(None, (by_name.get(name) for name in {table.name, *others})):
                for name in _words(texts) & {column.name for column in other.columns}:
                    found[other.name, name].add(purpose)
    return found


def _texts(table: SourceTable) -> Iterable[tuple[str, Sequence[str | None], Sequence[str]]]:
    """The SQL and the names in a contract: what for, the texts, and the other tables that they read."""
    yield "filter", [table.row_filter], []
    yield "deletion", [table.deletes.deleted_when], []
    yield "control", [money_of(table), currency_of(table)], []
    for control in table.controls:
        texts = [control.amount, control.date, control.currency, control.where, control.each]
        texts += [sql for _, sql in control.steps] + [join.key for join in control.joins]
        yield "control", texts, [join.table for join in control.joins]
    for rule in table.rules:
        there = rule.reference.column if rule.reference else None
        yield "rule", [rule.column, rule.broken, *rule.per, there], _read_by(rule)


def _read_by(rule: DeclaredRule) -> list[str]:
    named = re.findall(r"\{(\w+)\}", rule.broken or "")
    return [*named, *([rule.reference.table] if rule.reference and rule.reference.table else [])]


def _words(texts: Iterable[str | None]) -> set[str]:
    return {word for text in texts if text for word in re.findall(r"\w+", text)}
