"""The block `[alerts]` of `entrepot.toml`: who is told that the daily run needs somebody.

Belongs here: the channels as they are written, with their limits. Not here: reading the environment (settings),
deciding what is told, and sending (orchestration).

A `${NAME}` in a secret place stays as it is written until something is sent, so no secret stands in the settings.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

_VARIABLE = r"^\$\{\w+\}$"
_ADDRESS = r"^[^\s@<>,]+@[^\s@<>,]+$"


class EmailSettings(BaseModel):
    """An e-mail account over SMTP: `[alerts.email]`."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    host: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "ssl", "none"] = "starttls"
    sender: str = Field(alias="from", pattern=_ADDRESS)
    to: list[str] = Field(min_length=1)
    user: str | None = None
    password: str | None = Field(default=None, pattern=_VARIABLE)

    @field_validator("to")
    @classmethod
    def _are_addresses(cls, addresses: list[str]) -> list[str]:
        if any(address.count("@") != 1 or set(address) & set(" <>,\r\n\t") for address in addresses):
            raise ValueError("each needs the form name@example.com")
        return addresses

    @model_validator(mode="after")
    def _password_is_protected(self) -> EmailSettings:
        if self.user and self.security == "none" and not _is_this_machine(self.host):
            raise ValueError('with a user it needs security = "starttls" or "ssl": the password would go in the open')
        return self


class AlertSettings(BaseModel):
    """Whom to tell, and when a release is too old: `[alerts]`."""

    model_config = ConfigDict(extra="forbid")
    no_release_after_hours: float = Field(default=48, gt=0)
    webhooks: list[str] = Field(default_factory=list)
    email: EmailSettings | None = None

    @field_validator("webhooks")
    @classmethod
    def _are_addresses(cls, urls: list[str]) -> list[str]:
        if any(not url.startswith(("https://", "http://", "${")) for url in urls):
            raise ValueError("each begins with https://, http:// or ${VARIABLE}")
        return urls


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
