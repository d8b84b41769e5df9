"""The list of questions: a search, who asks, and one line for each.

Belongs here: widgets and their round trip through the URL. Not here: the answer (`answering`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from dashboards.answers.finding import Asked, catalogue, matching
from dashboards.catalogue import Catalogue
from dashboards.components import blocks

QUESTION, USER, SEARCH = "question", "user", "search"
_ICONS = {"answered": ":material/check_circle:", "open": ":material/hourglass_empty:"}


def show(words: Catalogue, asked: Sequence[Asked]) -> None:
    """Draw the search and the questions that it finds."""
    found = _chosen(words, asked)
    counts = Counter(it.standing for it in asked)
    answered, waiting = (counts[standing] for standing in ("answered", "open"))
    text = words.text("answer.counts", found=len(found), count=len(asked), answered=answered, open=waiting)
    blocks.note(text)
    if not found:
        blocks.empty(words.text("answer.none_found"))
    for user in dict.fromkeys(it.question.user for it in found):
        with blocks.block(words, f"questions_{user}", words.member("asker", user)):
            for it in found:
                if it.question.user == user:
                    _line(words, it)


def _chosen(words: Catalogue, asked: Sequence[Asked]) -> list[Asked]:
    users = list(dict.fromkeys(question.user for question in catalogue().values()))
    with st.container(key="filters_questions"):
        search = st.text_input(
            words.text("answer.search"),
            st.query_params.get(SEARCH, ""),
            key=f"question_search_{words.language}",
            placeholder=words.text("answer.search_hint"),
            icon=":material/search:",
        )
        picked = st.pills(
            words.text("answer.asker"),
            users,
            selection_mode="multi",
            default=[user for user in st.query_params.get_all(USER) if user in users],
            format_func=lambda user: words.member("asker", user),
            key=f"question_user_{words.language}",
            wrap=True,
        )
    _remember(search or "", picked)
    return matching(asked, search or "", picked)


def _remember(search: str, users: Sequence[str]) -> None:
    """Write the choice into the URL; what is not chosen does not stand there."""
    for name, values in ((SEARCH, [search] if search else []), (USER, list(users))):
        if values:
            st.query_params[name] = values
        elif name in st.query_params:
            del st.query_params[name]


def _line(words: Catalogue, asked: Asked) -> None:
    name = asked.question.id
    state = "" if asked.standing == "answered" else f" · :gray[{words.member('standing', asked.standing)}]"
    st.button(
        f"**{name}** {asked.text}{state}",
        key=f"ask_{name}",
        icon=_ICONS[asked.standing],
        type="tertiary",
        on_click=choose,
        args=(name,),
    )


def choose(name: str | None) -> None:
    """Put a question into the URL, from where the page reads it; None leads back to the list."""
    if name:
        st.query_params[QUESTION] = name
    elif QUESTION in st.query_params:
        del st.query_params[QUESTION]
