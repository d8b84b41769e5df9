"""Serving the pages: Streamlit as a child of this process, open to this machine only unless people sign in.

Belongs here: starting the child with hardened options and ending it. Not here: the pages; nothing of Streamlit is
imported.
"""

from __future__ import annotations

import ipaddress
import json
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from warehouse.access_settings import AccessSettings, OidcSettings
from warehouse.errors import ConfigurationError
from warehouse.settings import Settings, reveal

_APP = Path(__file__).with_name("server.py")
_GRACE_SECONDS = 5
_SECRET_LENGTH = 32
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
        address: A loopback address; any other only where people sign in.

    Returns:
        The exit code: 0 after being asked to end, else that of Streamlit.

    Raises:
        ConfigurationError: The address is open to others and nobody signs in, the port is taken, or a secret of the
            sign-in is missing or too short.
    """
    if settings.access is None:
        _require_loopback(address)
    _require_free(address, port)
    with _signals_raise(), _secrets(settings) as secrets:
        return _run(command(settings, port, address, secrets))


def command(settings: Settings, port: int, address: str, secrets: Path | None = None) -> list[str]:
    """Return the command that runs the pages; `secrets` is the file with those of the provider."""
    options = {**_HARDENED, "server.address": address, "server.port": str(port)}
    if settings.access:
        options["browser.serverAddress"] = settings.access.host
        options["server.corsAllowedOrigins"] = settings.access.public_url
        options["server.allowedHosts"] = settings.access.host
    if secrets:
        options["secrets.files"] = str(secrets)
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [
        sys.executable, "-m", "streamlit", "run", str(_APP), *flags, "--", "--config", str(settings.config_file),
    ]  # fmt: skip


@contextmanager
def _secrets(settings: Settings) -> Iterator[Path | None]:
    """Write what Streamlit must know of the provider into a folder that is ours alone, and remove it in the end."""
    if settings.access is None or settings.access.oidc is None:
        if settings.access and settings.access.header:
            _strong(reveal(settings.access.header.secret), "access.header.secret")
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="entrepot-pages-") as folder:
        path = Path(folder) / "secrets.toml"
        path.touch(mode=0o600)
        path.write_text(_auth(settings.access, settings.access.oidc), encoding="utf-8")
        yield path


def _auth(access: AccessSettings, oidc: OidcSettings) -> str:
    """Return the block that `st.login` reads; JSON's strings are TOML's."""
    values = {
        "redirect_uri": f"{access.public_url}/oauth2callback",
        "cookie_secret": _strong(reveal(oidc.cookie_secret), "access.oidc.cookie_secret"),
        "client_id": oidc.client_id,
        "client_secret": reveal(oidc.client_secret),
        "server_metadata_url": oidc.server_metadata_url,
    }
    return "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


def _strong(secret: str, where: str) -> str:
    if len(secret) < _SECRET_LENGTH:
        raise ConfigurationError(
            f"this secret is shorter than {_SECRET_LENGTH} characters.",
            where=where,
            todo="Make one with `openssl rand -hex 32`.",
        )
    return secret


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
    """Refuse to serve others while nobody signs in."""
    try:
        is_loopback = address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ConfigurationError(
            "without a sign-in the pages are served on this machine only.",
            where=address,
            todo="Use 127.0.0.1, or write [access] into the configuration.",
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
