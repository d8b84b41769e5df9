"""A PostgreSQL of the tests' own, from the system's package.

Belongs here: starting a server on 127.0.0.1 and ending it by its process id. Not here: what stands in it (the tests).
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVER_USER = "postgres"
SECONDS_TO_START = 30


@contextmanager
def running_postgres() -> Iterator[str]:
    """Run a server on a free port and yield its dsn; no superuser of the machine may run one."""
    user = SERVER_USER if os.geteuid() == 0 else getpass.getuser()
    runs_as = {"user": user} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="entrepot-postgres-"))
    shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    subprocess.run([_program("initdb"), "-D", data, "-A", "trust", "-U", "entrepot"], check=True, **quiet, **runs_as)  # type: ignore[call-overload]
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    server = subprocess.Popen([_program("postgres"), "-D", data, "-p", str(port), *options], **quiet, **runs_as)  # type: ignore[call-overload]
    try:
        _wait_for(port, server)
        yield f"host=127.0.0.1 port={port} user=entrepot dbname=postgres"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)


def _program(name: str) -> str:
    """A program of the PostgreSQL server, from the path or where Debian keeps it."""
    places = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    found = shutil.which(name, path=os.pathsep.join([*map(str, places), os.environ["PATH"]]))
    if found is None:
        pytest.fail("No PostgreSQL server was found. Install the package postgresql.", pytrace=False)
    return found


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        command = [_program("pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-q"]
        if subprocess.run(command, check=False).returncode == 0:
            return
        time.sleep(0.2)
    pytest.fail("PostgreSQL did not start.", pytrace=False)
