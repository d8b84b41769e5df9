"""The report in the words of one language, ready to be laid out.

Belongs here: which text stands in which place. Not here: markup (`report.html`), figures (`reading`).
"""

from __future__ import annotations

from typing import Any

from dashboards.assess.chapters import CHAPTERS
from dashboards.assess.reading import Measured, Pair, Report
from dashboards.assess.writing import hours, money, name_of, percent, roles_of, share_of, span, value_of
from dashboards.catalogue import Catalogue
from dashboards.catalogue.formats import NOTHING
from dashboards.queries import Row

View = dict[str, Any]
TOP = 10
_LEVELS = range(6)
_ENTITIES = 6
PAIR_COLUMNS = (
    "pair", "flow", "level", "documents", "found", "orphans", "median", "p90", "disagreements", "disagreement_money",
    "keyed", "hand",
)  # fmt: skip


def view_of(report: Report, words: Catalogue) -> View:
    """Return every text of the report by its place."""
    return {
        "language": words.language,
        "direction": words.direction,
        "title": words.text("assess.title"),
        "subtitle": _subtitle(report, words),
        "span": words.counted("assess.span", report.weeks, days=span(words, report.first_date, report.as_of)),
        "contents": words.text("assess.contents"),
        "tiles": _tiles(report, words),
        "systems": _systems(report, words),
        "pairs": _pairs(report, words),
        "pains": _pains(report, words),
        "chapters": [_chapter(report, words, name) for name in CHAPTERS],
        "questions": _questions(report, words),
        "heads": {name: _head(words, name) for name in ("summary", "pairs", "pains")},
    }


def _subtitle(report: Report, words: Catalogue) -> str:
    return words.text(
        "assess.subtitle",
        company=report.company,
        day=words.formats.day(report.as_of),
        release=report.release_id,
        currency=report.currency,
    )


def _head(words: Catalogue, name: str) -> View:
    return {
        "id": name,
        "title": words.text(f"assess_chapter.{name}"),
        "about": words.text(f"assess_about.{name}"),
    }


def _tiles(report: Report, words: Catalogue) -> list[View]:
    found = [pair.row for pair in report.pairs if pair.row]
    number = words.formats.number
    lowest = min((row["level_number"] for row in found), default=None)
    online = [row for row in report.find("shop", "shop_orders").rows if row["subject"] in ("web", "app")]
    share = sum(row["value"] for row in online) / online[0]["whole"] if online else None
    weekly = sum((row["weekly_amount_group"] or 0 for row in report.pains), start=0)
    tiles = {
        "systems": number(len(report.systems)),
        "pairs_measured": words.text("assess.part_of", part=number(len(found)), whole=number(len(report.pairs))),
        "lowest_level": NOTHING if lowest is None else number(lowest),
        "pains": number(sum(row["document_count"] for row in report.pains)),
        "weekly_money": money(words, report.currency, weekly),
        "online_share": percent(words, share),
    }
    return [{"label": words.text(f"assess.{name}"), "value": value} for name, value in tiles.items()]


def _systems(report: Report, words: Catalogue) -> View:
    rows = [
        [
            row["source_name"],
            roles_of(words, row["systems"]),
            words.member("source_status", row["status"]),
            words.formats.number(row["landed_row_count"]),
            words.formats.iso_day(row["last_extracted_at"]),
        ]
        for row in report.systems
    ]
    columns = [words.text(f"assess_column.{name}") for name in ("where", "role", "status", "rows", "last")]
    return {"title": words.text("assess_finding.systems"), "columns": columns, "rows": rows}


def _pairs(report: Report, words: Catalogue) -> View:
    return {
        "columns": [words.text(f"assess_column.{name}") for name in PAIR_COLUMNS],
        "rows": [_pair(report, words, pair) for pair in report.pairs],
        "methods": words.text("assess.methods"),
        "levels": [{"number": level, "text": words.text(f"assess_level.{level}")} for level in _LEVELS],
    }


def _pair(report: Report, words: Catalogue, told: Pair) -> View:
    row = told.row
    view: View = {"pair": words.member("assess_pair", told.name), "flow": words.member("assess_flow", told.flow)}
    if row is None:
        return {**view, "reason": _reason(words, told.needs)}
    number = words.formats.number
    left = row["left_count"]
    share = float(row["found_count"]) / float(left)
    return {
        **view,
        "level": row["level_number"],
        "width": round(share * 100, 1),
        "share": percent(words, share),
        "cells": [
            number(left),
            percent(words, share),
            number(row["orphan_count"]),
            hours(words, row["median_hours"]),
            hours(words, row["p90_hours"]),
            number(row["disagreement_count"]),
            money(words, report.currency, row["disagreement_amount_group"]),
            percent(words, _part(row["keyed_count"], row["found_count"])),
            percent(words, _part(row["by_hand_count"], left)),
        ],
    }


def _part(part: Any, whole: Any) -> float | None:
    return float(part) / float(whole) if part is not None and whole else None


def _pains(report: Report, words: Catalogue) -> View:
    if not report.pains:
        return {"text": words.text("assess.no_pains"), "rows": []}
    sums = {name: sum(row[name] or 0 for row in report.pains) for name in ("amount_group", "weekly_amount_group")}
    text = words.counted(
        "assess.pains_found",
        sum(row["document_count"] for row in report.pains),
        money=money(words, report.currency, sums["amount_group"]),
        weekly=money(words, report.currency, sums["weekly_amount_group"]),
    )
    most = max(float(row["weekly_amount_group"] or 0) for row in report.pains) or 1.0
    labels = {
        name: words.text(f"assess_column.{name}")
        for name in ("cause", "remedy", "weekly", "total", "documents", "period", "where")
    }
    rows = [_pain(report, words, row, most, rank) for rank, row in enumerate(report.pains[:TOP], start=1)]
    return {"text": text, "labels": labels, "rows": rows}


def _pain(report: Report, words: Catalogue, row: Row, most: float, rank: int) -> View:
    name = row["pain_type"]
    return {
        "rank": words.formats.number(rank),
        "name": words.member("assess_pain", name),
        "pair": words.member("assess_pair", row["pair_type"]),
        "width": round(float(row["weekly_amount_group"] or 0) / most * 100, 1),
        "weekly": money(words, report.currency, row["weekly_amount_group"]),
        "total": money(words, report.currency, row["amount_group"]),
        "documents": words.formats.number(row["document_count"]),
        "period": span(words, row["first_date"], row["last_date"]),
        "where": row["source_names"],
        "cause": words.member("assess_cause", name),
        "remedy": words.member("assess_remedy", name),
    }


def _chapter(report: Report, words: Catalogue, name: str) -> View:
    findings = [_finding(report, words, it) for it in report.chapters[name]]
    return {**_head(words, name), "findings": findings}


def _finding(report: Report, words: Catalogue, measured: Measured) -> View:
    title = words.text(f"assess_finding.{measured.finding.name}")
    if not measured.rows:
        return {"title": title, "reason": _reason(words, measured.finding.needs)}
    most = max(abs(float(row["value"])) for row in measured.rows) or 1.0
    return {"title": title, "bars": [_bar(report, words, measured, row, most) for row in measured.rows]}


def _bar(report: Report, words: Catalogue, measured: Measured, row: Row, most: float) -> View:
    share = share_of(row)
    width = share if share is not None else abs(float(row["value"])) / most
    return {
        "label": name_of(words, measured, row),
        "text": value_of(words, report.currency, row),
        "width": round(min(width, 1) * 100, 1),
    }


def _reason(words: Catalogue, needs: str) -> str:
    return words.text("assess.not_measurable", reason=words.member("assess_needs", needs))


def _questions(report: Report, words: Catalogue) -> View:
    return {
        "title": words.text("assess_finding.open_questions"),
        "none": words.text("assess.all_answered"),
        "columns": [words.text(f"assess_column.{name}") for name in ("question", "missing")],
        "rows": [[_question(words, row), _few(words, row)] for row in report.open_questions],
    }


def _question(words: Catalogue, row: Row) -> str:
    """Write who asks and which of their questions; its text stands in English only."""
    user, _, number = row["question_code"].rpartition("-")
    name = f"{words.member('assess_subject', user)} {number}"
    return f"{name}: {row['question_text']}" if words.language == "en" else name


def _few(words: Catalogue, row: Row) -> str:
    names = [words.member("assess_entity", name) for name in row["missing_entities"].split(", ")]
    more = len(names) - _ENTITIES
    return words.text("assess.list_mark").join(names[:_ENTITIES]) + (f" (+{more})" if more > 0 else "")
