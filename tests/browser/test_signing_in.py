"""Signing in as people do it: a real browser, a real provider's pages, and a proxy's headers."""

from __future__ import annotations

import os
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from dashboards.catalogue import load_catalogue
from warehouse.ledger import Kind, open_ledger
from warehouse.settings import load_settings

WORDS = load_catalogue("en")
MILLISECONDS = 30_000
SECRET = "0123456789abcdef0123456789abcdef"
PEOPLE = """
[[access.person]]
name = "german@example.com"
roles = ["manager"]
markets = ["DE"]
"""
CLAIMS = {"email": "german@example.com", "email_verified": True}


@pytest.fixture(scope="module")
def signed(
    tmp_path_factory: pytest.TempPathFactory,
    open_dashboards: Callable[..., AbstractContextManager[Any]],
    tiny: dict[str, Any],
) -> Iterator[tuple[str, Path]]:
    """`entrepot dashboards` of a company whose people sign in with a provider; its address and its project."""
    project = tmp_path_factory.mktemp("signed")
    config = tiny["configure"](project)
    tiny["write_data_docs"](tiny["publish"](project).parent)
    os.environ["ENTREPOT_TEST_SECRET"] = SECRET
    people = (User(sub="german", claims=CLAIMS), User(sub="other", claims={**CLAIMS, "email": "other@example.com"}))

    def configure(url: str, metadata: str) -> None:
        block = (
            f'[access]\npublic_url = "{url}"\n[access.oidc]\nserver_metadata_url = "{metadata}"\n'
            'client_id = "entrepot"\nclient_secret = "${ENTREPOT_TEST_SECRET}"\n'
            'cookie_secret = "${ENTREPOT_TEST_SECRET}"\n'
        )
        config.write_text(config.read_text(encoding="utf-8") + block + PEOPLE, encoding="utf-8")

    with run_server_in_thread(user_claims=people) as provider:
        metadata = f"http://localhost:{provider.server_port}/.well-known/openid-configuration"
        with open_dashboards(config, lambda url: configure(url, metadata)) as running:
            yield running.url, project
    del os.environ["ENTREPOT_TEST_SECRET"]


def sign_in(page: Page, url: str, who: str) -> None:
    page.goto(url)
    page.get_by_role("button", name=WORDS.text("access.sign_in")).click()
    page.wait_for_url("**/oauth2/authorize**")
    page.get_by_role("button", name=who).click()
    page.wait_for_url(f"{url}/**")


def status(url: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_person_signs_in_sees_their_market_alone_and_signs_out(browser: Browser, signed: Any) -> None:
    url, project = signed
    expect.set_options(timeout=MILLISECONDS)
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS)
        frames: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
        page.goto(f"{url}/sales")
        expect(page.get_by_role("button", name=WORDS.text("access.sign_in"))).to_be_visible()
        expect(page.locator("[data-testid=stMetric]")).to_have_count(0)
        expect(page.get_by_text("not found")).to_have_count(0)
        sign_in(page, url, "german")
        expect(page.locator(".st-key-kpi_orders")).to_be_visible()
        expect(page.get_by_text("You see: Germany")).to_be_visible()
        expect(page.get_by_text(WORDS.text("page.workbench"))).to_have_count(0)
        assert "Germany" in "".join(frames)
        assert "Saudi" not in "".join(frames)
        assert page.request.get(f"{url}/data-docs/").status == 403
        page.get_by_role("button", name=WORDS.text("access.sign_out")).click()
        page.wait_for_url("**/end_session**")
        page.goto(url)
        expect(page.get_by_role("button", name=WORDS.text("access.sign_in"))).to_be_visible()
        sign_in(page, url, "other")
        expect(page.get_by_text("other@example.com may not see anything here")).to_be_visible()
    written = open_ledger(load_settings(project / "entrepot.toml")).read(Kind.ACCESS)
    assert [(it.actor, it.subject) for it in written] == [
        ("german@example.com", "page:overview"),
        ("german@example.com", "data_docs:page"),
        ("other@example.com", "sign_in:pages"),
    ]


def test_nobody_reads_beside_the_pages_and_every_answer_has_its_headers(signed: Any) -> None:
    url, _ = signed
    assert status(f"{url}/data-docs/index.html") == 403
    assert status(f"{url}/data-docs/index.html", **{"X-Forwarded-Email": "german@example.com"}) == 403
    assert status(f"{url}/data-docs/index.html", Cookie="_streamlit_user=forged") == 403
    with urllib.request.urlopen(url, timeout=20) as answer:
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert [opens_a_stream(url), opens_a_stream(url, Origin="https://elsewhere.example")] == [101, 403]
    assert opens_a_stream(url, Host="elsewhere.example") == 403
    foreign = urllib.request.Request(f"{url}/_stcore/health", headers={"Origin": "https://elsewhere.example"})
    with urllib.request.urlopen(foreign, timeout=20) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] in (None, url)
    assert sends(url, "/_stcore/upload_file/session/file") == 403


def sends(url: str, path: str) -> int:
    """Send a file as another site would, without the token that our pages know; return the status of the answer."""
    request = urllib.request.Request(f"{url}{path}", data=b"x", method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def opens_a_stream(url: str, **others: str) -> int:
    """Ask for the stream that a page is drawn by; return the status of the answer."""
    address = urlsplit(url)
    headers = {"Host": address.netloc, "Origin": url, "Connection": "Upgrade", "Upgrade": "websocket",
               "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", **others}  # fmt: skip
    lines = [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=20) as line:
        line.sendall("\r\n".join(["GET /_stcore/stream HTTP/1.1", *lines, "", ""]).encode())
        return int(line.recv(100).split()[1])
