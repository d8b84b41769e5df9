"""The scorecard: the demo company's release held against its known truth.

Belongs here: which parts stand where. Not here: the parts (`dashboards.scorecard`).
"""

from __future__ import annotations

import streamlit as st

from dashboards import session, tables
from dashboards.components import blocks
from dashboards.queries import scorecard
from dashboards.scorecard import figures
from dashboards.scorecard.blocks import area_block

# The areas, by row of the page. No text here: Streamlit would show it.
_ROWS = (
    ("matching", "forecast"), ("faults", "money on faults"), ("money",), ("numbers",),
    ("lost sales", "broken joints"), ("returns to come", "parcels"), ("deposits",),
)  # fmt: skip
_WIDTHS = {"faults": 3, "money on faults": 2}


def render(visit: session.Visit) -> None:
    """Draw the page; a release without the table is one of a company whose truth nobody knows."""
    words = visit.words
    scores = scorecard.scores(visit.reader) if tables.SCORECARD in visit.release.tables else ()
    if not scores:
        blocks.empty(words.text("empty.scorecard"))
        return
    st.caption(words.text("scorecard.about"))
    figures.show(words, scores)
    by_area = {area: [score for score in scores if score.area == area] for area in {score.area for score in scores}}
    for row in _rows(by_area):
        for column, area in zip(st.columns([_WIDTHS.get(area, 1) for area in row]), row, strict=True):
            with column:
                area_block(words, area, by_area[area])


def _rows(areas: dict[str, list[scorecard.Score]]) -> list[list[str]]:
    """Return the areas that there are, row by row; one that this page does not know yet comes last."""
    known = {area for row in _ROWS for area in row}
    rows = [[area for area in row if area in areas] for row in _ROWS]
    return [row for row in rows if row] + [[area] for area in sorted(areas.keys() - known)]


if __name__ == "__main__":
    render(session.current())
