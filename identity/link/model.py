"""A model: how often each level occurs within one party and among strangers, as Splink reads it.

Belongs here: the numbers and their form as Splink's settings. Not here: where they come from (`training`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from identity.link.comparisons import Comparison

_EVEN = 0.5
"""A prior that adds nothing to a weight: what is likely at all comes later, by the table's own priors."""
Chances = dict[str, NDArray[np.float64]]
"""By comparison, the chance of each level, the strongest first and `differs` last."""


@dataclass(frozen=True)
class Model:
    """What Splink scores with.

    Args:
        comparisons: What is compared.
        same: Chances among pairs of one party.
        related: Chances among pairs of two that belong together: one household, one office.
        strangers: Chances among pairs of any two.
        prior: Chance that two records drawn at random are one party.
        prior_related: Chance that they are two that belong together.
        priors: Both for each pairing of sources.
    """

    comparisons: tuple[Comparison, ...]
    same: Chances
    related: Chances
    strangers: Chances
    prior: float
    prior_related: float
    priors: dict[int, tuple[float, float]]

    def splink(self, *, weighed: bool = True) -> dict[str, Any]:
        """Return the model as Splink's settings; not weighed, the frequency of values does not count."""
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "record_number",
            "probability_two_random_records_match": _EVEN,
            "retain_matching_columns": True,
            "additional_columns_to_retain": ["source_number"],
            "retain_intermediate_calculation_columns": False,
            "blocking_rules_to_generate_predictions": [],
            "comparisons": [self._comparison(comparison, weighed) for comparison in self.comparisons],
        }

    def _comparison(self, comparison: Comparison, weighed: bool) -> dict[str, Any]:
        same, strangers = self.same[comparison.name], self.strangers[comparison.name]
        levels: list[dict[str, Any]] = [
            {"sql_condition": comparison.missing, "label_for_charts": "missing", "is_null_level": True}
        ]
        sql = [(level.sql, level.weighed_by) for level in comparison.levels]
        for place, (condition, weighed_by) in enumerate([*sql, ("ELSE", None)]):
            level: dict[str, Any] = {
                "sql_condition": condition,
                "label_for_charts": str(place),
                "m_probability": float(same[place]),
                "u_probability": float(strangers[place]),
            }
            if weighed and weighed_by:
                level["tf_adjustment_column"] = weighed_by
                level["tf_adjustment_weight"] = 1.0
            levels.append(level)
        return {"output_column_name": comparison.name, "comparison_levels": levels}
