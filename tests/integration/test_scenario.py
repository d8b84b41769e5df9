"""`entrepot plan scenario` on a company after a run: plans side by side, and nothing of it is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from warehouse.releases import require_release
from warehouse.settings import Settings


def test_a_scenario_is_told_beside_the_plan_and_changes_neither_release_nor_warehouse(
    demo: Settings, entrepot: Callable[..., Any]
) -> None:
    files = (require_release(demo).database, demo.work_file)
    before = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    found = entrepot(demo, "plan", "scenario", "--lead-time", "7", "--promotion", "30", "--json")
    assert found.returncode == 0, found.stderr
    plans = {row["scenario"]: row for row in json.loads(found.stdout)}
    assert list(plans) == ["base", "lead time +7 days", "demand +30%, 4 weeks", "together"]
    assert plans["base"]["units lost"] < plans["demand +30%, 4 weeks"]["units lost"] < plans["together"]["units lost"]
    assert [hashlib.sha256(file.read_bytes()).hexdigest() for file in files] == before
