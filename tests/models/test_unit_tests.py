"""dbt's unit tests of every model: money, dates, cases, joins on identity."""

from __future__ import annotations

import re
from typing import Any

from orchestration.dbt.runner import DbtProject

NEEDS_UNIT_TEST = re.compile(r"\bto_group\(|\bcase\b")


def test_every_unit_test_of_the_models_passes(project: DbtProject, compiled: dict[str, Any]) -> None:
    ran = {node.unique_id for node in project.run_unit_tests()}
    assert ran == set(compiled["unit_tests"])
    assert len(ran) >= 50


def test_models_with_money_or_a_case_have_a_unit_test(compiled: dict[str, Any]) -> None:
    tested = {test["model"] for test in compiled["unit_tests"].values()}
    models = [node for node in compiled["nodes"].values() if node["resource_type"] == "model"]
    untested = [
        node["name"]
        for node in models
        if node["schema"] in {"core", "marts"}
        and NEEDS_UNIT_TEST.search(node["raw_code"])
        and node["name"] not in tested
    ]
    assert untested == []
