"""What a company costs grows with its size and no faster; days that were told one by one are those told at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from simulation.company import Mischief, continue_company, write_company
from simulation.parameters import WorldParameters

GIB = 2**30
SECONDS, BYTES = 600, 6 * GIB
SLACK = 1.1
"""What a measurement on a shared machine may be off."""
LINES_KEPT = 0.9
"""Lines for each unit of scale, beside those of scale 1: in a large company fewer buyers of a day share an order."""
CHILD = """
import json, resource, sys, time
from pathlib import Path
from simulation.company import Mischief, write_company
from simulation.parameters import WorldParameters
started = time.monotonic()
write_company(Path(sys.argv[1]), WorldParameters(scale=float(sys.argv[2])), Mischief(1, 1))
used = resource.getrusage(resource.RUSAGE_SELF)
print(time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
"""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of the processor, bytes of memory at most, order lines of the shops."""

    seconds: float
    cpu_seconds: float
    memory: float
    lines: int


def cost_of(scale: float, folder: Path) -> Cost:
    """Write a company in a process of its own."""
    command = [sys.executable, "-c", CHILD, str(folder), str(scale)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    lines = 0
    for path in (folder / "extracts").glob("shop_*/orders_*.jsonl"):
        with path.open("rb") as stream:
            lines += sum(line.startswith(b'{"id":"gid://shopify/LineItem/') for line in stream)
    shutil.rmtree(folder)
    return Cost(*map(float, said), lines=lines)


@pytest.mark.soak
def test_a_large_company_costs_no_more_than_its_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    costs = {scale: cost_of(scale, tmp_path / f"{scale:g}") for scale in (1, 10, 50)}
    with capsys.disabled():
        for scale, cost in costs.items():
            sys.stdout.write(
                f"\nscale {scale}: {cost.lines:,} lines, {cost.seconds:.0f} s, CPU {cost.cpu_seconds:.0f} s, "
                f"{cost.memory / GIB:.2f} GiB"
            )
    largest = costs[50]
    assert largest.lines >= 50 * costs[1].lines * LINES_KEPT
    assert largest.seconds <= SECONDS
    assert largest.memory <= BYTES
    for smaller, larger in ((1, 10), (10, 50)):
        growth = larger / smaller * SLACK
        assert costs[larger].cpu_seconds <= costs[smaller].cpu_seconds * growth
        assert costs[larger].memory <= costs[smaller].memory * growth


@pytest.mark.soak
def test_thirty_daily_extracts_tell_the_same_as_one(tmp_path: Path, folding: ModuleType) -> None:
    write_company(tmp_path / "daily", WorldParameters(scale=0.1), Mischief(0, 1))
    shutil.copytree(tmp_path / "daily", tmp_path / "at_once")
    continue_company(tmp_path / "daily", 30, 1)
    continue_company(tmp_path / "at_once", 30, 30)
    daily, at_once = (folding.folded(tmp_path / name / "extracts") for name in ("daily", "at_once"))
    assert daily.keys() == at_once.keys()
    assert [name for name in daily if daily[name] != at_once[name]] == []
