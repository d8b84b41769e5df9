"""The gate before the pages: who is visiting, signing in and out, by Streamlit.

Belongs here: what the provider and the request say of this visit, and the button. Not here: the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboards.access import log, signing_in
from dashboards.access.visitor import Visitor
from dashboards.catalogue import Catalogue
from warehouse.errors import EntrepotError
from warehouse.settings import Settings, load_settings


def visitor_of_visit(settings: Settings) -> Visitor:
    """Return who is visiting now, and write down who is turned away; errors as for `signing_in.visitor`."""
    try:
        return signing_in.visitor(settings, _claims(), _headers())
    except signing_in.TurnedAwayError as error:
        log.note_turned_away(settings, error)
        raise


def is_still(settings: Settings, visitor: Visitor) -> bool:
    """Say whether a visitor is who they were and may see what they saw, by the configuration as it is now."""
    try:
        return visitor_of_visit(load_settings(settings.config_file)) == visitor
    except EntrepotError:
        return False


def ask_to_sign_in(words: Catalogue, settings: Settings) -> None:
    """Offer to sign in, where a provider does that."""
    with st.container(border=True, key="sign_in"):
        st.markdown(f"### {words.text('access.title')}", anchors=False)
        st.markdown(words.text("access.needed"))
        if settings.access and settings.access.oidc:
            st.button(
                words.text("access.sign_in"), key="access_sign_in", icon=":material/login:", type="primary",
                on_click=st.login,
            )  # fmt: skip


def offer_to_sign_out(words: Catalogue, settings: Settings) -> None:
    """Offer to sign out, where a provider signed the visitor in."""
    if settings.access and settings.access.oidc:
        st.button(
            words.text("access.sign_out"), key="access_sign_out", icon=":material/logout:", type="tertiary",
            on_click=st.logout,
        )  # fmt: skip


def say_what_is_seen(words: Catalogue, visitor: Visitor) -> None:
    """Say to whom only some markets are shown which ones, and that what is not kept by market is left out."""
    if visitor.markets is not None:
        markets = ", ".join(words.formats.country(code) or code for code in visitor.markets)
        st.caption(words.text("access.scope", markets=markets))


def _claims() -> Mapping[str, Any]:
    return {str(name): value for name, value in st.user.to_dict().items()}


def _headers() -> Mapping[str, Sequence[str]]:
    headers = st.context.headers
    return {name: headers.get_all(name) for name in headers}
