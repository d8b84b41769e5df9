"""Odoo's JSON-2 API, which versions from 19 on have.

Belongs here: one call, and the server's errors. Not here: what is asked for (apis.odoo).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.apis.odoo.remote import refusal
from ingestion.connectors.http import Http


@dataclass
class Json2:
    """A database of a server that is asked by JSON-2, as the user that the key belongs to.

    Attributes:
        access: The server.
        http: The way to it, with key and database in its headers.
        version: Major version of the server.
    """

    access: Access
    http: Http
    version: int

    def now(self) -> datetime:
        """Return the server's clock (UTC, naive)."""
        return self.http.server_time()

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Call a method of a model."""
        try:
            return self.http.post(f"json/2/{model}/{method}", arguments)
        except SourceUnreachableError as error:
            told = _told(error.said)
            if told is None:
                raise
            name, message = str(told["name"]), str(told.get("message", ""))
            raise refusal(self.access, name, message, model=model, what=f"{model}.{method}") from None


def log_in(access: Access, version: int) -> Json2:
    """Open the API with the secret `token`, an API key, and the option `database` where the address serves several."""
    database = access.options.get("database")
    named = {"X-Odoo-Database": database} if database else {}
    return Json2(access, access.http(headers={"Authorization": f"bearer {access.secret('token')}", **named}), version)


def _told(said: str) -> dict[str, Any] | None:
    """Odoo's own error object, where the answer is one."""
    try:
        told = json.loads(said)
    except ValueError:
        return None
    return told if isinstance(told, dict) and "name" in told else None
