"""A CSV file that was cut off within its last value does not land; one that only lacks its last line break does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.connectors.files.reading import describe_extract
from ingestion.contract.document import SourceTable
from ingestion.gate.passing import pass_gate
from warehouse.errors import SchemaBreakError

Table = Callable[..., SourceTable]
HEADER = "id,amount,currency,method,score,paid_at\n"
ROWS = "p1,10.50,EUR,card,3,2025-01-01T10:00:00Z\np2,12.25,EUR,card,4,2025-01-01T11:00:00Z\n"
AMOUNT_LAST = "id,currency,method,score,paid_at,amount\np1,EUR,card,3,2025-01-01T10:00:00Z,10.50\n"


@pytest.fixture
def land(gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path) -> Callable[[str], int]:
    def write_and_pass(text: str) -> int:
        path = extract_dir / "payments_2025-01-31.csv"
        path.write_text(text, encoding="utf-8")
        return pass_gate(gate, write_table(), describe_extract(path), extract_dir).row_count

    return write_and_pass


def test_a_whole_file_without_its_last_line_break_lands(land: Callable[[str], int]) -> None:
    assert land(HEADER + ROWS.rstrip("\n")) == 2


@pytest.mark.parametrize("cut", range(2, 41))
def test_a_cut_at_any_byte_of_the_last_row_stops_the_file(land: Callable[[str], int], cut: int) -> None:
    with pytest.raises(SchemaBreakError, match=r"payments_2025-01-31\.csv, line 3: .*(cut off|truncated row)"):
        land((HEADER + ROWS)[:-cut])


def test_an_amount_before_the_end_of_the_file_is_not_trusted(land: Callable[[str], int]) -> None:
    with pytest.raises(SchemaBreakError, match=r"the value .10\.5. of the column .amount. may be cut off"):
        land(AMOUNT_LAST[:-2])
    assert land(AMOUNT_LAST) == 1
