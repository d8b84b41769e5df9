"""The type in which a source column lands, and how its values are written.

Belongs here: what follows from the values that were seen and from what a column fills. Not here: the contract.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ingestion.connectors.files.sheets.finder import FoundTable
from ingestion.mapping.canonical_contracts import CanonicalColumn
from ingestion.mapping.system_profile import ColumnProfile

MONEY = "DECIMAL(18,4)"
_MOST_DECIMALS = 10
_DAY_SIGNS = 10
_READ_AS_YES_OR_NO = frozenset({"0", "1", "true", "false", "t", "f", "y", "n", "yes", "no"})
_FORMS_OF = {
    "VARCHAR": ("fullWidth",),
    "BOOLEAN": ("fullWidth",),
    "DATE": ("fullWidth", "dateFormat"),
    "TIMESTAMP": ("fullWidth", "dateFormat"),
    "number": ("fullWidth", "decimalSeparator", "thousandsSeparator", "numberStyle"),
}
"""Which forms a type can have."""
LOGICAL_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "BOOLEAN": "boolean",
}
"""What the contract standard calls DuckDB's types; every other one is a number."""


def landed_type(profile: ColumnProfile, targets: Collection[CanonicalColumn], *, is_text: bool) -> str:
    """Return the type of a column in raw.

    Args:
        profile: What its values look like.
        targets: The canonical columns that it helps to fill.
        is_text: It is only carried on as it stands, into columns of text, or joined by.
    """
    if is_text:
        return "VARCHAR"
    if profile.value_type == "BOOLEAN":
        values = {value.casefold() for value, _ in profile.frequent}
        return "BOOLEAN" if values <= _READ_AS_YES_OR_NO else "VARCHAR"
    if profile.is_moment:
        return "TIMESTAMP" if profile.value_type == "TIMESTAMP" or _has_time(profile) else "DATE"
    if not profile.is_number:
        return "VARCHAR"
    is_measured = any(target.name.endswith(("_amount", "_qty")) for target in targets)
    if profile.value_type == "BIGINT" and not is_measured:
        return "BIGINT"
    return f"DECIMAL(18,{max(4, profile.most_decimals)})" if profile.most_decimals <= _MOST_DECIMALS else "DOUBLE"


def value_forms(profile: ColumnProfile, duckdb_type: str, found: FoundTable | None) -> list[dict[str, Any]]:
    """Return the properties that say how a column's values are written in files."""
    if found is not None:
        column = next(column for column in found.columns if column.name == profile.name)
        names = _FORMS_OF.get(duckdb_type, _FORMS_OF["number"])
        return [{"property": name, "value": column.properties[name]} for name in names if name in column.properties]
    if profile.date_format and duckdb_type in {"DATE", "TIMESTAMP"}:
        name = "dateFormat" if duckdb_type == "DATE" else "timestampFormat"
        return [{"property": name, "value": profile.date_format}]
    return []


def _has_time(profile: ColumnProfile) -> bool:
    return profile.longest > _DAY_SIGNS and profile.date_format is None
