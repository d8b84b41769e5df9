"""The steward's list: every finding of the gate with its file, row, column and rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.document import SourceTable
from ingestion.intake.sources import plan_intake, take_in
from ingestion.quarantine.findings import write_findings
from warehouse.settings import Settings

Table = Callable[..., SourceTable]
Finding = tuple[str | None, ...]
HEADER = "id,amount,currency,paid_at,method,score\n"
GOOD = "p1,10.50,EUR,2025-01-01T10:00:00Z,card,3\n"
NAME = "payments_2025-01-31.csv"
LANDED = ("till", NAME, "payments", None, None, None, "landed")


@pytest.fixture
def found(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_table: Table
) -> Callable[..., list[Finding]]:
    """Let a file pass, and list what was found in it."""

    def land_and_list(text: str, replace: tuple[str, str] | None = None) -> list[Finding]:
        write_table(replace=replace)
        (extract_dir / NAME).write_text(text, encoding="utf-8")
        take_in(gate, settings, plan_intake(settings)[0])
        write_findings(gate, settings)
        return gate.execute("from finding order by all nulls last").fetchall()

    return land_and_list


def row_finding(key: str | None, column: str, rule: str, outcome: str) -> Finding:
    return ("till", NAME, "payments", key, column, rule, outcome)


def test_a_clean_file_has_landed_and_nothing_else(found: Callable[..., list[Finding]]) -> None:
    assert found(HEADER + GOOD) == [LANDED]


def test_a_refused_row_is_found_by_its_key_and_rule(found: Callable[..., list[Finding]]) -> None:
    rows = "p2,twelve,EUR,2025-01-01,card,1\np3,1.00,Euro,2025-01-01,card,1\n"
    assert found(HEADER + GOOD + rows) == [
        row_finding("p2", "amount", "unreadable", "refused"),
        row_finding("p3", "currency", "unreadable", "refused"),
        LANDED,
    ]


def test_a_refused_row_without_key_is_found_too(found: Callable[..., list[Finding]]) -> None:
    assert found(HEADER + GOOD + ",1.00,EUR,2025-01-01,card,1\n") == [
        row_finding(None, "payment_id", "missing", "refused"),
        LANDED,
    ]


def test_a_flagged_row_is_found_once_for_each_rule_that_it_breaks(found: Callable[..., list[Finding]]) -> None:
    assert found(HEADER + GOOD + "p2,1.00,EUR,2026-06-01,barter,11\n") == [
        row_finding("p2", "method", "unknown_code", "flagged"),
        row_finding("p2", "paid_at", "after_extract", "flagged"),
        row_finding("p2", "score", "too_large", "flagged"),
        LANDED,
    ]


def test_a_row_is_refused_or_flagged_and_never_both(found: Callable[..., list[Finding]]) -> None:
    rows = "p2,twelve,EUR,2025-01-01,barter,1\np3,1.00,EUR,2025-01-01,barter,1\n"
    listed = found(HEADER + GOOD + rows)
    assert {(key, outcome) for _, _, _, key, _, _, outcome in listed if key} == {("p2", "refused"), ("p3", "flagged")}


def test_the_parts_of_a_key_are_joined_by_a_bar(found: Callable[..., list[Finding]]) -> None:
    alone = "{name: currency, physicalType: VARCHAR, required: true, tags: [currency]}"
    second = alone.replace("required: true", "required: true, primaryKey: true, primaryKeyPosition: 2")
    listed = found(HEADER + GOOD + "p1,1.00,USD,2025-01-01,barter,1\n", (alone, second))
    assert listed == [row_finding("p1|USD", "method", "unknown_code", "flagged"), LANDED]


def test_repeated_keys_are_found_once_per_file(found: Callable[..., list[Finding]]) -> None:
    assert found(HEADER + GOOD * 3) == [LANDED, (*LANDED[:-1], "repeated_key")]


def test_a_column_that_no_contract_names_is_found(found: Callable[..., list[Finding]]) -> None:
    text = "".join(f"{line},x\n" for line in (HEADER + GOOD).splitlines())
    assert found(text) == [("till", NAME, "payments", None, "x", None, "extra_column"), LANDED]


def test_a_stopped_file_is_found_with_what_the_gate_said(found: Callable[..., list[Finding]]) -> None:
    [(source, name, table, key, column, rule, outcome)] = found(HEADER + GOOD + "p2,1.0")
    assert (source, name, table, key, column, outcome) == ("till", NAME, None, None, None, "stopped")
    assert rule and rule.startswith(f"{NAME}, line 3: ")


def test_a_mended_file_is_no_longer_stopped(found: Callable[..., list[Finding]]) -> None:
    assert [outcome for *_, outcome in found(HEADER + GOOD + "p2,1.0")] == ["stopped"]
    assert found(HEADER + GOOD) == [LANDED]
