"""Fixtures for measuring the mapper, the rule and the answer keys, and for writing what it proposes.

Belongs here: what these tests share. Not here: Northwind as a database, which other tests read too (tests/conftest.py).
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def measuring() -> ModuleType:
    """The module with the rule: `measuring.measure(measuring.read_answers(key), placements)`."""
    return _module("measuring")


@pytest.fixture(scope="session")
def answer_keys() -> dict[str, Path]:
    """The answer keys by system: northwind, adventureworks, vendure, hubspot, threepl."""
    return {key.stem: key for key in sorted((HERE / "answers").glob("*.csv"))}


@pytest.fixture(scope="session")
def shop() -> ModuleType:
    """The module with a small shop that nobody has described: its database, its profile and a mapping of it."""
    return _module("shop")


@pytest.fixture(scope="session")
def mapper() -> ModuleType:
    """The command that measures the mapper on any system."""
    return _module("measure_mapper")


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"mapping_{name}", HERE / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
