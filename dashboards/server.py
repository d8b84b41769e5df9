"""The server of the pages: `streamlit run dashboards/server.py -- --config FILE`.

Belongs here: the addresses beside the pages. Not here: the pages (`app.py`), and starting the server (`serve.py`).

Only the pages that show what was judged have an address of their own, and only those of the release that is current.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboards.arguments import config_argument
from dashboards.data_docs import ADDRESS, page_of
from warehouse.errors import EntrepotError
from warehouse.releases import current_release
from warehouse.settings import load_settings

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def data_docs(request: Request) -> Response:
    """Answer with a page of the current release; what is none of them is not found."""
    try:
        release = current_release(load_settings(config_argument(sys.argv[1:])))
        page = page_of(release, request.path_params["path"]) if release else None
    except EntrepotError as error:
        return PlainTextResponse(str(error), status_code=503, headers=_HEADERS)
    if page is None:
        return PlainTextResponse("There is no such page.", status_code=404, headers=_HEADERS)
    return HTMLResponse(page.read_bytes(), headers=_HEADERS)


def _our_hosts() -> Middleware:
    """Answer only under the names that the pages answer under, so that no other site can read along."""
    return Middleware(TrustedHostMiddleware, allowed_hosts=list(st.get_option("server.allowedHosts")) or ["*"])


app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Route(f"/{ADDRESS}/{{path:path}}", data_docs, middleware=[_our_hosts()])],
)
