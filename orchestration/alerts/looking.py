"""What is not as it should be: sources, the run, and the age of the release.

Belongs here: conditions, read from the releases and from what a run reported. Not here: what was told of them (memory).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from warehouse.errors import EntrepotError, ReleaseError
from warehouse.lock import killed_run
from warehouse.releases import Release, current_release, newest_release

if TYPE_CHECKING:
    from ingestion.intake.sources import SourceReport
    from warehouse.settings import Settings

RUN = "the daily run"
RELEASE = "the release"
FAILED, TOO_OLD, UNREADABLE = "failed", "too_old", "unreadable"
SECONDS_PER_HOUR = 3600

REMEDIES = {
    "stopped": "Export the file again under the same name, or move it out of the folder, and run again.",
    "held_back": "Mend the model, the contract or the rows, take the batch back with `entrepot batch revoke`, or let "
    "it in with `entrepot source force`; then run again.",
    "missing": "Bring the folder or the file back, and run again; what has landed stays.",
}
"""What to do about a source, by its status; other statuses need nobody."""


@dataclass(frozen=True)
class Condition:
    """Something that needs somebody, for as long as it lasts.

    Attributes:
        place: `RUN`, `RELEASE` or `source <name>`; there is one condition at a place at a time.
        state: `failed`, `too_old`, `unreadable`, or the source's status.
        source: The source's name, empty for the others.
        what: One or more sentences that say what is wrong.
        where: File, folder or table.
        todo: What somebody can do about it.
    """

    place: str
    state: str
    source: str
    what: str
    where: str
    todo: str


@dataclass(frozen=True)
class Sight:
    """What a look found, and the places that it could see: elsewhere nothing is known to have ended."""

    conditions: tuple[Condition, ...]
    places: frozenset[str]


def source_place(name: str) -> str:
    """Return the place of a source's condition."""
    return f"source {name}"


def hours_since(moment: datetime, now: datetime) -> float:
    """Return hours between two moments."""
    return (now - moment).total_seconds() / SECONDS_PER_HOUR


def look(
    settings: Settings, now: datetime, watched_since: datetime, reports: Mapping[str, SourceReport] | None = None
) -> Sight:
    """Look at the sources, at the release's age, and whether the last run was ended by force.

    Args:
        settings: The configuration.
        now: The time of the look.
        watched_since: When the first look was: where there has never been a release, it is missed since then.
        reports: How sources fared in a run that failed; only what is worse than the last release says counts.
    """
    try:
        release, newest = current_release(settings), newest_release(settings)
    except ReleaseError as error:
        unreadable = Condition(RELEASE, UNREADABLE, "", error.what, error.where, error.todo)
        return Sight((unreadable,), frozenset({RELEASE}))
    found = {item.place: item for item in _of_release(settings, newest)}
    found |= {item.place: item for item in _of_reports(settings, reports or {})}
    found |= {item.place: item for item in _of_age(settings, release, now, watched_since)}
    found |= {item.place: item for item in _of_killed(settings)}
    return Sight(tuple(found.values()), frozenset({RELEASE, *(source_place(item.name) for item in settings.sources)}))


def failed_run(settings: Settings, error: BaseException) -> Condition:
    """Return the condition of a run that failed.

    Only our own errors and the system's are told word for word: the text of another one may hold anything.
    """
    where = str(settings.config_file)
    if isinstance(error, EntrepotError):
        return Condition(RUN, FAILED, "", error.what, error.where or where, error.todo or "Look at `entrepot status`.")
    told = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    again = "`entrepot --debug run` shows where it comes from; the last release stays."
    return Condition(RUN, FAILED, "", f"the run ended with {type(error).__name__}{told}.", where, again)


def _of_killed(settings: Settings) -> Iterator[Condition]:
    holder = killed_run(settings)
    if holder:
        what = f"the run of process {holder.pid}, begun at {holder.started_at}, was ended by force."
        todo = (
            "See whether the machine ran out of memory or was switched off, and run again; nothing is to be cleaned up."
        )
        yield Condition(RUN, FAILED, "", what, str(settings.work_dir), todo)


def _of_release(settings: Settings, newest: Release | None) -> Iterator[Condition]:
    folders = {source.name: source.path for source in settings.sources}
    for fact in newest.manifest.sources if newest else ():
        if fact.status in REMEDIES and fact.source_name in folders:
            yield _of_source(fact.source_name, fact.status, fact.message or "", str(folders[fact.source_name]))


def _of_reports(settings: Settings, reports: Mapping[str, SourceReport]) -> Iterator[Condition]:
    folders = {source.name: source.path for source in settings.sources}
    for name, report in reports.items():
        if report.status in REMEDIES:
            yield _of_source(name, report.status, " · ".join(report.messages), str(folders[name]))


def _of_source(name: str, status: str, message: str, folder: str) -> Condition:
    what = message or f"the source is {status.replace('_', ' ')}."
    return Condition(source_place(name), status, name, what, folder, REMEDIES[status])


def _of_age(settings: Settings, release: Release | None, now: datetime, watched_since: datetime) -> Iterator[Condition]:
    limit = settings.alerts.no_release_after_hours
    hours = hours_since(release.manifest.published_at if release else watched_since, now)
    if hours > limit:
        what = f"no release has been published for {hours:,.0f} hours; {limit:g} are allowed."
        todo = "Look at `entrepot status`, and whether the daily run still runs and extracts still arrive."
        yield Condition(RELEASE, TOO_OLD, "", what, str(settings.releases_dir), todo)
