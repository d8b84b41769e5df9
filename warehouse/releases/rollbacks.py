"""Going back to an earlier release, and not being carried forward again by a run that has nothing new.

Belongs here: the switch back, its record, and what follows from it for the next run. Not here: publishing.

A rollback is something a person decides, so it is an entry of the ledger (kind `rollback`), written before the switch:
killed in between, the entry names a release that is not current and has no effect. While the release it chose is
current, a run whose inputs are those of a newer release has nothing new; a new batch, a new decision in the ledger or a
change of code makes a new release as usual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.connections import open_reader
from warehouse.errors import ReleaseError
from warehouse.releases.catalogue import current_release, is_up_to_date, list_releases, require_release
from warehouse.releases.manifest import Release, ReleaseFacts
from warehouse.releases.publication import switch

if TYPE_CHECKING:
    from warehouse.ledger import Ledger
    from warehouse.settings import Settings

_KIND = "rollback"


def rollback(settings: Settings, ledger: Ledger, release_id: str | None = None, *, actor: str, reason: str) -> Release:
    """Make another release current.

    Args:
        settings: Names the folder of releases.
        ledger: Where the rollback is recorded.
        release_id: The release to go to; None takes the newest one before the current that nobody has rolled back.
        actor: Who decides.
        reason: Why.

    Returns:
        The release that is current now.

    Raises:
        ReleaseError: There is no such release, no earlier one, it is current already, or its files cannot be opened.
    """
    current = require_release(settings)
    target = require_release(settings, release_id) if release_id else _previous(settings, ledger, current)
    if target.id == current.id:
        raise ReleaseError("this release is current already.", where=target.id, todo="Name another one.")
    for database in (target.database, target.personal_database):
        open_reader(database).close()
    ledger.append(_KIND, target.id, {"from": current.id, "to": target.id}, actor, reason)
    switch(settings.releases_dir, target.id)
    return target


def rolled_back_from(settings: Settings, ledger: Ledger) -> str | None:
    """Return the id of the release that was left, while a rollback stands; else None."""
    current = current_release(settings)
    entries = ledger.read(_KIND)
    if current is None or not entries or entries[-1].payload["to"] != current.id:
        return None
    return str(entries[-1].payload["from"])


def is_nothing_new(settings: Settings, ledger: Ledger, facts: ReleaseFacts) -> bool:
    """Say whether a run with these inputs would only repeat the current release, or one that was rolled back."""
    current = current_release(settings)
    if current is None:
        return False
    said = [current]
    if rolled_back_from(settings, ledger):
        said += [release for release in list_releases(settings) if release.id > current.id]
    return any(is_up_to_date(release, facts) for release in said)


def _previous(settings: Settings, ledger: Ledger, current: Release) -> Release:
    """Return the newest release before the current one that was not itself rolled back."""
    left: set[str] = set()
    for entry in ledger.read(_KIND):
        left.add(entry.payload["from"])
        left.discard(entry.payload["to"])
    earlier = [release for release in list_releases(settings) if release.id < current.id and release.id not in left]
    if not earlier:
        raise ReleaseError("there is no earlier release.", where=current.id, todo="See `entrepot release list`.")
    return earlier[-1]
