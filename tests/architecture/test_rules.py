"""The list of rules names tests that exist, and every rule has some or says what it waits for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.pages.rules import rules, rules_page

TRAPS = 25
UNIT_TEST = re.compile(r"^  - name: (\S+)$", re.MULTILINE)


def named_in_python(house: Path) -> Iterator[str]:
    for path in (house / "tests").rglob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{path.relative_to(house / 'tests').as_posix()}::{node.name}"


def named_in_dbt(house: Path) -> Iterator[str]:
    for path in (house / "dbt_project" / "models").rglob("_*.yml"):
        of_units = path.read_text(encoding="utf-8").partition("unit_tests:")[2]
        yield from (f"unit:{name}" for name in UNIT_TEST.findall(of_units))
    yield from (f"check:{path.stem}" for path in (house / "dbt_project" / "tests").glob("*.sql"))


@pytest.fixture(scope="module")
def existing(house: Path) -> set[str]:
    """Every test that a rule can name."""
    return {*named_in_python(house), *named_in_dbt(house)}


def test_every_test_that_a_rule_names_exists(existing: set[str]) -> None:
    named = {test for rule in rules() for test in rule.get("tests", ())}
    assert len(named) > 80
    assert named - existing == set()


def test_no_rule_is_without_a_test_unless_it_waits() -> None:
    assert [rule["id"] for rule in rules() if bool(rule.get("tests")) == bool(rule.get("waits_for"))] == []


def test_every_trap_and_every_rule_is_listed_once() -> None:
    ids = [rule["id"] for rule in rules()]
    assert len(ids) == len(set(ids)) > 60
    assert {f"trap-{number}" for number in range(1, TRAPS + 1)} <= set(ids)


def test_the_page_has_every_rule() -> None:
    page = rules_page()
    assert [rule["id"] for rule in rules() if f"`{rule['id']}`" not in page] == []
