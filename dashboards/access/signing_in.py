"""Who is visiting, by what the provider or the proxy says. Nothing of Streamlit is imported.

Belongs here: from claims or headers to a visitor, or a refusal. Not here: asking for a sign-in (`gate`).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dashboards.access.visitor import LOCAL, Visitor, visitor_of
from warehouse.access_settings import AccessSettings, HeaderSettings, OidcSettings
from warehouse.errors import AccessError
from warehouse.settings import Settings, reveal

SOMEBODY = "somebody"
_TODO = "Ask who keeps [access] for it."


class NotSignedInError(AccessError):
    """Nobody has signed in, or the sign-in is over; signing in may help."""


class TurnedAwayError(AccessError):
    """Somebody came who may not see anything.

    Attributes:
        person: Whom the provider or the proxy names; `SOMEBODY` where nobody vouches for a name.
    """

    def __init__(self, what: str, person: str, where: str = "", todo: str = _TODO) -> None:
        super().__init__(what, where=where, todo=todo)
        self.person = person


def visitor(settings: Settings, claims: Mapping[str, Any], headers: Mapping[str, Sequence[str]]) -> Visitor:
    """Return who is visiting.

    Args:
        settings: The configuration, read for this visit: who was taken out of it is out.
        claims: What the provider says of the visitor; empty before a sign-in.
        headers: Headers of the request, each with all its values.

    Raises:
        NotSignedInError: Nobody has signed in, or the sign-in is over.
        TurnedAwayError: The person is not in the configuration, or did not come through the proxy.
    """
    access = settings.access
    if access is None:
        return LOCAL
    if access.oidc:
        return _by_claims(access, access.oidc, claims)
    if access.header:
        return _by_header(access, access.header, headers)
    raise AccessError("there is no way to sign in.", todo="Write [access.oidc] or [access.header].")


def _by_claims(access: AccessSettings, oidc: OidcSettings, claims: Mapping[str, Any]) -> Visitor:
    name = claims.get(oidc.claim)
    if not isinstance(name, str) or not name:
        raise NotSignedInError("nobody has signed in.", todo="Sign in.")
    expires_at = _moment(claims.get("exp"))
    if expires_at is None or datetime.now(UTC) >= expires_at:
        raise NotSignedInError("the sign-in is over.", todo="Sign in again.")
    if oidc.claim == "email" and claims.get("email_verified") is not True:
        raise TurnedAwayError("the provider does not say that this e-mail address is verified.", name, where=name)
    return _known(access, name, expires_at)


def _moment(seconds: object) -> datetime | None:
    """Return a moment of a claim; None for what is none."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _by_header(access: AccessSettings, header: HeaderSettings, headers: Mapping[str, Sequence[str]]) -> Visitor:
    """Take a name from the proxy alone: it proves itself, and each header stands there once."""
    found = {name.lower(): values for name, values in headers.items()}
    proofs, names = (found.get(name.lower(), ()) for name in (header.secret_name, header.name))
    secret = reveal(header.secret).encode()
    if len(proofs) != 1 or not secret or not hmac.compare_digest(proofs[0].encode(), secret):
        what = "this did not come through the proxy that signs people in."
        raise TurnedAwayError(what, SOMEBODY, todo=f"Use {access.public_url}.")
    if len(names) != 1 or not names[0].strip():
        raise TurnedAwayError("the proxy does not say who this is.", SOMEBODY, where=header.name)
    return _known(access, names[0].strip(), None)


def _known(access: AccessSettings, name: str, expires_at: datetime | None) -> Visitor:
    person = access.person_named(name)
    if person is None:
        raise TurnedAwayError(f"{name} may not see anything here.", name)
    return visitor_of(person, expires_at)
