"""Months that people closed in the books of a company: what is typed in, and the file that a run reads it from.

Belongs here: the shape of a close in the ledger. Not here: what a close does to a row (`posting_date` in the dbt
project's macros), and the command.

A month is closed with what was known up to a moment. A row that comes later counts on the next month that was open
then, so that signed figures stay; opening the month again takes that back for all its late rows.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from warehouse.errors import EntrepotError
from warehouse.ledger import Entry, Kind, Ledger

SEED = "period_close.csv"
_COLUMNS = ("legal_entity_key", "period_month", "closed_at", "closed_by", "reason_text")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class PeriodError(EntrepotError):
    """A month cannot be closed or opened."""


@dataclass(frozen=True)
class Period:
    """A month in the books of a company; `month` is its first day."""

    legal_entity_key: str
    month: date

    @property
    def subject(self) -> str:
        """Its name in the ledger, such as `erp:1/2025-01`."""
        return f"{self.legal_entity_key}/{self.month:%Y-%m}"

    @property
    def after(self) -> date:
        """The first day of the next month."""
        return date(self.month.year + self.month.month // 12, self.month.month % 12 + 1, 1)


@dataclass(frozen=True)
class Close:
    """A close that stands: what was known up to `closed_at` (UTC) is in it."""

    period: Period
    closed_at: datetime
    actor: str
    reason: str
    recorded_at: datetime


def period_of(legal_entity_key: str, month: str) -> Period:
    """Return the period of a company and a month such as 2025-01.

    Raises:
        PeriodError: The month is no month.
    """
    found = _MONTH.fullmatch(month)
    if not found:
        raise PeriodError(f"{month!r} is no month.", where="MONTH", todo="Write year and month, such as 2025-01.")
    return Period(legal_entity_key, date(int(found[1]), int(found[2]), 1))


def close(ledger: Ledger, period: Period, closed_at: datetime, actor: str, reason: str) -> None:
    """Close a month with what was known up to a moment (UTC).

    Raises:
        PeriodError: It is closed already, or had not ended at that moment.
    """
    if closed_at.date() < period.after:
        raise PeriodError(
            "the month had not ended by then.",
            where=f"{period.subject}, {closed_at:%Y-%m-%d %H:%M}",
            todo="Close it after its last day.",
        )

    def decide(known: list[Entry]) -> list[tuple[str, dict[str, str]]]:
        if period.subject in _standing(known):
            raise PeriodError(
                "it is closed already.", where=period.subject, todo="Open it first: `entrepot period reopen`."
            )
        return [(period.subject, {"action": "close", **_named(period), "closed_at": closed_at.isoformat()})]

    ledger.append_all(Kind.PERIOD_CLOSE, decide, actor, reason)


def reopen(ledger: Ledger, period: Period, actor: str, reason: str) -> None:
    """Open a month again.

    Raises:
        PeriodError: It is not closed.
    """

    def decide(known: list[Entry]) -> list[tuple[str, dict[str, str]]]:
        if period.subject not in _standing(known):
            raise PeriodError("it is not closed.", where=period.subject, todo="See `entrepot period list`.")
        return [(period.subject, {"action": "reopen", **_named(period)})]

    ledger.append_all(Kind.PERIOD_CLOSE, decide, actor, reason)


def standing_closes(ledger: Ledger) -> list[Close]:
    """Return the closes that nobody took back, by company and month."""
    found = (_close_of(entry) for entry in _standing(ledger.read(Kind.PERIOD_CLOSE)).values())
    return sorted(found, key=lambda item: item.period.subject)


def period_seed(ledger: Ledger) -> dict[str, bytes]:
    """Return the file that stands in the place of the house's own seed, by name; none where nothing was ever closed."""
    if not ledger.read(Kind.PERIOD_CLOSE):
        return {}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(
        (
            item.period.legal_entity_key,
            item.period.month,
            f"{item.closed_at:%Y-%m-%d %H:%M:%S}",
            item.actor,
            item.reason,
        )
        for item in standing_closes(ledger)
    )
    return {SEED: written.getvalue().encode()}


def _standing(entries: list[Entry]) -> dict[str, Entry]:
    """The last entry of each month that is a close."""
    last = {entry.subject: entry for entry in entries}
    return {subject: entry for subject, entry in last.items() if entry.payload["action"] == "close"}


def _named(period: Period) -> dict[str, str]:
    return {"legal_entity_key": period.legal_entity_key, "month": period.month.isoformat()}


def _close_of(entry: Entry) -> Close:
    period = Period(entry.payload["legal_entity_key"], date.fromisoformat(entry.payload["month"]))
    closed_at = datetime.fromisoformat(entry.payload["closed_at"]).astimezone(UTC)
    return Close(period, closed_at, entry.actor, entry.reason, entry.recorded_at)
