"""Companies to run on, and the command as a child whose end leaves nothing behind.

Belongs here: places with the same extracts, children that show what they do, an undisturbed run to compare with. Not
here: what is done to the children, and what must hold afterwards (the tests).
"""

from __future__ import annotations

import os
import pty
import random
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

import psutil
import pytest

from simulation import demo_configuration, write_company
from warehouse.connections import open_writer
from warehouse.releases import Release, ReleaseFacts, audit, build_candidate, current_release, publish, verify
from warehouse.settings import CompanySettings, Settings, load_settings

ENTREPOT = str(Path(sys.executable).with_name("entrepot"))
MARK = "RESILIENCE_TEST_MARK"
CODES = re.compile(r"(\x1b\[[0-9;?]*[A-Za-z]|\r|\n)+")
SCALE = 0.01
SECONDS_FOR_A_RUN = 300
SECONDS_TO_LEAVE = 5


@dataclass
class Child:
    """The command as a child in a session of its own, on a terminal, so that it shows which step is under way."""

    arguments: list[str]
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    text: str = ""

    def __post_init__(self) -> None:
        """Start it; everything that it starts inherits a mark, by which it is found whatever its parent is."""
        terminal, end = pty.openpty()
        environment = {**os.environ, MARK: self.mark, "TERM": "xterm", "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            [ENTREPOT, *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=end,
            stderr=end,
            env=environment,
            start_new_session=True,
        )
        os.close(end)
        self._reader = threading.Thread(target=self._read, args=(terminal,), daemon=True)
        self._reader.start()

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
        self._reader.join(SECONDS_TO_LEAVE)
        return code

    def kill(self) -> None:
        """End its main process as hard as it goes, and nothing else."""
        self.process.kill()
        self.process.wait()

    def survivors(self, seconds: float = SECONDS_TO_LEAVE) -> list[psutil.Process]:
        """Return what it started and is still there after some seconds."""
        end = time.monotonic() + seconds
        while (found := _marked(self.mark)) and time.monotonic() < end:
            time.sleep(0.1)
        return found

    def clean(self) -> None:
        """Kill it with everything that it started, each by its process id."""
        for process in _marked(self.mark):
            process.kill()
        self.process.wait()

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
            assert not child.survivors(0)
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


@pytest.fixture(scope="session")
def make_place(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Place]:
    """Make places that all have the same extracts, byte for byte."""
    original = tmp_path_factory.mktemp("company")
    write_company(original, scale=SCALE)

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
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool


@pytest.fixture(scope="session")
def undisturbed(lane: ThreadPoolExecutor, make_place: Callable[[str], Place]) -> Future[Undisturbed]:
    """A run that nobody disturbs, but for a second one that is started while it is at work."""
    return lane.submit(_run_undisturbed, make_place("undisturbed"))


@pytest.fixture(scope="session")
def publish_small() -> Callable[[Settings, int], Release]:
    """Publish a release of a small work warehouse whose every table carries one generation number."""
    return _publish_small


@pytest.fixture
def small_settings(tmp_path: Path) -> Settings:
    """Settings of an empty folder, without a source."""
    company = CompanySettings(name="Test", group_currency="EUR")
    return Settings(config_file=tmp_path / "entrepot.toml", company=company, data_dir=tmp_path / "data")


@pytest.fixture
def seeded() -> random.Random:
    """The same accidents at every test."""
    return random.Random(20251231)


def _run_undisturbed(place: Place) -> Undisturbed:
    first = place.start("run")
    try:
        first.wait_until(lambda: first.shows("models …"))
        refusal = _second_run(place, first.pid)
        assert first.end() == 0, first.told
        assert not first.survivors(0)
    finally:
        first.clean()
    return Undisturbed(place, place.release(), refusal)


def _second_run(place: Place, pid_at_work: int) -> Refusal:
    begin = time.monotonic()
    command = [ENTREPOT, "run", "--config", str(place.settings.config_file)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_FOR_A_RUN)
    return Refusal(second.returncode, second.stderr, time.monotonic() - begin, pid_at_work)


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


def _marked(mark: str) -> list[psutil.Process]:
    """Every living process with this mark in its environment."""
    return [process for process in psutil.process_iter() if _has_mark(process, mark)]


def _has_mark(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(MARK) == mark
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
