"""A NUL byte stops a text file, with its line; in UTF-16 it is a part of letters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.connectors.files.reading import describe_extract
from ingestion.contract.document import SourceTable
from ingestion.gate.passing import pass_gate
from warehouse.errors import SchemaBreakError

ROWS = "id,amount,currency,paid_at,method,score\np1,1.00,EUR,2025-01-01T10:00:00Z,card,\np2,2.00,EUR,,cash,\n"
Table = Callable[..., SourceTable]


def test_a_null_byte_stops_the_file_and_its_line_is_named(
    gate: duckdb.DuckDBPyConnection, write_table: Table, tmp_path: Path
) -> None:
    path = tmp_path / "payments_2025-01-01.csv"
    path.write_bytes(ROWS.replace("p2", "p\0002").encode())
    with pytest.raises(SchemaBreakError, match=r"payments_2025-01-01\.csv, line 3: there is a NUL byte"):
        pass_gate(gate, write_table(), describe_extract(path), tmp_path)


def test_utf_16_is_read_as_declared(gate: duckdb.DuckDBPyConnection, write_table: Table, tmp_path: Path) -> None:
    path = tmp_path / "payments_2025-01-01.csv"
    path.write_bytes(ROWS.encode("utf-16"))
    table = write_table(replace=("format: csv", "format: csv, encoding: utf-16"))
    assert pass_gate(gate, table, describe_extract(path), tmp_path).row_count == 2
