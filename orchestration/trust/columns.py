"""Which column is made of which, from a source's field over canonical, core and marts to a metric.

Belongs here: reading it out of the compiled SQL of this run, and the table that holds it. Not here: how one SELECT is
traced (purpose), and edges between tables that Python makes (lineage).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from orchestration.purpose.lineage import trace
from orchestration.trust.definitions import write_rows
from orchestration.trust.lineage import package_edges
from orchestration.trust.traced import Edge, TracedModels

COLUMN_LINEAGE = "marts.mart_quality__column_lineage"
_COLUMNS = (
    "from_table_name varchar, from_column_name varchar, to_table_name varchar, to_column_name varchar, "
    "influence_type varchar"
)
_TRACED = {"canonical", "core", "marts", "personal"}
_BEFORE = ("stg_", "base_")
_FIELDS = """
    select distinct source_name || '.' || from_table, from_column, to_table, to_column, 'value'
    from run.lineage where source_name is not null"""
_KNOWN = """
    select table_name, list(column_name order by column_index) from duckdb_columns()
    where schema_name in
        ('staging', 'canonical', 'core', 'marts', 'personal', 'identity', 'forecasting', 'run')
    group by table_name"""
Columns = Mapping[str, Sequence[str]]


def write_column_lineage(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], folder: Path, memory: Path
) -> None:
    """Make the table hold every edge between columns.

    Edges of values have a column at both ends; those of a join or a filter decide which rows there are, so that they
    have a table at their end.

    Args:
        connection: The writer's connection; all models are built.
        manifest: Dbt's, of the assembled project.
        folder: The assembled project, whose compiled SQL is that of this run.
        memory: Where the edges of models that were traced lie.
    """
    traced = TracedModels(memory)
    known = dict(connection.execute(_KNOWN).fetchall())
    rows: set[Edge] = set(connection.execute(_FIELDS).fetchall())
    rows |= set(_of_models(manifest, folder / "target" / "compiled" / "entrepot", known, traced))
    rows |= set(_of_packages(known))
    rows |= set(_of_metrics(connection, known, traced))
    traced.keep()
    write_rows(connection, COLUMN_LINEAGE, _COLUMNS, sorted(rows, key=str))


def _of_models(manifest: Mapping[str, Any], compiled: Path, known: Columns, traced: TracedModels) -> Iterator[Edge]:
    nodes = {**manifest["nodes"], **manifest["sources"]}
    for node in manifest["nodes"].values():
        path = compiled / node["original_file_path"]
        if node["resource_type"] != "model" or node["schema"] not in _TRACED or not path.is_file():
            continue
        parents = [nodes[parent]["name"] for parent in node["depends_on"]["nodes"] if parent in nodes]
        if any(not name.startswith(_BEFORE) for name in parents):
            sql, tables = path.read_text(encoding="utf-8"), _among(known, parents)
            yield from traced.edges(str(node["name"]), sql, tables, partial(_of_sql, str(node["name"]), sql, tables))


def _among(known: Columns, parents: Sequence[str]) -> Columns:
    return {name: known[name] for name in parents if name in known}


def _of_sql(model: str, sql: str, tables: Columns) -> Iterator[Edge]:
    found = trace(sql, tables)
    for column, places in found.columns.items():
        yield from ((table, name, model, column, "value") for table, name in places if _is_told(table))
    for kind, places in (("join", found.joined), ("filter", found.filtered)):
        yield from ((table, name, model, None, kind) for table, name in places if _is_told(table))


def _is_told(table: str) -> bool:
    return bool(table) and not table.startswith(_BEFORE)


def _of_packages(known: Columns) -> Iterator[Edge]:
    """What Python makes of tables: each of its columns may be made of each of theirs."""
    for written, read in package_edges():
        into, of = written.rpartition(".")[2], read.rpartition(".")[2]
        for column in known.get(into, ()):
            yield from ((of, name, into, column, "value") for name in known.get(of, ()))


def _of_metrics(connection: duckdb.DuckDBPyConnection, known: Columns, traced: TracedModels) -> Iterator[Edge]:
    for name, value, table in connection.execute(
        "select metric_name, value_expression, table_name from run.metric"
    ).fetchall():
        model, sql, tables = f"metric.{name}", f"select {value} as metric_value from {table}", _among(known, [table])
        yield from traced.edges(model, sql, tables, partial(_of_sql, model, sql, tables))
