"""Odoo's XML-RPC API, which versions up to 21 have.

The library's marshalling is used, not its transport: requests go the same way as everything else, so that waiting,
repeating and hiding of secrets are the same.

Belongs here: logging in, one call, and the server's faults. Not here: what is asked for (apis.odoo).
"""

from __future__ import annotations

import xmlrpc.client
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError

from ingestion.connectors.access import Access
from ingestion.connectors.apis.odoo.remote import refusal
from ingestion.connectors.http import Http

_COMMON, _OBJECT = "xmlrpc/2/common", "xmlrpc/2/object"
_FAULTS = {2: "UserError", 3: "AccessDenied", 4: "AccessError"}


@dataclass
class XmlRpc:
    """A database of a server that is asked by XML-RPC, as one user.

    Attributes:
        access: The server.
        http: The way to it.
        user: Number of the user.
        version: Major version of the server.
    """

    access: Access
    http: Http
    user: int
    version: int

    def now(self) -> datetime:
        """Return the server's clock (UTC, naive)."""
        return self.http.server_time()

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Call a method of a model. A domain goes by place: its name is not the same in all versions."""
        by_place = [arguments.pop("domain")] if "domain" in arguments else []
        key = (self.access.option("database"), self.user, self.access.secret("password"))
        parameters: tuple[Any, ...] = (*key, model, method, by_place, arguments)
        return _call(self.access, self.http, _OBJECT, "execute_kw", parameters, model=model, what=f"{model}.{method}")


def log_in(access: Access, http: Http) -> XmlRpc:
    """Log in with the options `database` and `user` and the secret `password`, which may be an API key.

    Raises:
        SourceUnreachableError: The server does not know them.
    """
    told = _call(access, http, _COMMON, "version", (), what="version")
    database, user = access.option("database"), access.option("user")
    parameters: tuple[Any, ...] = (database, user, access.secret("password"), {})
    number = _call(access, http, _COMMON, "authenticate", parameters, what="login")
    if not number:
        raise refusal(access, "AccessDenied", f"it does not know {user} in {database}.", model="", what="login")
    return XmlRpc(access, http, int(number), major_version(told["server_version_info"]))


def major_version(told: list[Any]) -> int:
    """Return the first number of what a server says of its version; a hosted one says `saas~18`."""
    return int(str(told[0]).rpartition("~")[2])


def _call(
    access: Access, http: Http, path: str, method: str, parameters: tuple[Any, ...], *, what: str, model: str = ""
) -> Any:
    body = xmlrpc.client.dumps(parameters, methodname=method, encoding="utf-8")
    answer = http.send("POST", path, data=body.encode("utf-8"), headers={"Content-Type": "text/xml"})
    try:
        ((result,), _) = xmlrpc.client.loads(read_document(answer.content), use_builtin_types=True)
    except xmlrpc.client.Fault as fault:
        kind = _FAULTS.get(fault.faultCode, "")
        raise refusal(access, kind, str(fault.faultString), model=model, what=what) from None
    except (ExpatError, ValueError, xmlrpc.client.ResponseError):
        raise access.unreachable(
            "the answer is no XML-RPC.",
            where=f"{path}, {what}",
            todo="Check that the address is that of the server itself, not of a login page or another service.",
        ) from None
    return result


def read_document(answer: bytes) -> str:
    """Return the text of an answer.

    Raises:
        ValueError: It has a document type, and so perhaps entities that grow; such an answer is not parsed.
    """
    text = answer.decode("utf-8")
    if "<!DOCTYPE" in text:
        raise ValueError("a document type in an XML-RPC answer")
    return text
