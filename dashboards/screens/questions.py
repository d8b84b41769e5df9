"""The questions: every one that the product answers, searchable, each with its answer and its SQL.

Belongs here: which parts stand where. Not here: the parts (`dashboards.answers`).
"""

from __future__ import annotations

import streamlit as st

from dashboards import session
from dashboards.answers import answering, finding, listing
from dashboards.components import blocks
from dashboards.queries import questions
from dashboards.tables import COVERAGE, TRUST


def render(visit: session.Visit) -> None:
    """Draw the question in the URL, else the list of all."""
    tables = visit.release.tables
    lacking = questions.lacking(visit.reader) if COVERAGE in tables else {}
    grades = questions.grades(visit.reader) if TRUST in tables else {}
    asked = finding.standings(visit.words, lacking, grades)
    wanted = st.query_params.get(listing.QUESTION)
    found = next((it for it in asked if it.question.id == wanted), None)
    if found:
        answering.show(visit, found)
        return
    if wanted:
        blocks.empty(visit.words.text("answer.unknown", name=wanted))
    listing.show(visit.words, asked)


if __name__ == "__main__":
    render(session.current())
