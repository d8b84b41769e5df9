"""What people wrote of one kind and stands, as a table, and a form that takes one back.

Belongs here: the widgets that every kind shares. Not here: what an undo is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import blocks, lists
from dashboards.session import Visit

NEXT_RUN, IN_EFFECT, EXPIRED = "next_run", "in_effect", "expired"


@dataclass(frozen=True)
class Written:
    """One thing that stands: its number, what it says, who wrote it, when (UTC), why, and whether it is in effect."""

    number: int
    what: str
    actor: str
    recorded_at: datetime
    reason: str
    state: str


def state_of(visit: Visit, number: int, until: date | None = None) -> str:
    """Say whether the release took an entry up, the next run will, or none any more because its last day is over."""
    manifest = visit.release.manifest
    if until is not None and until < manifest.as_of:
        return EXPIRED
    return IN_EFFECT if number <= manifest.ledger_high_water else NEXT_RUN


def done(words: Catalogue, name: str) -> None:
    """Say what was just written, once, and from when on it counts."""
    if said := st.session_state.pop(f"_written_{name}", None):
        st.success(f"{said} {words.text('written.from_next_run')}", icon=":material/check_circle:")


def say(name: str, text: str) -> None:
    """Keep what was just written for the next drawing of the page, and draw it."""
    st.session_state[f"_written_{name}"] = text
    st.rerun()


def standing(words: Catalogue, name: str, found: Sequence[Written], undo: Callable[[int, str], object]) -> None:
    """Draw what stands, and below it the form that takes one back with a reason.

    Args:
        words: The visitor's language.
        name: What is written, unique on the page.
        found: What stands; nothing is said in words.
        undo: Takes one back by its number, with a reason.
    """
    if not found:
        blocks.empty(words.text("kept.nothing"))
        return
    _table(words, name, found)
    with st.form(f"undo_{name}", clear_on_submit=True):
        what = {it.number: f"#{it.number} {it.what}" for it in found}
        number = st.selectbox(words.text("kept.take_back"), list(what), format_func=lambda number: what[number])
        reason = st.text_input(words.text("written.reason"))
        if st.form_submit_button(words.text("kept.undo")):
            undo(number, reason)
            say(name, words.text("kept.undone", number=f"#{number}"))


def _table(words: Catalogue, name: str, found: Sequence[Written]) -> None:
    columns = [
        lists.Column(words.text("kept.number")),
        lists.Column(words.text("kept.what"), is_wide=True),
        *(lists.Column(words.text(f"written.{part}")) for part in ("by", "at", "why", "state")),
    ]
    rows = [
        [f"#{it.number}", it.what, it.actor, words.formats.moment(it.recorded_at), it.reason,
         words.text(f"written.{it.state}")]
        for it in found
    ]  # fmt: skip
    lists.table(words, words.text(f"kept.{name}"), columns, rows)
