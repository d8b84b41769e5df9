"""The choice that belongs to one picture, and its round trip through the URL.

Belongs here: the widgets. Not here: the filters that all pictures share (`components.filters`).
"""

from __future__ import annotations

import streamlit as st

from dashboards.boards.picture import ALL, Choice, View
from dashboards.components import cells
from dashboards.queries import boards

_FEW = 7


def ask(view: View, choice: Choice) -> str | None:
    """Ask for an option: as in the URL, as chosen in this visit, the first, in this order; None if there is none."""
    options = options_of(view, choice)
    if not options:
        return None
    memory = f"_choice_{choice.name}"
    before = st.query_params.get(choice.name) or st.session_state.get(memory)
    chosen = _widget(view, choice, options, before if before in options else options[0])
    st.session_state[memory] = chosen
    if chosen != options[0]:
        st.query_params[choice.name] = chosen
    elif choice.name in st.query_params:
        del st.query_params[choice.name]
    return chosen


def remembered(view: View, choice: Choice) -> str | None:
    """Return the option that stands, without asking."""
    options = options_of(view, choice)
    chosen = st.session_state.get(f"_choice_{choice.name}")
    return chosen if chosen in options else next(iter(options), None)


def options_of(view: View, choice: Choice) -> list[str]:
    """Return what can be chosen, the default first."""
    return [*choice.options, *(boards.members(view.visit.reader, choice.members) if choice.members else ())]


def written(view: View, choice: Choice, option: str) -> str:
    """Write an option as the column's values are written; a name stays what it is."""
    return cells.written(view.words, choice.column, {choice.column: option}, view.currency)


def _widget(view: View, choice: Choice, options: list[str], chosen: str) -> str:
    """Draw a row of options, or a list where there are many."""
    words = view.words
    label, key = words.text(f"choice.{choice.name}"), f"choice_{choice.name}_{words.language}"

    def named(option: str) -> str:
        if option == ALL:
            return words.text("choice.everything")
        return written(view, choice, option)

    if len(options) <= _FEW:
        picked = st.segmented_control(
            label, options, default=chosen, required=True, format_func=named, key=key, wrap=True
        )
    else:
        picked = st.selectbox(label, options, index=options.index(chosen), format_func=named, key=key)
    return picked or chosen
