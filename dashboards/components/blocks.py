"""A block of a page: a card with a title, a note, and content that may be empty or fail alone.

Belongs here: the frame around a figure. Not here: the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboards.catalogue import Catalogue
from warehouse.errors import EntrepotError


@contextmanager
def block(words: Catalogue, name: str, title: str) -> Iterator[None]:
    """Frame a part of a page; an error of ours is shown in the frame, and the rest of the page goes on.

    Args:
        words: The visitor's language.
        name: Name of the block, unique on the page; it becomes the CSS class `st-key-block_<name>`.
        title: What the block shows.
    """
    with st.container(border=True, key=f"block_{name}", gap="xsmall", height="stretch"):
        st.markdown(f"### {title}", anchors=False)
        try:
            yield
        except EntrepotError as error:
            st.warning(f"{words.text('error.block')} {error}")


def note(text: str, definition: str | None = None) -> None:
    """Say below a title what exactly is shown; a definition comes on hover and focus."""
    st.caption(text, help=definition)


def empty(text: str) -> None:
    """Say that there is nothing to show, and why; never a zero."""
    st.info(text, icon=":material/info:")
