"""The ways to tell somebody: an e-mail over SMTP and a POST to a webhook.

Belongs here: sending one message and saying how that went, without a secret in the words. Not here: what a message
says, and when it is sent again (telling).
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from warehouse.errors import ConfigurationError
from warehouse.settings import with_variables

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import SecretStr

    from warehouse.alert_settings import EmailSettings
    from warehouse.settings import Settings

SECONDS_TO_ANSWER = 10
_REDIRECTION, _TOO_MANY, _SERVER_ERROR = 300, 429, 500
_HASH_DIGITS = 8
_VARIABLE = re.compile(r"\$\{\w+\}")


@dataclass(frozen=True)
class Message:
    """What is sent: a subject, a text, and the same as fields for machines.

    Attributes:
        id: The same for every attempt, so that a receiver may know a message again.
        at: When the event was seen (UTC).
    """

    id: str
    at: datetime
    subject: str
    text: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """How an attempt went.

    Attributes:
        is_sent: The message was taken.
        is_down: The other side may take it later: another attempt is worth it.
        reason: Why it was not taken, or what was said although it was.
    """

    is_sent: bool
    is_down: bool = False
    reason: str = ""


class Channel(Protocol):
    """A way to tell somebody."""

    @property
    def name(self) -> str:
        """Name under which is remembered what it was told; it holds no secret."""

    def send(self, message: Message) -> Outcome:
        """Try once to send a message; never raises for what the other side does."""


def channels_of(settings: Settings) -> list[Channel]:
    """Return the configured channels."""
    email = settings.alerts.email
    webhooks: list[Channel] = [Webhook(url) for url in settings.alerts.webhooks]
    return [Email(email, settings.environment.smtp_password), *webhooks] if email else webhooks


def redacted(settings: Settings, text: str) -> str:
    """Return a text with stars in the place of each secret of a channel."""
    for secret in sorted(_secrets(settings), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


@dataclass(frozen=True)
class Email:
    """An account that sends plain-text e-mails; its password stands in the environment."""

    settings: EmailSettings
    given_password: SecretStr | None = None

    @property
    def name(self) -> str:
        """Who is told."""
        return f"e-mail to {', '.join(self.settings.to)}"

    def send(self, message: Message) -> Outcome:
        """Send to all addresses in one e-mail; an address that is refused is named, if others were not."""
        try:
            with self._connected() as server:
                if self.settings.user:
                    server.login(self.settings.user, self._password())
                refused = server.send_message(self._email(message))
        except ConfigurationError as error:
            return Outcome(False, reason=error.what)
        except smtplib.SMTPRecipientsRefused as error:
            return Outcome(False, _is_passing(error.recipients), f"refused: {_refusals(error.recipients)}")
        except smtplib.SMTPResponseException as error:
            words = f"{error.smtp_code} {_text(error.smtp_error)}"
            return Outcome(False, error.smtp_code < _SERVER_ERROR, f"the server said {words}")
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(False, True, f"the server cannot be reached: {type(error).__name__} {error}".strip())
        return Outcome(True, reason=f"refused: {_refusals(refused)}" if refused else "")

    def _connected(self) -> smtplib.SMTP:
        at = (self.settings.host, self.settings.port)
        if self.settings.security == "ssl":
            return smtplib.SMTP_SSL(*at, timeout=SECONDS_TO_ANSWER, context=ssl.create_default_context())
        server = smtplib.SMTP(*at, timeout=SECONDS_TO_ANSWER)
        if self.settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server

    def _password(self) -> str:
        """Return what the variable holds that the file names, else what `ENTREPOT_SMTP_PASSWORD` does."""
        if self.settings.password:
            return with_variables(self.settings.password)
        return self.given_password.get_secret_value() if self.given_password else ""

    def _email(self, message: Message) -> EmailMessage:
        email = EmailMessage()
        email["Subject"] = " ".join(message.subject.split())
        email["From"] = self.settings.sender
        email["To"] = ", ".join(self.settings.to)
        email["Date"] = format_datetime(message.at)
        email["Message-ID"] = f"<{message.id}@entrepot.invalid>"
        email["Auto-Submitted"] = "auto-generated"
        email.set_content(message.text)
        return email


@dataclass(frozen=True)
class Webhook:
    """An address that takes a JSON body; it may itself be the secret."""

    url: str

    @property
    def name(self) -> str:
        """The host, and a few digits that tell two addresses of a host from each other."""
        digits = hashlib.sha256(self.url.encode()).hexdigest()[:_HASH_DIGITS]
        host = "" if "$" in self.url.split("/")[0] else urlsplit(self.url).hostname
        return f"webhook {host or 'address'} ({digits})"

    def send(self, message: Message) -> Outcome:
        """Post the message; nothing but a 2xx answer counts, and no redirection is followed."""
        import requests

        try:
            body = {"subject": message.subject, "text": message.text, "id": message.id, **message.fields}
            answer = requests.post(
                with_variables(self.url), json=body, timeout=SECONDS_TO_ANSWER, allow_redirects=False
            )
        except ConfigurationError as error:
            return Outcome(False, reason=error.what)
        except (requests.ConnectionError, requests.Timeout) as error:
            return Outcome(False, True, f"it cannot be reached ({type(error).__name__})")
        except requests.RequestException as error:
            return Outcome(False, reason=f"it is no address to post to ({type(error).__name__})")
        code = answer.status_code
        said = f"it answered {code} {answer.reason or ''}".strip()
        return Outcome(True) if code < _REDIRECTION else Outcome(False, _may_pass(code), said)


def _may_pass(code: int) -> bool:
    return code == _TOO_MANY or code >= _SERVER_ERROR


def _is_passing(refusals: dict[str, tuple[int, bytes]]) -> bool:
    return all(code < _SERVER_ERROR for code, _ in refusals.values())


def _refusals(refusals: dict[str, tuple[int, bytes]]) -> str:
    return "; ".join(f"{address}: {code} {_text(words)}" for address, (code, words) in refusals.items())


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _secrets(settings: Settings) -> set[str]:
    """Return the password, the addresses of the webhooks, and what stands in their variables."""
    given, email = settings.environment.smtp_password, settings.alerts.email
    written = [*settings.alerts.webhooks, *([email.password] if email and email.password else [])]
    parts = [part for text in written for part in (text, *_VARIABLE.findall(text))]
    return {given.get_secret_value() if given else "", *map(_known_value, parts)} - {""}


def _known_value(written: str) -> str:
    """Return what stands for a setting, or nothing where a variable is not set."""
    try:
        return with_variables(written)
    except ConfigurationError:
        return ""
