"""Tables to resolve: the two files of FEBRL 4 as one, and AdventureWorks' customers written down wrongly."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

Evaluate = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def evaluate() -> Evaluate:
    """Run the command as a user does, and return what it prints."""

    def run(path: Path, *arguments: str) -> dict[str, Any]:
        mapping = [part for argument in arguments for part in ("--map", argument)]
        start = "from orchestration.cli.app import main; main()"
        asked = ("identity", "evaluate", str(path), "--truth", "truth", "--json")
        command = [sys.executable, "-c", start, *asked]
        done = subprocess.run([*command, *mapping], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    return run


@pytest.fixture(scope="session")
def febrl(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both files of FEBRL 4 as one table; the truth is the number in the record's id, which is not mapped."""
    files = house.parent / "shared" / "data" / "febrl"
    if not files.is_dir():
        pytest.skip("the public data are not on this machine: there is no ../shared/data/febrl")
    path = tmp_path_factory.mktemp("febrl") / "febrl4.csv"
    read = "read_csv('{}/dataset4{}.csv', all_varchar = true, header = true, delim = ', ')"
    duckdb.execute(f"""
        copy (
            select 'a' as source_name, regexp_extract(rec_id, 'rec-([0-9]+)-', 1) as truth, *
            from {read.format(files, "a")}
            union all by name
            select 'b' as source_name, regexp_extract(rec_id, 'rec-([0-9]+)-', 1) as truth, *
            from {read.format(files, "b")}
        ) to '{path}' (header)
    """)
    return path


@pytest.fixture(scope="session")
def perturbing(house: Path) -> ModuleType:
    """The writer of spoilt tables."""
    if not (house.parent / "shared" / "data" / "adventureworks").is_dir():
        pytest.skip("the public data are not on this machine: there is no ../shared/data/adventureworks")
    spec = importlib.util.spec_from_file_location("perturbing", house / "tests" / "identity" / "perturbing.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["perturbing"] = module
    spec.loader.exec_module(module)
    return module
