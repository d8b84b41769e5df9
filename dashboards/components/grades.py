"""Grades from A to F that open to what they are made of; the letter says it, the colour repeats it.

Belongs here: markup and its escaping. Not here: what a grade means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from dashboards.catalogue import Catalogue


@dataclass(frozen=True)
class Graded:
    """One thing with a grade: its name, the figures and the reason as written, and a table as markup."""

    name: str
    grade: str
    label: str
    figures: str
    reason: str
    inside: str


def show(words: Catalogue, name: str, rows: Sequence[Graded]) -> None:
    """Draw graded things, each closed.

    Args:
        words: The visitor's language.
        name: What the list is, for assistive technology.
        rows: The things, in order; all their texts are escaped, and `inside` must be.
    """
    items = "".join(_item(row) for row in rows)
    st.html(f'<div class="grades" dir="{words.direction}" role="group" aria-label="{escape(name)}">{items}</div>')


def _item(row: Graded) -> str:
    return (
        f'<details><summary><span class="grade grade_{escape(row.grade)}" title="{escape(row.label)}">'
        f"{escape(row.grade)}</span><strong><bdi>{escape(row.name)}</bdi></strong>"
        f'<span class="figures">{escape(row.figures)}</span><span class="reason">{escape(row.reason)}</span></summary>'
        f"{row.inside}</details>"
    )
