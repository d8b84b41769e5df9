"""The checks of a release in a line: warnings are named, and those about many tables counted."""

from __future__ import annotations

from orchestration.cli.checks import told_checks
from warehouse.releases import Check


def checks(*names: str, passed: bool = False) -> list[Check]:
    return [Check(name=name, severity="warn", passed=passed) for name in names]


def test_without_a_warning_checks_are_counted() -> None:
    assert told_checks(checks("a", "source_rules", passed=True)) == "2 passed"


def test_warnings_are_named_and_those_about_many_tables_counted() -> None:
    many = [f"source_rules.shop.table_{number}" for number in range(5)]
    line = told_checks([*checks("a", passed=True), *checks("rates", *many, "source_profile.crm.deals")])
    assert line == (
        "1 passed, warnings: rates, rules broken in shop.table_0, shop.table_1, shop.table_2 and 2 more tables, "
        "unlike what is expected: crm.deals"
    )
