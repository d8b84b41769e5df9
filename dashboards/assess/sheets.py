"""The report as a spreadsheet: pairs, pains with their documents, findings, and questions that wait.

Belongs here: sheets and columns. Not here: figures (`reading`), words (the catalogue).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.workbook.workbook import Workbook

from dashboards.assess.reading import Report
from dashboards.assess.writing import name_of, share_of
from dashboards.catalogue import Catalogue, load_catalogue
from dashboards.components.workbook import add_sheet, saved

_PAIR_FIGURES = (
    "level_number", "left_count", "found_count", "orphan_count", "median_hours", "p90_hours", "disagreement_count",
    "disagreement_amount_group", "keyed_count", "by_hand_count",
)  # fmt: skip
_PAIR_HEADS = (
    "pair", "flow", "reason", "level", "documents", "found", "orphans", "median", "p90", "disagreements",
    "disagreement_money", "keyed", "hand",
)  # fmt: skip


def as_workbook(report: Report, language: str) -> bytes:
    """Return the report as the bytes of an xlsx file."""
    words = load_catalogue(language)
    book = Workbook()
    book.remove(book.active)
    for name, heads, rows in (
        ("pairs", _PAIR_HEADS, _pairs(report, words)),
        ("pains", ("pain", "pair", "documents", "weekly", "total", "cause", "remedy"), _pains(report, words)),
        ("documents", ("pain", "where", "other", "number", "day", "currency", "amount", "amount_group"),
         _items(report, words)),
        ("finding", ("finding", "subject", "value", "of", "share", "unit", "reason"), _findings(report, words)),
        ("question", ("question", "missing", "columns"), _questions(report)),
    ):  # fmt: skip
        title = words.text(f"assess_chapter.{name}") if name in ("pairs", "pains") else _column(words, name)
        add_sheet(book, title, [_column(words, head) for head in heads], rows)
    return saved(book)


def _column(words: Catalogue, name: str) -> str:
    return words.text(f"assess_column.{name}")


def _pairs(report: Report, words: Catalogue) -> Iterable[Sequence[Any]]:
    for pair in report.pairs:
        reason = words.member("assess_needs", pair.needs) if pair.row is None else None
        figures = [None if pair.row is None else pair.row[name] for name in _PAIR_FIGURES]
        yield [words.member("assess_pair", pair.name), words.member("assess_flow", pair.flow), reason, *figures]


def _pains(report: Report, words: Catalogue) -> Iterable[Sequence[Any]]:
    for row in report.pains:
        name = row["pain_type"]
        yield [
            words.member("assess_pain", name),
            words.member("assess_pair", row["pair_type"]),
            row["document_count"],
            row["weekly_amount_group"],
            row["amount_group"],
            words.member("assess_cause", name),
            words.member("assess_remedy", name),
        ]


def _items(report: Report, words: Catalogue) -> Iterable[Sequence[Any]]:
    names = (
        "source_name", "other_source_name", "document_number", "item_date", "currency_code", "pain_amount",
        "pain_amount_group",
    )  # fmt: skip
    return ([words.member("assess_pain", row["pain_type"]), *[row[name] for name in names]] for row in report.items)


def _findings(report: Report, words: Catalogue) -> Iterable[Sequence[Any]]:
    for measured in (it for chapter in report.chapters.values() for it in chapter):
        title = words.text(f"assess_finding.{measured.finding.name}")
        if not measured.rows:
            yield [title, None, None, None, None, None, words.member("assess_needs", measured.finding.needs)]
        for row in measured.rows:
            unit = {"share": None, "days": _column(words, "day")}.get(row["unit"], report.currency)
            yield [title, name_of(words, measured, row), row["value"], row["whole"], share_of(row), unit, None]


def _questions(report: Report) -> Iterable[Sequence[Any]]:
    return (
        [f"{row['question_code']} {row['question_text']}", row["missing_entities"], row["missing_column_names"]]
        for row in report.open_questions
    )
