"""The kinds of faults of sheets that people send: a file with each, its contract, and what must become of it.

The page docs/how-to/spreadsheets.md has the same list; a test holds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook

Row = Sequence[Any]
NAMES = ["单号", "日期", "客户", "数量", "金额"]
FIRST = ["SO-1", date(2026, 1, 31), "甲公司", 2, 20.5]
SECOND = ["SO-2", date(2026, 2, 1), "乙公司", 3, 30]
TWO = [("SO-1", "2026-01-31", "甲公司", "2", "20.50"), ("SO-2", "2026-02-01", "乙公司", "3", "30.00")]
START = {"tableStart": ["单号", "日期"]}
TOTALS = {"totals": ["小计", "合计"]}
READ, ROW_REFUSED, FILE_REFUSED = "read", "row refused", "file refused"


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Attributes:
        kind: As the page calls it.
        outcome: What happens: the file is read rightly, a row goes to quarantine, or the file is stopped.
        sheets: Rows by sheet; of a text one entry.
        says: Custom properties of the contract's table.
        forms: Custom properties of its columns, by name.
        landed: The rows that must land.
        refused: Rule and cell of each refused row.
        stopped: What the message must say, where the file is stopped.
        merged: Merged cells of every sheet.
        hidden: Rows that are hidden.
        encoding: Of a text; None writes a workbook.
    """

    kind: str
    outcome: str
    sheets: Mapping[str, Sequence[Row]]
    says: Mapping[str, Any] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    landed: Sequence[tuple[str | None, ...]] = tuple(TWO)
    refused: Sequence[tuple[str, str]] = ()
    stopped: str = ""
    merged: Sequence[str] = ()
    hidden: Sequence[int] = ()
    encoding: str | None = None


def sheet(*rows: Row) -> dict[str, Sequence[Row]]:
    """One sheet."""
    return {"一月": rows}


FAULTS = [
    Fault(
        "title rows above the names",
        READ,
        sheet(["某某服饰有限公司"], ["期间：2026年1月", None, "单位：元"], NAMES, FIRST, SECOND),
        {"headerRow": 3},
        merged=["A1:E1"],
    ),
    Fault("names in a row that moves", READ, sheet(["某某"], [], ["期间"], NAMES, FIRST, SECOND), START),
    Fault(
        "no such names on the sheet",
        FILE_REFUSED,
        sheet(["编号", *NAMES[1:]], FIRST),
        START,
        stopped="orders.xlsx, sheet 一月: no row has the names 单号, 日期",
    ),
    Fault(
        "two rows of names, merged",
        READ,
        sheet(["单号", "日期", "客户", "销售", None], [None, None, None, "数量", "金额"], FIRST, SECOND),
        {"headerRows": 2},
        {"qty": {"physicalName": "销售/数量"}, "amount": {"physicalName": "销售/金额"}},
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1"],
    ),
    Fault(
        "rows with 小计, 合计, total or subtotal",
        READ,
        sheet(
            NAMES,
            FIRST,
            ["甲公司 小计", None, None, 2, 20.5],
            SECOND,
            ["小计：", None, None, 3, "30.00"],
            ["合　计", None, None, 5, 50.5],
        ),
        TOTALS,
    ),
    Fault(
        "a total that disagrees with its rows",
        FILE_REFUSED,
        sheet(NAMES, FIRST, SECOND, ["合计", None, None, 5, 51.5]),
        TOTALS,
        stopped="sheet 一月, cell E4: 合计 of the column '金额' is stated as 51.5, and the rows above it make 50.50",
    ),
    Fault(
        "two tables beside one another",
        READ,
        sheet(
            [*NAMES, None, "物料", "数量"], [*FIRST, None, "M1", 7], [*SECOND, None, "M2", 8], [None] * 6 + ["M3", 9]
        ),
        {**START, "tableColumns": "A:E"},
    ),
    Fault(
        "the same names twice in a row",
        FILE_REFUSED,
        sheet([*NAMES, None, *NAMES], [*FIRST, None, *SECOND]),
        START,
        stopped="stand twice: sheet 一月, cell A1 and sheet 一月, cell G1",
    ),
    Fault(
        "two tables below one another",
        READ,
        sheet(["物料", "库存"], ["M1", 5], [], NAMES, FIRST, SECOND, [], ["供应商", "评级"], ["S1", 3]),
        {**START, "tableEnd": ["供应商"]},
    ),
    Fault(
        "one table over several sheets",
        READ,
        {"说明": [["只读"]], "2026-01": [NAMES, FIRST], "2026-02": [["二月"], NAMES, SECOND]},
        {**START, "sheet": "2026-*"},
    ),
    Fault(
        "no such sheet",
        FILE_REFUSED,
        sheet(NAMES, FIRST),
        {"sheet": "二月"},
        stopped="there is no sheet 二月; it has 一月",
    ),
    Fault(
        "digits and letters of full width",
        READ,
        sheet(NAMES, ["ＳＯ－１", "２０２６-０１-３１", "甲公司", "２", "２０．５０"], SECOND),
        {"fullWidth": "all"},
    ),
    Fault(
        "days in several forms in one column",
        READ,
        sheet(
            NAMES,
            ["1", date(2026, 1, 31), "a", 1, 1],
            ["2", "2026-01-31", "a", 1, 1],
            ["3", "31.01.2026", "a", 1, 1],
            ["4", "2026年1月31日", "a", 1, 1],
            ["5", "31/01/2026", "a", 1, 1],
            ["6", "Jan 31, 2026", "a", 1, 1],
            ["7", datetime(2026, 1, 31, 9, 30), "a", 1, 1],
            ["8", "20260131", "a", 1, 1],
        ),
        forms={"day": {"dateFormat": "mixed"}},
        landed=[(str(number), "2026-01-31", "a", "1", "1.00") for number in range(1, 9)],
    ),
    Fault(
        "a day that could be two days",
        ROW_REFUSED,
        sheet(NAMES, FIRST, ["SO-9", "03/04/2026", "甲公司", 1, 1], SECOND),
        forms={"day": {"dateFormat": "mixed"}},
        refused=[("day:ambiguous_day", "一月!B3")],
    ),
    Fault(
        "numbers as texts, with separators, currencies and negatives",
        READ,
        sheet(
            NAMES,
            ["1", FIRST[1], "a", 1, "¥1,234.50"],
            ["2", FIRST[1], "a", 1, "(1,234.50)"],
            ["3", FIRST[1], "a", 1, "1,234.50-"],
            ["4", FIRST[1], "a", 1, -1234.5],
            ["5", FIRST[1], "a", 1, "12 元"],
        ),
        forms={"amount": {"thousandsSeparator": ",", "numberStyle": "accounting"}},
        landed=[
            (str(number), "2026-01-31", "a", "1", money)
            for number, money in enumerate(["1234.50", "-1234.50", "-1234.50", "-1234.50", "12.00"], start=1)
        ],
    ),
    Fault(
        "a GB18030 text with titles and totals",
        READ,
        sheet(
            ["应收账款"],
            [],
            NAMES,
            ["SO-1", "2026-01-31", "甲公司", "2", "20.50"],
            ["合计", None, None, "2", "20.50"],
            ["制表人：某", None, None, None, None],
        ),
        {**START, **TOTALS, "tableEnd": ["制表人"]},
        landed=TWO[:1],
        encoding="gb18030",
    ),
    Fault(
        "a text with a row that is cut",
        FILE_REFUSED,
        sheet(["应收账款"], [], NAMES, ["SO-1", "2026-01-31", "甲公司"], ["SO-2", "2026-02-01", "乙公司", "3", "30"]),
        START,
        stopped="line 4: the row has 3 values, and there are 5 columns",
        encoding="utf-8",
    ),
    Fault(
        "names and titles again on each printed page",
        READ,
        sheet(["销售明细 第1页"], NAMES, FIRST, ["制表人"], ["销售明细 第2页"], NAMES, SECOND, ["制表人"]),
        {**START, "tableEnd": ["制表人"]},
    ),
    Fault(
        "blank rows and columns",
        READ,
        sheet(
            [None, *NAMES[:3], None, *NAMES[3:]],
            [],
            [None, *FIRST[:3], None, *FIRST[3:]],
            [],
            [],
            [None, *SECOND[:3], None, *SECOND[3:]],
        ),
    ),
    Fault(
        "merged cells among the values",
        READ,
        sheet(NAMES, ["SO-1", FIRST[1], "甲公司", 2, 20.5], ["SO-2", None, None, 3, 30]),
        landed=[TWO[0], ("SO-2", "2026-01-31", "甲公司", "3", "30.00")],
        merged=["B2:B3", "C2:C3"],
    ),
    Fault(
        "a merged amount",
        ROW_REFUSED,
        sheet(NAMES, FIRST, ["SO-2", SECOND[1], "乙公司", 3, None]),
        merged=["E2:E3"],
        landed=TWO[:1],
        refused=[("amount:missing", "一月!E3")],
    ),
    Fault("hidden rows", READ, sheet(NAMES, FIRST, SECOND, ["合计", None, None, 5, 50.5]), TOTALS, hidden=[3]),
    Fault(
        "a formula that was never calculated",
        ROW_REFUSED,
        sheet(NAMES, FIRST, ["SO-2", SECOND[1], "乙公司", 3, "=D3*10"]),
        landed=TWO[:1],
        refused=[("amount:unreadable", "一月!E3")],
    ),
    Fault(
        "the error of a formula in a cell",
        ROW_REFUSED,
        sheet(NAMES, FIRST, SECOND, ["SO-3", SECOND[1], "乙公司", 3, "#REF!"], ["#N/A", SECOND[1], "乙公司", 1, 1]),
        refused=[("amount:unreadable", "一月!E4"), ("order_no:cell_error", "一月!A5")],
    ),
    Fault(
        "notes and signatures below the table",
        READ,
        sheet(NAMES, FIRST, SECOND, [], ["备注：含税"], ["制表人：某", None, "审核：某"]),
        {"tableEnd": ["备注", "制表人"]},
    ),
    Fault(
        "no workbook, in spite of its name",
        FILE_REFUSED,
        sheet(NAMES, FIRST),
        encoding="utf-8 as .xlsx",
        stopped=r"orders.xlsx: the file cannot be opened: this is no .xlsx workbook",
    ),
]


def contract_of(fault: Fault) -> str:
    """The text of the contract by which the file of a fault is read."""
    columns: list[dict[str, Any]] = [
        {"name": "order_no", "physicalName": "单号", "physicalType": "VARCHAR", "primaryKey": True, "required": True},
        {"name": "day", "physicalName": "日期", "physicalType": "DATE"},
        {"name": "customer", "physicalName": "客户", "physicalType": "VARCHAR"},
        {"name": "qty", "physicalName": "数量", "physicalType": "INTEGER", "tags": ["quantity"]},
        {
            "name": "amount",
            "physicalName": "金额",
            "physicalType": "DECIMAL(18,2)",
            "tags": ["amount"],
            "required": True,
        },
    ]
    for column in columns:
        forms = dict(fault.forms.get(column["name"], {}))
        column["physicalName"] = forms.pop("physicalName", column["physicalName"])
        column["customProperties"] = _properties(forms)
    form = "csv" if fault.encoding in ("utf-8", "gb18030") else "xlsx"
    server = {"server": "files", "type": "local", "path": f"orders.{form}", "format": form}
    encoding = {"encoding": fault.encoding} if form == "csv" else {}
    schema = {"name": "orders", "customProperties": _properties(fault.says), "properties": columns}
    contract = {
        "apiVersion": "v3.1.0", "kind": "DataContract", "id": "tiny.orders", "name": "orders", "version": "1.0.0",
        "status": "active", "servers": [{**server, **encoding}], "schema": [schema],
    }  # fmt: skip
    return yaml.safe_dump(contract, allow_unicode=True)


def write_file(fault: Fault, folder: Path) -> Path:
    """Write the file that has the fault."""
    if fault.encoding is None:
        return _write_workbook(fault, folder / "orders.xlsx")
    encoding, _, name = fault.encoding.partition(" as ")
    path = folder / f"orders{name or '.csv'}"
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in next(iter(fault.sheets.values()))]
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def _write_workbook(fault: Fault, path: Path) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in fault.sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for cells in fault.merged:
            page.merge_cells(cells)
        for number in fault.hidden:
            page.row_dimensions[number].hidden = True
    book.save(path)
    return path


def _properties(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"property": name, "value": value} for name, value in given.items()]
