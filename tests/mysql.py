"""A MySQL (MariaDB) of the tests' own, from the system's package.

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

PASSWORD = "canary-mysql-4711"
SECONDS_TO_START = 30


@contextmanager
def running_mysql() -> Iterator[int]:
    """Run a server on a free port and yield it; user `reader` has the password `PASSWORD` and all rights."""
    folder = Path(tempfile.mkdtemp(prefix="entrepot-mysql-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    user = f"--user={getpass.getuser()}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    data = f"--datadir={folder / 'data'}"
    subprocess.run([_program("mariadb-install-db"), "--no-defaults", data, user], check=True, **quiet)  # type: ignore[call-overload]
    init = folder / "init.sql"
    init.write_text(
        f"create database shop character set utf8mb4;\ncreate user reader@'127.0.0.1' identified by '{PASSWORD}';\n"
        "grant all on *.* to reader@'127.0.0.1';\n",
        encoding="utf-8",
    )
    options = [data, user, f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 'sock'}"]
    server = subprocess.Popen([_program("mariadbd"), "--no-defaults", *options, f"--init-file={init}"], **quiet)  # type: ignore[call-overload]
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/usr/bin"]))
    if found is None:
        pytest.fail("No MySQL server was found. Install the package mariadb-server-core.", pytrace=False)
    return found


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("MySQL did not start.", pytrace=False)
