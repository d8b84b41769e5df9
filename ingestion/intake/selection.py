"""Which extracts a run takes in: everything new, only one source's, and those of some days again.

Belongs here: what was asked for, as a value. Not here: comparing files with the landing (intake).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.errors import ConfigurationError
from warehouse.settings import Settings


@dataclass(frozen=True)
class Selection:
    """What a person asked to be taken in.

    Attributes:
        source: Only this source's files come in; None for all.
        since: Extracts of this day (UTC) and later go through the gate again even if they have landed.
        until: The same, up to and with this day; either bound alone is enough.
    """

    source: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_everything_new(self) -> bool:
        """Nothing special was asked for."""
        return self == Selection()

    def takes(self, source_name: str) -> bool:
        """Say whether files of this source come in at all."""
        return self.source in {None, source_name}

    def repeats(self, moment: datetime) -> bool:
        """Say whether an extract of this moment goes through the gate again."""
        if self.since is None and self.until is None:
            return False
        return (self.since or date.min) <= moment.date() <= (self.until or date.max)

    def check(self, settings: Settings) -> None:
        """Refuse a source that there is not, and a range that ends before it begins.

        Raises:
            ConfigurationError: One of these.
        """
        names = [source.name for source in settings.sources]
        if not any(self.takes(name) for name in names):
            raise ConfigurationError(
                f"there is no source {self.source!r}.", where="--source", todo=f"There are: {', '.join(names)}."
            )
        if self.since and self.until and self.since > self.until:
            raise ConfigurationError(
                f"{self.since} is after {self.until}.", where="--from and --to", todo="Give the earlier day first."
            )


EVERYTHING_NEW = Selection()
