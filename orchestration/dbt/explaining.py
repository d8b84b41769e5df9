"""Why an entity's contract is not kept: which vendor's model, which column, how many rows.

Belongs here: asking the work warehouse after dbt has failed. Not here: dbt's own messages (runner).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

Node = Mapping[str, Any]


def explain_entity(connection: duckdb.DuckDBPyConnection, node: Node) -> str | None:
    """Say which staging model keeps an entity's model from being built.

    Args:
        connection: The work warehouse, where the staging views stand.
        node: The entity's node in dbt's manifest.

    Returns:
        One clause per missing or unreadable column; None where every staging model has what the contract asks for.
    """
    clauses = [
        clause
        for name in node["depends_on"]["nodes"]
        if (view := name.rpartition(".")[2]).startswith("stg_")
        for clause in _complaints(connection, view, node["columns"])
    ]
    return "; ".join(clauses) or None


def explain_check(connection: duckdb.DuckDBPyConnection, check: Node, entity: Node) -> str | None:
    """Say which rules of a check on an entity are broken, by how many rows of which source.

    Args:
        connection: The work warehouse.
        check: The check's node, with its compiled SQL.
        entity: The node of the entity that it looks at.
    """
    relation, sql = entity["relation_name"], check["compiled_code"]
    checked = f"from {relation} as checked"
    if checked not in sql or "source_name" not in entity["columns"]:
        return None
    clauses = []
    for source_name, vendor in connection.execute(f"select distinct source_name, vendor from {relation}").fetchall():
        connection.execute(
            f"create or replace temp table one_source as from {relation} where source_name is not distinct from ?",
            [source_name],
        )
        rules = connection.execute(sql.replace(checked, "from one_source as checked")).fetchall()
        clauses += [
            f"{rule} by {rows:,} rows of {source_name} (stg_{vendor}__{entity['name']})" for rule, rows, _ in rules
        ]
    return "; ".join(sorted(clauses)) or None


def _complaints(connection: duckdb.DuckDBPyConnection, view: str, columns: Mapping[str, Node]) -> Iterator[str]:
    """What a staging model lacks of a contract's columns."""
    found = {row[0] for row in connection.execute(f"describe staging.{view}").fetchall()}
    for name, column in columns.items():
        if name not in found:
            yield f"{view} has no column {name} ({column['data_type']}: {column['description']})"
            continue
        row = connection.execute(
            f"select count(*) from staging.{view} "
            f"where {name} is not null and try_cast({name} as {column['data_type']}) is null"
        ).fetchone()
        if row and row[0]:
            yield f"{view} has {row[0]:,} values in {name} that are no {column['data_type']}"
