"""The data page: what arrived, what was refused, and whether every total equals its source.

Belongs here: the tables of trust. Not here: the judgement of a release (`components.trust`).
"""

from __future__ import annotations

import streamlit as st

from dashboards import session
from dashboards.catalogue import Catalogue
from dashboards.components import blocks, export
from dashboards.components.lists import Cell, Column, table
from dashboards.components.trust import level_of
from dashboards.keepers import exceptions
from dashboards.quality import codes, covering, faults, grading
from dashboards.queries import Row, quality

_WORST = 10


def render(visit: session.Visit) -> None:
    """Draw the page."""
    _sources(visit)
    grading.graded_sources(visit)
    codes.unmapped(visit)
    covering.covered_sources(visit)
    faults.broken_rules(visit)
    exceptions.show(visit)
    faults.quarantine(visit)
    faults.findings(visit)
    faults.judged(visit)
    _completeness(visit)
    _worst_days(visit)
    _tables(visit)


def _sources(visit: session.Visit) -> None:
    words = visit.words
    with blocks.block(words, "sources", words.text("data.sources")):
        blocks.note(words.text("data.sources_note"))
        found = quality.source_status(visit.reader)
        if not found:
            blocks.empty(words.text("empty.sources"))
            return
        columns = [
            Column(words.text("column.source")),
            Column(words.text("column.status")),
            Column(words.text("column.last_extract")),
            Column(words.text("column.rows"), is_number=True),
            Column(words.text("column.refused"), is_number=True),
            Column(words.text("column.refused_money"), is_number=True),
            Column(words.text("column.flagged"), is_number=True),
            Column(words.text("column.difference"), is_number=True),
            Column(words.text("column.message"), is_wide=True),
        ]
        table(words, words.text("data.sources"), columns, [_source(words, row) for row in found])
        export.download(words, found, "sources")


def _source(words: Catalogue, row: Row) -> list[str | Cell]:
    formats, level = words.formats, level_of(row)
    return [
        f"{row['source_name']} ({row['vendor']})",
        Cell(words.member("source_status", row["status"]), level),
        formats.moment(row["last_extracted_at"]),
        formats.number(row["landed_row_count"]),
        formats.number(row["refused_row_count"]),
        _refused_money(words, row),
        formats.number(row["flagged_row_count"]),
        f"{formats.number(row['residual_amount'], 2)} / {formats.number(row['residual_row_count'])}",
        row["message"] or "",
    ]


def _refused_money(words: Catalogue, row: Row) -> str:
    """Write the refused money; amounts of several currencies are no sum."""
    if row["currency_count"] > 1:
        return words.text("data.mixed", count=row["currency_count"])
    return words.formats.number(row["quarantined_amount"], 2)


def _completeness(visit: session.Visit) -> None:
    words = visit.words
    with blocks.block(words, "completeness", words.text("data.completeness")):
        blocks.note(words.text("data.completeness_note"))
        found = quality.completeness(visit.reader)
        if not found:
            blocks.empty(words.text("empty.completeness"))
            return
        if not any(row["residual_amount"] or row["residual_row_count"] for row in found):
            st.success(words.text("data.exact"), icon=":material/check_circle:")
        columns = [
            Column(words.text("column.source")),
            Column(words.text("column.entity")),
            Column(words.text("column.extract_rows"), is_number=True),
            Column(words.text("column.warehouse_rows"), is_number=True),
            Column(words.text("column.row_difference"), is_number=True),
            Column(words.text("column.amount_difference"), is_number=True),
        ]
        table(words, words.text("data.completeness"), columns, [_entity(words, row) for row in found])
        export.download(words, found, "completeness")


def _entity(words: Catalogue, row: Row) -> list[str]:
    formats = words.formats
    return [
        row["source_name"],
        row["entity"],
        formats.number(row["control_row_count"]),
        formats.number(row["warehouse_row_count"]),
        formats.number(row["residual_row_count"]),
        _difference(words, row),
    ]


def _difference(words: Catalogue, row: Row) -> str:
    """Write a difference with its currency; amounts of several currencies are no sum."""
    if row["residual_currency_count"] > 1:
        return words.text("data.mixed", count=row["residual_currency_count"])
    return f"{words.formats.number(row['residual_amount'], 2)} {row['residual_currency_code'] or ''}".strip()


def _worst_days(visit: session.Visit) -> None:
    words = visit.words
    found = quality.worst_days(visit.reader, _WORST)
    if not found:
        return
    with blocks.block(words, "worst_days", words.text("data.worst_days")):
        columns = [
            Column(words.text("column.source")),
            Column(words.text("column.entity")),
            Column(words.text("column.date")),
            Column(words.text("column.currency")),
            Column(words.text("column.extract_amount"), is_number=True),
            Column(words.text("column.warehouse_amount"), is_number=True),
            Column(words.text("column.amount_difference"), is_number=True),
            Column(words.text("column.row_difference"), is_number=True),
        ]
        table(words, words.text("data.worst_days"), columns, [_day(words, row) for row in found])
        export.download(words, found, "worst_days")


def _day(words: Catalogue, row: Row) -> list[str]:
    formats = words.formats
    return [
        row["source_name"],
        row["entity"],
        formats.iso_day(row["control_date"]),
        row["currency_code"] or "",
        formats.number(row["control_amount"], 2),
        formats.number(row["warehouse_amount"], 2),
        formats.number(row["residual_amount"], 2),
        formats.number(row["residual_row_count"]),
    ]


def _tables(visit: session.Visit) -> None:
    words, tables = visit.words, visit.release.tables
    with blocks.block(words, "tables", words.text("data.tables")):
        if not tables:
            blocks.empty(words.text("empty.tables"))
            return
        blocks.note(words.text("data.tables_note", count=words.formats.number(len(tables))))
        columns = [Column(words.text("column.table")), Column(words.text("column.row_count"), is_number=True)]
        listed = [{"table_name": name, "row_count": tables[name].rows} for name in sorted(tables)]
        rows = [[str(row["table_name"]), words.formats.number(tables[str(row["table_name"])].rows)] for row in listed]
        table(words, words.text("data.tables"), columns, rows)
        export.download(words, listed, "tables")


if __name__ == "__main__":
    render(session.current())
