"""What a system answers over HTTP: tried again where that helps, a clear failure where it does not, never a secret."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.http import Http
from warehouse.source_settings import SourceSettings

Answer = tuple[int, dict[str, str], bytes]
CANARY = "canary-token-2291"


class Handler(BaseHTTPRequestHandler):
    """Gives the answers of a list, the last one again and again; a status of 0 drops the connection."""

    answers: list[Answer]
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.headers.get("Authorization", ""))
        status, headers, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", headers.get("Claimed", str(len(body))))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(*answers: Answer) -> Iterator[tuple[str, list[str]]]:
    """Serve these answers; yield the address, and the list of what was asked."""
    asked: list[str] = []
    handler = type("Given", (Handler,), {"answers": list(answers), "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def client(address: str, monkeypatch: pytest.MonkeyPatch) -> Http:
    monkeypatch.setenv("TOKEN", CANARY)
    source = SourceSettings(
        name="shop",
        vendor="own",
        systems=["storefront"],
        path=Path("none"),
        url=address,
        options={"backoff_seconds": "0.05", "attempts": "4", "timeout_seconds": "2"},
        credentials={"token": "${TOKEN}"},
    )
    access = Access(source)
    return access.http({"Authorization": f"Bearer {access.secret('token')}"})


GOOD: Answer = (200, {}, b'{"rows": [1]}')


@pytest.mark.parametrize("trouble", [(429, {}, b""), (500, {}, b"oops"), (503, {}, b""), (0, {}, b"")])
def test_a_passing_trouble_is_tried_again(trouble: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(trouble, trouble, GOOD) as (address, asked):
        assert client(address, monkeypatch).get("rows") == {"rows": [1]}
        assert asked == [f"Bearer {CANARY}"] * 3


def test_it_waits_as_long_as_the_system_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    with served((429, {"Retry-After": "1"}, b""), GOOD) as (address, _):
        begun = time.monotonic()
        client(address, monkeypatch).get("rows")
        assert time.monotonic() - begun >= 1


def test_an_answer_that_ends_too_early_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with served((200, {"Claimed": "100"}, b'{"rows": ['), GOOD) as (address, _):
        assert client(address, monkeypatch).get("rows") == {"rows": [1]}


def test_a_lasting_trouble_is_a_failure_that_says_what_the_system_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with served((500, {}, f"token {CANARY} broke me".encode())) as (address, asked):
        with pytest.raises(SourceUnreachableError) as caught:
            client(address, monkeypatch).get("rows", {"token": CANARY})
        assert len(asked) == 4
    assert str(caught.value) == (
        f"source shop GET {address}/rows: it answers 500: token ••• broke me "
        "It is the system's own fault: run later; what has landed stays."
    )


@pytest.mark.parametrize(
    ("status", "todo"), [(401, "Check the credential"), (403, "Give the account the right"), (404, "Check the address")]
)
def test_a_refusal_is_not_tried_again_and_says_what_to_do(
    status: int, todo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served((status, {}, b"")) as (address, asked):
        with pytest.raises(SourceUnreachableError, match=todo):
            client(address, monkeypatch).get("rows")
        assert len(asked) == 1


def test_what_is_no_json_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        served((200, {}, b"<html>Sign in</html>")) as (address, _),
        pytest.raises(SourceUnreachableError, match="no JSON"),
    ):
        client(address, monkeypatch).get("rows")


def test_the_time_is_the_systems_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(GOOD) as (address, _):
        http = client(address, monkeypatch)
        http.get("rows")
        assert abs(http.server_time().timestamp() - time.time()) < 24 * 3600


def test_a_download_that_ends_too_early_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole: Answer = (200, {}, b"a" * 100)
    with served((200, {"Claimed": "100"}, b"a" * 40), whole) as (address, _):
        client(address, monkeypatch).download(f"{address}/file", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"a" * 100


def test_a_password_is_hidden_however_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", "ab")
    source = SourceSettings(
        name="erp", vendor="own", systems=["erp"], path=Path("none"), credentials={"password": "${PASSWORD}"}
    )
    access = Access(source)
    told = access.conceal(f'unable to connect to "host=here password={access.secret("password")}": refused')
    assert told == 'unable to connect to "host=here password=•••": refused'
