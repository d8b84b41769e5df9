"""How the warehouse stands: its release, its sources, what is refused or waits, and what somebody has been told.

Belongs here: gathering it for `entrepot status`. Not here: printing it, and anything that changes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from orchestration.alerts.looking import RUN, hours_since, look
from orchestration.alerts.memory import Memory, Note, read_memory
from orchestration.alerts.telling import unsent_lines
from orchestration.alerts.writing import headline
from warehouse.connections import open_reader
from warehouse.releases import Manifest, Release, SourceFact, current_release, newest_release, rolled_back_from

if TYPE_CHECKING:
    from ingestion.landing.batches import Batch
    from warehouse.settings import Settings

GRADE = "marts.mart_quality__grade"
Waiting = dict[str, tuple[int, Decimal | None]]
"""Rows in quarantine and their money, by currency; an empty code where it has none."""


@dataclass(frozen=True)
class ReleaseStanding:
    """The current release.

    Attributes:
        age_hours: Hours since it was published.
        is_too_old: It is older than `[alerts] no_release_after_hours`.
        incomplete_since: First day that is not complete in a release made within the day; None in any other.
        rolled_back_from: The release that somebody went back from, while that stands.
        warnings: Names of its checks that warn.
    """

    id: str
    as_of: date
    published_at: datetime
    age_hours: float
    is_too_old: bool
    incomplete_since: date | None
    rolled_back_from: str | None
    landed_rows: int
    refused_rows: int
    flagged_rows: int
    checks_passed: int
    warnings: list[str]


@dataclass(frozen=True)
class SourceStanding:
    """A source after the last run that published.

    Attributes:
        age_hours: Hours since its last extract.
        grade: A to F over all its tables; None in a release without grades.
        refused_rows: Rows of its batches that wait in quarantine.
        refused_amounts: Their money by currency, as far as it can be read.
        waiting_batches: Landed batches that admission holds back.
    """

    name: str
    vendor: str
    systems: str
    status: str
    last_extracted_at: datetime | None
    age_hours: float | None
    grade: str | None
    refused_rows: int
    refused_amounts: dict[str, Decimal]
    waiting_batches: int
    message: str | None

    @property
    def is_forced(self) -> bool:
        """A named person let it in although something speaks against it."""
        return self.status == "forced"


@dataclass(frozen=True)
class AlertStanding:
    """An alert that lasts, told or not.

    Attributes:
        since: When it was first seen; None while only this look has seen it.
        told: Channels that have been told.
        waiting: Channels that have not, each with why.
    """

    alert: str
    what: str
    todo: str
    since: datetime | None
    told: list[str]
    waiting: dict[str, str]


@dataclass(frozen=True)
class UnmappedStanding:
    """Codes of sources that are none of ours in the current release, their rows, and the money of these by currency."""

    codes: int
    rows: int
    amounts: dict[str, Decimal]


@dataclass(frozen=True)
class Standing:
    """Everything that `entrepot status` shows; it is fine when nothing is in `problems`."""

    is_fine: bool
    problems: list[str]
    release: ReleaseStanding | None
    sources: list[SourceStanding]
    alerts: list[AlertStanding]
    unsent: list[str]
    unmapped: UnmappedStanding


def read_standing(settings: Settings, now: datetime | None = None) -> Standing:
    """Look at everything and change nothing.

    Args:
        settings: The configuration.
        now: The time of the look; None takes the clock.

    Raises:
        ReleaseError: The current release cannot be read.
    """
    from ingestion.landing.batches import list_batches

    moment = now or datetime.now(UTC)
    memory = read_memory(settings)
    release = _release(settings, moment)
    sources = _sources(settings, list_batches(settings), moment)
    alerts = open_alerts(settings, memory, moment)
    unsent = unsent_lines(memory)
    problems = [*([] if release else ["There is no release yet. Publish one with `entrepot run`."])]
    problems += [f"{alert.alert[0].upper()}{alert.alert[1:]}: {alert.what}" for alert in alerts]
    problems += [f"Source {source.name} is {source.status}: {source.message}" for source in sources if source.is_forced]
    problems += [f"Alert not sent: {line}" for line in unsent]
    return Standing(not problems, problems, release, sources, alerts, unsent, _unmapped(settings))


def open_alerts(settings: Settings, memory: Memory, now: datetime) -> list[AlertStanding]:
    """Return what is not as it should be now, and the last run's failure, with who has been told."""
    seen = look(settings, now, memory.watched_since).conditions
    noted = {(note.place, note.state): note for note in memory.open}
    current = [
        noted.get((item.place, item.state))
        or Note(**{name: getattr(item, name) for name in _OF_BOTH}, began_at=now, ended_at=now)
        for item in seen
    ]
    is_seen = any(item.place == RUN for item in seen)
    failed = [note for note in memory.open if note.place == RUN and not is_seen]
    return [_alert(note) for note in [*failed, *current]]


_OF_BOTH = ("place", "state", "source", "what", "where", "todo")
"""The fields that a condition and a note share."""


def _alert(note: Note) -> AlertStanding:
    since = note.began_at if note.is_open else None
    return AlertStanding(headline(note), note.what, note.todo, since, list(note.sent), dict(note.waiting))


def _release(settings: Settings, now: datetime) -> ReleaseStanding | None:
    from warehouse.ledger import Ledger

    release = current_release(settings)
    if release is None:
        return None
    manifest = release.manifest
    warnings = [check.name for check in manifest.checks if not check.passed]
    hours = hours_since(manifest.published_at, now)
    return ReleaseStanding(
        id=release.id,
        as_of=manifest.as_of,
        published_at=manifest.published_at,
        age_hours=round(hours, 2),
        is_too_old=hours > settings.alerts.no_release_after_hours,
        incomplete_since=manifest.incomplete_since if manifest.is_provisional else None,
        rolled_back_from=rolled_back_from(settings, Ledger(settings.ledger_url)),
        landed_rows=manifest.counts.get("landed_rows", 0),
        refused_rows=manifest.counts.get("refused_rows", 0),
        flagged_rows=manifest.counts.get("flagged_rows", 0),
        checks_passed=len(manifest.checks) - len(warnings),
        warnings=warnings,
    )


def _unmapped(settings: Settings) -> UnmappedStanding:
    from orchestration.coding import unmapped_summary

    release = current_release(settings)
    return UnmappedStanding(*(unmapped_summary(release) if release else (0, 0, {})))


def _sources(settings: Settings, batches: Sequence[Batch], now: datetime) -> list[SourceStanding]:
    newest = newest_release(settings)
    if newest is None:
        return []
    grades, waiting = _grades(newest), _waiting(settings)
    return [
        _source(fact, newest.manifest, batches, now, grades.get(fact.source_name), waiting.get(fact.source_name, {}))
        for fact in newest.manifest.sources
    ]


def _grades(release: Release) -> dict[str, str]:
    """The grade of each source; none in a release of before there were grades."""
    if GRADE not in release.tables:
        return {}
    with open_reader(release.database) as connection:
        return dict(connection.execute(f"select source_name, grade from {GRADE} where table_name = 'all'").fetchall())


def _waiting(settings: Settings) -> dict[str, Waiting]:
    """Rows that wait in quarantine, with their money by currency, per source."""
    from ingestion.gate.session import open_gate
    from ingestion.quarantine.rows import OPEN, write_whole_quarantine

    waiting: dict[str, Waiting] = defaultdict(dict)
    with open_gate(settings) as connection:
        write_whole_quarantine(connection, "refused_row", settings)
        rows = connection.execute(
            "select source_name, coalesce(currency_code, ''), count(*), sum(money_amount) from refused_row "
            "where state = ? group by all order by all",
            [OPEN],
        ).fetchall()
    for source_name, currency, count, amount in rows:
        waiting[source_name][currency] = (count, amount)
    return waiting


def _source(
    fact: SourceFact, manifest: Manifest, batches: Sequence[Batch], now: datetime, grade: str | None, waiting: Waiting
) -> SourceStanding:
    own = {batch.batch_id for batch in batches if batch.source_name == fact.source_name}
    extracted = fact.last_extracted_at and fact.last_extracted_at.replace(tzinfo=UTC)
    return SourceStanding(
        name=fact.source_name,
        vendor=fact.vendor,
        systems=fact.systems,
        status=fact.status,
        last_extracted_at=extracted,
        age_hours=round(hours_since(extracted, now), 2) if extracted else None,
        grade=grade,
        refused_rows=sum(count for count, _ in waiting.values()),
        refused_amounts={code: amount for code, (_, amount) in waiting.items() if amount is not None},
        waiting_batches=len(own & set(manifest.held_back)),
        message=fact.message,
    )
