"""The server of the pages: `streamlit run dashboards/server.py -- --config FILE`.

Belongs here: the addresses beside the pages. Not here: the pages (`app.py`), and starting the server (`serve.py`).

Only the pages that show what was judged have an address of their own, and only those of the release that is current;
whoever asks is checked as on the pages.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboards.access import Right, Visitor, log, signing_in
from dashboards.arguments import config_argument
from dashboards.data_docs import ADDRESS, page_of
from warehouse.errors import AccessError, EntrepotError
from warehouse.releases import current_release
from warehouse.settings import Settings, load_settings

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_OF_ALL = {
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'self'; object-src 'none'; form-action 'self'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What every answer says, unless it says something stricter."""


class SafeHeaders:
    """Adds the headers of `_OF_ALL` to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and mark its answer."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _OF_ALL.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, marked if scope["type"] == "http" else send)


def data_docs(request: Request) -> Response:
    """Answer with a page of the current release; what is none of them is not found."""
    try:
        settings = load_settings(config_argument(sys.argv[1:]))
        visitor = _visitor(settings, request)
        release = current_release(settings)
        page = page_of(release, request.path_params["path"]) if release else None
        if page:
            log.note(settings, visitor, "opened", f"data_docs:{page.name}")
    except AccessError as error:
        return PlainTextResponse(str(error), status_code=403, headers=_HEADERS)
    except EntrepotError as error:
        return PlainTextResponse(str(error), status_code=503, headers=_HEADERS)
    if page is None:
        return PlainTextResponse("There is no such page.", status_code=404, headers=_HEADERS)
    return HTMLResponse(page.read_bytes(), headers=_HEADERS)


def _visitor(settings: Settings, request: Request) -> Visitor:
    """Return who asks; who may not is written down.

    Raises:
        AccessError: They may not see what was judged.
    """
    headers = {name: request.headers.getlist(name) for name in request.headers}
    try:
        visitor = signing_in.visitor(settings, _claims(request), headers)
    except signing_in.TurnedAwayError as error:
        log.note_turned_away(settings, error)
        raise
    if not visitor.may(Right.DATA_DOCS):
        log.note(settings, visitor, "refused", "data_docs:page")
    visitor.require(Right.DATA_DOCS)
    return visitor


def _claims(request: Request) -> Mapping[str, Any]:
    """Return what the signed cookie of a visit says; nothing if there is none, or it is not ours."""

    def signed(name: str) -> bytes | None:
        value = request.cookies.get(name)
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1")) if value else None

    cookie = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    claims = json.loads(cookie) if cookie else {}
    return claims if isinstance(claims, dict) and claims.get("is_logged_in") else {}


def _our_hosts() -> Middleware:
    """Answer only under the names that the pages answer under, so that no other site can read along."""
    return Middleware(TrustedHostMiddleware, allowed_hosts=list(st.get_option("server.allowedHosts")) or ["*"])


app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Route(f"/{ADDRESS}/{{path:path}}", data_docs, middleware=[_our_hosts()])],
    middleware=[Middleware(SafeHeaders)],
)
