"""The entry of the pages, run anew for every visit; `server.py` is what is started.

Belongs here: configuration, language, who is visiting, the release of this run, navigation. Not here: what a page
shows, and who may see what (`access`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from dashboards import session
from dashboards.access import Visitor, gate
from dashboards.access.signing_in import NotSignedInError
from dashboards.arguments import config_argument
from dashboards.catalogue import LANGUAGES, Catalogue, language_of, load_catalogue
from dashboards.components import banner, style
from dashboards.release import ReleaseReader
from warehouse.errors import EntrepotError
from warehouse.releases import Release, current_release
from warehouse.settings import Settings, load_settings

_SCREENS = Path(__file__).parent / "screens"
_LANGUAGE = "language"
_OPENED = "_opened"
_FIRST = "overview"
# The pages with their icons, by the group under which the navigation lists them.
_PAGES = {
    "": (("overview", "monitoring"), ("questions", "quiz")),
    "business": (
        ("sales", "storefront"),
        ("customers", "groups"),
        ("supply", "local_shipping"),
        ("cash", "payments"),
        ("service", "support_agent"),
        ("plan", "event_note"),
        ("calendar", "calendar_month"),
    ),
    "trust": (("data", "verified"), ("integration", "hub"), ("scorecard", "fact_check"), ("steward", "merge")),
    "tools": (("workbench", "terminal"),),
}


def main() -> None:
    """Draw one run of the page that the visitor chose."""
    st.set_page_config(page_title="Entrepot", page_icon=style.ICON, layout="wide")
    header = st.container(key="header", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    with header:
        title = st.empty()
        words = _language()
    style.apply(words)
    try:
        settings = load_settings(config_argument(sys.argv[1:]))
        visitor = _visitor(words, settings)
        if visitor is None:
            return
        page = _navigation(words, visitor)
        title.markdown(f"## {settings.company.name} · {page.title}", anchors=False)
        release = current_release(settings)
        if release is None:
            _no_release(words)
            return
        _draw(page, session.Visit(release, ReleaseReader(release, visitor), words, visitor, settings))
    except EntrepotError as error:
        st.error(f"{words.text('error.page')} {error}", icon=":material/error:")


def _visitor(words: Catalogue, settings: Settings) -> Visitor | None:
    """Return who is visiting; nobody who has to sign in first, and is told so.

    Raises:
        AccessError: The visitor may see nothing.
    """
    try:
        return gate.visitor_of_visit(settings)
    except EntrepotError as error:
        st.navigation(_empty_pages(), position="hidden")
        if not isinstance(error, NotSignedInError):
            gate.offer_to_sign_out(words, settings)
            raise
        gate.ask_to_sign_in(words, settings)
        return None


def _empty_pages() -> list[st.Page]:
    """Return a page without anything at every address, so that a link to one leads to the sign-in."""
    return [
        st.Page(_nothing, title="Entrepot", url_path=name, default=name == _FIRST)
        for pages in _PAGES.values()
        for name, _ in pages
    ]


def _nothing() -> None:
    """Be what somebody sees of a page who may see none."""


def _language() -> Catalogue:
    """Ask for the language: as in the URL, as chosen in this visit, as the browser's, in this order."""
    of_browser = language_of(st.context.locale)
    before = st.query_params.get("lang") or st.session_state.get(_LANGUAGE, of_browser)
    language = st.segmented_control(
        load_catalogue(before if before in LANGUAGES else of_browser).text("app.language"),
        list(LANGUAGES),
        default=before if before in LANGUAGES else of_browser,
        format_func=lambda code: LANGUAGES[code],
        required=True,
        key="choice_of_language",
        label_visibility="collapsed",
    )
    language = language or of_browser
    st.session_state[_LANGUAGE] = language
    if language != of_browser:
        st.query_params["lang"] = language
    elif "lang" in st.query_params:
        del st.query_params["lang"]
    return load_catalogue(language)


def _navigation(words: Catalogue, visitor: Visitor) -> st.Page:
    """Return the page that the visitor chose of those that they may open; pages without a group stand first."""
    groups = {
        words.text(f"group.{group}") if group else "": [
            _page(words, name, icon) for name, icon in pages if name in visitor.pages
        ]
        for group, pages in _PAGES.items()
    }
    return st.navigation({group: pages for group, pages in groups.items() if pages}, position="top")


def _page(words: Catalogue, name: str, icon: str) -> st.Page:
    return st.Page(
        _SCREENS / f"{name}.py",
        title=words.text(f"page.{name}"),
        icon=f":material/{icon}:",
        url_path=name,
        default=name == _FIRST,
    )


def _draw(page: st.Page, visit: session.Visit) -> None:
    name = page.url_path or _FIRST
    visit.visitor.require_page(name)
    _note(visit, name)
    session.begin(visit)
    gate.offer_to_sign_out(visit.words, visit.settings)
    gate.say_what_is_seen(visit.words, visit.visitor)
    _banner(visit)
    page.run()


def _note(visit: session.Visit, page: str) -> None:
    """Write down, once for each visit, that somebody opened a page."""
    opened: set[tuple[str, str]] = st.session_state.setdefault(_OPENED, set())
    if (visit.visitor.name, page) not in opened:
        visit.note("opened", f"page:{page}")
        opened.add((visit.visitor.name, page))


@st.fragment(run_every="30s")
def _banner(visit: session.Visit) -> None:
    """Draw the banner and keep its age true; begin anew with another release, or when the visitor's rights change."""
    newest: Release | None = current_release(visit.settings)
    if (newest is not None and newest.id != visit.release.id) or not gate.is_still(visit.settings, visit.visitor):
        st.rerun()
    banner.show(visit)


def _no_release(words: Catalogue) -> None:
    with st.container(border=True, key="no_release"):
        st.markdown(f"### {words.text('empty.release_title')}", anchors=False)
        st.markdown(words.text("empty.release"))


if __name__ == "__main__":
    main()
