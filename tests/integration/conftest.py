"""Two companies that went the whole way once by the real command, and what the tests need to look at them.

A module whose tests look at several runs of a company has a function `tell`, which makes these runs and returns what
they said and left; its parameters are fixtures. A run mostly keeps one processor busy, so two of these stories are told
at a time.

Belongs here: fixtures that cost a run, and the way to start the command. Not here: what must hold (the tests) and the
totals to compare with (totals_of_extracts, which knows nothing of the project).
"""

from __future__ import annotations

import csv
import importlib.util
import inspect
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from warehouse.settings import Settings, load_settings

SCALE = "0.03"
SCALE_WITH_FAULTS = "0.05"
CLEAN = ("demo", "--scale", SCALE, "--faults", "0", "--joints", "0")
SECONDS_FOR_A_COMMAND = 1200
PLAIN = {"COLUMNS": "240", "NO_COLOR": "1"}
BESIDE_OTHERS = {"ENTREPOT_THREADS": "1"}
"""Four stories and more are told at a time on two processors: one thread each costs least."""


@dataclass(frozen=True)
class Finished:
    """How a command ended: exit code, what it wrote, and its processor time in seconds, its children included."""

    returncode: int
    stdout: str
    stderr: str
    cpu_seconds: float


Command = Callable[..., Finished]
Ask = Callable[..., list[list[str]]]


@pytest.fixture(scope="session")
def entrepot(forks: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Fork the command on a configuration and wait for it: `entrepot(settings, "run", "--full")`."""
    said = tmp_path_factory.mktemp("said")

    def call(config: Path | Settings, *arguments: str) -> Finished:
        out, err, used = (Path(tempfile.mkstemp(dir=said)[1]) for _ in range(3))
        child = forks.fork_command(
            ARGUMENTS=[*arguments, "--config", str(_file_of(config))],
            STREAMS=[str(out), str(err)],
            ENVIRONMENT={**os.environ, **PLAIN, **BESIDE_OTHERS},
            USED=str(used),
        )
        limit = threading.Timer(SECONDS_FOR_A_COMMAND, child.kill)
        limit.start()
        code = child.wait()
        limit.cancel()
        return Finished(code, out.read_text(), err.read_text(), float(used.read_text() or "nan"))

    return call


@pytest.fixture(scope="session")
def started_entrepot(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Start the command as a user would and wait for it; its processor time has everything in it."""
    program = Path(sys.executable).with_name("entrepot")
    said = tmp_path_factory.mktemp("started_said")

    def call(config: Path | Settings, *arguments: str) -> Finished:
        with tempfile.TemporaryFile("w+", dir=said) as out, tempfile.TemporaryFile("w+", dir=said) as err:
            child = subprocess.Popen(
                [program, *arguments, "--config", _file_of(config)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=house,
                env={**os.environ, **PLAIN},
            )
            limit = threading.Timer(SECONDS_FOR_A_COMMAND, child.kill)
            limit.start()
            _, status, used = os.wait4(child.pid, 0)
            limit.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            return Finished(child.returncode, out.read(), err.read(), used.ru_utime + used.ru_stime)

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
    return _module("totals_of_extracts")


@pytest.fixture(scope="session")
def totals_of_adventureworks() -> ModuleType:
    """The module that adds up the Adventure Works extracts."""
    return _module("totals_of_adventureworks")


@pytest.fixture(scope="session")
def totals_of_odoo() -> ModuleType:
    """The module that adds up what an ERP's extracts say beside orders and articles."""
    return _module("totals_of_odoo")


@pytest.fixture(scope="session")
def shapes_of_odoo() -> ModuleType:
    """The module that holds two shapes of one Odoo against each other."""
    return _module("shapes_of_odoo")


@pytest.fixture(scope="session")
def odoo_import() -> ModuleType:
    """The module that imports a feed into Odoo's tables."""
    return _module("odoo_import")


@pytest.fixture(scope="session")
def bills() -> ModuleType:
    """The module that unfolds bills of material, by the product and by a query on a system's tables."""
    return _module("bills")


@pytest.fixture(scope="session")
def written_things() -> ModuleType:
    """The module that writes one thing of each kind into a ledger, and takes it back."""
    return _module("written_things")


def _file_of(config: Path | Settings) -> Path:
    return config.config_file if isinstance(config, Settings) else config


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def demo(entrepot: Command, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small demo company whose systems make no mistakes, after its first run; nobody changes it: `copy_of_demo`."""
    config = tmp_path_factory.mktemp("demo") / "entrepot.toml"
    for arguments in (CLEAN, ["run"]):
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


@dataclass(frozen=True)
class FaultyCompany:
    """A demo company whose systems make mistakes, and its first run; nobody changes it."""

    company: Settings
    first: Finished


@pytest.fixture(scope="session")
def faulty_company(
    entrepot: Command, lanes: ThreadPoolExecutor, tmp_path_factory: pytest.TempPathFactory
) -> Future[FaultyCompany]:
    """That company; it is under way before any story that waits for it."""
    config = tmp_path_factory.mktemp("with_faults") / "entrepot.toml"

    def write_and_run() -> FaultyCompany:
        written = entrepot(config, "demo", "--scale", SCALE_WITH_FAULTS)
        assert written.returncode == 0, written.stderr
        company = load_settings(config)
        return FaultyCompany(company, entrepot(company, "run"))

    return lanes.submit(write_and_run)


@pytest.fixture(scope="session")
def breaches(entrepot: Command, lanes: ThreadPoolExecutor, copy_of_demo: Callable[[str], Settings]) -> Future[Any]:
    """What became of a company whose systems break what they promised: what two modules look at."""
    return lanes.submit(_module("breaches").tell, entrepot, copy_of_demo("breaches"))


@pytest.fixture(scope="session")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Make folders for companies of a story's own."""
    return tmp_path_factory.mktemp


@pytest.fixture(scope="session")
def lanes() -> Iterator[ThreadPoolExecutor]:
    """Two things at a time."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield pool


@pytest.fixture(scope="session")
def stories(request: pytest.FixtureRequest, lanes: ThreadPoolExecutor) -> dict[str, Future[Any]]:
    """The stories of the modules whose tests are to run, each by its module's name."""
    for fixture, run in (("adventureworks", "adventureworks_run"), ("breaches", "breaches")):
        if any(fixture in item.fixturenames for item in request.session.items):
            request.getfixturevalue(run)
    here = [item.module for item in request.session.items if item.path.parent == Path(__file__).parent]
    tellers = [module for module in dict.fromkeys(here) if hasattr(module, "tell")]
    if any("faulty_company" in inspect.signature(module.tell).parameters for module in tellers):
        request.getfixturevalue("faulty_company")
    return {module.__name__: lanes.submit(module.tell, *_wished_by(module, request)) for module in tellers}


def _wished_by(module: ModuleType, request: pytest.FixtureRequest) -> list[Any]:
    """The fixtures that a story is told with."""
    return [request.getfixturevalue(name) for name in inspect.signature(module.tell).parameters]


@pytest.fixture(scope="module")
def story(request: pytest.FixtureRequest, stories: dict[str, Future[Any]]) -> Any:
    """What the module's own story left."""
    return stories[request.module.__name__].result()


@pytest.fixture(scope="session")
def adventureworks_run(
    house: Path, entrepot: Command, lanes: ThreadPoolExecutor, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Future[Finished]] | None]:
    """The example on real extracts and its first run, which may still be under way; None where there are none."""
    extracts = house.parent / "shared" / "data" / "adventureworks"
    if not extracts.is_dir():
        yield None
        return
    folder = tmp_path_factory.mktemp("adventureworks")
    example = house / "examples" / "adventureworks"
    shutil.copytree(example / "vendors", folder / "vendors")
    config = Path(shutil.copy(example / "entrepot.toml", folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ADVENTUREWORKS_DIR", str(extracts))
        yield config, lanes.submit(entrepot, config, "run")


@pytest.fixture(scope="session")
def adventureworks(adventureworks_run: tuple[Path, Future[Finished]] | None) -> Settings:
    """The example on real extracts after its first run."""
    if adventureworks_run is None:
        pytest.skip("the real extracts are not on this machine: there is no ../shared/data/adventureworks")
    config, run = adventureworks_run
    finished = run.result()
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return load_settings(config)
