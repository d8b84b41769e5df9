"""What each role may open and do. What does not stand here is refused.

Belongs here: the table of roles. Not here: who has a role (the configuration), and checking it (`visitor`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from warehouse.access_settings import Role


class Right(StrEnum):
    """Something beyond looking at pages; nobody whose view ends at some markets has any.

    `personal` is seeing names of people, `decide` writing what is one, what a record says and what may break a rule,
    `plan` writing what will sell and is ordered, the calendar and targets.
    """

    SQL = "sql"
    DATA_DOCS = "data_docs"
    PERSONAL = "personal"
    DECIDE = "decide"
    PLAN = "plan"


_BUSINESS = ("sales", "customers", "supply", "cash", "service", "plan")
_TRUST = ("data", "integration", "scorecard")
_ALL = ("overview", "questions", *_BUSINESS, *_TRUST, "workbench")
PAGES: tuple[str, ...] = (*_ALL, "calendar", "steward")
"""Every page, by its name."""
PAGES_OF: Mapping[Role, frozenset[str]] = {
    Role.MANAGER: frozenset({"overview", "questions", *_BUSINESS, "data"}),
    Role.ANALYST: frozenset(_ALL),
    Role.PLANNER: frozenset({"overview", "questions", "sales", "supply", "service", "plan", "calendar", "data"}),
    Role.STEWARD: frozenset({"overview", "questions", "sales", "customers", "supply", *_TRUST, "steward"}),
    Role.ADMIN: frozenset(_ALL),
}
SCOPED_PAGES = frozenset({"overview", "questions", "sales", "customers", "cash", "service", "plan"})
"""Pages that say something of one market alone; the others are of the whole company."""
RIGHTS_OF: Mapping[Role, frozenset[Right]] = {
    Role.MANAGER: frozenset(),
    Role.ANALYST: frozenset({Right.SQL, Right.DATA_DOCS}),
    Role.PLANNER: frozenset({Right.PLAN}),
    Role.STEWARD: frozenset({Right.DATA_DOCS, Right.PERSONAL, Right.DECIDE}),
    Role.ADMIN: frozenset({Right.SQL, Right.DATA_DOCS}),
}
_OF_BUSINESS = frozenset({"manager", "analyst", "planner", "extra"})
_EVERYBODY = _OF_BUSINESS | {"engineer", "partner", "steward"}
ASKERS_OF: Mapping[Role, frozenset[str]] = {
    Role.MANAGER: _OF_BUSINESS,
    Role.ANALYST: _EVERYBODY,
    Role.PLANNER: _OF_BUSINESS,
    Role.STEWARD: _EVERYBODY,
    Role.ADMIN: _EVERYBODY,
}
"""Whose questions a role is given the answers of."""
