"""Every metric is defined once, in two languages, and its SQL is that of its definition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from orchestration.dbt.assembly import OWN_PROJECT
from orchestration.trust.definitions import metric_rows, served

FOLDER = OWN_PROJECT / "models" / "marts" / "metrics"
SAID = {"formula", "date_basis", "currency_basis", "zero_rule", "label_zh", "description_zh"}
META = dict.fromkeys(SAID, "said")


def defined(kind: str) -> Iterator[dict[str, Any]]:
    for file in sorted(FOLDER.glob("*.yml")):
        yield from yaml.safe_load(file.read_text(encoding="utf-8"))[kind]


def metrics() -> list[dict[str, Any]]:
    return list(defined("metrics"))


def measures() -> Iterator[str]:
    for model in defined("semantic_models"):
        yield from (measure["name"] for measure in model["measures"])


def test_every_metric_says_everything_in_two_languages() -> None:
    assert {
        it["name"]: SAID - it["config"]["meta"].keys() for it in metrics() if SAID - it["config"]["meta"].keys()
    } == {}
    labels = {it["name"]: it["config"]["meta"]["label_zh"] for it in metrics()}
    chinese = [name for name, label in labels.items() if not re.search("[\u4e00-\u9fff]", label)]
    assert chinese == []


def test_every_metric_and_every_measure_stands_once_and_every_measure_is_used() -> None:
    names = [it["name"] for it in metrics()]
    assert len(names) == len(set(names))
    known = list(measures())
    assert len(known) == len(set(known))
    assert {it["type_params"]["measure"] for it in metrics() if it["type"] == "simple"} == set(known)


@pytest.fixture
def manifest() -> dict[str, Any]:
    model = {
        "measures": [{"name": "money", "agg": "sum", "expr": "a - b"}, {"name": "orders", "agg": "sum", "expr": None}],
        "node_relation": {"alias": "mart_x"},
        "dimensions": [{"name": "market_code", "type": "categorical"}, {"name": "day", "type": "time"}],
        "defaults": {"agg_time_dimension": "day"},
    }
    metric = {"label": "L", "description": "D.", "config": {"meta": META}}
    return {
        "semantic_models": {"m": model},
        "metrics": {
            "1": {**metric, "name": "sales", "type": "simple", "type_params": {"measure": {"name": "money"}}},
            "2": {**metric, "name": "order_count", "type": "simple", "type_params": {"measure": {"name": "orders"}}},
            "3": {
                **metric,
                "name": "value",
                "type": "ratio",
                "type_params": {"numerator": {"name": "sales"}, "denominator": {"name": "order_count"}},
            },
            "4": {
                **metric,
                "name": "twice",
                "type": "derived",
                "type_params": {
                    "expr": "sqrt(value) + sales",
                    "metrics": [{"name": "value"}, {"name": "sales"}],
                },
            },
        },
        "groups": {"g": {"name": "sales", "owner": {"name": "Sales"}}},
        "nodes": {
            "n": {
                "name": "mart_x",
                "resource_type": "model",
                "schema": "marts",
                "group": "sales",
                "config": {"meta": {"questions": ["manager-1"]}},
            }
        },
    }


def test_a_ratio_divides_the_sums_of_its_parts(manifest: dict[str, Any]) -> None:
    found = {str(row[0]): row for row in metric_rows(manifest)}
    assert found["sales"][-2] == "sum(a - b)"
    assert found["value"][-2] == "cast(sum(a - b) as double) / nullif(sum(orders), 0)"
    assert found["twice"][-2] == "sqrt((cast(sum(a - b) as double) / nullif(sum(orders), 0))) + (sum(a - b))"
    assert found["value"][7:10] == ("mart_x", "market_code", "day")
    assert found["value"][13] == "Sales"


@pytest.mark.parametrize(
    ("measure", "sql"),
    [
        ({"name": "x", "agg": "median", "expr": "days"}, "median(days)"),
        ({"name": "x", "agg": "count_distinct", "expr": "month"}, "count(distinct month)"),
        (
            {"name": "x", "agg": "percentile", "expr": "days", "agg_params": {"percentile": 0.9}},
            "quantile_cont(days, 0.9)",
        ),
    ],
)
def test_a_measure_is_aggregated_as_it_says(manifest: dict[str, Any], measure: dict[str, Any], sql: str) -> None:
    manifest["semantic_models"]["m"]["measures"][0] = {**measure, "name": "money"}
    found = {str(row[0]): row for row in metric_rows(manifest)}
    assert found["sales"][-2] == sql


def test_a_definition_that_changes_has_another_hash(manifest: dict[str, Any]) -> None:
    before = {str(row[0]): row[-1] for row in metric_rows(manifest)}
    manifest["semantic_models"]["m"]["measures"][0]["expr"] = "a"
    after = {str(row[0]): row[-1] for row in metric_rows(manifest)}
    assert {name for name, found in after.items() if found != before[name]} == {"sales", "value", "twice"}


def test_metrics_and_questions_stand_behind_their_tables(manifest: dict[str, Any]) -> None:
    assert set(served(manifest)) == {
        *((f"metric.{name}", "mart_x") for name in ("sales", "order_count", "value", "twice")),
        ("question.manager-1", "mart_x"),
    }
