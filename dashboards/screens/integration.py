"""The integration report, live: how well the systems fit together, from the current release.

Belongs here: reading the report. Not here: how it is laid out (`dashboards.integration`), and what it says (`assess`).
"""

from __future__ import annotations

import streamlit as st

from dashboards import session
from dashboards.assess import read_report
from dashboards.components import blocks
from dashboards.integration import layout
from dashboards.queries import sales
from warehouse.errors import ReleaseError


def render(visit: session.Visit) -> None:
    """Draw the page; a release from before there was a report says what it lacks."""
    if sales.extent(visit.reader) is None:
        blocks.empty(visit.words.text("empty.sales"))
        return
    try:
        with st.spinner(visit.words.text("answer.loading")):
            report = read_report(visit.reader, visit.release.id)
    except ReleaseError as error:
        st.warning(f"{visit.words.text('error.block')} {error}")
        return
    layout.show(visit.words, report)


if __name__ == "__main__":
    render(session.current())
