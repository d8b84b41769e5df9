"""Exceptions to checks on the page of the data: what stands, letting rows break a rule for a while, taking it back.

Belongs here: the widgets. Not here: what they call (`desk`), and the rules that are broken (`dashboards.quality`).
"""

from __future__ import annotations

import streamlit as st

from dashboards.access import Right
from dashboards.components import blocks
from dashboards.keepers import written
from dashboards.keepers.desk import Allowing
from dashboards.keepers.written import Written
from dashboards.session import Visit
from dashboards.tables import RULE
from warehouse.exemptions import Allowance, Exemption

_NAME = "exceptions"


def show(visit: Visit) -> None:
    """Draw the exceptions that count and the form for one more, for whoever may decide on it."""
    words = visit.words
    if not visit.visitor.may(Right.DECIDE) or RULE not in visit.release.tables:
        return
    desk = Allowing(visit)
    with blocks.block(words, _NAME, words.text(f"kept.{_NAME}")):
        blocks.note(words.text(f"kept_note.{_NAME}"))
        written.done(words, _NAME)
        written.standing(words, _NAME, [_written(visit, it) for it in desk.standing()], desk.undo)
        _form(desk)


def _written(visit: Visit, it: Allowance) -> Written:
    words, exemption = visit.words, it.exemption
    what = words.text(
        "kept.allowed", count=words.formats.number(exemption.allowed_count), rule=exemption.subject,
        day=words.formats.day(exemption.until),
    )  # fmt: skip
    state = written.state_of(visit, it.entry_id, exemption.until)
    return Written(it.entry_id, what, it.actor, it.recorded_at, it.reason, state)


def _form(desk: Allowing) -> None:
    words = desk.visit.words
    with st.form(f"new_{_NAME}"):
        rule = st.selectbox(words.text("kept_column.rule"), desk.rules(), index=None)
        left, right = st.columns(2)
        count = left.number_input(words.text("kept_column.count"), min_value=0, value=1, step=1)
        until = right.date_input(words.text("kept_column.until"), desk.visit.release.manifest.as_of)
        reason = st.text_input(words.text("written.reason"))
        if st.form_submit_button(words.text("kept.put"), type="primary"):
            number = desk.allow(Exemption(rule or "", int(count), until), reason)
            written.say(_NAME, words.text("kept.done", number=f"#{number}"))
