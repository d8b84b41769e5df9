"""A PostgreSQL of its own for a test: the system package's server on 127.0.0.1, ended by its process id.

Belongs here: starting and ending it, statements and queries by `psql`. Not here: what is loaded and what must hold.
"""

from __future__ import annotations

import csv
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

SERVER_USER = "postgres"
SECONDS_TO_START = 30


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    port: int

    @property
    def dsn(self) -> str:
        """As a source's configuration has it."""
        return f"postgresql://entrepot@127.0.0.1:{self.port}/postgres"

    def execute(self, sql: str) -> None:
        """Run statements; the first that fails fails the test."""
        self._psql(sql, "--quiet")

    def ask(self, sql: str) -> list[list[str]]:
        """Return the rows of a query as text."""
        return list(csv.reader(StringIO(self._psql(sql, "--csv", "--tuples-only"))))

    def copy_in(self, table: str, path: Path) -> None:
        """Load a CSV file whose header names the columns."""
        with path.open(encoding="utf-8", newline="") as file:
            columns = ", ".join(f'"{name}"' for name in next(csv.reader(file)))
        self.execute(f"""\\copy "{table}" ({columns}) from '{path}' (format csv, header true)""")

    def _psql(self, sql: str, *options: str) -> str:
        command = [program("psql"), "-X", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port)]
        asked = subprocess.run(
            [*command, "-U", "entrepot", "-d", "postgres", *options], input=sql, capture_output=True, text=True
        )
        assert asked.returncode == 0, asked.stderr
        return asked.stdout


def program(name: str) -> str:
    """A program of PostgreSQL, from where Debian keeps it or from the path."""
    places = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    found = shutil.which(name, path=os.pathsep.join([*map(str, places), os.environ["PATH"]]))
    if found is None:
        pytest.fail("No PostgreSQL server was found. Install the package postgresql.", pytrace=False)
    return found


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server with an empty database; no superuser may run one."""
    user = SERVER_USER if os.geteuid() == 0 else getpass.getuser()
    folder = Path(tempfile.mkdtemp(prefix="entrepot-postgres-"))
    shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    how: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    how |= {"user": user} if os.geteuid() == 0 else {}
    data = str(folder / "data")
    subprocess.run([program("initdb"), "-D", data, "-A", "trust", "-U", "entrepot", "-E", "UTF8"], check=True, **how)
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    server = subprocess.Popen([program("postgres"), "-D", data, "-p", str(port), *options], **how)
    try:
        _wait_for(port, server)
        yield Postgres(port)
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        command = [program("pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-q"]
        if subprocess.run(command, check=False).returncode == 0:
            return
        time.sleep(0.2)
    pytest.fail("PostgreSQL did not start.", pytrace=False)
