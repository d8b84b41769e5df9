"""How the pages look: colours and the style sheet.

Belongs here: colours used by charts and lists, and loading the CSS. Not here: Streamlit's own theme
(`dashboards/.streamlit/config.toml`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

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

_DARK = {
    INK: "#e8ecf0", MUTED: "#a9b4bf", GRID: "#36414c", MAIN: "#57a9c6", MAIN_PALE: "#2c5566", LAST_YEAR: "#97a2ae",
    AHEAD: "#e08a4a", AHEAD_BAND: "rgba(224, 138, 74, 0.24)", "#6b5b95": "#a594d6", "#d08a1d": "#e0a63f",
    "#cfe3ea": "#1f3a46", "#8dbccb": "#2f5f73", "#4a92ad": "#3f86a3", "#0f3f50": "#a8d6e6", "#a4262c": "#f2898d",
    "#98a2ad": "#7f8a95", "#eef4f7": "#1d2730", "#7fb0c2": "#2f6f88", "#0f4c61": "#9fd0e2", "white": "#14191f",
}  # fmt: skip
"""The colour by night of each colour by day."""


def is_dark() -> bool:
    """Say whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def of_theme(drawing: Any) -> Any:
    """Return a drawing of Plotly's words with every colour as the visitor's theme has it."""
    return _toned(drawing) if is_dark() else drawing


def _toned(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _toned(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_toned(value) for value in part]
    return _DARK.get(part, part) if isinstance(part, str) else part


def both(colour: str) -> str:
    """Return a colour as CSS that has it by day and by night."""
    return f"light-dark({colour}, {_DARK.get(colour, colour)})"


def apply(words: Catalogue) -> None:
    """Add the style sheet, and the one for languages that run from right to left."""
    st.html(_SHEETS / "style.css")
    if words.direction == "rtl":
        st.html(_SHEETS / "rtl.css")
