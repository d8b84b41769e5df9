"""What the canonical contract and the warehouse say of questions, read from their YAML without dbt.

Belongs here: which questions a canonical column serves, the sixty questions, and those that some table answers. Not
here: which columns are filled (register).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orchestration.dbt.assembly import HOUSE, OWN_PROJECT
from orchestration.pages.canonical import PROVENANCE

QUESTIONS_PAGE = HOUSE / "docs" / "questions.md"
_QUESTION = re.compile(r"^\| ([a-z]+-\d+) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True)
class CanonicalColumn:
    """A column of an entity.

    Attributes:
        questions: Those that it serves: its own, else those of its entity; none for the columns that say where a row
            comes from.
    """

    entity: str
    name: str
    description: str
    questions: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """Entity and column, as `sales_order.total_amount`."""
        return f"{self.entity}.{self.name}"


def canonical_files() -> list[Path]:
    """Return the files in which the canonical contract stands."""
    return sorted((OWN_PROJECT / "models" / "canonical").glob("*/_*__models.yml"))


def canonical_columns() -> list[CanonicalColumn]:
    """Return every column of every entity, without those that say where a row comes from."""
    return [column for model in _models(canonical_files()) for column in _columns(model)]


def all_questions() -> dict[str, str]:
    """Return the questions that the product is there to answer: id and words."""
    return dict(_QUESTION.findall(QUESTIONS_PAGE.read_text(encoding="utf-8")))


def answered_by_tables() -> set[str]:
    """Return the questions that some table of core or marts says it serves."""
    files = [path for layer in ("core", "marts") for path in (OWN_PROJECT / "models" / layer).rglob("_*__models.yml")]
    return {question for model in _models(files) for question in _meta(model).get("questions", [])}


def _models(files: list[Path]) -> Iterator[Mapping[str, Any]]:
    for path in files:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # noqa: S506
        yield from (model for model in content.get("models", []) if not model["name"].startswith("int_"))


def _columns(model: Mapping[str, Any]) -> Iterator[CanonicalColumn]:
    every = _meta(model).get("questions", [])
    for column in model["columns"]:
        if column["name"] not in PROVENANCE:
            served = _meta(column).get("questions", every)
            yield CanonicalColumn(model["name"], column["name"], column["description"], tuple(served))


def _meta(item: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = item.get("config", {}).get("meta", {})
    return found
