"""Two companies that went the whole way once by the real command, and what the tests need to look at them.

Belongs here: fixtures that cost a run, and the way to start the command. Not here: what must hold (the tests) and the
totals to compare with (totals_of_extracts, which knows nothing of the project).
"""

from __future__ import annotations

import csv
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest

from warehouse.settings import Settings, load_settings

SCALE = "0.05"
SECONDS_FOR_A_COMMAND = 600
Command = Callable[..., subprocess.CompletedProcess[str]]
Ask = Callable[..., list[list[str]]]


@pytest.fixture(scope="session")
def entrepot(house: Path) -> Command:
    """Start the real command on a configuration and wait for it: `entrepot(settings, "run", "--full")`."""
    program = Path(sys.executable).with_name("entrepot")

    def call(config: Path | Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = config.config_file if isinstance(config, Settings) else config
        return subprocess.run(
            [program, *arguments, "--config", path],
            capture_output=True,
            text=True,
            timeout=SECONDS_FOR_A_COMMAND,
            cwd=house,
            env={**os.environ, "COLUMNS": "240", "NO_COLOR": "1"},
            check=False,
        )

    return call


@pytest.fixture(scope="session")
def ask(entrepot: Command) -> Ask:
    """Ask a release by `entrepot query --format csv`; returns the rows without their header."""

    def query(settings: Settings, sql: str, *options: str) -> list[list[str]]:
        found = entrepot(settings, "query", sql, "--format", "csv", *options)
        assert found.returncode == 0, found.stderr
        return list(csv.reader(StringIO(found.stdout)))[1:]

    return query


@pytest.fixture(scope="session")
def totals_of_extracts() -> ModuleType:
    """The module that adds up extracts in plain Python."""
    path = Path(__file__).with_name("totals_of_extracts.py")
    spec = importlib.util.spec_from_file_location("totals_of_extracts", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def demo(entrepot: Command, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small demo company after its first run; nobody changes it, see `copy_of_demo`."""
    config = tmp_path_factory.mktemp("demo") / "entrepot.toml"
    for arguments in (["demo", "--scale", SCALE], ["run"]):
        finished = entrepot(config, *arguments)
        assert finished.returncode == 0, finished.stdout + finished.stderr
    return load_settings(config)


@pytest.fixture(scope="session")
def copy_of_demo(demo: Settings, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Settings]:
    """Make copies of the demo company, release included, that a test may change."""

    def copy(name: str) -> Settings:
        folder = tmp_path_factory.mktemp(name) / "company"
        shutil.copytree(demo.config_file.parent, folder, symlinks=True)
        return load_settings(folder / demo.config_file.name)

    return copy


@pytest.fixture(scope="session")
def adventureworks(house: Path, entrepot: Command, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The example on real extracts after its first run, its data in a temporary folder."""
    extracts = house.parent / "shared" / "data" / "adventureworks"
    if not extracts.is_dir():
        pytest.skip(f"the real extracts are not on this machine: {extracts} does not exist")
    folder = tmp_path_factory.mktemp("adventureworks")
    example = house / "examples" / "adventureworks"
    shutil.copytree(example / "vendors", folder / "vendors")
    config = Path(shutil.copy(example / "entrepot.toml", folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ADVENTUREWORKS_DIR", str(extracts))
        finished = entrepot(config, "run")
        assert finished.returncode == 0, finished.stdout + finished.stderr
        yield load_settings(config)
