"""Fields of golden records that people say: what stands, saying one, taking one back.

Belongs here: the widgets. Not here: what they call (`desk`), and the rules of survivorship.
"""

from __future__ import annotations

import streamlit as st

from dashboards.components import blocks
from dashboards.keepers import written
from dashboards.keepers.written import Written
from dashboards.stewards.desk import Desk
from identity.decisions.overrides import FIELDS, NOTHING, Override, field_of

_NAME = "golden"


def show(desk: Desk) -> None:
    """Draw the fields that people say, and the form for one more."""
    words = desk.visit.words
    with blocks.block(words, _NAME, words.text(f"kept.{_NAME}")):
        blocks.note(words.text(f"kept_note.{_NAME}", nothing=NOTHING))
        written.done(words, _NAME)
        written.standing(words, _NAME, [_written(desk, it) for it in desk.overridden()], desk.undo_override)
        _form(desk)


def _written(desk: Desk, it: Override) -> Written:
    field = it.field
    what = f"{field.source_name}:{field.record_id} · {field.name} = {it.value or NOTHING}"
    state = written.state_of(desk.visit, it.override_id)
    return Written(it.override_id, what, it.actor, it.recorded_at, it.reason, state)


def _form(desk: Desk) -> None:
    """Draw the form; the fields are those of the chosen kind, which therefore stands before it."""
    words = desk.visit.words
    entity = st.segmented_control(
        words.text("steward.entity"), list(FIELDS), default="customer", required=True, key="steward_golden_entity",
        format_func=lambda name: words.text(f"entity.{name}"),
    )  # fmt: skip
    with st.form(f"new_{_NAME}"):
        left, right = st.columns(2)
        record = left.text_input(words.text("kept_column.record"))
        name = right.selectbox(words.text("kept_column.field"), FIELDS[entity or "customer"])
        value = st.text_input(words.text("kept_column.value"))
        reason = st.text_input(words.text("written.reason"))
        if st.form_submit_button(words.text("kept.put"), type="primary"):
            number = desk.override(field_of(record.strip(), name, entity or "customer"), value, reason)
            written.say(_NAME, words.text("kept.done", number=f"#{number}"))
