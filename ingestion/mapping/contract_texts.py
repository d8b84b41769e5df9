"""Contracts of an unknown system, as the text that `ingestion/contract` reads: one per table that lands.

Belongs here: what a contract says. Not here: what lands, under which name and as which type (planning), and where the
files are written.
"""

from __future__ import annotations

from typing import Any

from ingestion.mapping.canonical_contracts import PERSONAL, CanonicalEntity
from ingestion.mapping.column_types import LOGICAL_TYPES, value_forms
from ingestion.mapping.control_totals import control_of
from ingestion.mapping.names_in_sql import entity_named
from ingestion.mapping.planning import LandedColumn, LandedTable, LandingPlan
from ingestion.mapping.table_files import TableFiles
from ingestion.mapping.yaml_texts import yaml_text

_DOMAINS = {"parties": "customer", "goods": "supply", "stock": "supply", "making": "supply", "logistics": "supply"}
_DOMAINS |= {"funds": "finance", "demand": "sales", "office": "finance"}
_LATER = frozenset(
    ("due", "promised", "planned", "expected", "expiry", "valid", "forecast", "need", "end", "target", "committed")
) | {"launch", "capacity", "period", "task", "requested", "ex"}
"""First words of days that may lie ahead: no clock."""
_IS_CURRENCY = 1.0


def contract_text(plan: LandingPlan, table: LandedTable, vendor: str, files: TableFiles | None) -> str:
    """Return the contract of one table.

    Args:
        plan: Everything that lands.
        table: The table.
        vendor: Name of the vendor.
        files: Where the table stands in files; None for a table of a database.
    """
    entity = entity_named(table.drives[0].entity) if table.drives else None
    document = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": f"{vendor}.{table.name}",
        "name": table.name,
        "version": "1.0.0",
        "status": "active",
        "domain": _domain(plan, table),
        "description": {"purpose": _purpose(plan, table), "limitations": _limitations(table)},
        "servers": [_server(table, files)],
        "schema": [
            {
                "name": table.name,
                "physicalName": table.profile.name,
                "physicalType": "table",
                "dataGranularityDescription": _grain(table, entity),
                "customProperties": _table_properties(plan, table, files),
                "properties": [_property(table, column, files) for column in table.columns.values()],
            }
        ],
    }
    return yaml_text(document)


def row_meaning(entity: CanonicalEntity) -> str:
    """Return what one row of one vendor's entity is."""
    return entity.meaning.replace("One row per source and ", "One row per ", 1)


def _domain(plan: LandingPlan, table: LandedTable) -> str:
    served = [entity.entity for entity in table.drives] or _lent_to(plan, table)
    area = entity_named(served[0]).area if served else "shared"
    return _DOMAINS.get(area, area)


def _lent_to(plan: LandingPlan, table: LandedTable) -> list[str]:
    return [
        entity.entity
        for entity in plan.proposal.entities
        if any(join.table == table.profile.name for join in entity.joins)
    ]


def _purpose(plan: LandingPlan, table: LandedTable) -> str:
    fed = ", ".join(dict.fromkeys(entity.entity for entity in table.drives))
    lent = ", ".join(dict.fromkeys(_lent_to(plan, table)))
    parts = [f"feeds {fed}" if fed else "", f"lends columns to {lent}" if lent else ""]
    return f"The table {table.profile.name!r}; {' and '.join(part for part in parts if part)}."


def _limitations(table: LandedTable) -> str:
    left = len(table.profile.columns) - len(table.columns)
    return f"Proposed from what the table holds; of its {len(table.profile.columns)} columns {left} do not land."


def _grain(table: LandedTable, entity: CanonicalEntity | None) -> str:
    if entity and len(table.drives) == 1 and table.drives[0].where is None:
        return row_meaning(entity)
    return f"One row per {' and '.join(table.key)} of the table {table.profile.name}."


def _server(table: LandedTable, files: TableFiles | None) -> dict[str, Any]:
    if files is None:
        return {"server": "files", "type": "local", "path": f"{table.name}_[0-9]*.parquet", "format": "parquet"}
    server = {"server": "files", "type": "local", "path": files.path_glob, "format": files.file_format}
    if files.file_format == "csv":
        server |= {"delimiter": files.delimiter, "encoding": files.encoding}
    return server


def _table_properties(plan: LandingPlan, table: LandedTable, files: TableFiles | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        [{"property": "extract", "value": "full"}] if files is None else list(files.properties)
    )
    controls = [control_of(plan, entity) for entity in table.drives]
    return found + ([{"property": "controls", "value": controls}] if controls else [])


def _property(table: LandedTable, column: LandedColumn, files: TableFiles | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "physicalName": column.profile.name,
        "logicalType": LOGICAL_TYPES.get(column.duckdb_type, "number"),
        "physicalType": column.duckdb_type,
    }
    if is_required(table, column):
        found["required"] = True
    if column.profile.name in table.key:
        found |= {"primaryKey": True, "primaryKeyPosition": table.key.index(column.profile.name) + 1}
    if is_personal(column):
        found["classification"] = "personal"
    found["description"] = _meaning(table, column)
    if tags := _tags(column):
        found["tags"] = tags
    if files is not None and (forms := value_forms(column.profile, column.duckdb_type, table.profile.found)):
        found["customProperties"] = forms
    return found


def is_required(table: LandedTable, column: LandedColumn) -> bool:
    """Say whether a row without a value is a fault: a key, and what proves an entity, as long as none is missing."""
    if column.profile.name in table.key:
        return True
    proves = any(use.column.name in {use.entity.measure, use.entity.day, use.entity.currency} for use in column.uses)
    return proves and column.profile.null_share == 0


def is_personal(column: LandedColumn) -> bool:
    """Say whether a column names a person: by what it fills, or by what its values look like."""
    by_use = any(use.column.name in PERSONAL and use.is_first for use in column.uses)
    return by_use or column.profile.share("email") > 0.5 or column.profile.share("phone") > 0.5


def _meaning(table: LandedTable, column: LandedColumn) -> str:
    main = sorted(column.uses, key=lambda use: (not use.is_plain, not use.is_first))
    if not main:
        is_key = column.profile.name in table.key
        return f"Names a row of {table.profile.name}." if is_key else "Names a row of another table."
    use = main[0]
    if use.is_plain:
        return f"{use.column.meaning.rstrip('.')} ({use.entity.name}.{use.column.name})."
    return f"Helps to make {use.entity.name}.{use.column.name}."


def _tags(column: LandedColumn) -> list[str]:
    kind = _decisive_tag(column)
    found = [kind] if kind else []
    if column.duckdb_type in {"DATE", "TIMESTAMP"} and any(_is_clock(use.column.name) for use in column.uses):
        found.append("clock")
    if column.duckdb_type == "VARCHAR" and any(use.column.name.endswith("_name") for use in column.uses):
        found.append("name")
    return found


def _decisive_tag(column: LandedColumn) -> str | None:
    """A row is refused where money, a quantity, a currency, or what an amount is made of cannot be read."""
    is_number = column.duckdb_type.startswith("DECIMAL") or column.duckdb_type in {"BIGINT", "DOUBLE"}
    if is_number and any(use.column.name.endswith("_qty") for use in column.uses):
        return "quantity"
    money = [use for use in column.uses if use.column.name.endswith("_amount")]
    if is_number and money:
        return "amount" if any(use.is_plain or use.is_first for use in money) else "quantity"
    is_currency = any(use.column.name.endswith("currency_code") for use in column.uses)
    return "currency" if is_currency and column.profile.share("currency") >= _IS_CURRENCY else None


def _is_clock(name: str) -> bool:
    return name.endswith(("_at", "_date")) and name.split("_")[0] not in _LATER
