"""Which releases stay: 14 days, 8 week-ends, 24 month-ends, 7 year-ends, under a cap of bytes.

Belongs here: the choice, a pure function. Not here: removing anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SESSION = timedelta(days=1)
"""No release of a full run younger than this goes for its age: a reader's session may still be on it."""
PROVISIONAL_KEPT = 4
"""So many of the newest releases made within the day stay, for at most a day; each of the others was superseded."""


@dataclass(frozen=True)
class StoredRelease:
    """What the choice depends on: id, time of publishing (UTC) and size on the disk."""

    id: str
    published_at: datetime
    size_bytes: int
    is_provisional: bool = False


_TIERS: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
    (14, lambda moment: moment.date()),
    (8, lambda moment: moment.isocalendar()[:2]),
    (24, lambda moment: (moment.year, moment.month)),
    (7, lambda moment: moment.year),
)


def to_keep(releases: Sequence[StoredRelease], protected: Collection[str], retention_bytes: int) -> set[str]:
    """Return the ids of the releases that stay.

    Of each of the latest 14 days, 8 ISO weeks, 24 months and 7 years in which something was published, the last release
    stays; periods without a release do not count, so a pause removes nothing. All of the day before the newest release
    stay as well. Releases made within the day push none of these out: they are no period's last, and only the newest
    few stay. If that is more than `retention_bytes`, the day's surplus goes first and then the oldest.

    Args:
        releases: All releases, in any order.
        protected: Ids that stay whatever they weigh: the current release and the one before.
        retention_bytes: Cap on the sum of sizes.
    """
    ordered = sorted(releases, key=lambda release: (release.published_at, release.id))
    full = [release for release in ordered if not release.is_provisional]
    provisional = [release for release in ordered if release.is_provisional][-PROVISIONAL_KEPT:]
    period_ends = {name for count, period in _TIERS for name in _last_of_each(full, count, period)}
    of_the_day = [*full, *provisional]
    recent = {release.id for release in of_the_day if ordered[-1].published_at - release.published_at < SESSION}
    kept = [release for release in ordered if release.id in period_ends | recent | set(protected)]
    surplus = sum(release.size_bytes for release in kept) - retention_bytes
    dropped: set[str] = set()
    for release in sorted(kept, key=lambda release: release.id in period_ends):
        if surplus > 0 and release.id not in protected:
            dropped.add(release.id)
            surplus -= release.size_bytes
    return {release.id for release in kept} - dropped


def _last_of_each(ordered: list[StoredRelease], count: int, period: Callable[[datetime], Hashable]) -> list[str]:
    """Return the last release of each of the latest `count` periods that have one."""
    last = {period(release.published_at): release.id for release in ordered}
    return list(last.values())[-count:]
