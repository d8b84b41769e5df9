"""Names of people as a release calls them: by number, so that whoever asks it in SQL does not read who did what.

Belongs here: numbering people. Not here: the tables (`orchestration.trust.access`), and who may see names.

Numbers follow the log of accesses, which only grows: a person keeps theirs. Who never came stands behind, by name.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboards.access.visitor import LOCAL
from warehouse.ledger import Entry
from warehouse.settings import Settings


def numbered(settings: Settings, accesses: Iterable[Entry]) -> dict[str, str]:
    """Return what a release calls each person, by name; whoever sits at the machine has no name to hide.

    Args:
        settings: The configuration, with the people of `[access]`.
        accesses: Every access of the ledger, the oldest first.
    """
    configured = sorted(person.name for person in settings.access.person) if settings.access else ()
    names = dict.fromkeys([*(entry.actor for entry in accesses), *configured])
    names.pop(LOCAL.name, None)
    return {LOCAL.name: LOCAL.name, **{name: f"person {number}" for number, name in enumerate(names, 1)}}
