"""The reference page of rules: what must hold of the numbers, and which tests hold it.

Belongs here: turning `tests/rules.toml` into Markdown. Not here: the rules themselves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.pages.markdown import blocks, grid

RULES = Path(__file__).resolve().parents[2] / "tests" / "rules.toml"
_NOTICE = "*Written by `make docs` from `tests/rules.toml`; change that, not this page.*"
_INTRODUCTION = (
    "Each rule stands with the tests that fail when it is broken: tests of Python (`FILE::TEST` below `tests/`), unit "
    "tests of dbt (`unit:`), and checks of the models that run with every release (`check:`). A test sees to it that "
    "every test named here exists. Rules whose code is not there yet say what they wait for."
)

Rule = Mapping[str, Any]


def rules() -> list[Rule]:
    """Return every rule, in the order of the page."""
    found: list[Rule] = tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"]
    return found


def rules_page() -> str:
    """Return the page."""
    found = rules()
    sections = dict.fromkeys(rule["section"] for rule in found)
    parts = ["# Rules and their tests", _NOTICE, _INTRODUCTION]
    for section in sections:
        rows = [_row(rule) for rule in found if rule["section"] == section]
        parts += [f"## {section}", grid(["rule", "it says", "held by"], rows)]
    return blocks(parts)


def _row(rule: Rule) -> Sequence[str]:
    waits = rule.get("waits_for")
    held_by = f"*waits for {waits}*" if waits else "<br>".join(f"`{test}`" for test in rule["tests"])
    return f"`{rule['id']}`", rule["rule"], held_by
