"""Files as East Asian systems export them: titles above the names, groups of columns, totals below, wide digits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook

from ingestion.connectors.files.headers import column_names
from ingestion.connectors.files.reading import describe_extract
from ingestion.contract.document import SourceTable, read_contract
from ingestion.gate.passing import GateResult, pass_gate
from warehouse.errors import ContractError, SchemaBreakError

Table = Callable[..., SourceTable]
Rows = list[list[str | None]]
SHEET: Rows = [
    ["某某服饰有限公司　收发存明细表", None, None, None, None],
    ["期间：2026年1月", None, "单位：元", None, None],
    ["单号", "日期", "入库", None, "币别"],
    [None, None, "数量", "金额", None],
    ["ＣＫ－００１", "２０２６/０１/０５", "１２", "１，２３４．５０", "CNY"],
    ["CK-002", "2026/01/06", "3", "300.25", "CNY"],
    ["小计", None, "15", "1,534.75", None],
    ["CK-003", "2026/02/01", "1", "-20", "CNY"],
    ["合计", None, "16", "1,514.75", None],
]
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: tiny.stock
name: stock
version: 1.0.0
status: active
servers: [{server: files, type: local, path: "stock_*", format: csv, encoding: utf-8}]
schema:
  - name: stock
    customProperties:
      - {property: headerRow, value: 3}
      - {property: headerRows, value: 2}
      - {property: rowFilter, value: "document_no not in ('小计', '合计')"}
      - {property: fullWidth, value: numbers}
      - {property: thousandsSeparator, value: ","}
      - {property: dateFormat, value: "%Y/%m/%d"}
    properties:
      - {name: document_no, physicalName: 单号, physicalType: VARCHAR, required: true, primaryKey: true,
         customProperties: [{property: fullWidth, value: all}]}
      - {name: document_date, physicalName: 日期, physicalType: DATE}
      - {name: quantity, physicalName: 入库/数量, physicalType: "DECIMAL(18,4)", required: true, tags: [quantity]}
      - {name: amount, physicalName: 入库/金额, physicalType: "DECIMAL(18,4)", required: true, tags: [amount]}
      - {name: currency, physicalName: 币别, physicalType: VARCHAR, tags: [currency]}
      - {name: place, physicalName: _row_number, physicalType: BIGINT}
"""


@pytest.fixture
def contract(tmp_path: Path) -> Callable[..., SourceTable]:
    """Write the contract of the sheet, with one text in the place of another."""

    def write(*replace: tuple[str, str]) -> SourceTable:
        text = CONTRACT
        for old, new in replace:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "stock.yaml"
        path.write_text(text, encoding="utf-8")
        return read_contract(path, "tiny")

    return write


def write_csv(folder: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    path = folder / "stock_2026-02-28.csv"
    lines = [",".join(f'"{cell}"' if cell and "," in cell else cell or "" for cell in row) for row in rows]
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def write_xlsx(folder: Path, rows: Rows) -> Path:
    book = Workbook()
    page: Any = book.active
    for row in rows:
        page.append(row)
    page.merge_cells("A1:E1")
    page.merge_cells("C3:D3")
    page.merge_cells("A3:A4")
    path = folder / "stock_2026-02-28.xlsx"
    book.save(path)
    return path


def land(gate: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> tuple[GateResult, list[tuple[Any, ...]]]:
    folder = path.parent
    result = pass_gate(gate, table, describe_extract(path), folder)
    columns = ", ".join(f'cast("{column.name}" as varchar)' for column in table.columns)
    return result, gate.execute(f"select {columns} from read_parquet('{folder / 'data.parquet'}')").fetchall()


LANDED = [
    ("CK-001", "2026-01-05", "12.0000", "1234.5000", "CNY", "1"),
    ("CK-002", "2026-01-06", "3.0000", "300.2500", "CNY", "2"),
    ("CK-003", "2026-02-01", "1.0000", "-20.0000", "CNY", "4"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_titles_groups_totals_and_wide_digits_of_a_csv(
    gate: duckdb.DuckDBPyConnection, contract: Table, extract_dir: Path, encoding: str
) -> None:
    table = contract(("encoding: utf-8", f"encoding: {encoding}"))
    result, rows = land(gate, table, write_csv(extract_dir, SHEET, encoding))
    assert rows == LANDED
    assert (result.refused_count, result.faults) == (0, ())


def test_titles_groups_totals_and_wide_digits_of_a_workbook(
    gate: duckdb.DuckDBPyConnection, contract: Table, extract_dir: Path
) -> None:
    table = contract(("format: csv", "format: xlsx"))
    result, rows = land(gate, table, write_xlsx(extract_dir, SHEET))
    assert rows == LANDED
    assert (result.refused_count, result.faults) == (0, ())


def test_a_total_that_is_not_filtered_is_refused_and_never_counted(
    gate: duckdb.DuckDBPyConnection, contract: Table, extract_dir: Path
) -> None:
    rows = [*SHEET[:-1], [None, "总计", "16", "1,514.75", None]]
    result, landed = land(gate, contract(), write_csv(extract_dir, rows))
    assert [row[0] for row in landed] == ["CK-001", "CK-002", "CK-003"]
    assert result.refused_count == 1


def test_a_name_that_is_missing_is_told_with_its_line(
    gate: duckdb.DuckDBPyConnection, contract: Table, extract_dir: Path
) -> None:
    rows = [*SHEET[:3], [None, None, "数量", "价税合计", None], *SHEET[4:]]
    with pytest.raises(SchemaBreakError, match=r"line 3: the column .入库/金额. is missing"):
        land(gate, contract(), write_csv(extract_dir, rows))


def test_a_broken_row_below_titles_is_told_with_its_line_of_the_file(
    gate: duckdb.DuckDBPyConnection, contract: Table, extract_dir: Path
) -> None:
    path = write_csv(extract_dir, SHEET)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[5] = "CK-002,2026/01/06"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(SchemaBreakError, match="line 6"):
        land(gate, contract(), path)


def test_wide_digits_are_unreadable_where_they_are_not_declared(
    gate: duckdb.DuckDBPyConnection, contract: Table, extract_dir: Path
) -> None:
    table = contract(("      - {property: fullWidth, value: numbers}\n", ""))
    result, rows = land(gate, table, write_csv(extract_dir, SHEET))
    assert [row[0] for row in rows] == ["CK-002", "CK-003"]
    assert result.refused_count == 1


def test_texts_keep_their_wide_signs_where_only_numbers_are_declared(
    gate: duckdb.DuckDBPyConnection, contract: Table, extract_dir: Path
) -> None:
    table = contract((",\n         customProperties: [{property: fullWidth, value: all}]}", "}"))
    _, rows = land(gate, table, write_csv(extract_dir, SHEET))
    assert [row[0] for row in rows] == ["ＣＫ－００１", "CK-002", "CK-003"]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([["单号", " 金额 "]], ["单号", "金额"]),
        ([["a", None, None, "b"], [None, "x", "y", None]], ["a", "x", "y", "b"]),
        ([["a", "g", None, None], [None, "x", "y", "z"]], ["a", "g/x", "g/y", "g/z"]),
        ([["g", None, "h"], ["x", "y"]], ["g/x", "g/y", "h"]),
        ([["a", None], [None, None]], ["a", "#2"]),
        ([["g", None, None], ["x", None, "z"]], ["g/x", "#2", "z"]),
        ([["t", None], ["g", None], ["x", "y"]], ["t/g/x", "t/g/y"]),
        ([], []),
    ],
)
def test_names_below_groups(rows: Rows, names: list[str]) -> None:
    assert column_names(rows) == names


@pytest.mark.parametrize(
    "replace",
    [
        ("value: 3", "value: 0"),
        ("value: 2", "value: two"),
        ("value: 2", "value: true"),
        ("value: numbers", "value: some"),
        ("format: csv", "format: parquet"),
    ],
)
def test_a_contract_that_says_it_wrongly_is_refused(contract: Table, replace: tuple[str, str]) -> None:
    with pytest.raises(ContractError):
        contract(replace)
