"""Running declared rules on the current rows: one scan per table finds every row that breaks any of them.

Belongs here: the SQL of a rule, and the tables `run.finding` (one row per broken rule and row) and `run.checked` (rows
looked at). Not here: what a rule's outcome means (frame).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from ingestion.contract.document import SourceTable
from ingestion.gate.passing import FAULTS, currency_of, money_of
from ingestion.rules.declared import DeclaredRule, Reference
from warehouse.connections import literal

FINDING = (
    "source_name varchar, table_name varchar, batch_id varchar, file_name varchar, row_key varchar, "
    "column_name varchar, rule_name varchar, money_amount decimal(18,4), currency_code varchar"
)
_ENOUGH_TO_BE_USUAL = 3
"""Rows that must share a price, for example, before there is a usual one."""
CHECKED = "source_name varchar, table_name varchar, row_count bigint, flagged_count bigint"


def scan_tables(connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable]) -> None:
    """Write `run.finding` and `run.checked` over base; `run.batch` and `run.quarantine` must be this run's.

    What the gate flagged is found as well, where the row still is the current one. A row that refers to one in
    quarantine breaks nothing: the other row does.
    """
    contracts = list(tables)
    connection.execute(f"create or replace table run.finding ({FINDING})")
    connection.execute(f"create or replace table run.checked ({CHECKED})")
    names = {(table.vendor, table.name): table for table in contracts}
    for table in contracts:
        connection.execute(
            f"insert into run.checked select source_name, '{table.name}', count(*), count({FAULTS}) "
            f"from {_base(table)} group by source_name"
        )
        connection.execute(_findings_sql(table, names))


def _base(table: SourceTable) -> str:
    return f"base.{table.base_name}"


def _findings_sql(table: SourceTable, names: Mapping[tuple[str, str], SourceTable]) -> str:
    """One INSERT: the broken rules of every current row, with the row's key and money."""
    siblings = {name: _base(other) for (vendor, name), other in names.items() if vendor == table.vendor}
    broken = [f"case when {_predicate(rule, siblings)} then {_named(rule)} end" for rule in table.rules]
    usual = "".join(_usual(table, rule) for rule in table.rules if rule.per)
    key = ", ".join(f'cast("{name}" as varchar)' for name in table.key)
    currency = currency_of(table) or "null"
    return f"""
        insert into run.finding
        with judged as (
            select this.source_name, this._batch_id, nullif(concat_ws('|', {_of_this(key)}), '') as row_key,
                   try_cast({money_of(table) or "null"} as decimal(18,4)) as money_amount,
                   cast({currency} as varchar) as currency_code,
                   nullif(concat_ws(',', {", ".join(["this." + FAULTS, *broken])}), '') as broken
            from {_base(table)} as this {usual}
            where not this._is_deleted
        ),
        named as (select *, unnest(string_split(broken, ',')) as rule from judged where broken is not null)
        select named.source_name, '{table.name}', named._batch_id, batch.files, row_key, split_part(rule, ':', 1),
               split_part(rule, ':', 2), money_amount, currency_code
        from named left join run.batch as batch on batch.batch_id = named._batch_id"""


def _of_this(key: str) -> str:
    return key.replace('cast("', 'cast(this."')


def _named(rule: DeclaredRule) -> str:
    return literal(f"{rule.column}:{rule.name}")


def _predicate(rule: DeclaredRule, siblings: Mapping[str, str]) -> str:
    """SQL that is true for a row that breaks the rule."""
    if rule.reference is not None:
        return _without_target(rule, rule.reference, siblings)
    if rule.broken is not None:
        return f"coalesce({rule.broken.format_map(siblings)}, false)"
    value, usual = f'this."{rule.column}"', f'usual_{rule.name}."usual"'
    return f"coalesce({value} > {rule.factor} * {usual} or {value} * {rule.factor} < {usual} and {value} > 0, false)"


def _without_target(rule: DeclaredRule, target: Reference, siblings: Mapping[str, str]) -> str:
    """A value that is found neither where it should be nor in that table's quarantine."""
    value = f'this."{rule.column}"'
    if target.entity is not None:
        entity = f"canonical.{target.entity}"
        found = f"select upper({target.column}) from {entity} where {target.column} is not null"
        return f"({value} is not null and exists (from {entity}) and upper(trim({value})) not in ({found}))"
    there = siblings[str(target.table)]
    return (
        f"({value} is not null "
        f"and not exists (select 1 from {there} as there where there.source_name = this.source_name "
        f'and there."{target.column}" = {value}) '
        "and not exists (select 1 from run.quarantine as there where there.source_name = this.source_name "
        f"and there.table_name = '{target.table}' and there.row_key = cast({value} as varchar)))"
    )


def _usual(table: SourceTable, rule: DeclaredRule) -> str:
    """Join the median of the rule's column over the rows that share `per`, where there are enough to have one."""
    name = f"usual_{rule.name}"
    grouped = ", ".join(f'"{column}" as {name}_{number}' for number, column in enumerate(rule.per))
    alike = " and ".join(f'{name}.{name}_{number} = this."{column}"' for number, column in enumerate(rule.per))
    return (
        f'left join (select source_name as {name}_source, {grouped}, median("{rule.column}") as usual '
        f'from {_base(table)} where "{rule.column}" > 0 group by all having count(*) >= {_ENOUGH_TO_BE_USUAL}) '
        f"as {name} on {name}.{name}_source = this.source_name and {alike} "
    )
