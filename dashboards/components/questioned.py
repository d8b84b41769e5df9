"""The mark of a figure that contains rows with an open finding, with their money and the way to them.

Belongs here: when it is shown, its words and its link. Not here: which rows are questioned (the mart).
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.queries import Selection, questioned
from dashboards.queries.questioned import Questioned
from dashboards.session import Visit
from dashboards.tables import LINEAGE, QUESTIONED

_TRUST, _NAME = "screens/data.py", "data"


def of_figures(visit: Visit, figures: Sequence[str], selection: Selection) -> Questioned | None:
    """Return what is questioned in figures of some kinds; a release from before there were marks has none."""
    if QUESTIONED not in visit.release.tables:
        return None
    return questioned.together(questioned.rows_behind(visit.reader, figures, selection), visit.currency)


def of_made(visit: Visit, names: Sequence[str], selection: Selection) -> Questioned | None:
    """Return what is questioned in the rows that tables, metrics (`metric.NAME`) or questions are made of."""
    if not names or LINEAGE not in visit.release.tables or QUESTIONED not in visit.release.tables:
        return None
    figures = questioned.figures_behind(visit.reader, names)
    return of_figures(visit, figures, selection) if figures else None


def text(words: Catalogue, found: Questioned) -> str:
    """Say how many lines are questioned, and what money they carry."""
    count = words.formats.number(found.line_count)
    if found.amount is None:
        return words.text("questioned.count", count=count)
    return words.text(
        "questioned.money", count=count, amount=words.formats.number(found.amount, 2), currency=found.currency
    )


def mark(visit: Visit, found: Questioned | None) -> None:
    """Draw the mark, which leads to the findings where the visitor may see them; draw nothing where there is none."""
    if found is None:
        return
    label = text(visit.words, found)
    if _NAME in visit.visitor.pages:
        st.page_link(_TRUST, label=label, icon=":material/help:")
    else:
        st.caption(f":material/help: {label}")
