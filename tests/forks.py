"""Commands that are forked from a process which has imported everything: what costs seconds at a start costs none.

Belongs here: that process, and a forked one that is spoken to as to a started one. Not here: what a test does with it.
"""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from runpy import run_path
from typing import Any

FORKED_COMMAND = str(Path(__file__).with_name("forked_command.py"))
FORKS = multiprocessing.get_context("forkserver")
# The command's own modules are not among these: a console looks at its terminal when it is made.
FORKS.set_forkserver_preload(
    [
        "pytest",
        "typer.main",
        "rich.progress",
        "rich.status",
        "rich.table",
        "great_expectations",
        "orchestration.dagster_job",
        "orchestration.pipeline",
        "orchestration.run",
        "identity.explain",
        "identity.impact.preview",
        "identity.review.deciding",
        "ingestion.checking",
        "ingestion.mapping",
        "warehouse.query",
        "dbt.cli.main",
        "dbt.adapters.duckdb.connections",
    ]
)


@dataclass(frozen=True)
class Forked:
    """A forked process that is spoken to as to a started one."""

    process: BaseProcess

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process.pid is not None
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit code, or the negative signal that ended it; None while it lives."""
        return self.process.exitcode

    def poll(self) -> int | None:
        """Say how it ended, if it has."""
        return self.process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Wait for its end and return its exit code."""
        self.process.join(seconds)
        assert self.process.exitcode is not None, f"it did not end within {seconds} s"
        return self.process.exitcode

    def kill(self) -> None:
        """End it as hard as it goes."""
        self.process.kill()


def fork_command(**given: Any) -> Forked:
    """Start the command; what it is given says `forked_command`."""
    process = FORKS.Process(target=run_path, args=(FORKED_COMMAND, given))
    process.start()
    return Forked(process)
