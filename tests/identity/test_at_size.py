"""A million people are linked within the time and memory of a small machine, and a day's news within a fraction."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

WORLDS = ((901, 10, 0.35, 1.2), (902, 11, 0.5, 1.8), (903, 1.4, 0.4, 1.5))
"""Seed, scale, share of households and of errors of companies that together have a million records of people."""


@pytest.mark.soak
def test_a_million_people_are_linked_on_a_small_machine(house: Path, tmp_path: Path) -> None:
    script = house / "tests" / "identity" / "at_size.py"

    def made(seed: int, scale: float, households: float, errors: float) -> Path:
        file = tmp_path / f"seed{seed}_scale{scale}.parquet"
        asked = map(str, ("make", seed, scale, households, errors, file))
        subprocess.run([sys.executable, script, *asked], check=True)
        return file

    files = [made(*world) for world in WORLDS]
    sample = made(901, 1, 0.35, 1.2)
    command = [sys.executable, script, "compare", tmp_path / "runs", sample, *files]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    ours = found["ours"]
    assert ours["records"] >= 1_000_000
    assert ours["cpu_seconds"] <= 150
    assert ours["peak_gib"] <= 3
    assert found["ratio_same_pairs"] <= 3.5
    assert ours["changed"] >= 10_000
    assert ours["changed_cpu_seconds"] <= 15
    assert ours["largest_cluster"] <= 40
