"""The canonical entities as their contracts in `dbt_project/models/canonical` describe them.

Belongs here: reading names, types, meanings and measures. Not here: what of a system fills them (proposing), and dbt's
manifest of an assembled project (orchestration).
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from ingestion.contract.canonical_models import DBT_PROJECT, canonical_files, described_models
from warehouse.errors import ContractError

PROVENANCE = ("source_name", "vendor", "updated_at", "is_deleted", "batch_id")
"""The columns that say where a row comes from, at the end of every entity; most are not mapped, they follow."""
FOLLOWING = frozenset(PROVENANCE) - {"updated_at"}
"""Those that no system fills."""
PERSONAL = frozenset({"full_name", "given_name", "family_name", "email", "phone", "street", "postal_code"})
"""Canonical columns whose values name a person."""
_UNITS = {
    "_at": "moment, UTC",
    "_date": "day",
    "_qty": "units",
    "_amount": "money",
    "_pct": "fraction",
    "_count": "count",
    "_days": "days",
    "_minutes": "minutes",
    "currency_code": "ISO 4217",
    "country_code": "ISO 3166-1",
    "language_code": "ISO 639-1",
}
"""Units by the end of a column's name, as docs/naming.md has them."""


@dataclass(frozen=True)
class CanonicalColumn:
    """One column of an entity.

    Attributes:
        duckdb_type: For example `decimal(18, 4)`.
        meaning: What stands in it.
        unit: For example `day`; empty where the type says all.
        codes: Our codes where it holds one of a list; empty where any value will do.
    """

    name: str
    duckdb_type: str
    meaning: str
    unit: str
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CanonicalEntity:
    """One canonical entity.

    Attributes:
        area: Its folder below `models/canonical`.
        meaning: The sentence that begins "One row per".
        day: The column with the day of what is summed; None for an entity without a day.
        measure: The column that is summed to prove it; None where rows are counted.
        currency: The column with the measure's currency.
        always_filled: Columns without which no release is published.
    """

    name: str
    area: str
    meaning: str
    columns: tuple[CanonicalColumn, ...]
    day: str | None
    measure: str | None
    currency: str | None
    always_filled: frozenset[str]

    @cached_property
    def by_name(self) -> dict[str, CanonicalColumn]:
        """Its columns by their names."""
        return {column.name: column for column in self.columns}

    @property
    def id_column(self) -> str:
        """The column that names a row of one source."""
        return self.columns[0].name

    @property
    def mapped_columns(self) -> list[CanonicalColumn]:
        """The columns that a system can fill."""
        return [column for column in self.columns if column.name not in FOLLOWING]


@lru_cache(maxsize=1)
def canonical_entities() -> dict[str, CanonicalEntity]:
    """Return every entity by its name.

    Raises:
        ContractError: The contracts or the list of measures cannot be read.
    """
    measures = _measures()
    return {
        model["name"]: _entity(model, path.parent.name, measures[model["name"]])
        for path, model in described_models(canonical_files())
    }


def _entity(model: dict[str, Any], area: str, measure: list[str | None]) -> CanonicalEntity:
    rules = [test["holds"]["arguments"] for test in model["data_tests"] if "holds" in test]
    return CanonicalEntity(
        name=model["name"],
        area=area,
        meaning=model["description"],
        columns=tuple(_column(column, model["config"]["meta"].get("codes", {})) for column in model["columns"]),
        day=measure[0],
        measure=measure[1],
        currency=measure[2],
        always_filled=frozenset(name for rule in rules for name in rule.get("not_null", [])),
    )


def _column(column: dict[str, Any], codes: dict[str, dict[str, str]]) -> CanonicalColumn:
    own = column.get("config", {}).get("meta", {}).get("unit")
    unit = own or next((unit for ending, unit in _UNITS.items() if column["name"].endswith(ending)), "")
    known = _currencies() if column["name"].endswith("currency_code") else frozenset(codes.get(column["name"], ()))
    return CanonicalColumn(column["name"], column["data_type"], column["description"], unit, known)


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    lines = (DBT_PROJECT / "seeds" / "currency.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.partition(",")[0] for line in lines[1:])


def _measures() -> dict[str, list[str | None]]:
    path = DBT_PROJECT / "macros" / "canonical_measures.sql"
    found = re.search(r"return\((\{.*?\})\)", path.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise ContractError("there is no list of measures.", where=str(path), todo="Restore that macro.")
    measures: dict[str, list[str | None]] = ast.literal_eval(re.sub(r"\bnone\b", "None", found[1]))
    return measures
