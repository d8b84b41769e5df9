"""Overrides of the forecast on the page: writing one with its reason and its end, what stands, taking one back.

Belongs here: the widgets. Not here: what they call (`desk`).
"""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from dashboards.components import blocks, lists
from dashboards.components.names import market_names
from dashboards.planners.desk import Desk
from dashboards.planners.undoing import undo_form
from forecasting.overriding import EVERYWHERE, Change, change_of
from forecasting.weeks import monday_of, week_of

_FACTOR, _QTY = "factor", "qty"
_WEEKS = 4
_DONE = "_override_done"


def show(desk: Desk) -> None:
    """Draw what stands, and the form for one more."""
    words = desk.visit.words
    with blocks.block(words, "overrides", words.text("planning.overrides")):
        blocks.note(words.text("planning.overrides_note"))
        if said := st.session_state.pop(_DONE, None):
            st.success(f"{said} {words.text('written.from_next_run')}", icon=":material/check_circle:")
        _standing(desk)
        _form(desk)


def _standing(desk: Desk) -> None:
    words, formats = desk.visit.words, desk.visit.words.formats
    found = desk.overrides()
    if not found:
        blocks.empty(words.text("planning.no_override"))
        return
    names = ("number", "what", "market", "weeks", "expires")
    columns = [
        *(lists.Column(words.text(f"planning.{name}")) for name in names),
        *(lists.Column(words.text(f"written.{name}")) for name in ("by", "at", "why", "state")),
    ]
    rows = [
        [f"#{it.override_id}", _what(desk, it.change), _market(desk, it.change.market),
         formats.days(it.change.first_week, it.change.last_week + timedelta(days=6)), formats.day(it.change.expires_on),
         it.actor, formats.moment(it.recorded_at), it.reason, words.text(f"written.{desk.state(it)}")]
        for it in found
    ]  # fmt: skip
    lists.table(words, words.text("planning.overrides"), columns, rows)
    undo_form(words, "undo_override", [it.override_id for it in found], desk.undo_override, _DONE)


def _form(desk: Desk) -> None:
    """Draw the form; its weeks begin with the one after the release's day."""
    words = desk.visit.words
    first = monday_of(week_of(desk.visit.release.manifest.as_of)) + timedelta(days=7)
    with st.form("new_override"):
        item = st.text_input(words.text("planning.item"))
        left, right = st.columns(2)
        market = left.selectbox(
            words.text("planning.market"), [EVERYWHERE, *market_names(desk.visit)],
            format_func=lambda code: _market(desk, code),
        )  # fmt: skip
        kind = right.segmented_control(
            words.text("planning.kind"), (_FACTOR, _QTY), default=_FACTOR, required=True,
            format_func=lambda name: words.text(f"planning.{name}"),
        )  # fmt: skip
        value = right.number_input(words.text("planning.value"), min_value=0.0, value=1.0)
        begin = left.date_input(words.text("planning.from"), first)
        end = right.date_input(words.text("planning.until"), first + timedelta(days=7 * _WEEKS - 1))
        expires = left.date_input(words.text("planning.expires"), None)
        reason = st.text_input(words.text("written.reason"))
        if st.form_submit_button(words.text("planning.override"), type="primary"):
            amounts = {_FACTOR: value if kind == _FACTOR else None, _QTY: value if kind == _QTY else None}
            change = change_of(item.strip(), market, (begin, end), expires, **amounts)
            number = desk.override(change, reason)
            st.session_state[_DONE] = words.text("planning.overridden", number=f"#{number}")
            st.rerun()


def _what(desk: Desk, change: Change) -> str:
    formats, words = desk.visit.words.formats, desk.visit.words
    if change.factor is not None:
        return f"{change.item}: × {formats.number(change.factor, 2)}"
    return words.text("planning.a_week", item=change.item, qty=formats.number(change.qty, 1))


def _market(desk: Desk, code: str) -> str:
    words = desk.visit.words
    return words.text("planning.everywhere") if code == EVERYWHERE else words.formats.country(code) or code
