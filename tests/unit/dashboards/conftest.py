"""A tiny release, as a connection and as a project that the pages can be run on."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.queries import Rows, run_statement

TINY = runpy.run_path(str(Path(__file__).with_name("tiny.py")))
APP = Path(__file__).parents[3] / "dashboards" / "app.py"


class PlainReader:
    """Asks a connection, without a cache."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(self, statement: str, values: Mapping[str, object] | None = None) -> Rows:
        return run_statement(self.connection, statement, values)


@pytest.fixture(scope="session")
def tiny() -> dict[str, Any]:
    """The functions that build a tiny release."""
    return TINY


@pytest.fixture
def empty_reader() -> Iterator[PlainReader]:
    """A release with tables and no rows."""
    with duckdb.connect() as connection:
        TINY["create_tables"](connection)
        yield PlainReader(connection)


@pytest.fixture(scope="session")
def reader() -> Iterator[PlainReader]:
    """The tiny release, with the scorecard of the demo company."""
    with duckdb.connect() as connection:
        TINY["create_tables"](connection)
        connection.execute(TINY["ROWS"].read_text(encoding="utf-8"))
        connection.execute(TINY["SCORECARD"].read_text(encoding="utf-8"))
        yield PlainReader(connection)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a configuration and no release."""
    TINY["configure"](tmp_path)
    return tmp_path


@pytest.fixture
def app(project: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The pages on that project, not yet run."""
    monkeypatch.setattr(sys, "argv", ["app.py", "--config", str(project / "entrepot.toml")])
    return AppTest.from_file(str(APP), default_timeout=30)
