"""Proposals on the page: accepting some with a reason, what stands accepted, taking one back.

Belongs here: the widgets. Not here: what they call (`desk`), and the files that systems take (`entrepot feed`).
"""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from dashboards.components import blocks, lists
from dashboards.planners.desk import KINDS, Desk
from dashboards.planners.undoing import undo_form

_DONE = "_acceptance_done"


def show(desk: Desk) -> None:
    """Draw what stands accepted, and the form that accepts more."""
    words = desk.visit.words
    with blocks.block(words, "acceptances", words.text("planning.acceptances")):
        blocks.note(words.text("planning.acceptances_note"))
        if said := st.session_state.pop(_DONE, None):
            st.success(f"{said} {words.text('planning.next_feed')}", icon=":material/check_circle:")
        _accepted(desk)
        _form(desk)


def _accepted(desk: Desk) -> None:
    words, formats = desk.visit.words, desk.visit.words.formats
    found = desk.accepted()
    if not found:
        blocks.empty(words.text("planning.nothing_accepted"))
        return
    names = ("number", "what", "quantity", "expected")
    columns = [
        *(lists.Column(words.text(f"planning.{name}")) for name in names),
        *(lists.Column(words.text(f"written.{name}")) for name in ("by", "at", "why")),
    ]
    rows = [
        [f"#{it.entry_id}", f"{words.text(f'planning.{it.proposal.proposal_type}')}: {it.proposal.sku}",
         formats.number(it.proposal.qty, 1), formats.day(it.proposal.expected_date), it.actor,
         formats.moment(it.recorded_at), it.reason]
        for it in found
    ]  # fmt: skip
    lists.table(words, words.text("planning.acceptances"), columns, rows)
    undo_form(words, "undo_acceptance", [it.entry_id for it in found], desk.undo_acceptance, _DONE)


def _form(desk: Desk) -> None:
    words, formats = desk.visit.words, desk.visit.words.formats
    kind = st.segmented_control(
        words.text("planning.kind"), KINDS, default=KINDS[0], required=True, key="acceptance_kind",
        format_func=lambda name: words.text(f"planning.{name}"),
    )  # fmt: skip
    rows = desk.proposals(kind or KINDS[0])
    if not rows:
        blocks.empty(words.text("planning.nothing_proposed"))
        return

    def named(place: int) -> str:
        row = rows[place]
        return f"{row['sku']} · {row['location_name']} · {formats.number(row['qty'], 1)}"

    with st.form("accept", clear_on_submit=True):
        chosen = st.multiselect(words.text("planning.proposals"), range(len(rows)), format_func=named)
        qty = st.number_input(words.text("planning.another_quantity"), min_value=0.0, value=None)
        reason = st.text_input(words.text("written.reason"))
        if st.form_submit_button(words.text("planning.accept"), type="primary") and chosen:
            count = desk.accept([rows[place] for place in chosen], None if qty is None else Decimal(str(qty)), reason)
            st.session_state[_DONE] = words.text("planning.accepted", count=formats.number(count))
            st.rerun()
