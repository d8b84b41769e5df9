"""The overview: how the business does, for managers.

Belongs here: which parts stand where. Not here: the parts (`dashboards.overview`).
"""

from __future__ import annotations

import streamlit as st

from dashboards import session
from dashboards.components import blocks, filters
from dashboards.components.names import channel_names, market_names
from dashboards.overview import blocks as parts
from dashboards.overview import figures
from dashboards.overview.view import View
from dashboards.queries import planning, sales

_QUESTIONS = "screens/questions.py"


def render(visit: session.Visit) -> None:
    """Draw the page."""
    extent = sales.extent(visit.reader)
    if extent is None:
        blocks.empty(visit.words.text("empty.sales"))
        return
    choices = filters.Choices(*extent, market_names(visit), channel_names(visit))
    selection, period = filters.show(visit.words, choices)
    view = View(visit, choices, selection, period, planning.weekly(visit.reader, selection))
    figures.show(view)
    st.page_link(_QUESTIONS, label=visit.words.text("answer.link"), icon=":material/quiz:")
    _over_time(view)
    _lists(view)


def _over_time(view: View) -> None:
    left, right = st.columns(2)
    with left:
        parts.net_sales_weekly(view)
    with right:
        parts.forecast(view)


def _lists(view: View) -> None:
    first, second, third = st.columns(3)
    with first:
        parts.by_member(view, "market")
        parts.by_member(view, "channel")
    with second:
        parts.skus(view, "top")
        parts.skus(view, "bottom")
    with third:
        parts.suppliers(view)
        parts.stock(view)


if __name__ == "__main__":
    render(session.current())
