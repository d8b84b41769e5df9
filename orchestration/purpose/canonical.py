"""What the canonical contract and the warehouse say of questions, read from their YAML without dbt.

Belongs here: which questions a canonical column serves, the questions, and those that some table answers. Not
here: which columns are filled (register).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingestion.contract.canonical_models import canonical_files, described_models
from orchestration.dbt.assembly import OWN_PROJECT
from orchestration.pages.canonical import PROVENANCE, measures_in

_MEASURES = OWN_PROJECT / "macros" / "canonical_measures.sql"


@dataclass(frozen=True)
class CanonicalColumn:
    """A column of an entity.

    Attributes:
        questions: Those that it serves: its own, else those of its entity.
        is_essential: A row of its entity says nothing without it: a key, a column that is never null, or its entity's
            day, amount or currency.
    """

    entity: str
    name: str
    description: str
    questions: tuple[str, ...]
    is_essential: bool = False

    @property
    def full_name(self) -> str:
        """Entity and column, as `sales_order.total_amount`."""
        return f"{self.entity}.{self.name}"


@cache
def canonical_columns() -> tuple[CanonicalColumn, ...]:
    """Return every column of every entity, without those that say where a row comes from."""
    proven = measures_in(_MEASURES.read_text(encoding="utf-8"))
    return tuple(
        column for _, model in described_models(canonical_files()) for column in _columns(model, proven[model["name"]])
    )


def answered_by_tables() -> set[str]:
    """Return the questions that some table of core or marts says it serves."""
    files = [path for layer in ("core", "marts") for path in (OWN_PROJECT / "models" / layer).rglob("_*__models.yml")]
    return {question for _, model in described_models(files) for question in _meta(model).get("questions", [])}


def _columns(model: Mapping[str, Any], measure: Sequence[str | None]) -> Iterator[CanonicalColumn]:
    every = _meta(model).get("questions", [])
    tests = (test["holds"]["arguments"] for test in model.get("data_tests", []) if "holds" in test)
    rules: Mapping[str, Any] = next(tests, {})
    essential = {*measure, *rules.get("grain", []), *rules.get("not_null", [])}
    for column in model["columns"]:
        name = column["name"]
        if name not in PROVENANCE:
            served = _meta(column).get("questions", every)
            yield CanonicalColumn(model["name"], name, column["description"], tuple(served), name in essential)


def _meta(item: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = item.get("config", {}).get("meta", {})
    return found
