"""Fixtures for the whole house: where it stands, and one assembled dbt project of every vendor."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from warehouse.settings import Settings, load_settings

if TYPE_CHECKING:
    from orchestration.dbt.runner import DbtProject

HOUSE = Path(__file__).resolve().parents[1]
OWN_VENDORS = HOUSE / "ingestion" / "contracts"
EXAMPLE = HOUSE / "examples" / "adventureworks"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS_TO_START = 60


# Two threads that wait for each other on busy cores take many times as long as one: each process of tests has one.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The companies of all tests read the same models once.
os.environ.setdefault("ENTREPOT_PARSED_DIR", str(HOUSE / ".pytest_cache" / "parsed"))


@dataclass(frozen=True)
class Server:
    """Running dashboards: their address, and the process that a user would have started."""

    url: str
    process: subprocess.Popen[bytes]


OpenDashboards = Callable[..., AbstractContextManager[Server]]


@pytest.fixture(scope="session")
def house() -> Path:
    """The project's folder."""
    return HOUSE


@pytest.fixture(scope="session")
def receivers() -> ModuleType:
    """The module with the servers that take e-mails and webhooks."""
    return _module("receivers")


@pytest.fixture(scope="session")
def forks() -> ModuleType:
    """The module that forks commands from a process which has imported everything."""
    return _module("forks")


@pytest.fixture(scope="session")
def postgres() -> ModuleType:
    """The module that starts a PostgreSQL of its own: `with postgres.running_postgres() as dsn`."""
    return _module("postgres")


@pytest.fixture(scope="session")
def mysql() -> ModuleType:
    """The module that starts a MySQL of its own: `with mysql.running_mysql() as port`."""
    return _module("mysql")


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """A folder of the real data beside the project, by its name; if it is missing the test is skipped and says so."""

    def find(name: str) -> Path:
        folder = HOUSE.parent / "shared" / "data" / name
        if not folder.is_dir():
            pytest.skip(f"the real data are not on this machine: there is no ../shared/data/{name}")
        return folder

    return find


@pytest.fixture(scope="session")
def northwind_file(shared_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Northwind as a database of SQLite; read it, and copy it before changing it."""
    file = tmp_path_factory.mktemp("northwind") / "northwind.sqlite"
    _module("northwind").write_northwind(shared_data("northwind") / "instnwnd.sql", file)
    return file


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HOUSE / "tests" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def clean_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a small company in which nothing goes wrong on purpose; copy it before changing it."""
    from simulation.company import Mischief, write_company
    from simulation.parameters import WorldParameters

    folder = tmp_path_factory.mktemp("clean_company")
    write_company(folder, WorldParameters(scale=0.02), Mischief(0, 0))
    return folder


@pytest.fixture(scope="session")
def every_vendor(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A configuration with every vendor there is, in and outside the house; its folders are empty."""
    folder = tmp_path_factory.mktemp("every_vendor")
    shutil.copytree(EXAMPLE / "vendors", folder / "vendors")
    vendors = [path.name for home in (OWN_VENDORS, folder / "vendors") for path in sorted(home.iterdir())]
    blocks = [f'[[source]]\nname = "{name}"\nvendor = "{name}"\nsystems = ["erp"]\npath = "none"\n' for name in vendors]
    config = folder / "entrepot.toml"
    config.write_text('[company]\nname = "Everyone"\ngroup_currency = "EUR"\n\n' + "\n".join(blocks), encoding="utf-8")
    return load_settings(config)


@pytest.fixture(scope="session")
def project(every_vendor: Settings) -> DbtProject:
    """The assembled and parsed project of that configuration, over empty tables."""
    from ingestion.contract.delivery import vendor_tables
    from ingestion.raw.loading import load_batches, prepare_raw
    from orchestration.dbt.assembly import assemble
    from orchestration.dbt.runner import DbtProject
    from warehouse.connections import open_writer

    tables = vendor_tables(every_vendor)
    found = DbtProject(every_vendor, assemble(every_vendor, tables), _every_code_mapped())
    manifest = found.parse()
    with open_writer(every_vendor) as connection:
        prepare_raw(connection, tables)
        load_batches(connection, tables, [])
        for source in manifest["sources"].values():
            columns = ", ".join(f"{name} {column['data_type']}" for name, column in source["columns"].items())
            if columns and not source["schema"].startswith("raw_"):
                connection.execute(f"create schema if not exists {source['schema']}")
                connection.execute(f"create table if not exists {source['schema']}.{source['name']} ({columns})")
    return found


def _every_code_mapped() -> dict[str, list[list[str | None]]]:
    """Somebody has mapped a code in every column that holds codes, so that this SQL is tried as well."""
    from orchestration.dbt.code_lists import code_lists

    return {column: [["a source", "no such code", None]] for column in code_lists()}


@pytest.fixture(scope="session")
def compiled(project: DbtProject) -> dict[str, Any]:
    """Dbt's manifest of that configuration, with the compiled SQL of every model."""
    return project.compile()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Take the system's browser: none is downloaded."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("No Chromium was found. Install the package chromium (apt-get install chromium).", pytrace=False)
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": found, "args": ["--no-sandbox", "--disable-gpu", *quiet]}


@pytest.fixture(scope="session")
def open_dashboards(tmp_path_factory: pytest.TempPathFactory) -> OpenDashboards:
    """Start `entrepot dashboards` for a configuration, which may be told its address first; ended by its process id."""

    @contextmanager
    def serve(config: Path, tell: Callable[[str], None] | None = None) -> Iterator[Server]:
        url = f"http://127.0.0.1:{_free_port()}"
        if tell:
            tell(url)
        program = str(Path(sys.executable).with_name("entrepot"))
        command = [program, "dashboards", "--config", str(config), "--port", url.rsplit(":", 1)[1]]
        log = tmp_path_factory.mktemp("dashboards") / "server.log"
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait_until_healthy(url, process, log)
            yield Server(url, process)
        finally:
            process.terminate()
            process.wait(15)

    return serve


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the server; fail with what it said if it ends or takes too long."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The server did not start: {log.read_text(encoding='utf-8')[-2000:]}", pytrace=False)
