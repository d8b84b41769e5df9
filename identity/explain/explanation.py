"""An explanation as plain values: what speaks for and against two records being one, and what was made of it.

Belongs here: the shape that pages and commands show. Not here: finding it out, and printing it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from identity.decisions import StandingDecision
from identity.explain.masking import masked
from identity.explain.subjects import RecordName


@dataclass(frozen=True)
class Part:
    """One comparison of two records.

    Args:
        comparison: Its name in the model.
        phrase: The level at which they agree, in words.
        bits: For one party against two strangers; 0 where nothing can be compared.
        bits_related: The same against two that belong together, such as a household.
        one_in: Of how many pairs of strangers one agrees like this; None where they differ or nothing is compared.
        value_l: What the first record says; personal.
        value_r: What the second record says; personal.
    """

    comparison: str
    phrase: str
    bits: float
    bits_related: float
    one_in: float | None
    value_l: str | None
    value_r: str | None


@dataclass(frozen=True)
class Weighed:
    """What a model makes of two records; all in bits.

    Args:
        parts: The comparisons.
        prior: How likely two records are one before anything is compared, against two strangers.
        prior_related: The same against two that belong together; None where that is not asked.
        strangers: Everything against two strangers.
        related: Everything against two that belong together; None where that is not asked.
        weight: Both ruled out: what the run compares with the threshold.
        threshold: The mean weight above which records are one.
        model_version: The model.
    """

    parts: tuple[Part, ...]
    prior: float
    prior_related: float | None
    strangers: float
    related: float | None
    weight: float
    threshold: float
    model_version: str | None


@dataclass(frozen=True)
class Step:
    """A record and what joined it to another one: a rule of the run, the model or a decision."""

    record: RecordName
    other: RecordName
    rule_name: str
    evidence: str | None
    match_weight: float | None


@dataclass(frozen=True)
class Explanation:
    """Why two records are one, or are not.

    Args:
        entity: 'customer', 'product' or 'supplier'.
        record: The first record.
        other: The second record.
        key: The first one's key.
        other_key: The second one's key.
        weighed: What the model says; None where no model is asked.
        unasked: Why no model is asked.
        forced: Rules that join the two whatever the model says.
        decisions: Decisions of people on the two.
        path: What connects them, step by step; none if nothing does.
        apart: Decisions that keep their entities apart.
    """

    entity: str
    record: RecordName
    other: RecordName
    key: str
    other_key: str
    weighed: Weighed | None
    unasked: str
    forced: tuple[str, ...]
    decisions: tuple[StandingDecision, ...]
    path: tuple[Step, ...]
    apart: tuple[StandingDecision, ...]

    @property
    def is_one(self) -> bool:
        """Tell whether they are one entity as of the last run."""
        return self.key == self.other_key

    def masked(self) -> Explanation:
        """Return the same with personal values masked."""
        if self.weighed is None:
            return self
        parts = tuple(
            replace(part, value_l=masked(part.value_l), value_r=masked(part.value_r)) for part in self.weighed.parts
        )
        return replace(self, weighed=replace(self.weighed, parts=parts))
