"""What a person or a schedule asks of a run.

Belongs here: the options, which cost nothing to import. Not here: what follows from them (run, pipeline).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingestion.intake.selection import Selection


@dataclass(frozen=True)
class RunOptions:
    """What a person asked of this run.

    Attributes:
        full: Build every table anew, base included.
        as_of: The day the release speaks of; None takes the latest clock of the sources.
        intraday: Take in the tables that matter within the day, and carry over what the last full run found out.
        source: Take in only this source's files; None for all.
        since: Take extracts of this day and later through the gate again even if they have landed.
        until: The same, up to and with this day.
        candidate: Leave the release unpublished, to be looked at first.
        is_fetched: What is new of the systems that a run reads by itself lies among the extracts already.
    """

    full: bool = False
    as_of: date | None = None
    intraday: bool = False
    source: str | None = None
    since: date | None = None
    until: date | None = None
    candidate: bool = False
    is_fetched: bool = False

    @property
    def selection(self) -> Selection:
        """What comes in."""
        return Selection(self.source, self.since, self.until)
