"""How the pages look: colours and the style sheet.

Belongs here: colours used by charts and lists, and loading the CSS. Not here: Streamlit's own theme
(`dashboards/.streamlit/config.toml`).
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboards.catalogue import Catalogue

_SHEETS = Path(__file__).parent
ICON = _SHEETS / "icon.svg"
"""Our own file: an icon by name would be fetched from another host."""

FONT = "'Source Sans', 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans Arabic', sans-serif"
INK = "#1f2933"
MUTED = "#5b6775"
GRID = "#e6eaee"
MAIN = "#1d6f8c"
MAIN_PALE = "#a9cbd7"
LAST_YEAR = "#8a94a0"
AHEAD = "#b3591a"
AHEAD_BAND = "rgba(179, 89, 26, 0.16)"
SERIES = ("#1d6f8c", "#b3591a", "#6b5b95", "#1f2933", "#d08a1d", "#8a94a0")
"""Colours of series that stay apart for people who see few colours; the first four also differ in lightness."""
STAGES = ("#cfe3ea", "#8dbccb", "#4a92ad", "#1d6f8c", "#0f3f50", "#8a94a0")
"""Colours of stages that follow each other, from light to dark, and grey for what has none."""
STATES = {
    "sold_out": "#a4262c",
    "low": "#d08a1d",
    "healthy": "#1d6f8c",
    "slow": "#6b5b95",
    "no_demand": "#98a2ad",
}


def apply(words: Catalogue) -> None:
    """Add the style sheet, and the one for languages that run from right to left."""
    st.html(_SHEETS / "style.css")
    if words.direction == "rtl":
        st.html(_SHEETS / "rtl.css")
