"""The real server on a tiny release, and the system's Chromium.

Belongs here: starting and ending them. Not here: what is looked at.
"""

from __future__ import annotations

import json
import runpy
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TINY = runpy.run_path(str(Path(__file__).parents[1] / "unit" / "dashboards" / "tiny.py"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server: its address, its project folder, and the process that a user would have started."""

    url: str
    project: Path
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Take the system's browser: none is downloaded."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail(
            "No Chromium was found. Install the Debian package `chromium` (apt-get install chromium).", pytrace=False
        )
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": found, "args": ["--no-sandbox", "--disable-gpu", *quiet]}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`entrepot dashboards` on a tiny release; it is ended by its process id."""
    project = tmp_path_factory.mktemp("project")
    config = TINY["configure"](project)
    TINY["publish"](project)
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("entrepot")),
        "dashboards",
        "--config",
        str(config),
        "--port",
        str(port),
    ]
    with (project / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", process, project / "server.log")
        yield Server(f"http://127.0.0.1:{port}", project, process)
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture(scope="session")
def tiny() -> dict[str, Any]:
    """The functions that build a tiny release."""
    return TINY


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the server; fail with what it said if it ends or takes too long."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The server did not start: {json.dumps(log.read_text(encoding='utf-8')[-2000:])}", pytrace=False)
