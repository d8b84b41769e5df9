"""The operators' pages: Dagster's web server and daemon, on this machine, ended together.

Belongs here: starting and ending them. Not here: definitions.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

import dagster as dg

from orchestration.dagster_job import close_killed_runs, prepare_home
from warehouse.errors import WarehouseBusyError
from warehouse.lock import run_lock
from warehouse.settings import Settings


def serve(settings: Settings, address: str, port: int) -> int:
    """Run `dagster dev` until it is stopped.

    Args:
        settings: The configuration whose definitions are shown.
        address: Only a loopback address is sensible: these pages know no log-in.
        port: TCP port.

    Returns:
        The server's exit code; 0 when it was stopped from here.
    """
    home = prepare_home(settings)
    _forget_killed_runs(settings, home)
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "ENTREPOT_CONFIG": str(settings.config_file),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-m",
        "orchestration.definitions",
        "-h",
        address,
        "-p",
        str(port),
    ]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell ignores it, and children inherit that
    server = subprocess.Popen(command, env=environment)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.send_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, stop)
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.wait()
        return 0


def _forget_killed_runs(settings: Settings, home: Path) -> None:
    """Close runs that a kill left open, unless a run is under way: they would hold up the queue for hours."""
    with suppress(WarehouseBusyError), run_lock(settings), dg.DagsterInstance.from_config(str(home)) as instance:
        close_killed_runs(instance)
