"""Grades of sources, each open to the grades of its tables.

Belongs here: writing a grade and its reason. Not here: how a grade is given (the mart), markup (`components.grades`).
"""

from __future__ import annotations

from itertools import groupby

from dashboards.catalogue import Catalogue
from dashboards.components import blocks, export, grades
from dashboards.components.lists import Cell, Column, table_html
from dashboards.queries import Row, Rows, quality
from dashboards.session import Visit
from dashboards.tables import GRADE


def graded_sources(visit: Visit) -> None:
    """Draw the grades."""
    words = visit.words
    with blocks.block(words, "grades", words.text("grades.title")):
        found = quality.grades(visit.reader) if GRADE in visit.release.tables else ()
        if not found:
            blocks.empty(words.text("empty.grades"))
            return
        blocks.note(words.text("grades.note"))
        by_source = groupby(found, key=lambda row: row["source_name"])
        listed = [_source(words, name, tuple(rows)) for name, rows in by_source]
        grades.show(words, words.text("grades.title"), listed)
        export.download(words, found, "grades")


def _source(words: Catalogue, name: str, rows: Rows) -> grades.Graded:
    whole = next(row for row in rows if row["table_name"] == quality.ALL)
    columns = [
        Column(words.text("column.table")),
        Column(words.text("column.grade")),
        Column(words.text("column.row_count"), is_number=True),
        Column(words.text("column.faulty"), is_number=True),
        Column(words.text("column.waiting"), is_number=True),
        Column(words.text("column.reason"), is_wide=True),
    ]
    tables = [_table(words, row) for row in rows if row["table_name"] != quality.ALL]
    formats = words.formats
    return grades.Graded(
        name,
        whole["grade"],
        words.text("grades.label", grade=whole["grade"]),
        words.counted(
            "grades.figures",
            whole["row_count"],
            faulty=formats.number(whole["faulty_row_count"]),
            waiting=formats.number(whole["waiting_row_count"]),
        ),
        reason_of(words, whole),
        table_html(words, name, columns, tables),
    )


def _table(words: Catalogue, row: Row) -> list[str | Cell]:
    formats = words.formats
    return [
        row["table_name"],
        Cell(row["grade"], f"grade_{row['grade']}"),
        formats.number(row["row_count"]),
        formats.number(row["faulty_row_count"]),
        formats.number(row["waiting_row_count"]),
        reason_of(words, row),
    ]


def reason_of(words: Catalogue, row: Row) -> str:
    """Say why a source or a table has its grade, the gravest reason first."""
    reasons = []
    if row["is_source_behind"]:
        reasons.append(words.text("grade_reason.behind"))
    if row["faulty_row_pct"]:
        reasons.append(words.text("grade_reason.share", share=words.formats.percent(row["faulty_row_pct"], 2)))
    if row["is_unlike_before"]:
        reasons.append(words.text("grade_reason.unlike"))
    if row["broken_rule_count"]:
        reasons.append(words.text("grade_reason.rules", count=words.formats.number(row["broken_rule_count"])))
    return " · ".join(reasons) or words.text("grade_reason.clean")
