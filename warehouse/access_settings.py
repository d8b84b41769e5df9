"""The block `[access]` of `entrepot.toml`: how people sign in to the pages, and who may see what.

Belongs here: the settings as they are written, with their limits. Not here: which pages a role has (`dashboards`).

A secret is a reference, `${NAME}` or `file:/path`, and stays one until the pages are served.
"""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

WHOLE_COMPANY = "all"
_REFERENCE = r"^(\$\{\w+\}|file:.+)$"
_HEADER = r"^[A-Za-z][A-Za-z0-9-]*$"


class Role(StrEnum):
    """What somebody is there for; a person may have several."""

    MANAGER = "manager"
    ANALYST = "analyst"
    PLANNER = "planner"
    STEWARD = "steward"
    ADMIN = "admin"


class OidcSettings(BaseModel):
    """An OpenID Connect provider: `[access.oidc]`.

    Attributes:
        server_metadata_url: Its discovery document.
        claim: The claim that names a person; an e-mail address counts only if the provider says that it is verified.
        cookie_secret: What the cookie of a visit is signed with; at least 32 characters.
    """

    model_config = ConfigDict(extra="forbid")
    server_metadata_url: str = Field(pattern=r"^https?://\S+$")
    client_id: str = Field(min_length=1)
    client_secret: str = Field(pattern=_REFERENCE)
    cookie_secret: str = Field(pattern=_REFERENCE)
    claim: str = Field(default="email", pattern=r"^\w+$")


class HeaderSettings(BaseModel):
    """A reverse proxy that signs people in and names them in a header: `[access.header]`.

    Attributes:
        name: The header that names a person; the proxy replaces whatever a visitor sent under that name.
        secret_name: The header in which the proxy proves that it is the proxy.
        secret: What stands in it.
    """

    model_config = ConfigDict(extra="forbid")
    name: str = Field(default="X-Forwarded-Email", pattern=_HEADER)
    secret_name: str = Field(default="X-Entrepot-Proxy", pattern=_HEADER)
    secret: str = Field(pattern=_REFERENCE)


class PersonSettings(BaseModel):
    """One person: `[[access.person]]`. Who does not stand there sees nothing.

    Attributes:
        name: The claim or header value of the person; case does not matter.
        roles: At least one.
        markets: Market codes, or `["all"]` for the whole company; written out, never assumed.
    """

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1)
    roles: list[Role] = Field(min_length=1)
    markets: list[str] = Field(min_length=1)

    @field_validator("markets")
    @classmethod
    def _is_all_or_some(cls, markets: list[str]) -> list[str]:
        if any(not market.strip() for market in markets) or (WHOLE_COMPANY in markets and len(markets) > 1):
            raise ValueError('write market codes, or ["all"] alone')
        return markets


class AccessSettings(BaseModel):
    """How people sign in, and who may see what: `[access]`.

    Attributes:
        public_url: The address under which people reach the pages.
        oidc: Sign-in by a provider; either this or `header`.
        header: Sign-in by a proxy.
        person: Everybody who may see something.
    """

    model_config = ConfigDict(extra="forbid")
    public_url: str
    oidc: OidcSettings | None = None
    header: HeaderSettings | None = None
    person: list[PersonSettings] = Field(default_factory=list)

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"))
        if not is_safe or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("write https:// and a host, such as https://figures.example.com")
        return url.rstrip("/")

    @field_validator("person")
    @classmethod
    def _names_are_unique(cls, people: list[PersonSettings]) -> list[PersonSettings]:
        names = [person.name.casefold() for person in people]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{twice[0]!r} stands there twice")
        return people

    @model_validator(mode="after")
    def _has_one_way_in(self) -> AccessSettings:
        if (self.oidc is None) == (self.header is None):
            raise ValueError("write either [access.oidc] or [access.header]")
        return self

    @property
    def host(self) -> str:
        """The host of the public address, without its port."""
        return urlsplit(self.public_url).hostname or ""

    def person_named(self, name: str) -> PersonSettings | None:
        """Return the person of a name; None if nobody is called so."""
        return next((person for person in self.person if person.name.casefold() == name.casefold()), None)
