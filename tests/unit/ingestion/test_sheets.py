"""Sheets as people send them: each kind of fault is read rightly, or refused with its cell; the page lists the same."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from ingestion.connectors.files.reading import describe_extract
from ingestion.contract.document import SourceTable, read_contract
from ingestion.gate.passing import GateResult, pass_gate
from ingestion.gate.row_rules import rule_names
from ingestion.rules.frame import REASONS
from tests.unit.ingestion.sheet_faults import (
    FAULTS,
    FILE_REFUSED,
    READ,
    ROW_REFUSED,
    Fault,
    contract_of,
    write_file,
)
from warehouse.errors import SchemaBreakError

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "spreadsheets.md"


def table_of(fault: Fault, folder: Path) -> SourceTable:
    path = folder / "orders.yaml"
    path.write_text(contract_of(fault), encoding="utf-8")
    return read_contract(path, "tiny")


def passed(gate: duckdb.DuckDBPyConnection, fault: Fault, tmp_path: Path, folder: Path) -> GateResult:
    return pass_gate(gate, table_of(fault, tmp_path), describe_extract(write_file(fault, folder)), folder)


@pytest.mark.parametrize("fault", [it for it in FAULTS if it.outcome != FILE_REFUSED], ids=lambda it: it.kind)
def test_a_sheet_is_read_but_for_the_rows_that_cannot_be(
    gate: duckdb.DuckDBPyConnection, fault: Fault, tmp_path: Path, extract_dir: Path
) -> None:
    result = passed(gate, fault, tmp_path, extract_dir)
    data = f"read_parquet('{extract_dir / 'data.parquet'}')"
    columns = "order_no, day::varchar, customer, qty::varchar, amount::varchar"
    assert gate.execute(f"select {columns} from {data}").fetchall() == list(fault.landed)
    assert sorted((it.rule_name, it.first_place) for it in result.refused) == sorted(fault.refused)
    assert (result.faults, result.extra_columns) == ((), ())
    assert not [path.name for path in extract_dir.iterdir() if path.is_dir()]


@pytest.mark.parametrize("fault", [it for it in FAULTS if it.outcome == FILE_REFUSED], ids=lambda it: it.kind)
def test_a_sheet_that_cannot_be_trusted_is_stopped_with_its_cell(
    gate: duckdb.DuckDBPyConnection, fault: Fault, tmp_path: Path, extract_dir: Path
) -> None:
    with pytest.raises(SchemaBreakError, match=re.escape(fault.stopped)):
        passed(gate, fault, tmp_path, extract_dir)


@pytest.mark.parametrize("fault", [it for it in FAULTS if it.outcome == ROW_REFUSED], ids=lambda it: it.kind)
def test_every_rule_that_a_sheet_can_break_says_why_it_is_there(fault: Fault, tmp_path: Path) -> None:
    table = table_of(fault, tmp_path)
    assert {name for column in table.columns for name in rule_names(column)} <= {*REASONS}


def test_every_kind_stands_on_the_page_with_what_becomes_of_it() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = re.findall(r"^\| ([^|]+) \| (read|row refused|file refused) \|", text, re.MULTILINE)
    assert table == [(fault.kind, fault.outcome) for fault in FAULTS]
    assert {outcome for _, outcome in table} == {READ, ROW_REFUSED, FILE_REFUSED}
