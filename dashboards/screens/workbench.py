"""The SQL workbench: one statement that reads, on the current release.

Belongs here: which parts stand where. Not here: the parts (`dashboards.workbench`).
"""

from __future__ import annotations

import streamlit as st

from dashboards import session
from dashboards.workbench import desk, names


def render(visit: session.Visit) -> None:
    """Draw the page."""
    left, right = st.columns([2, 1])
    with left:
        desk.show(visit)
    with right:
        names.show(visit)


if __name__ == "__main__":
    render(session.current())
