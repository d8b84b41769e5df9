"""The entry of the pages, run anew for every visit; `server.py` is what is started.

Belongs here: configuration, language, the release of this run, navigation. Not here: what a page shows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from dashboards import session
from dashboards.arguments import config_argument
from dashboards.catalogue import LANGUAGES, Catalogue, language_of, load_catalogue
from dashboards.components import banner, style
from dashboards.release import ReleaseReader
from warehouse.errors import EntrepotError
from warehouse.releases import Release, current_release
from warehouse.settings import Settings, load_settings

_SCREENS = Path(__file__).parent / "screens"
_LANGUAGE = "language"
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
    ),
    "trust": (("data", "verified"), ("integration", "hub"), ("scorecard", "fact_check")),
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
    page = _navigation(words)
    try:
        settings = load_settings(config_argument(sys.argv[1:]))
        title.markdown(f"## {settings.company.name} · {page.title}", anchors=False)
        release = current_release(settings)
        if release is None:
            _no_release(words)
            return
        _draw(page, session.Visit(release, ReleaseReader(release), words), settings)
    except EntrepotError as error:
        st.error(f"{words.text('error.page')} {error}", icon=":material/error:")


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


def _navigation(words: Catalogue) -> st.Page:
    """Return the page that the visitor chose; pages without a group stand first, one click away from every page."""
    groups = {
        words.text(f"group.{group}") if group else "": [_page(words, name, icon) for name, icon in pages]
        for group, pages in _PAGES.items()
    }
    return st.navigation(groups, position="top")


def _page(words: Catalogue, name: str, icon: str) -> st.Page:
    return st.Page(
        _SCREENS / f"{name}.py",
        title=words.text(f"page.{name}"),
        icon=f":material/{icon}:",
        url_path=name,
        default=name == _FIRST,
    )


def _draw(page: st.Page, visit: session.Visit, settings: Settings) -> None:
    session.begin(visit)
    _banner(visit, settings)
    page.run()


@st.fragment(run_every="30s")
def _banner(visit: session.Visit, settings: Settings) -> None:
    """Draw the banner, keep its age true, and begin anew when another release is published."""
    newest: Release | None = current_release(settings)
    if newest is not None and newest.id != visit.release.id:
        st.rerun()
    banner.show(visit)


def _no_release(words: Catalogue) -> None:
    with st.container(border=True, key="no_release"):
        st.markdown(f"### {words.text('empty.release_title')}", anchors=False)
        st.markdown(words.text("empty.release"))


if __name__ == "__main__":
    main()
