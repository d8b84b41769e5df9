"""One small company for all tests of the simulation, and plain readers of its files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulation import write_company

Row = dict[str, Any]
SCALE = 0.02


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a company with about 400 orders."""
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, seed=7, scale=SCALE)
    return folder


@pytest.fixture(scope="session")
def table(company: Path) -> Callable[[str, str], list[Row]]:
    """Read a CSV extract by source and table as rows of text."""

    def read(source: str, name: str) -> list[Row]:
        path = company / "extracts" / source / f"{name}_2025-12-31.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream, delimiter=";" if source == "warehouse_3pl" else ","))

    return read


@pytest.fixture(scope="session")
def bulk(company: Path) -> Callable[[str, str], list[Row]]:
    """Read the lines of one type, by file and type, of the shop's export."""

    def read(name: str, kind: str) -> list[Row]:
        path = company / "extracts" / "shop" / f"{name}_2025-12-31.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [row for row in rows if f"/{kind}/" in row["id"]]

    return read
