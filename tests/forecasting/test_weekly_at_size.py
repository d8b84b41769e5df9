"""Ten thousand weekly series with quantiles that add up, within ten CPU minutes and 2 GiB of one process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("weekly_at_size.py")
SERIES, CPU_SECONDS, MEGABYTES = 10_000, 600, 2_048


@pytest.mark.soak
def test_ten_thousand_weekly_series_within_their_time_and_memory() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), str(SERIES)], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["cpu_seconds"] <= CPU_SECONDS
    assert found["peak_memory_mb"] <= MEGABYTES
    assert found["incoherence"] == 0
    assert found["quantiles_in_order"]
    assert found["wape"] < 0.9 * found["naive_wape"]
