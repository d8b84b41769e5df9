"""Companies to run on, and the command as a child that is left alone, or killed again and again.

Belongs here: places with the same extracts, children that show what they do, runs that several tests look at. Not here:
what must hold afterwards (the tests).
"""

from __future__ import annotations

import os
import pty
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psutil
import pytest

from simulation.company import Mischief, demo_configuration, write_company
from simulation.parameters import WorldParameters
from warehouse.connections import open_reader, open_writer
from warehouse.fingerprint import TableFingerprint, table_fingerprint
from warehouse.releases import (
    Release,
    ReleaseFacts,
    audit,
    build_candidate,
    current_release,
    publish,
    verify,
    verify_files,
)
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
class Moment:
    """When to kill: something is shown, perhaps a file is there, and a while has passed.

    Attributes:
        shown: What the command shows; `core …` is a step under way, `✓ landing crm` one that has ended.
        wait: Longest further wait, in seconds; the wait is drawn.
        file: A pattern below the data folder that must match as well.
    """

    shown: str
    wait: float = 0.0
    file: str = ""


MOMENTS = {
    "models": Moment("models …", wait=2.0),
    "landing": Moment("✓ landing crm", file="landing/.incoming/*/data.parquet"),
    "raw": Moment("raw …", wait=0.5),
    "canonical": Moment("canonical …", wait=3.0),
    "admission": Moment("admission …", wait=0.05),
    "identity": Moment("identity …", wait=0.2),
    "core": Moment("core …", wait=2.0),
    "forecast": Moment("forecast …", wait=0.2),
    "marts": Moment("marts …", wait=0.8),
    "between build and switch": Moment("release …", file="releases/.*.tmp/personal.duckdb"),
}


@dataclass(frozen=True)
class Killed:
    """A place whose runs were killed, and the tables that the last of them had built in the work warehouse."""

    place: Place
    work_tables: dict[str, TableFingerprint]


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
    write_company(original, WorldParameters(scale=SCALE), Mischief(faults=0, joints=0))

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
def kill(make_place: Callable[[str], Place]) -> Callable[[Sequence[str]], Killed]:
    """Kill runs of a new place that has a release, one at each of these moments."""
    return lambda names: _kill(_with_a_release(make_place("killed")), names)


@pytest.fixture(scope="session")
def rebuilt(
    lane: ThreadPoolExecutor, undisturbed: Future[Undisturbed], make_place: Callable[[str], Place]
) -> Future[Killed]:
    """A place where three runs were killed, and one ran through after the work folder was lost as well.

    Its turn comes after the undisturbed one.
    """
    return lane.submit(_kill_and_rebuild, _with_a_release(make_place("rebuilt")))


@pytest.fixture(scope="session")
def publish_small() -> Callable[[Settings, int], Release]:
    """Publish a release of a small work warehouse whose every table carries one generation number."""
    return _publish_small


@pytest.fixture
def small_settings(tmp_path: Path) -> Settings:
    """Settings of an empty folder, without a source."""
    company = CompanySettings(name="Test", group_currency="EUR")
    return Settings(config_file=tmp_path / "entrepot.toml", company=company, data_dir=tmp_path / "data")


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


def _with_a_release(place: Place) -> Place:
    """Give a place a release that stands, and nothing of what it was built from."""
    _publish_small(place.settings, 0)
    shutil.rmtree(place.settings.work_dir)
    return place


def _kill_and_rebuild(place: Place) -> Killed:
    killed = _kill(place, ("landing", "core", "between build and switch"))
    shutil.rmtree(place.settings.work_dir)
    place.run()
    return killed


def _kill(place: Place, names: Sequence[str]) -> Killed:
    """Start a run and kill it, once per moment, each on what the one before left."""
    before, accidents = place.release(), random.Random(20251231)
    for name in names:
        child = place.start("run")
        try:
            _kill_at(child, place.settings.data_dir, MOMENTS[name], accidents)
            assert not child.survivors(), f"processes are left of a run killed in {name}"
        finally:
            child.clean()
        _assert_readable(place, before)
    return Killed(place, _work_tables(place.settings))


def _kill_at(child: Child, data_dir: Path, moment: Moment, accidents: random.Random) -> None:
    child.wait_until(lambda: child.shows(moment.shown))
    if moment.file:
        child.wait_until(lambda: next(data_dir.glob(moment.file), None))
    time.sleep(accidents.uniform(0, moment.wait))
    child.kill()
    assert child.process.returncode == -signal.SIGKILL, child.told
    assert not moment.file or next(data_dir.glob(moment.file), None), child.told


def _assert_readable(place: Place, expected: Release) -> None:
    """The last release is current, whole, and answers."""
    assert place.release() == expected
    verify_files(expected)
    with open_reader(place.settings.releases_dir / "current" / "entrepot.duckdb") as connection:
        assert connection.execute("select count(*), max(generation) from fct_order_line").fetchone() == (20000, 0)


def _work_tables(settings: Settings) -> dict[str, TableFingerprint]:
    """Fingerprints of what would be published, as it stands in the work warehouse."""
    with open_writer(settings) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in ('core', 'marts')"
        ).fetchall()
        return {name: table_fingerprint(connection, name) for (name,) in names}


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
