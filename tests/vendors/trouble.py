"""What goes wrong between a client and a vendor's server, planned ahead: the servers beside this module ask it.

Belongs here: the kinds of trouble, in which order they come, and the server process that every vendor shares. Not here:
any vendor's protocol.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOO_MANY, BROKEN, SILENT, CUT, REPEATED, HALF = "429", "500", "timeout", "cut off", "repeated page", "half a page"
SECONDS_OF_SILENCE = 3.0


@dataclass
class Trouble:
    """What a server does wrong, one after the other, and what it counts.

    Attributes:
        planned: Kinds of trouble that the next pages meet; None lets one pass well.
        forever: A kind that every page meets from now on.
        between_pages: Called once after the n-th page was answered, to change the data while it is being read.
        requests: Paths that were asked for, in order.
        rests: Seconds between an answer with Retry-After and the next request.
    """

    planned: deque[str | None] = field(default_factory=deque)
    forever: str | None = None
    between_pages: dict[int, Callable[[], None]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)
    _pages: int = 0
    _told_to_wait_at: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of_next_page(self) -> str | None:
        """Return what the page that is being asked for meets."""
        with self._lock:
            return self.forever or (self.planned.popleft() if self.planned else None)

    def noted(self, path: str) -> None:
        """Note a request, and how long the client rested if it was told to."""
        with self._lock:
            self.requests.append(path)
            if self._told_to_wait_at is not None:
                self.rests.append(time.monotonic() - self._told_to_wait_at)
                self._told_to_wait_at = None

    def tell_to_wait(self) -> None:
        """Note that the client was told to wait."""
        with self._lock:
            self._told_to_wait_at = time.monotonic()

    def page_answered(self) -> None:
        """Count a page, and let the data change if that was planned."""
        with self._lock:
            self._pages += 1
            change = self.between_pages.pop(self._pages, None)
        if change is not None:
            change()


class Handler(BaseHTTPRequestHandler):
    """Answers requests; a vendor's own handler says what with."""

    protocol_version = "HTTP/1.1"
    trouble: Trouble

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the requests for the tests alone."""

    def body(self) -> bytes:
        """Read what the client sent."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status: int, content: bytes, kind: str, **headers: str) -> None:
        """Send an answer, with the server's clock; a client that has given up hears nothing."""
        try:
            self._send(status, content, kind, headers)
        except ConnectionError:
            self.close_connection = True

    def _send(self, status: int, content: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def meets(self, kind: str | None) -> bool:
        """Answer as the trouble has it, if it lets no true answer through."""
        if kind == TOO_MANY:
            self.trouble.tell_to_wait()
            self.answer(429, b'{"message": "too many"}', "application/json", Retry_After="1")
        elif kind == BROKEN:
            self.answer(500, b"<html>Internal Server Error</html>", "text/html")
        elif kind == SILENT:
            time.sleep(SECONDS_OF_SILENCE)
            self.close_connection = True
        elif kind == CUT:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"[{")
            self.close_connection = True
        return kind in (TOO_MANY, BROKEN, SILENT, CUT)


@contextmanager
def serve(handler: type[Handler]) -> Iterator[str]:
    """Serve on a free port of this machine and yield the address; the server is gone afterwards."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
