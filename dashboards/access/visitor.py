"""Somebody who looks at the pages, and what they may see.

Belongs here: the checks that pages and data functions make. Not here: finding out who it is (`signing_in`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from dashboards.access.roles import ASKERS_OF, PAGES_OF, RIGHTS_OF, SCOPED_PAGES, Right
from dashboards.access.statements import pages_of
from warehouse.access_settings import WHOLE_COMPANY, PersonSettings, Role
from warehouse.errors import AccessError

__all__ = ["LOCAL", "Right", "Visitor"]
_OF_QUESTIONS = ("answer/", "size/")
_MARKETS = "markets"


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in.

    Attributes:
        name: Who it is, as the log of accesses writes it.
        roles: Without one nothing may be seen.
        markets: The markets that may be seen; None is the whole company.
        expires_at: When the sign-in ends; None where it lasts as long as the connection does.
    """

    name: str
    roles: frozenset[Role]
    markets: tuple[str, ...] | None = None
    expires_at: datetime | None = None

    @property
    def has_expired(self) -> bool:
        """Whether the sign-in is over."""
        return self.expires_at is not None and datetime.now(UTC) >= self.expires_at

    @property
    def pages(self) -> frozenset[str]:
        """The pages that may be opened."""
        found = frozenset[str]().union(*(PAGES_OF[role] for role in self.roles))
        return found if self.markets is None else found & SCOPED_PAGES

    def may(self, right: Right) -> bool:
        """Say whether something beyond looking is allowed."""
        return self.markets is None and any(right in RIGHTS_OF[role] for role in self.roles)

    def may_ask(self, question: str) -> bool:
        """Say whether the answer of a question, such as `manager-1`, may be seen."""
        asker = question.rpartition("-")[0]
        return "questions" in self.pages and any(asker in ASKERS_OF[role] for role in self.roles)

    def require(self, right: Right) -> None:
        """Refuse what is not allowed.

        Raises:
            AccessError: It is not, or the sign-in is over.
        """
        self._require(self.may(right), right)

    def require_page(self, page: str) -> None:
        """Refuse a page that may not be opened; errors as for `require`."""
        self._require(page in self.pages, page)

    def require_statement(self, statement: str) -> None:
        """Refuse a statement that is for none of the visitor's pages; errors as for `require`."""
        for prefix in _OF_QUESTIONS:
            if statement.startswith(prefix):
                self._require(self.may_ask(statement.removeprefix(prefix)), statement)
                return
        self._require(bool(pages_of(statement) & self.pages), statement)

    def within(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return the values of a statement with the markets narrowed to those of the visitor: no choice means all."""
        bound = dict(values)
        if self.markets is not None and isinstance(bound.get(_MARKETS), list):
            chosen = [market for market in self.markets if market in bound[_MARKETS]]  # type: ignore[operator]
            bound[_MARKETS] = chosen or list(self.markets)
        return bound

    def _require(self, is_allowed: bool, what: str) -> None:
        if self.has_expired:
            raise AccessError("the sign-in is over.", todo="Sign in again.")
        if not is_allowed:
            raise AccessError(f"{self.name} may not see this.", where=what, todo="Ask who keeps [access] for it.")


LOCAL = Visitor("this machine", frozenset(Role))
"""Whoever sits at the machine that serves the pages, where nobody signs in: the files are theirs already."""


def visitor_of(person: PersonSettings, expires_at: datetime | None = None) -> Visitor:
    """Return a person of the configuration as a visitor."""
    markets = None if person.markets == [WHOLE_COMPANY] else tuple(sorted(set(person.markets)))
    return Visitor(person.name, frozenset(person.roles), markets, expires_at)
