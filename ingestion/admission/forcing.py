"""Forced sources: a named person lets batches in whose rows do not add up to their extract.

Belongs here: what such a decision covers, making it and taking it back. Not here: what admission does with it
(orchestration), and how it is shown.

A force is an entry of the ledger (kind `forced_release`, subject the source). It covers the very batches that were held
back then, and the very difference that was seen; later batches and another difference wait for another decision.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from ingestion.admission.objections import Residual
from ingestion.landing.batches import list_batches
from warehouse.errors import EntrepotError
from warehouse.ledger import Entry, Kind, Ledger
from warehouse.releases import Release, SourceFact, current_release
from warehouse.settings import Settings

_ACTION, _FORCE, _UNFORCE = "action", "force", "unforce"


class ForceError(EntrepotError):
    """A source cannot be forced, or is not."""


@dataclass(frozen=True)
class Force:
    """A decision that stands: who let which batches in with which difference, why and when (UTC)."""

    source_name: str
    residual: str
    batches: frozenset[str]
    actor: str
    reason: str
    recorded_at: datetime

    def covers(self, residual: Residual, batches: Collection[str]) -> bool:
        """Say whether these batches with this difference were let in."""
        return residual.text == self.residual and set(batches) <= self.batches

    @property
    def text(self) -> str:
        """One sentence for people."""
        moment = f"{self.recorded_at:%Y-%m-%d %H:%M} UTC"
        return f"forced by {self.actor} on {moment} ({self.reason}): its rows are {self.residual}."


def standing_forces(ledger: Ledger) -> dict[str, Force]:
    """Return, per source, the last decision that nobody has taken back."""
    latest = {entry.subject: entry for entry in ledger.read(Kind.FORCED_RELEASE)}
    return {name: _of(entry) for name, entry in latest.items() if entry.payload.get(_ACTION) == _FORCE}


def force_source(settings: Settings, ledger: Ledger, name: str, *, actor: str, reason: str) -> Force:
    """Let the batches of a source in that the current release holds back; the next run admits them.

    Raises:
        ForceError: The current release holds no batch of such a source back.
    """
    release = current_release(settings)
    fact = _fact_of(release, name)
    waiting = set(release.manifest.held_back) if release else set()
    held = {batch.batch_id for batch in list_batches(settings, name) if batch.batch_id in waiting}
    if fact is None or fact.residual is None or not held:
        raise ForceError(
            "admission holds nothing of this source back.", where=f"source {name}", todo="See `entrepot status`."
        )
    covered = held | set(fact.force.batches if fact.force else ())
    payload = {_ACTION: _FORCE, "residual": fact.residual, "batches": sorted(covered)}
    ledger.append(Kind.FORCED_RELEASE, name, payload, actor, reason)
    return standing_forces(ledger)[name]


def unforce_source(ledger: Ledger, name: str, *, actor: str, reason: str) -> Force:
    """Take a force back; the next run judges the source as if there had been none.

    Raises:
        ForceError: No force stands for such a source.
    """
    force = standing_forces(ledger).get(name)
    if force is None:
        raise ForceError("nobody has forced this source.", where=f"source {name}", todo="See `entrepot status`.")
    ledger.append(Kind.FORCED_RELEASE, name, {_ACTION: _UNFORCE}, actor, reason)
    return force


def _fact_of(release: Release | None, name: str) -> SourceFact | None:
    facts = release.manifest.sources if release else ()
    return next((fact for fact in facts if fact.source_name == name), None)


def _of(entry: Entry) -> Force:
    payload = entry.payload
    return Force(
        source_name=entry.subject,
        residual=str(payload["residual"]),
        batches=frozenset(payload["batches"]),
        actor=entry.actor,
        reason=entry.reason,
        recorded_at=entry.recorded_at.replace(tzinfo=None),
    )
