"""A PostgreSQL of a test's own with a hand on it: statements, queries and loading by `psql`.

Belongs here: speaking with it. Not here: starting and ending it (postgres), what is loaded and what must hold.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
running_postgres = import_module("postgres").running_postgres


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
        command = ["psql", "-X", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port)]
        asked = subprocess.run(
            [*command, "-U", "entrepot", "-d", "postgres", *options], input=sql, capture_output=True, text=True
        )
        assert asked.returncode == 0, asked.stderr
        return asked.stdout


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server with an empty database."""
    with running_postgres() as dsn:
        [port] = re.findall(r"port=(\d+)", dsn)
        yield Postgres(int(port))
