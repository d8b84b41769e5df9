"""Steward: what waits for a person, why two records are one or not, what a decision changes, what was decided.

Belongs here: which parts stand where. Not here: the parts (`dashboards.stewards`).
"""

from __future__ import annotations

from dashboards import session
from dashboards.stewards import decisions, golden, people, review
from dashboards.stewards.desk import Desk


def render(visit: session.Visit) -> None:
    """Draw the page."""
    desk = Desk(visit)
    review.show(desk)
    decisions.merging(desk)
    decisions.standing(desk)
    golden.show(desk)
    people.show(desk)


if __name__ == "__main__":
    render(session.current())
