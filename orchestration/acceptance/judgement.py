"""The judgement of a candidate: both frames, one process of Great Expectations, the checks, and the pages that show it.

Belongs here: the order of these. Not here: any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.acceptance import profiles, rules
from orchestration.acceptance.data_docs import Page, write_data_docs
from orchestration.acceptance.expectations import Judge, Suite, Verdict
from orchestration.acceptance.rules import ERROR, Rule
from warehouse.releases import Check


@dataclass(frozen=True)
class Evidence:
    """What a candidate is judged by.

    Attributes:
        rules: The outcomes of all rules.
        expected: Names of the rules on models and file that must be among them.
        profile: The frame of profiles and what is expected of it; None where there is none.
    """

    rules: Sequence[Rule]
    expected: Collection[str]
    profile: Suite | None = None


def judge(evidence: Evidence, release_id: str = "candidate", pages: Path | None = None) -> list[Check]:
    """Judge a candidate.

    Args:
        evidence: What it is judged by.
        release_id: Its id, which the pages show.
        pages: Folder that the pages are written into; None writes none.

    Returns:
        The checks: of every rule on models and file, of every source's table with a broken rule or an unusual profile,
        and one that says whether a rule is missing.

    Raises:
        ReleaseError: Something could not be judged.
    """
    judging = Judge()
    suites = [rules.suite_of(evidence.rules, evidence.expected), *([evidence.profile] if evidence.profile else [])]
    verdicts = {suite.name: judging.validate(suite, release_id) for suite in suites}
    if pages is not None:
        found = [Page(suite, verdicts[suite.name]) for suite in suites]
        write_data_docs(judging, pages, release_id, found)
    checks = rules.checks_of(evidence.rules, _broken(verdicts["rules"]))
    if evidence.profile:
        checks += profiles.checks_of(evidence.profile.frame, verdicts[evidence.profile.name])
    return [*checks, _all_ran(evidence, verdicts["rules"])]


def _broken(verdicts: Mapping[str, Verdict]) -> set[str]:
    return {name for verdict in verdicts.values() for name in verdict.broken}


def _all_ran(evidence: Evidence, verdicts: Mapping[str, Verdict]) -> Check:
    missing = sorted(set(evidence.expected) - {rule.rule_name for rule in evidence.rules})
    holds = verdicts[rules.EVERY_RULE].holds
    return Check(name=rules.EVERY_RULE, severity=ERROR, passed=holds, detail=", ".join(missing))
