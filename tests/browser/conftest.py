"""The real server on a tiny release.

Belongs here: building the release that the pages are looked at with. Not here: what is looked at.
"""

from __future__ import annotations

import runpy
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TINY = runpy.run_path(str(Path(__file__).parents[1] / "unit" / "dashboards" / "tiny.py"))


@dataclass(frozen=True)
class Server:
    """A running server: its address, its project folder, and the process that a user would have started."""

    url: str
    project: Path
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, open_dashboards: Callable[[Path], AbstractContextManager[Any]]
) -> Iterator[Server]:
    """`entrepot dashboards` on a tiny release of the demo company."""
    project = tmp_path_factory.mktemp("project")
    config = TINY["configure"](project)
    TINY["write_data_docs"](TINY["publish"](project, scorecard=TINY["SCORECARD"]).parent)
    with open_dashboards(config) as running:
        yield Server(running.url, project, running.process)


@pytest.fixture(scope="session")
def tiny() -> dict[str, Any]:
    """The functions that build a tiny release."""
    return TINY
