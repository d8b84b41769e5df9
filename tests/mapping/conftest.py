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
    spec = importlib.util.spec_from_file_location("measuring", HERE / "measuring.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def answer_keys() -> dict[str, Path]:
    """The answer keys by system: northwind, adventureworks, vendure, hubspot, threepl."""
    return {key.stem: key for key in sorted((HERE / "answers").glob("*.csv"))}


@pytest.fixture(scope="session")
def shop() -> ModuleType:
    """The module with a small shop that nobody has described: its database, its profile and a mapping of it."""
    spec = importlib.util.spec_from_file_location("mapped_shop", HERE / "shop.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
