"""The frame of rules: per source, table, column and rule what was looked at, what breaks it, and how much may.

Belongs here: gathering every rule, from contracts, history and totals, with its outcome. Not here: finding rows (scan,
gate), and judging the frame (orchestration's acceptance).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import duckdb

from ingestion.contract.document import SourceColumn, SourceTable
from ingestion.gate.row_rules import AMBIGUOUS_DAY, CELL_ERROR, refusing_rules, rule_names
from ingestion.gate.value_sql import AMBIGUOUS_TIME, NO_SUCH_TIME
from ingestion.rules.declared import Severity
from ingestion.rules.history import HISTORY_RULES
from warehouse.exemptions import Exemption
from warehouse.rows import add_rows

RULE = (
    "source_name varchar, table_name varchar, column_name varchar, rule_name varchar, severity varchar, owner varchar, "
    "reason varchar, checked_count bigint, failing_count bigint, allowed_count bigint, allowed_until date, "
    "holds_back boolean, is_broken boolean"
)
REASONS = {
    "unreadable": "The value cannot be read as what the contract says it is.",
    "missing": "The contract promises a value.",
    "unknown_code": "The code is not in the contract's list.",
    "too_small": "The value is below the contract's range.",
    "too_large": "The value is above the contract's range.",
    "malformed": "The text has not the form that the contract states.",
    "formula": "The text would run as a formula in a spreadsheet.",
    "misread": "The text was read in the wrong encoding before it came here.",
    "without_zone": "The time has no offset, so it may be hours off.",
    "after_extract": "The time lies after the extract itself.",
    NO_SUCH_TIME: "The clock of the zone jumped over this time in spring.",
    AMBIGUOUS_TIME: "The clock of the zone showed this time twice in autumn.",
    AMBIGUOUS_DAY: "Day and month could be either way round, so it could be two days.",
    CELL_ERROR: "The cell holds the error of a formula, or a formula that was never calculated.",
}


def write_rules(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable], exemptions: Iterable[Exemption], as_of: date
) -> None:
    """Write `run.rule` from what gate, scan, history and completeness found.

    Args:
        connection: The writer's connection, after `scan_tables`.
        tables: The contracts.
        exemptions: What people allowed.
        as_of: The run's one clock: an allowance that ended before it does not count.
    """
    _write_known(connection, tables)
    connection.execute(f"create or replace table run.rule ({RULE})")
    for sql in (_FROM_CONTRACTS, _FROM_TOTALS, *HISTORY_RULES):
        connection.execute(f"insert into run.rule by name {sql}")
    _allow(connection, exemptions)
    connection.execute(
        "update run.rule set is_broken = failing_count > "
        "case when allowed_until is null or allowed_until >= ? then allowed_count else 0 end",
        [as_of],
    )


def _write_known(connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable]) -> None:
    """List every rule that a contract makes, for the sources that have its table."""
    connection.execute(
        "create or replace temp table known_rule (table_name varchar, vendor varchar, column_name varchar, "
        "rule_name varchar, severity varchar, owner varchar, reason varchar, allowed_count bigint, allowed_until date, "
        "holds_back boolean)"
    )
    add_rows(
        connection, "known_rule", [row for table in tables for row in [*_gate_rules(table), *_declared_rules(table)]]
    )


def _gate_rules(table: SourceTable) -> list[list[object]]:
    return [
        [
            table.name,
            table.vendor,
            column.name,
            name,
            _severity(column, name),
            table.domain,
            REASONS[name],
            0,
            None,
            False,
        ]
        for column in table.columns
        for name in rule_names(column)
    ]  # fmt: skip


def _severity(column: SourceColumn, rule_name: str) -> Severity:
    """A rule that refuses rows is an error, one that flags them a warning."""
    refusing = refusing_rules(column) | ({"unreadable", "missing"} if column.is_decisive else set())
    return "error" if rule_name in refusing else "warn"


def _declared_rules(table: SourceTable) -> list[list[object]]:
    return [
        [
            table.name, table.vendor, rule.column, rule.name, rule.severity, rule.owner, rule.reason,
            rule.allowed_count, rule.allowed_until, rule.severity == "error",
        ]
        for rule in table.rules
    ]  # fmt: skip


def _allow(connection: duckdb.DuckDBPyConnection, exemptions: Iterable[Exemption]) -> None:
    rows = [[item.allowed_count, item.until, item.subject] for item in exemptions]
    if rows:
        connection.executemany(
            "update run.rule set allowed_count = ?, allowed_until = ? "
            "where concat_ws('.', source_name, table_name, column_name, rule_name) = ?",
            rows,
        )


_FROM_CONTRACTS = """
    with broken as (
        select source_name, table_name, column_name, rule_name, count(*) as failing_count
        from run.finding group by all
        union all
        select source_name, table_name, split_part(fault, ':', 1), split_part(fault, ':', 2), count(*)
        from (
            select source_name, table_name, unnest(string_split(rule_name, ',')) as fault
            from run.quarantine where state = 'open'
        )
        group by all
    ),
    totals as (
        select source_name, table_name, column_name, rule_name, sum(failing_count) as failing_count
        from broken group by all
    )
    select source.source_name, known_rule.table_name, known_rule.column_name, known_rule.rule_name,
           known_rule.severity, known_rule.owner, known_rule.reason,
           coalesce(checked.row_count, 0) as checked_count,
           cast(coalesce(totals.failing_count, 0) as bigint) as failing_count,
           known_rule.allowed_count, known_rule.allowed_until, known_rule.holds_back, false as is_broken
    from known_rule
    join run.source as source on source.vendor = known_rule.vendor
    left join run.checked as checked
        on checked.source_name = source.source_name and checked.table_name = known_rule.table_name
    left join totals on totals.source_name = source.source_name and totals.table_name = known_rule.table_name
        and totals.column_name = known_rule.column_name and totals.rule_name = known_rule.rule_name"""
_FROM_TOTALS = """
    select source_name, entity as table_name, 'total' as column_name, 'total_equals_extract' as rule_name,
           'error' as severity, 'data engineering' as owner,
           'Rows and money of the entity equal the extract, by day and currency, to the cent.' as reason,
           count(*) as checked_count,
           count(*) filter (residual_amount <> 0 or residual_row_count <> 0) as failing_count,
           0 as allowed_count, cast(null as date) as allowed_until, false as holds_back, false as is_broken
    from canonical.int_quality__completeness
    group by source_name, entity"""
