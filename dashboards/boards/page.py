"""A board: filters, rows of pictures, and the whole page as one workbook.

Belongs here: the frame of a picture, its rows, its note. Not here: how its kind is drawn (`kinds`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from dashboards.boards import choosing
from dashboards.boards.picture import Picture, View
from dashboards.components import blocks, cells, export, filters, questioned
from dashboards.components.names import channel_names, market_names
from dashboards.queries import Rows, Selection, boards, sales
from dashboards.session import Visit

EXPORTED_ROWS = 50_000
_QUESTIONS = "screens/questions.py"
_NOT_APPLIED = {"start": "period", "markets": "market", "channels": "channel"}
_BINDABLE = ("start", "end", "markets", "channels")


def show(visit: Visit, name: str, rows: Sequence[Sequence[Picture]]) -> None:
    """Draw a board.

    Args:
        visit: One run of the page.
        name: What the workbook of the page is called.
        rows: The pictures that stand side by side, from the top.
    """
    extent = sales.extent(visit.reader)
    if extent is None:
        blocks.empty(visit.words.text("empty.sales"))
        return
    choices = filters.Choices(*extent, market_names(visit), channel_names(visit))
    selection, period = filters.show(visit.words, choices)
    view = View(visit, choices, selection, period, boards.metrics(visit.reader))
    blocks.note(f"{visit.words.formats.days(period.start, period.end)} · {visit.currency}")
    for row in rows:
        for column, picture in zip(st.columns(len(row)), row, strict=True):
            with column:
                _picture(view, picture)
    _workbook(view, name, [picture for row in rows for picture in row])


def rows_of(view: View, picture: Picture, option: str | None, limit: int | None) -> Rows:
    """Ask for a picture's rows."""
    selection = view.selection
    if picture.compares_months:
        months = view.whole_months(str(option))
        if months is None:
            return []
        selection = months.now
    values = selection.values(*(name for name in _BINDABLE if name in picture.binds))
    if picture.choice:
        values["choice"] = option
    if picture.limit:
        values["limit"] = limit
    return boards.picture(view.visit.reader, picture.name, values)


def _picture(view: View, picture: Picture) -> None:
    words = view.words
    with blocks.block(words, picture.name, words.text(f"picture.{picture.name}")):
        blocks.note(_note(view, picture), _definitions(view, picture) or None)
        option = choosing.ask(view, picture.choice) if picture.choice else None
        if picture.compares_months:
            blocks.note(_compared(view, str(option)))
        with st.spinner(words.text("answer.loading")):
            rows = rows_of(view, picture, option, picture.limit)
        if not rows:
            blocks.empty(words.text("empty.selection" if _chosen(view) & set(picture.binds) else "empty.nothing"))
            return
        picture.kind.draw(view, picture, rows, option)
        _questioned(view, picture)
        _below(view, picture, rows, option)


def _questioned(view: View, picture: Picture) -> None:
    """Mark a picture whose metrics or question are made of questioned rows of what is chosen."""
    names = [f"metric.{name}" for name in picture.metrics] or [f"question.{picture.question}"]
    chosen = Selection(
        start=view.selection.start if "start" in picture.binds else None,
        end=view.selection.end if "end" in picture.binds else None,
        markets=view.selection.markets if "markets" in picture.binds else (),
        channels=view.selection.channels if "channels" in picture.binds else (),
    )
    questioned.mark(view.visit, questioned.of_made(view.visit, names, chosen))


def _chosen(view: View) -> set[str]:
    """Return the parts of the selection that leave anything out, as statements name them."""
    chosen = {"start": not view.period.is_all, "markets": view.selection.markets, "channels": view.selection.channels}
    return {name for name, narrows in chosen.items() if narrows}


def _note(view: View, picture: Picture) -> str:
    """Say what is shown, and which parts of the selection do not apply."""
    words = view.words
    parts = [words.text(f"picture_note.{picture.name}", currency=view.currency)]
    chosen = _chosen(view)
    ignored = [
        words.text(f"filter.{label}")
        for name, label in _NOT_APPLIED.items()
        if name in chosen and name not in picture.binds
    ]
    if ignored:
        parts.append(words.text("picture_part.not_applied", names=", ".join(ignored)))
    return " ".join(parts)


def _compared(view: View, comparison: str) -> str:
    """Say which whole months are compared with which, by date."""
    words, months = view.words, view.whole_months(comparison)
    if months is None:
        return words.text("picture_part.not_compared")
    sides = (months.now, months.before)
    now, before = (words.formats.days(it.start, it.end) for it in sides if it.start and it.end)
    told = words.text(f"picture_part.{comparison}", now=now, before=before)
    return told if months.is_finished else f"{told} {words.text('picture_part.unfinished')}"


def _definitions(view: View, picture: Picture) -> str:
    """Write the definitions of the picture's metrics, in Chinese where the visitor reads it, else in English."""
    zh = "_zh" if view.words.language == "zh" else ""
    found = [view.metrics[name] for name in picture.metrics if name in view.metrics]
    return "\n\n".join(
        f"**{row[f'label{zh}_text']}**: {row[f'description{zh}_text']} ({row['formula_text']})" for row in found
    )


def _below(view: View, picture: Picture, rows: Rows, option: str | None) -> None:
    """Draw the rows behind a picture, the way out to a spreadsheet, and the way to the question."""
    words = view.words
    if picture.columns:
        with st.expander(words.text("picture_part.rows", count=words.formats.number(len(rows)))):
            cells.show(words, picture.name, rows, currency=view.currency, names=picture.columns)
    export.download(words, lambda: rows_of(view, picture, option, EXPORTED_ROWS), picture.name)
    if picture.question:
        st.page_link(
            _QUESTIONS,
            label=words.text("picture_part.question", question=picture.question),
            icon=":material/quiz:",
            query_params={"question": picture.question},
        )


def _workbook(view: View, name: str, pictures: Iterable[Picture]) -> None:
    """Offer the page as one workbook with a sheet per picture, as it is chosen now."""
    asked = [(it, choosing.remembered(view, it.choice) if it.choice else None) for it in pictures]
    export.offer_workbook(
        lambda: {it.name: rows_of(view, it, option, EXPORTED_ROWS) for it, option in asked},
        name,
        view.words.text("picture_part.page"),
    )
