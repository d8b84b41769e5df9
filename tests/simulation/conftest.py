"""Small companies for all tests of the simulation, one clean and one with all that can go wrong."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from simulation.company import Mischief, write_company
from simulation.parameters import WorldParameters

SMALL = WorldParameters(scale=0.02)


@pytest.fixture(scope="session")
def clean(clean_company: Path) -> Path:
    """The data folder of a company of about 2,000 order lines in which nothing goes wrong on purpose."""
    return clean_company


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same company with faults and broken joints."""
    folder = tmp_path_factory.mktemp("faulty")
    write_company(folder, SMALL, Mischief(1, 1))
    return folder


@pytest.fixture(scope="session")
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Read every file of a folder by its place."""

    def read(folder: Path) -> dict[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    return read


@pytest.fixture(scope="session")
def sums() -> ModuleType:
    """The module that adds up extracts and knows nothing of the simulation."""
    return _module("sums")


@pytest.fixture(scope="session")
def folding() -> ModuleType:
    """The module that folds a source's files into what is current."""
    return _module("folding")


def _module(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
