"""Serving the pages: Streamlit as a child of this process, open to this machine only.

Belongs here: starting the child with hardened options and ending it. Not here: the pages; nothing of Streamlit is
imported.
"""

from __future__ import annotations

import ipaddress
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from warehouse.errors import ConfigurationError
from warehouse.settings import Settings

_APP = Path(__file__).with_name("server.py")
_GRACE_SECONDS = 5
_ENDING = (signal.SIGINT, signal.SIGTERM)
_HARDENED = {
    "server.headless": "true",
    "server.enableXsrfProtection": "true",
    "server.enableCORS": "true",
    "server.maxUploadSize": "5",
    "server.fileWatcherType": "none",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "viewer",
    "browser.gatherUsageStats": "false",
}
"""Repeated from `.streamlit/config.toml`: a flag wins over the files and the environment of whoever starts us."""


def serve(settings: Settings, port: int, address: str = "127.0.0.1") -> int:
    """Serve the pages until this process is asked to end (SIGINT, SIGTERM).

    Args:
        settings: Names the configuration file, and by it the releases.
        port: Port to listen on.
        address: A loopback address.

    Returns:
        The exit code: 0 after being asked to end, else that of Streamlit.

    Raises:
        ConfigurationError: The address is open to others, or the port is taken.
    """
    _require_loopback(address)
    _require_free(address, port)
    with _signals_raise():
        return _run(command(settings, port, address))


def command(settings: Settings, port: int, address: str) -> list[str]:
    """Return the command that runs the pages."""
    options = {**_HARDENED, "server.address": address, "server.port": str(port)}
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [
        sys.executable, "-m", "streamlit", "run", str(_APP), *flags, "--", "--config", str(settings.config_file),
    ]  # fmt: skip


class _AskedToEndError(Exception):
    """A signal asked this process to end."""


@contextmanager
def _signals_raise() -> Iterator[None]:
    """Turn the first request to end into an exception; later ones do not disturb the ending."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        for number in _ENDING:
            signal.signal(number, signal.SIG_IGN)
        raise _AskedToEndError

    before = {number: signal.signal(number, handle) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run(arguments: list[str]) -> int:
    """Run a child in a session of its own, so that Ctrl-C reaches it once: from us. It never outlives this call."""
    child = subprocess.Popen(arguments, start_new_session=True)
    try:
        return child.wait()
    except _AskedToEndError:
        return 0
    finally:
        _stop(child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End a child that still runs, by force after a while."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _require_loopback(address: str) -> None:
    """Refuse to serve others: the pages ask nobody who they are."""
    try:
        is_loopback = address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ConfigurationError(
            "the pages have no sign-in, so they are served on this machine only.",
            where=address,
            todo="Use 127.0.0.1, and put a proxy that signs people in before it.",
        )


def _require_free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise ConfigurationError(
                f"this port cannot be used ({error.strerror}).",
                where=f"{address}:{port}",
                todo="Choose another with --port.",
            ) from error
