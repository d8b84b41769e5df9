"""Companies to run on, and the command as a child that is left alone, or killed again and again.

Belongs here: places with the same extracts, children that show what they do, runs that several tests look at. Not here:
what must hold afterwards (the tests).
"""

from __future__ import annotations

import importlib.util
import os
import pty
import re
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
import pytest

from simulation.company import Mischief, demo_configuration, write_company
from simulation.parameters import WorldParameters
from warehouse.connections import open_writer
from warehouse.releases import (
    Release,
    ReleaseFacts,
    audit,
    build_candidate,
    current_release,
    publish,
    verify,
)
from warehouse.settings import CompanySettings, Settings, load_settings

ENTREPOT = str(Path(sys.executable).with_name("entrepot"))
MARK = "RESILIENCE_TEST_MARK"
CODES = re.compile(r"(\x1b\[[0-9;?]*[A-Za-z]|\r|\n)+")
SCALE = 0.01
SECONDS_FOR_A_RUN = 900
SECONDS_TO_LEAVE = 5


@dataclass
class Child:
    """The command as a child in a session of its own, on a terminal, so that it shows which step is under way.

    Attributes:
        arguments: The command's.
        fork: Forks it from a process that has imported everything (`forks`); None starts it as a user would.
    """

    arguments: list[str]
    fork: Callable[..., Any] | None = None
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    text: str = ""

    def __post_init__(self) -> None:
        """Start it; everything that it starts inherits a mark, by which it is found whatever its parent is."""
        terminal, self._end = pty.openpty()
        self.started_at = time.time()
        environment = {MARK: self.mark, "TERM": "xterm", "NO_COLOR": "1"}
        self._reader = threading.Thread(target=self._read, args=(terminal,), daemon=True)
        self._reader.start()
        self.process = self._forked(environment) if self.fork else self._start(environment)

    def _start(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [ENTREPOT, *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._end,
            stderr=self._end,
            env={**os.environ, **environment},
            start_new_session=True,
        )

    def _forked(self, environment: dict[str, str]) -> Any:
        assert self.fork is not None
        return self.fork(ARGUMENTS=self.arguments, STREAMS=[os.ttyname(self._end)] * 2, ENVIRONMENT=environment)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    @property
    def told(self) -> str:
        """The end of what it showed, without the terminal's codes."""
        return CODES.sub("\n", self.text)[-3000:]

    def wait_until(self, holds: Callable[[], object], seconds: float = SECONDS_FOR_A_RUN) -> None:
        """Wait for something to hold while the child is alive."""
        end = time.monotonic() + seconds
        while not holds():
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.told}"
            assert time.monotonic() < end, f"it took longer than {seconds} s:\n{self.told}"
            time.sleep(0.005)

    def shows(self, text: str) -> bool:
        """Say whether a text was shown by now."""
        return text in self.text

    def end(self) -> int:
        """Wait for it to end by itself and return its exit code."""
        code = self.process.wait(SECONDS_FOR_A_RUN)
        self._hang_up()
        return code

    def kill(self) -> None:
        """End its main process as hard as it goes, and nothing else."""
        self.process.kill()
        self.process.wait()
        self._hang_up()

    def survivors(self, seconds: float = SECONDS_TO_LEAVE) -> list[psutil.Process]:
        """Return what it started and is still there after some seconds."""
        end = time.monotonic() + seconds
        while (found := self.family()) and time.monotonic() < end:
            time.sleep(0.1)
        return found

    def clean(self) -> None:
        """Kill it with everything that it started, each by its process id."""
        for process in self.family():
            process.kill()
        self.process.wait()
        self._hang_up()

    def family(self) -> list[psutil.Process]:
        """Every living process with its mark or of its session: itself and what it started."""
        return [process for process in psutil.process_iter() if _is_of(process, self.mark, self.pid)]

    def _hang_up(self) -> None:
        """Close our own hold of the terminal, so that the reader sees its end."""
        if self._end >= 0:
            os.close(self._end)
            self._end = -1
            self._reader.join(SECONDS_TO_LEAVE)

    def _read(self, terminal: int) -> None:
        """Gather what it writes until the last process that holds the terminal has ended."""
        with os.fdopen(terminal, "rb", buffering=0) as stream:
            try:
                while part := stream.read(65536):
                    self.text += part.decode(errors="replace")
            except OSError:
                return


@dataclass(frozen=True)
class Place:
    """A folder with the demo company's extracts and a configuration."""

    folder: Path
    settings: Settings

    def start(self, *arguments: str) -> Child:
        """Start a command of this configuration."""
        name, *others = arguments
        return Child([name, "--config", str(self.settings.config_file), *others])

    def run(self, *arguments: str) -> Child:
        """Start `entrepot run` and wait for it; it must succeed and leave no process."""
        child = self.start("run", *arguments)
        try:
            assert child.end() == 0, child.told
            assert not child.survivors()
        finally:
            child.clean()
        return child

    def release(self) -> Release:
        """Return the current release, which must exist."""
        release = current_release(self.settings)
        assert release is not None
        return release


@dataclass(frozen=True)
class Refusal:
    """How a run ended that was started while another one was at work."""

    code: int
    message: str
    seconds: float
    pid_at_work: int


@dataclass(frozen=True)
class Undisturbed:
    """A place that ran without trouble, its release, and the run that was refused meanwhile."""

    place: Place
    release: Release
    refusal: Refusal


@dataclass(frozen=True)
class Troubled:
    """A place whose runs met a full disk and were killed at every stage, each on what the one before had left.

    Attributes:
        place: Where; no run came to its end but the last one, which had been killed right after the switch.
        full_disk: The line that was said when the landing's disk was full.
        killed_early: How many kills fell at each stage from extract to raw.
        killed_late: How many fell at each stage from identity to switch.
        last: What one more run said.
    """

    place: Place
    full_disk: str
    killed_early: dict[str, int]
    killed_late: dict[str, int]
    last: str


@pytest.fixture(scope="session")
def make_place(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Place]:
    """Make places that all have the same extracts, byte for byte; nothing says what is true of them."""
    original = tmp_path_factory.mktemp("company")
    write_company(original, WorldParameters(scale=SCALE), Mischief(faults=0, joints=0))
    shutil.rmtree(original / "truth")

    def make(name: str) -> Place:
        folder = tmp_path_factory.mktemp(name)
        config = folder / "entrepot.toml"
        config.write_text(demo_configuration(), encoding="utf-8")
        shutil.copytree(original, folder / "data")
        return Place(folder, load_settings(config))

    return make


@pytest.fixture(scope="session")
def lane() -> Iterator[ThreadPoolExecutor]:
    """Something to do on the other processor meanwhile: one piece of work after the other."""
    pool = ThreadPoolExecutor(max_workers=1)
    yield pool
    pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def undisturbed(lane: ThreadPoolExecutor, make_place: Callable[[str], Place]) -> Future[Undisturbed]:
    """A run that nobody disturbs, but for a second one that is started while it is at work."""
    return lane.submit(_run_undisturbed, make_place("undisturbed"))


@pytest.fixture(scope="session")
def killing() -> ModuleType:
    """The module that kills runs."""
    return _module("killing")


@pytest.fixture(scope="session")
def filling() -> ModuleType:
    """The module that fills disks."""
    return _module("filling")


@pytest.fixture(scope="session")
def place_with_a_release(make_place: Callable[[str], Place]) -> Callable[[str], Place]:
    """Make places that have a release which stands, and nothing of what it was built from."""
    return lambda name: _with_a_release(make_place(name))


@pytest.fixture(scope="session")
def start_forked(forks: ModuleType) -> Callable[[Place], Child]:
    """Start `entrepot run` as a fork of a process that has imported everything."""
    return lambda place: Child(["run", "--config", str(place.settings.config_file)], fork=forks.fork_command)


@pytest.fixture(scope="session")
def troubled(
    lane: ThreadPoolExecutor,
    undisturbed: Future[Undisturbed],
    killing: ModuleType,
    filling: ModuleType,
    place_with_a_release: Callable[[str], Place],
    start_forked: Callable[[Place], Child],
    tmp_path_factory: pytest.TempPathFactory,
) -> Future[Troubled]:
    """A full disk, then kills from extract to switch; its turn comes after the undisturbed run."""
    place, left = place_with_a_release("troubled"), tmp_path_factory.mktemp("left")

    def run_in_trouble() -> Troubled:
        with filling.run_on_a_full_disk(place, start_forked, "landing") as full_disk:
            pass
        early = killing.kill_at_stages(place, start_forked, killing.EARLY, 1)
        late = killing.kill_late(place, start_forked, left)
        return Troubled(place, full_disk, early, late, place.run().text)

    return lane.submit(run_in_trouble)


@pytest.fixture(scope="session")
def publish_small() -> Callable[[Settings, int], Release]:
    """Publish a release of a small work warehouse whose every table carries one generation number."""
    return _publish_small


@pytest.fixture
def small_settings(tmp_path: Path) -> Settings:
    """Settings of an empty folder, without a source."""
    company = CompanySettings(name="Test", group_currency="EUR")
    return Settings(config_file=tmp_path / "entrepot.toml", company=company, data_dir=tmp_path / "data")


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _run_undisturbed(place: Place) -> Undisturbed:
    first = place.start("run")
    try:
        first.wait_until(lambda: first.shows("models …"))
        refusal = _second_run(place, first.pid)
        assert first.end() == 0, first.told
        assert not first.survivors()
    finally:
        first.clean()
    return Undisturbed(place, place.release(), refusal)


def _second_run(place: Place, pid_at_work: int) -> Refusal:
    begin = time.monotonic()
    command = [ENTREPOT, "run", "--config", str(place.settings.config_file)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_FOR_A_RUN)
    return Refusal(second.returncode, second.stderr, time.monotonic() - begin, pid_at_work)


def _with_a_release(place: Place) -> Place:
    """Give a place a release that stands, and nothing of what it was built from."""
    _publish_small(place.settings, 0)
    shutil.rmtree(place.settings.work_dir)
    return place


def _publish_small(settings: Settings, generation: int) -> Release:
    tables = {
        "core.fct_order_line": f"select range as line_number, {generation} as generation from range(20000)",
        "core.dim_customer": f"select 'c' || range as customer_key, {generation} as generation from range(3000)",
        "marts.mart_sales__kpi_daily": f"select range as day_number, {generation} as generation from range(100)",
        "personal.customer_identity": "select 'c1' as customer_key, 'a@b.example' as email",
    }
    with open_writer(settings) as connection:
        for name, select in tables.items():
            connection.execute(f"create schema if not exists {name.split('.')[0]}")
            connection.execute(f"create or replace table {name} as {select}")
    batches = (f"generation-{generation}",)
    facts = ReleaseFacts(as_of=date(2025, 12, 31), batches=batches, ledger_high_water=0, code_hash="code")
    return publish(settings, audit(verify(build_candidate(settings, facts)), lambda connection: []))


def _is_of(process: psutil.Process, mark: str, session: int) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and (
            os.getsid(process.pid) == session or process.environ().get(MARK) == mark
        )
    except (psutil.NoSuchProcess, psutil.AccessDenied, ProcessLookupError):
        return False
