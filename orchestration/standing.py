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
from warehouse.releases import Manifest, SourceFact, current_release, newest_release, rolled_back_from

if TYPE_CHECKING:
    from ingestion.landing import Batch
    from warehouse.settings import Settings


@dataclass(frozen=True)
class ReleaseStanding:
    """The current release.

    Attributes:
        age_hours: Hours since it was published.
        is_too_old: It is older than `[alerts] no_release_after_hours`.
        rolled_back_from: The release that somebody went back from, while that stands.
        warnings: Names of its checks that warn.
    """

    id: str
    as_of: date
    published_at: datetime
    age_hours: float
    is_too_old: bool
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
        refused_rows: Rows of its batches in quarantine.
        refused_amounts: Their money by currency, as far as it can be read.
        waiting_batches: Landed batches that admission holds back.
    """

    name: str
    vendor: str
    systems: str
    status: str
    last_extracted_at: datetime | None
    age_hours: float | None
    refused_rows: int
    refused_amounts: dict[str, Decimal]
    waiting_batches: int
    message: str | None


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
class Standing:
    """Everything that `entrepot status` shows; it is fine when nothing is in `problems`."""

    is_fine: bool
    problems: list[str]
    release: ReleaseStanding | None
    sources: list[SourceStanding]
    alerts: list[AlertStanding]
    unsent: list[str]


def read_standing(settings: Settings, now: datetime | None = None) -> Standing:
    """Look at everything and change nothing.

    Args:
        settings: The configuration.
        now: The time of the look; None takes the clock.

    Raises:
        ReleaseError: The current release cannot be read.
    """
    from ingestion.landing import list_batches

    moment = now or datetime.now(UTC)
    memory = read_memory(settings)
    release = _release(settings, moment)
    sources = _sources(settings, list_batches(settings), moment)
    alerts = open_alerts(settings, memory, moment)
    unsent = unsent_lines(memory)
    problems = [*([] if release else ["There is no release yet. Publish one with `entrepot run`."])]
    problems += [f"{alert.alert[0].upper()}{alert.alert[1:]}: {alert.what}" for alert in alerts]
    problems += [f"Alert not sent: {line}" for line in unsent]
    return Standing(not problems, problems, release, sources, alerts, unsent)


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
        rolled_back_from=rolled_back_from(settings, Ledger(settings.ledger_url)),
        landed_rows=manifest.counts.get("landed_rows", 0),
        refused_rows=manifest.counts.get("refused_rows", 0),
        flagged_rows=manifest.counts.get("flagged_rows", 0),
        checks_passed=len(manifest.checks) - len(warnings),
        warnings=warnings,
    )


def _sources(settings: Settings, batches: Sequence[Batch], now: datetime) -> list[SourceStanding]:
    newest = newest_release(settings)
    return [_source(fact, newest.manifest, batches, now) for fact in newest.manifest.sources] if newest else []


def _source(fact: SourceFact, manifest: Manifest, batches: Sequence[Batch], now: datetime) -> SourceStanding:
    own = [batch for batch in batches if batch.source_name == fact.source_name]
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for _, _, money, currency in (item for batch in own for item in batch.refused):
        if money is not None:
            amounts[currency or ""] += Decimal(money)
    extracted = fact.last_extracted_at and fact.last_extracted_at.replace(tzinfo=UTC)
    return SourceStanding(
        name=fact.source_name,
        vendor=fact.vendor,
        systems=fact.systems,
        status=fact.status,
        last_extracted_at=extracted,
        age_hours=round(hours_since(extracted, now), 2) if extracted else None,
        refused_rows=sum(batch.refused_count for batch in own),
        refused_amounts=dict(sorted(amounts.items())),
        waiting_batches=len({batch.batch_id for batch in own} & set(manifest.held_back)),
        message=fact.message,
    )
