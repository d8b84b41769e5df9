"""The form by which a planner takes back something that stands.

Belongs here: the one form. Not here: what it calls (`desk`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboards.catalogue import Catalogue


def undo_form(words: Catalogue, name: str, numbers: Sequence[int], undo: Callable[[int, str], None], done: str) -> None:
    """Draw the form; once something is taken back it is said on the page as it is drawn anew.

    Args:
        words: Of the visitor's language.
        name: The form's own.
        numbers: What stands.
        undo: Takes the number that is chosen, and the reason.
        done: Where the session keeps what is to be said.
    """
    with st.form(name, clear_on_submit=True):
        number = st.selectbox(words.text("planning.take_back"), numbers, format_func=lambda it: f"#{it}")
        reason = st.text_input(words.text("written.reason"))
        if st.form_submit_button(words.text("planning.undo")):
            undo(number, reason)
            st.session_state[done] = words.text("planning.undone", number=f"#{number}")
            st.rerun()
