"""What a picture of a board is, in a few words: what it asks, how it is drawn, what can be chosen.

Belongs here: the types. Not here: drawing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from dashboards.catalogue import Catalogue
from dashboards.components.filters import Choices, Period
from dashboards.queries import Row, Rows, Selection
from dashboards.queries.selection import WholeMonths
from dashboards.session import Visit

ALL = "all"
"""The option of a choice that leaves nothing out."""


@dataclass(frozen=True)
class View:
    """A visit to a board: what can be chosen, what is chosen, and the words of the metrics."""

    visit: Visit
    choices: Choices
    selection: Selection
    period: Period
    metrics: dict[str, Row]

    @property
    def words(self) -> Catalogue:
        """The visitor's language."""
        return self.visit.words

    def whole_months(self, comparison: str) -> WholeMonths | None:
        """Return the whole months of the selection, and those that they are compared with; None if there are none."""
        return self.selection.whole_months(comparison, self.choices.first, self.visit.release.manifest.as_of)

    @property
    def currency(self) -> str:
        """The group currency."""
        return self.visit.currency


class Kind(Protocol):
    """How rows become a picture."""

    def draw(self, view: View, picture: Picture, rows: Rows, option: str | None) -> None:
        """Draw rows, of which there is at least one."""


@dataclass(frozen=True)
class Choice:
    """Something that a visitor chooses for one picture; it stands in the URL.

    Attributes:
        name: Its name in the URL; its label is the text `choice.<name>`.
        column: The column whose values its options are, which says how they are written; empty where they are names.
        options: What can be chosen, the default first.
        members: A statement that lists further options.
    """

    name: str
    column: str = ""
    options: tuple[str, ...] = ()
    members: str = ""


@dataclass(frozen=True)
class Picture:
    """One picture of a board.

    Attributes:
        name: Its name, and that of its statement; `picture.<name>` is its title, `picture_note.<name>` what it shows.
        kind: How it is drawn.
        binds: The parts of the selection that its statement binds; those that it does not bind do not apply, and the
            picture says so.
        choice: What can be chosen for it; bound as `choice`.
        compares_months: Whether the choice is what whole months are compared with; these are bound as the days, and
            the picture names both periods.
        limit: Rows that it shows of a long list; None where its statement has no limit.
        metrics: Metrics of the catalogue whose definitions come on hover.
        question: The question that it answers, whose page has its SQL.
        columns: Columns of the table below; none means that there is none.
    """

    name: str
    kind: Kind
    binds: tuple[str, ...] = ()
    choice: Choice | None = None
    compares_months: bool = False
    limit: int | None = None
    metrics: tuple[str, ...] = ()
    question: str = ""
    columns: tuple[str, ...] = field(default=())
