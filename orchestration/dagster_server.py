"""The operators' pages: Dagster's web server and daemon, on this machine, ended together.

Belongs here: starting and ending them. Not here: definitions.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType

from orchestration.dagster_job import prepare_home
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
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(prepare_home(settings)),
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
    server = subprocess.Popen(command, env=environment)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.send_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, stop)
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.wait()
        return 0
