"""Servers on 127.0.0.1 that take what is sent: e-mails over SMTP, and JSON posted to a webhook.

Belongs here: receiving and counting. Not here: what should have been received (the tests).
"""

from __future__ import annotations

import email
import email.policy
import json
import socket
import threading
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """A mail server that keeps what it takes; it answers at its port while it is up."""

    def __init__(self, password: str = "") -> None:
        """Take a port; with a password only who knows it may send."""
        self.port = free_port()
        self.password = password
        self.refused: set[str] = set()
        self.tls: dict[str, Any] = {}
        """How it is protected: `ssl_context`, or `tls_context` with `require_starttls`."""
        self.mails: list[EmailMessage] = []
        self._controller: Controller | None = None

    @property
    def subjects(self) -> list[str]:
        """The subjects of what was taken, in order."""
        return [str(mail["Subject"]) for mail in self.mails]

    def up(self) -> Mailbox:
        """Begin to answer."""
        options: dict[str, Any] = {}
        if self.password:
            options = {"authenticator": self._knows, "auth_required": True, "auth_require_tls": False}
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **options, **self.tls)
        self._controller.start()
        return self

    def down(self) -> None:
        """Answer no more."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take an address or not."""
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep an e-mail."""
        assert isinstance(envelope.content, bytes)
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"

    def _knows(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        return AuthResult(success=given.password.decode() == self.password, handled=False)


class Hook:
    """A web server that keeps every JSON body and the path that it was posted to."""

    def __init__(self) -> None:
        """Take a port and answer at it."""
        self.bodies: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.answers: list[int] = []
        """Status codes of the next answers; 204 when there are none left. A body is kept when it is answered so."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def events(self) -> list[str]:
        """What was told, in order."""
        return [body["event"] for body in self.bodies]

    def down(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                code = hook.answers.pop(0) if hook.answers else 204
                hook.paths.append(self.path)
                if code == 204:
                    hook.bodies.append(body)
                self.send_response(code)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        return Handler
