"""Reports as a Chinese ERP lays them out for eyes: titles, groups of names, subtotals, totals, and who made it.

Belongs here: laying out and writing such a report. Not here: what it selects (`chinese_erp`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from openpyxl.workbook.workbook import Workbook

from simulation.witnesses.writing import Extract, Written, moment_of, restamp, set_time
from simulation.world.calendar import date_of

_COMPANY = "云仓时装（法国）有限公司"
_FOOTER = ("制表人：系统管理员", "审核：", "打印日期：")
_WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
_ODD_WIDE, _ODD_GROUPED, _ODD_TEXT_DAY, _ODD_CHINESE_DAY = (17, 3), (11, 4), (13, 7), (13, 5)
"""Which rows somebody typed otherwise: those whose id leaves this rest."""
_new_book: Callable[..., Any] = Workbook
"""Openpyxl has no types."""


@dataclass(frozen=True)
class Column:
    """A column of a report.

    Attributes:
        group: Name above it in merged cells, over columns of one group.
        is_summed: Subtotals and totals state it.
        is_merged: Alike values below one another are one merged cell.
    """

    name: str
    group: str | None = None
    is_summed: bool = False
    is_merged: bool = False


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes:
        name: Of its file, and in its title.
        select: SQL with its columns in order, and behind them the id of the row.
        columns: Its columns.
        sheet_by: The column for whose values there is a sheet each; None is one sheet.
        subtotal_by: The column after whose values there is a subtotal.
        encoding: Of a text with commas; None is a workbook.
    """

    name: str
    select: str
    columns: tuple[Column, ...]
    sheet_by: str | None = None
    subtotal_by: str | None = None
    encoding: str | None = None

    def place(self, name: str) -> int:
        """Return the place of a column, counted from 0."""
        return [column.name for column in self.columns].index(name)


def write_report(connection: duckdb.DuckDBPyConnection, report: Report, folder: Path, extract: Extract) -> Written:
    """Write a report of everything before the end of an extract."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = connection.execute(report.select).fetchall()
    ending = "csv" if report.encoding else "xlsx"
    path = folder / f"{report.name}_{date_of(extract.day).isoformat()}.{ending}"
    if report.encoding:
        path.write_bytes(_text(report, rows, extract).encode(report.encoding))
    else:
        _write_workbook(report, rows, path, extract)
    set_time(path, extract.now)
    return Written(path, len(rows))


def _text(report: Report, rows: Sequence[tuple[Any, ...]], extract: Extract) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    for row in [*_titles(report, extract), [], *_names(report), *(list(row[:-1]) for row in rows), [], list(_FOOTER)]:
        writer.writerow(row)
    return target.getvalue()


def _write_workbook(report: Report, rows: Sequence[tuple[Any, ...]], path: Path, extract: Extract) -> None:
    book = _new_book()
    book.remove(book.worksheets[0])
    place = report.place(report.sheet_by) if report.sheet_by else None
    for name, own in groupby(rows, key=lambda row: report.name if place is None else row[place]):
        _write_sheet(report, list(own), book.create_sheet(str(name)), extract)
    if not book.worksheets:
        _write_sheet(report, [], book.create_sheet(report.name), extract)
    book.properties.created = moment_of(extract.now).replace(tzinfo=None)
    book.save(path)
    restamp(path, moment_of(extract.now))


def _write_sheet(report: Report, rows: list[tuple[Any, ...]], page: Any, extract: Extract) -> None:
    titles, names = _titles(report, extract), _names(report)
    for row in [*titles, *names]:
        page.append(row)
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(report.columns))
    _merge_names(report, page, len(titles) + 1)
    body = _with_totals(report, rows)
    for row in body:
        page.append(row)
    _merge_values(report, page, body, len(titles) + len(names) + 1)
    page.append([])
    page.append(list(_FOOTER))


def _titles(report: Report, extract: Extract) -> list[list[Any]]:
    until = date_of(extract.day)
    period = f"期间：{until.year - 1}年1月1日 至 {until.year}年{until.month}月{until.day}日"
    return [[f"{_COMPANY}　{report.name}"], [period, None, "打印：ERP"]]


def _names(report: Report) -> list[list[str | None]]:
    columns = report.columns
    if not any(column.group for column in columns):
        return [[column.name for column in columns]]
    before = [None, *(column.group for column in columns)]
    upper = [
        (column.group if column.group != last else None) if column.group else column.name
        for column, last in zip(columns, before, strict=False)
    ]
    return [upper, [column.name if column.group else None for column in columns]]


def _merge_names(report: Report, page: Any, row: int) -> None:
    if not any(column.group for column in report.columns):
        return
    numbered = list(enumerate(report.columns, start=1))
    for group, own in groupby(numbered, key=lambda item: item[1].group or item[0]):
        places = [number for number, _ in own]
        last_row = row if isinstance(group, str) else row + 1
        page.merge_cells(start_row=row, end_row=last_row, start_column=places[0], end_column=places[-1])


def _with_totals(report: Report, rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """The rows as people see them, with a subtotal behind each group and the total below."""
    body: list[list[Any]] = []
    place = report.place(report.subtotal_by) if report.subtotal_by else None
    for name, own in groupby(rows, key=lambda row: None if place is None else row[place]):
        group = list(own)
        body += [list(_as_typed(row)) for row in group]
        if place is not None:
            body.append(_total(report, f"{name} 小计", group))
    if any(column.is_summed for column in report.columns):
        body.append(_total(report, "合　计", rows))
    return body


def _total(report: Report, words: str, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    sums = [
        sum((row[place] or Decimal() for row in rows), Decimal()) if column.is_summed else None
        for place, column in enumerate(report.columns)
    ]
    return [words, *sums[1:]]


def _as_typed(row: tuple[Any, ...]) -> Iterator[Any]:
    """A row without its id, as whoever typed it into the sheet wrote numbers and days."""
    number = row[-1]

    def is_odd(kind: tuple[int, int]) -> bool:
        return bool(number % kind[0] == kind[1])

    for value in row[:-1]:
        if isinstance(value, date) and is_odd(_ODD_CHINESE_DAY):
            yield f"{value.year}年{value.month}月{value.day}日"
        elif isinstance(value, date) and is_odd(_ODD_TEXT_DAY):
            yield value.isoformat()
        elif isinstance(value, Decimal) and is_odd(_ODD_WIDE):
            yield f"{value:,}".translate(_WIDE)
        elif isinstance(value, Decimal) and is_odd(_ODD_GROUPED):
            yield f"{value:,}"
        else:
            yield value


def _merge_values(report: Report, page: Any, body: Sequence[Sequence[Any]], first: int) -> None:
    """Merge alike values below one another in the columns that are so exported; other columns to the left part them."""
    merged = [place for place, column in enumerate(report.columns) if column.is_merged]
    if not merged:
        return
    number = first
    for key, own in groupby(body, key=lambda row: row[merged[0]]):
        count = len(list(own))
        if key is not None and count > 1:
            for place in merged:
                page.merge_cells(
                    start_row=number, end_row=number + count - 1, start_column=place + 1, end_column=place + 1
                )
        number += count
