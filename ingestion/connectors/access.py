"""What a connector is given to reach one running system: its address, its options, its secrets when they are needed.

Belongs here: that value, the error when a system cannot be read, and keeping secrets out of what is said of it. Not
here: how a protocol works (the connectors).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warehouse.errors import ConfigurationError, EntrepotError
from warehouse.settings import reveal
from warehouse.source_settings import SourceSettings

if TYPE_CHECKING:
    from ingestion.connectors.http import Http

HIDDEN = "•••"
_PASSWORD_WORD = re.compile(r"(?i)\b(password|passwd|pwd)=('[^']*'|\"[^\"]*\"|[^\s\"]+)")


class SourceUnreachableError(EntrepotError):
    """A system does not answer, refuses, or does not give all that it says it has; nothing of it was taken.

    Attributes:
        status: HTTP status of its answer; None where it did not answer by HTTP.
        said: What that answer held, without secrets.
    """

    status: int | None = None
    said: str = ""


@dataclass
class Access:
    """How one running system is reached.

    Attributes:
        source: Its block in the configuration; secrets stand there as references only.
    """

    source: SourceSettings
    _revealed: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.source.name

    @property
    def options(self) -> dict[str, str]:
        """What the connector needs besides address and secrets."""
        return self.source.options

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return self._reveal(self.source.url or "").rstrip("/")

    @property
    def dsn(self) -> str:
        """How the database is reached, secrets in it."""
        return self._reveal(self.source.dsn or "")

    def secret(self, name: str) -> str:
        """Return a secret of `[source.credentials]`.

        Raises:
            ConfigurationError: The source has no credential of this name, or its variable is not set.
        """
        if name not in self.source.credentials:
            raise ConfigurationError(
                f"the credential {name!r} is missing.",
                where=f"source {self.name}",
                todo=f'Add [source.credentials] with {name} = "${{NAME}}".',
            )
        return self._reveal(self.source.credentials[name])

    def has_secret(self, name: str) -> bool:
        """Say whether the source has a credential of this name."""
        return name in self.source.credentials

    def option(self, name: str) -> str:
        """Return an option that the connector cannot do without.

        Raises:
            ConfigurationError: It is missing.
        """
        if name not in self.options:
            raise ConfigurationError(
                f"the option {name!r} is missing.",
                where=f"source {self.name}",
                todo=f'Add [source.options] with {name} = "…".',
            )
        return self.options[name]

    def conceal(self, text: str) -> str:
        """Return a text without any secret that has been revealed here."""
        for secret in sorted(self._revealed, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return _PASSWORD_WORD.sub(rf"\1={HIDDEN}", text)

    def remember(self, secret: str) -> str:
        """Keep a value that the system itself gave, such as a session's token, out of what is said later."""
        if len(secret) > 3:
            self._revealed.add(secret)
        return secret

    def unreachable(self, what: str, *, where: str = "", todo: str = "") -> SourceUnreachableError:
        """Return the error of this system, without its secrets."""
        place = " ".join(part for part in (f"source {self.name}", self.conceal(where)) if part)
        hint = todo or "Check address, rights and network, then run again; what has landed stays."
        return SourceUnreachableError(self.conceal(what), where=place, todo=hint)

    def http(self, headers: dict[str, str] | None = None) -> Http:
        """Return a client for this address that tries again where that helps."""
        from ingestion.connectors.http import Http

        return Http(self, headers or {})

    def _reveal(self, reference: str) -> str:
        value = reveal(reference)
        return self.remember(value) if value != reference else value
