"""A table that planners keep: what is in effect, what people wrote, a form for one row, taking one back.

Belongs here: the widgets, made of the table's own contract. Not here: what they call (`desk`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import blocks, cells, export
from dashboards.components.names import market_names
from dashboards.keepers import written
from dashboards.keepers.desk import Keeping
from dashboards.keepers.written import Written
from warehouse.reference.entries import StandingChange
from warehouse.reference.tables import Row

_EVERYWHERE = "*"
_OF_ALL_MARKETS = ("comparable_day",)
"""Tables in which a row may be of every market."""
_MARKET, _CURRENCY, _MONTH, _REASON = "market_code", "currency_code", "month_start_date", "reason"


def show(desk: Keeping, name: str) -> None:
    """Draw a table of reference data with all that can be done with it."""
    words = desk.visit.words
    with blocks.block(words, name, words.text(f"kept.{name}")):
        blocks.note(words.text(f"kept_note.{name}"))
        written.done(words, name)
        _in_effect(desk, name)
        found = [_written(desk, item) for item in desk.standing(name)]
        written.standing(words, name, found, lambda number, reason: desk.undo(name, number, reason))
        _form(desk, name)


def _in_effect(desk: Keeping, name: str) -> None:
    words, rows = desk.visit.words, desk.in_effect(name)
    if not rows:
        blocks.empty(words.text("kept.none_in_effect"))
        return
    with st.expander(words.text("kept.in_effect", count=words.formats.number(len(rows)))):
        cells.show(words, f"kept_{name}", rows, currency=desk.visit.currency, title=words.text(f"kept.{name}"))
    export.download(words, rows, name)


def _written(desk: Keeping, item: StandingChange) -> Written:
    row, words = item.change.after, desk.visit.words
    said = _said(desk, row or item.change.before or {})
    what = said if row else words.text("kept.removed", what=said)
    state = written.state_of(desk.visit, item.change_id)
    return Written(item.change_id, what, item.actor, item.recorded_at, item.reason, state)


def _said(desk: Keeping, row: Row) -> str:
    """Write a row in one line, as a visitor reads it."""
    return " · ".join(_value(desk, name, text) for name, text in row.items() if text is not None)


def _value(desk: Keeping, name: str, text: str) -> str:
    words = desk.visit.words
    if name == _MARKET:
        return _market(desk, text)
    if name.endswith("_date"):
        day = date.fromisoformat(text)
        return words.formats.month(day) if name == _MONTH else words.formats.day(day)
    if name.endswith("_amount"):
        return words.formats.number(Decimal(text), 2)
    return _option(words, name, text)


def _form(desk: Keeping, name: str) -> None:
    words, table = desk.visit.words, desk.table(name)
    with st.form(f"new_{name}"):
        asked = [(column, kind) for column, kind in table.types.items() if column != _REASON]
        values = {
            column: _input(desk, place, name, column, kind)
            for first in range(0, len(asked), 2)
            for place, (column, kind) in zip(st.columns(2), asked[first : first + 2], strict=False)
        }
        reason = st.text_input(words.text("written.reason"))
        if st.form_submit_button(words.text("kept.put"), type="primary"):
            number = desk.put(name, values | ({_REASON: reason} if _REASON in table.types else {}), reason)
            written.say(name, words.text("kept.done", number=f"#{number}"))


def _input(desk: Keeping, place: st.delta_generator.DeltaGenerator, name: str, column: str, kind: str) -> object:
    """Draw the widget of a column and return what it says."""
    words, allowed = desk.visit.words, desk.table(name).allowed.get(column)
    label = words.text(f"kept_column.{column}")
    if column == _MARKET:
        options = [*([_EVERYWHERE] if name in _OF_ALL_MARKETS else []), *market_names(desk.visit)]
        return place.selectbox(label, options, format_func=lambda code: _market(desk, code))
    if allowed:
        return place.selectbox(label, list(allowed), format_func=lambda code: _option(words, column, code))
    if kind == "date":
        day = place.date_input(label, desk.visit.release.manifest.as_of)
        return day.replace(day=1) if column == _MONTH and isinstance(day, date) else day
    if kind.startswith("decimal"):
        return place.number_input(label, min_value=0.0, value=None, step=1.0)
    return place.text_input(label, desk.visit.currency if column == _CURRENCY else "").strip()


def _market(desk: Keeping, code: str) -> str:
    words = desk.visit.words
    return words.text("planning.everywhere") if code == _EVERYWHERE else words.formats.country(code) or code


def _option(words: Catalogue, column: str, code: str) -> str:
    if column == "channel_code":
        return words.member("channel", code)
    return words.member("kept_event_type", code) if column == "event_type" else code
