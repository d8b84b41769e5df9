"""The tables of reference data: types, key, lists, references and periods, as the seeds' contract has them.

Belongs here: what a table may hold. Not here: what it holds (entries), and the spreadsheet (sheet).

The contract is dbt's own file of the seeds: types, the key and what must be filled stand there for dbt too; only what
refers to another table, and what a period is, stands in `config.meta.reference`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import EntrepotError

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
"""The house's own rows."""
Row = dict[str, str | None]
"""One row as text, as a CSV file has it; None where there is nothing."""
Key = tuple[str | None, ...]


class ReferenceDataError(EntrepotError):
    """There is no such table of reference data."""


@dataclass(frozen=True)
class ReferenceTable:
    """One table of reference data.

    Attributes:
        types: Columns in order, each with its type: varchar, integer, date or a decimal.
        key: Columns that name a row.
        required: Columns that are always filled.
        allowed: Values of columns that have a closed list.
        refers: Columns that hold a key of another table: that table and its column.
        period: First and last day of what may not overlap among rows that are otherwise of one key.
        rules: What holds of every row, as SQL on its columns, by name.
    """

    name: str
    description: str
    types: Mapping[str, str]
    key: tuple[str, ...]
    required: frozenset[str]
    allowed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    period: tuple[str, str] | None = None
    rules: Mapping[str, str] = field(default_factory=dict)

    def key_of(self, row: Mapping[str, str | None]) -> Key:
        """Return the key of a row."""
        return tuple(row[name] for name in self.key)


def reference_tables(folder: Path) -> dict[str, ReferenceTable]:
    """Return the tables of a folder of seeds, by name."""
    document = yaml.safe_load((folder / "_seeds.yml").read_text(encoding="utf-8"))
    return {seed["name"]: _table(seed) for seed in document["seeds"]}


def named_tables(tables: Mapping[str, ReferenceTable], names: Sequence[str]) -> list[ReferenceTable]:
    """Return the tables of these names; all where none is named.

    Raises:
        ReferenceDataError: There is no table of a name.
    """
    unknown = sorted(set(names) - set(tables))
    if unknown:
        raise ReferenceDataError(
            f"there is no table {', '.join(unknown)}.", where="reference data", todo=f"Known: {', '.join(tables)}."
        )
    return [table for name, table in tables.items() if not names or name in names]


def default_rows(folder: Path, table: ReferenceTable) -> list[Row]:
    """Return the rows that stand in the seed."""
    with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        return [{name: row[name] or None for name in table.types} for row in csv.DictReader(file)]


def _table(seed: Mapping[str, Any]) -> ReferenceTable:
    config = seed["config"]
    rules = next(test["holds"]["arguments"] for test in seed["data_tests"] if "holds" in test)
    extra = config.get("meta", {}).get("reference", {})
    return ReferenceTable(
        name=seed["name"],
        description=seed["description"],
        types=config["column_types"],
        key=tuple(rules["grain"]),
        required=frozenset([*rules["grain"], *rules["not_null"]]),
        allowed=rules.get("accepted", {}),
        refers={name: (place[0], place[1]) for name, place in extra.get("refers", {}).items()},
        period=tuple(extra["period"]) if "period" in extra else None,
        rules=rules.get("rules", {}),
    )
