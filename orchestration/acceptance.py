"""Acceptance: Great Expectations judges one frame with a row per rule; it never sees a row of data.

Belongs here: the frame of rules and the expectations on it. Not here: the rules themselves (dbt tests, the audit of the
candidate file).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from warehouse.releases import Check

Severity = Literal["error", "warn"]
ERROR: Severity = "error"
WARN: Severity = "warn"


@dataclass(frozen=True)
class Rule:
    """The outcome of one rule.

    Attributes:
        rule_name: Unique name.
        severity: `error` stops the release, `warn` is shown on it.
        failing_count: Rows, totals or cases that break the rule; 1 for a rule that could not be run.
        allowed_count: How many may.
        detail: What was found, in words.
    """

    rule_name: str
    severity: Severity
    failing_count: int
    allowed_count: int = 0
    detail: str = ""


def judge(rules: Sequence[Rule], expected: Iterable[str]) -> list[Check]:
    """Judge every rule, and whether every expected rule was run at all.

    Args:
        rules: The outcomes.
        expected: Names of the rules that must be among them.

    Returns:
        One check per rule, and one that says whether a rule is missing.
    """
    wanted = sorted(set(expected))
    result = _validate(rules, wanted)
    broken = {item["rule_name"] for item in result[0].result.get("unexpected_index_list") or []}
    found = {rule.rule_name for rule in rules}
    missing = [name for name in wanted if name not in found]
    checks = [
        Check(name=rule.rule_name, severity=rule.severity, passed=rule.rule_name not in broken, detail=rule.detail)
        for rule in rules
    ]
    ran = Check(name="every_rule_was_run", severity=ERROR, passed=bool(result[1].success), detail=", ".join(missing))
    return [*checks, ran]


def _validate(rules: Sequence[Rule], expected: list[str]) -> list[Any]:
    """Run the acceptance suite on the frame and return its results in the order of the expectations."""
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import great_expectations as gx
    import pandas as pd
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations import core as expect

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    frame = pd.DataFrame([asdict(rule) for rule in rules], columns=[*Rule.__dataclass_fields__])
    asset = context.data_sources.add_pandas("rules").add_dataframe_asset("rules")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(
        "acceptance",
        expectations=[
            expect.ExpectColumnPairValuesAToBeGreaterThanB(  # type: ignore[attr-defined]
                column_A="allowed_count", column_B="failing_count", or_equal=True
            ),
            expect.ExpectColumnDistinctValuesToContainSet(  # type: ignore[attr-defined]
                column="rule_name", value_set=expected
            ),
        ],
    )
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["rule_name"]}
    results: list[Any] = batch.validate(suite, result_format=form).results
    order = {"expect_column_pair_values_a_to_be_greater_than_b": 0}
    return sorted(results, key=lambda item: order.get(item.expectation_config.type, 1))
