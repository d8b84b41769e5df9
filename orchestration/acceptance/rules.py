"""The frame of rules: one row per rule of the models, of the candidate file, and of every source's tables.

Belongs here: what a rule found, reading the sources' rules from the candidate, and how broken ones are told. Not here:
finding what breaks a rule (dbt, ingestion), and judging the frame (judgement).

A broken rule on a source only warns: its rows were refused, or its source held back, before there was a candidate, and
what is refused must not stop the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import duckdb

from orchestration.acceptance.expectations import Expected, Suite
from warehouse.releases import SOURCE_RULES, Check

Severity = Literal["error", "warn"]
ERROR: Severity = "error"
WARN: Severity = "warn"
MODELS = "models and release"
FRAME = ("rule_name", "about", "failing_count", "allowed_count")
EVERY_RULE = "every_rule_was_run"

_OF_SOURCES = """
    with broken_row as (
        select source_name, table_name, column_name, rule_name, money_amount, currency_code
        from marts.mart_quality__finding where currency_code is not null
        union all
        select source_name, table_name, split_part(fault, ':', 1), split_part(fault, ':', 2), money_amount,
               currency_code
        from (
            select *, unnest(string_split(rule_name, ',')) as fault
            from marts.mart_quality__quarantine where quarantine_state = 'open'
        )
    ),
    by_currency as (
        select source_name, table_name, column_name, rule_name, currency_code, sum(money_amount) as money_amount
        from broken_row group by all having sum(money_amount) <> 0
    ),
    money as (
        select source_name, table_name, column_name, rule_name,
               string_agg(concat_ws(' ', format('{:,.2f}', cast(money_amount as double)), currency_code), ', '
                          order by currency_code) as worth
        from by_currency group by all
    )
    select rules.source_name, rules.table_name, rules.column_name, rules.rule_name, rules.failing_count,
           case when rules.allowed_until is null or rules.allowed_until >= (select as_of_date from main.release)
                then rules.allowed_count else 0 end as allowed_count,
           rules.checked_count, money.worth
    from marts.mart_quality__rule as rules left join money using (source_name, table_name, column_name, rule_name)
    order by all"""


@dataclass(frozen=True)
class Rule:
    """The outcome of one rule.

    Attributes:
        rule_name: Unique name.
        severity: `error` stops the release, `warn` is shown on it.
        failing_count: Rows, totals or cases that break the rule; 1 for a rule that could not be run.
        allowed_count: How many may.
        detail: What was found, in words.
        about: What the rule is about: `MODELS`, or a source.
        told_under: Name of the check that tells of it together with others; empty for a check of its own.
    """

    rule_name: str
    severity: Severity
    failing_count: int
    allowed_count: int = 0
    detail: str = ""
    about: str = MODELS
    told_under: str = ""


def rules_of_sources(connection: duckdb.DuckDBPyConnection) -> list[Rule]:
    """Read the rules on the sources' tables from a candidate's file; their names are `source.table.column.rule`."""
    return [_of_source(*row) for row in connection.execute(_OF_SOURCES).fetchall()]


def _of_source(
    source: str, table: str, column: str, name: str, failing: int, allowed: int, checked: int, worth: str | None
) -> Rule:
    bound = f", {allowed:,} may" if allowed else ""
    detail = f"{column} {name} {failing:,} of {checked:,}{bound}" + (f" ({worth})" if worth else "")
    told_under = f"{SOURCE_RULES}.{source}.{table}"
    return Rule(f"{source}.{table}.{column}.{name}", WARN, failing, allowed, detail, f"source {source}", told_under)


def suite_of(rules: Sequence[Rule], expected: Collection[str]) -> Suite:
    """Return what is expected of a frame of rules: for each thing that they are about, that none is broken."""
    import pandas as pd

    held = [
        Expected(
            about,
            f"{about}: no rule is broken by more rows, totals or cases than may",
            "expect_column_pair_values_a_to_be_greater_than_b",
            {"column_A": "allowed_count", "column_B": "failing_count", "or_equal": True},
            only=("about", about),
        )
        for about in dict.fromkeys(rule.about for rule in rules)
    ]
    ran = Expected(
        EVERY_RULE,
        "every rule on models and on the release was run",
        "expect_column_distinct_values_to_contain_set",
        {"column": "rule_name", "value_set": sorted(expected)},
    )
    rows = [[getattr(rule, name) for name in FRAME] for rule in rules]
    return Suite("rules", "Rules", "rule_name", pd.DataFrame(rows, columns=[*FRAME]), (*held, ran))


def checks_of(rules: Sequence[Rule], broken: Collection[str]) -> list[Check]:
    """Return one check per rule with a name of its own, and one per source's table with a broken rule."""
    own = [
        Check(name=rule.rule_name, severity=rule.severity, passed=rule.rule_name not in broken, detail=rule.detail)
        for rule in rules
        if not rule.told_under
    ]
    together = [rule for rule in rules if rule.told_under]
    found = [rule for rule in together if rule.rule_name in broken]
    return [*own, *told_together(found)] if found or not together else [*own, _all_hold(len(together))]


def told_together(found: Iterable[Rule]) -> list[Check]:
    """Return one check that warns for all rules that are told under one name."""
    ordered = sorted(found, key=lambda rule: rule.told_under)
    return [
        Check(name=name, severity=WARN, passed=False, detail="; ".join(rule.detail for rule in rules))
        for name, rules in groupby(ordered, key=lambda rule: rule.told_under)
    ]


def _all_hold(count: int) -> Check:
    return Check(name=SOURCE_RULES, severity=WARN, passed=True, detail=f"{count:,} rules on the sources' tables hold")
