"""The canonical entities as dbt's manifest has them, and the empty tables of those that no configured vendor feeds.

Belongs here: which models are entities, and which of them nothing feeds. Not here: what an entity is made of; that
stands in its contract in `dbt_project/models/canonical`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

Manifest = Mapping[str, Any]
Node = Mapping[str, Any]


def entities(manifest: Manifest) -> list[dict[str, Any]]:
    """Return the models that a vendor can feed, by name: those of canonical that are no step between."""
    nodes = (node for node in manifest["nodes"].values() if node["resource_type"] == "model")
    found = (node for node in nodes if node["schema"] == "canonical" and not node["name"].startswith("int_"))
    return sorted(found, key=lambda node: str(node["name"]))


def unfed_entities(manifest: Manifest) -> list[dict[str, Any]]:
    """Return the entities for which no configured vendor has a staging model."""
    return [node for node in entities(manifest) if not node["depends_on"]["nodes"]]


def checks_on(manifest: Manifest, nodes: Iterable[Node]) -> set[str]:
    """Return the names of the data tests that look at nothing but these models."""
    ids = {node["unique_id"] for node in nodes}
    tests = (node for node in manifest["nodes"].values() if node["resource_type"] == "test")
    return {
        test["name"] for test in tests if test["depends_on"]["nodes"] and ids.issuperset(test["depends_on"]["nodes"])
    }


def empty_table(node: Node) -> str:
    """Return the statement that makes an entity an empty table with the columns and types of its contract."""
    columns = ", ".join(f"{column['name']} {column['data_type']}" for column in node["columns"].values())
    return f"create or replace table {node['schema']}.{node['name']} ({columns})"


def create_empty(connection: duckdb.DuckDBPyConnection, nodes: Iterable[Node]) -> None:
    """Make these entities empty tables, in one transaction.

    A dbt node and its test cost about 0.07 s of CPU; for a table that cannot have rows that is wasted.
    """
    connection.execute("begin")
    connection.execute("create schema if not exists canonical")
    for node in nodes:
        connection.execute(empty_table(node))
    connection.execute("commit")
