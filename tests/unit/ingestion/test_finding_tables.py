"""Tables of workbooks and texts that nobody has described: where they are found, what a contract must say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook

from ingestion.connectors.files.sheets.finder import SAMPLE_ROWS, FoundTable, find_tables
from ingestion.connectors.files.sheets.plain_copy import copy_plain
from ingestion.connectors.files.sheets.text_form import TextForm, text_form
from warehouse.errors import SchemaBreakError

Rows = Sequence[Sequence[Any]]
STOCK: Rows = [
    ["某某服饰有限公司　收发存明细表"],
    ["期间：2026年1月", None, "单位：元"],
    ["单号", "日期", "入库", None, "币别"],
    [None, None, "数量", "金额", None],
    ["ＣＫ－００１", "２０２６/０１/０５", "１２", "１，２３４．５０", "CNY"],
    ["CK-002", "2026年1月6日", "3", "300.25", "CNY"],
    ["小计", None, "15", "1,534.75"],
    ["CK-003", "2026/02/01", "1", "-20", "CNY"],
    ["合计", None, "16", "1,514.75"],
    [],
    ["制表人：", None, "审核："],
]


def workbook(folder: Path, sheets: dict[str, Rows], merged: Sequence[str] = ()) -> list[FoundTable]:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for cells in merged:
            page.merge_cells(cells)
    book.save(folder / "given.xlsx")
    return find_tables(folder / "given.xlsx")


def shape(table: FoundTable) -> tuple[str | None, str, list[str]]:
    return table.sheet, table.cell_range, [column.name for column in table.columns]


def test_titles_two_rows_of_names_totals_and_a_signature(tmp_path: Path) -> None:
    (table,) = workbook(tmp_path, {"一月": STOCK}, ["A1:E1", "C3:D3", "A3:A4"])
    assert shape(table) == ("一月", "A3:E8", ["单号", "日期", "入库/数量", "入库/金额", "币别"])
    assert table.properties == {
        "tableStart": ["单号", "日期", "入库"], "headerRows": 2, "totals": ["小计", "合计"], "tableEnd": ["制表人"],
    }  # fmt: skip
    kinds = {column.name: column.duckdb_type for column in table.columns}
    assert (kinds["日期"], kinds["入库/数量"], kinds["入库/金额"]) == ("DATE", "BIGINT", "DECIMAL(18,4)")
    amount = table.columns[3].properties
    assert amount == {"fullWidth": "all", "decimalSeparator": ".", "thousandsSeparator": ","}


def test_tables_beside_and_below_one_another(tmp_path: Path) -> None:
    rows = [
        [None, "库存"],
        [None, "物料", "数量", None, None, "客户", "余额"],
        [None, "M1", 5, None, None, "C1", 12.5],
        [None, "M2", 7, None, None, "C2", 3],
        [None, "M3", 7],
        [],
        [None, "供应商编码", "评级"],
        [None, "S1", 3],
        [None, "S2", 4],
    ]
    tables = workbook(tmp_path, {"all": rows})
    assert [shape(table) for table in tables] == [
        ("all", "B2:C5", ["物料", "数量"]),
        ("all", "F2:G4", ["客户", "余额"]),
        ("all", "B7:C9", ["供应商编码", "评级"]),
    ]
    assert [table.properties.get("tableColumns") for table in tables] == ["B:C", "F:G", None]
    assert tables[0].properties["tableEnd"] == ["供应商编码"]


def test_an_empty_column_cuts_no_table_and_each_sheet_is_looked_at(tmp_path: Path) -> None:
    customers = [["客户编码", "客户名称", None, "城市"], ["C001", "甲", None, "杭州"], ["C002", "乙", None, "苏州"]]
    tables = workbook(tmp_path, {"customers": customers, "empty": [], "orders": [["no", "amount"], ["1", 2.5]]})
    assert [shape(table) for table in tables] == [
        ("customers", "A1:D3", ["客户编码", "客户名称", "城市"]),
        ("orders", "A1:B2", ["no", "amount"]),
    ]
    assert tables[1].properties == {"sheet": "orders"}


def test_a_repeated_header_begins_no_new_table(tmp_path: Path) -> None:
    names = ["Order No", "Order Date", "Amount"]
    rows = [
        names,
        ["A1", date(2026, 1, 31), "(1,200.00)"],
        names,
        ["A2", date(2026, 2, 1), "$3.50"],
        ["Total", None, 2],
    ]
    (table,) = workbook(tmp_path, {"page": rows})
    assert (table.cell_range, table.properties) == ("A1:C4", {"totals": ["total"]})
    assert [column.duckdb_type for column in table.columns] == ["VARCHAR", "DATE", "DECIMAL(18,4)"]
    assert table.columns[2].properties["numberStyle"] == "accounting"


@pytest.mark.parametrize(
    ("text", "encoding", "delimiter"),
    [
        ("客户,日期,金额\n甲,2026-01-01,1000\n乙,2026-01-02,2\n", "gb18030", ","),
        ("客户\t金额\n甲\t1,5\n", "utf-8", "\t"),
        ("Artikel;Menge;Preis\nMüller;3;1.234,50\nGröße;4;3,10\n", "cp1252", ";"),
        ("a|b\n1|2\n", "utf-8", "|"),
        ("\ufeffa,b\n1,2\n", "utf-16", ","),
    ],
)
def test_encoding_and_delimiter_of_a_text(tmp_path: Path, text: str, encoding: str, delimiter: str) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(text.encode("utf-16-le" if encoding == "utf-16" else encoding))
    assert text_form(path) == TextForm(encoding, delimiter)
    (table,) = find_tables(path)
    assert (table.encoding, table.delimiter, table.header_row) == (encoding, delimiter, 1)


def test_a_text_with_titles_blank_lines_and_totals(tmp_path: Path) -> None:
    text = '应收账款明细表\n公司：某某,,\n\n客户,日期,金额\n甲,2026-01-01,"1,000.00"\n小计,,1000\n制表人：某,,\n'
    path = tmp_path / "given.csv"
    path.write_bytes(text.encode("gb18030"))
    (table,) = find_tables(path)
    assert (table.header_row, table.first_row, table.last_row, table.sheet) == (4, 5, 5, None)
    assert table.title == ("应收账款明细表", "公司：某某")


def test_sheets_with_the_same_names_are_one_table_and_its_values_are_had_plain(tmp_path: Path) -> None:
    names = ["单号", "日期", "金额"]
    january = [["一月"], names, ["A1", "2026年1月31日", "（1,234.50）"], ["合计", None, "-1234.50"]]
    february = [["二月"], names, ["A2", date(2026, 2, 1), 3], ["制表人：某"]]
    (table,) = workbook(tmp_path, {"01": january, "02": february})
    assert (table.sheets, table.properties["sheet"]) == (("01", "02"), "*")
    with duckdb.connect(config={"extension_directory": str(tmp_path)}) as connection:
        copy_plain(connection, table, tmp_path / "plain.parquet")
        rows = connection.execute(f"from read_parquet('{tmp_path / 'plain.parquet'}')").fetchall()
    assert rows == [("A1", "2026-01-31", "-1234.5000"), ("A2", "2026-02-01", "3.0000")]


def test_the_end_of_a_long_sheet_is_looked_at(tmp_path: Path) -> None:
    rows = [["no", "amount"], *([str(number), number] for number in range(1, SAMPLE_ROWS + 200)), ["Total", 0]]
    (table,) = workbook(tmp_path, {"long": rows})
    assert (table.cell_range, table.properties) == (f"A1:B{SAMPLE_ROWS + 200}", {"totals": ["total"]})


def test_rows_of_texts_are_no_names(tmp_path: Path) -> None:
    rows = [["title"], ["code", "name", "city"], *([f"C{number}", f"n{number}", "x"] for number in range(9))]
    (table,) = workbook(tmp_path, {"customers": rows})
    assert shape(table) == ("customers", "A2:C11", ["code", "name", "city"])


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "given.xlsx"
    path.write_text("<html>", encoding="utf-8")
    with pytest.raises(SchemaBreakError, match=r"no \.xlsx workbook"):
        find_tables(path)
