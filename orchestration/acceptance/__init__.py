"""Acceptance: Great Expectations judges frames of figures on a candidate; it never sees a row of a source.

Belongs here: the frame of rules, the frame of column profiles, what is expected of them, and the pages that show it.
Not here: the rules themselves (dbt tests, contracts, the audit of the candidate file).
"""

from orchestration.acceptance.judgement import Evidence, judge
from orchestration.acceptance.rules import ERROR, WARN, Rule, Severity

__all__ = ["ERROR", "WARN", "Evidence", "Rule", "Severity", "judge"]
