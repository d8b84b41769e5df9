"""The report as JSON.

Belongs here: its shape. Not here: figures (`reading`).
"""

from __future__ import annotations

import json
from typing import Any

from dashboards.assess.reading import Measured, Report
from dashboards.catalogue import Catalogue, load_catalogue


def as_json(report: Report, language: str) -> str:
    """Return the report as JSON; amounts are text, so that no digit is lost."""
    words = load_catalogue(language)
    told = {
        "release_id": report.release_id,
        "company": report.company,
        "currency": report.currency,
        "as_of": report.as_of,
        "first_date": report.first_date,
        "weeks": report.weeks,
        "systems": report.systems,
        "pairs": [
            {
                "pair": pair.name,
                "flow": pair.flow,
                "measured": pair.row,
                "not_measurable_because": None if pair.row else words.member("assess_needs", pair.needs),
            }
            for pair in report.pairs
        ],
        "pains": [
            {**row, **{part: words.member(f"assess_{part}", row["pain_type"]) for part in ("cause", "remedy")}}
            for row in report.pains
        ],
        "items": report.items,
        "findings": [_finding(words, name, it) for name, chapter in report.chapters.items() for it in chapter],
        "open_questions": report.open_questions,
    }
    return json.dumps(told, indent=1, ensure_ascii=False, default=str)


def _finding(words: Catalogue, chapter: str, measured: Measured) -> dict[str, Any]:
    needs = None if measured.rows else words.member("assess_needs", measured.finding.needs)
    return {
        "chapter": chapter,
        "name": measured.finding.name,
        "title": words.text(f"assess_finding.{measured.finding.name}"),
        "not_measurable_because": needs,
        "rows": measured.rows,
    }
