"""The blocks of the scorecard: one per area.

Belongs here: which figures stand in one table, and what they mean. Not here: the key figures (`figures`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import blocks, export
from dashboards.components.lists import Cell, Column, meanings, table
from dashboards.queries.scorecard import Score
from dashboards.scorecard.writing import subject_of, written

_APART = {"money": ("residual",)}
"""Figures with subjects of their own, here a source: they stand in a table of their own."""


def area_block(words: Catalogue, area: str, scores: Sequence[Score]) -> None:
    """Draw the figures of one area, their meaning, and the button that downloads them."""
    name = area.replace(" ", "_")
    with blocks.block(words, f"score_{name}", words.member("area", area)):
        parts = [part for part in _parts(area, scores) if part]
        widths = [1 + len({score.figure for score in part}) for part in parts]
        for column, part in zip(st.columns(widths), parts, strict=True):
            with column:
                _table(words, area, part)
        with st.expander(words.text("scorecard.meanings")):
            meanings(words, words.text("scorecard.meanings"), _meanings(words, area, scores))
        export.download(words, [asdict(score) for score in scores], f"scorecard_{name}")


def _parts(area: str, scores: Sequence[Score]) -> tuple[list[Score], list[Score]]:
    apart = _APART.get(area, ())
    return [s for s in scores if s.figure not in apart], [s for s in scores if s.figure in apart]


def _table(words: Catalogue, area: str, scores: Sequence[Score]) -> None:
    """Draw subjects against figures; whichever are more run down the page, so that the table stays narrow."""
    cells = {(score.subject, score.figure): score for score in scores}
    subjects = {subject: subject_of(words, subject) for subject, _ in cells}
    figures = {figure: words.member("figure", f"{area}.{figure}", figure) for figure in _figures(words, area, scores)}
    if len(figures) > len(subjects):
        head, across = words.text("column.figure"), subjects
        rows = [_row(words, name, [cells.get((s, figure)) for s in subjects]) for figure, name in figures.items()]
    else:
        head, across = words.text("column.subject"), figures
        rows = [_row(words, name, [cells.get((subject, f)) for f in figures]) for subject, name in subjects.items()]
    columns = [Column(head), *(Column(name, is_number=True) for name in across.values())]
    table(words, words.member("area", area), columns, rows)


def _row(words: Catalogue, name: str, scores: Sequence[Score | None]) -> list[str | Cell]:
    return [name, *(_cell(words, score) for score in scores)]


def _cell(words: Catalogue, score: Score | None) -> Cell:
    is_open = score is not None and score.figure_value is None
    return Cell(written(words, score), "open" if is_open else "")


def _figures(words: Catalogue, area: str, scores: Sequence[Score]) -> list[str]:
    names = sorted({score.figure for score in scores})
    return sorted(names, key=lambda name: words.place("figure", f"{area}.{name}"))


def _meanings(words: Catalogue, area: str, scores: Sequence[Score]) -> list[tuple[str, str]]:
    """Return each figure's name and meaning, in the visitor's language if the catalogue has it."""
    english = {score.figure: score.definition for score in scores}
    keys = {figure: f"{area}.{figure}" for figure in _figures(words, area, scores)}
    return [
        (words.member("figure", key, figure), words.member("meaning", key, english[figure]))
        for figure, key in keys.items()
    ]
