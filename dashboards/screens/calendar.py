"""Calendar and targets: events of trade, days that are compared with others, what is to be sold.

Belongs here: which tables stand where. Not here: a table with its form (`dashboards.keepers`).
"""

from __future__ import annotations

from dashboards import session
from dashboards.keepers import reference
from dashboards.keepers.desk import TABLES, Keeping


def render(visit: session.Visit) -> None:
    """Draw the page."""
    desk = Keeping(visit)
    for name in TABLES:
        reference.show(desk, name)


if __name__ == "__main__":
    render(session.current())
