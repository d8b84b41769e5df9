"""A million people are linked within the time and memory of a small machine, and a day's news within a fraction."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.soak
def test_a_million_people_are_linked_on_a_small_machine(tmp_path: Path) -> None:
    start = "from orchestration.cli.app import main; main()"
    command = [sys.executable, "-c", start, "bench", "identity", "--json", "--folder", str(tmp_path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    ours = found["ours"]
    assert ours["records"] == 1_000_000
    assert ours["cpu_seconds"] <= 150
    assert ours["peak_gib"] <= 3
    assert found["ratio"] <= 1.8
    assert ours["new"]["scored"] >= 10_000
    assert ours["new"]["cpu_seconds"] <= 15
    assert ours["largest_cluster"] <= 40
