"""What a page needs to know of the visit: who it is, the release, the language, the currency.

Belongs here: handing it from the entry to the page. Not here: what the visitor filters by.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboards.access import Visitor, log
from dashboards.catalogue import Catalogue
from dashboards.queries import Reader
from warehouse.releases import Release
from warehouse.settings import Settings

_KEY = "_visit"


@dataclass(frozen=True)
class Visit:
    """One run of a page: it stays on one release."""

    release: Release
    reader: Reader
    words: Catalogue
    visitor: Visitor
    settings: Settings

    def note(self, action: log.Action, subject: str) -> None:
        """Write down what the visitor does."""
        log.note(self.settings, self.visitor, action, subject)

    @property
    def currency(self) -> str:
        """The group currency, in which all money of the marts stands."""
        return self.release.manifest.group_currency


def begin(visit: Visit) -> None:
    """Hand a visit to the page that runs next."""
    st.session_state[_KEY] = visit


def current() -> Visit:
    """Return the visit that the entry began."""
    visit: Visit = st.session_state[_KEY]
    return visit
