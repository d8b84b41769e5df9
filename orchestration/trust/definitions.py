"""What is defined of a release beside its data: the catalogue of metrics, and what each table is for.

Belongs here: `run.metric` and `run.table_use`, as dbt's manifest has them. Not here: the definitions (the models'
property files), and figures (history).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

from warehouse.rows import add_rows

Manifest = Mapping[str, Any]
Row = tuple[object, ...]
METRIC = "run.metric"
TABLE_USE = "run.table_use"
_METRIC_COLUMNS = (
    "metric_name varchar, metric_type varchar, label varchar, label_zh varchar, description varchar, "
    "description_zh varchar, formula varchar, table_name varchar, dimensions varchar, date_column varchar, "
    "date_basis varchar, currency_basis varchar, zero_rule varchar, owner varchar, value_expression varchar, "
    "definition_hash varchar"
)
_USE_COLUMNS = "table_name varchar, layer varchar, owner varchar, grain varchar, questions varchar"
_LAYERS = {"canonical", "core", "marts"}
_SAID = ("formula", "date_basis", "currency_basis", "zero_rule", "label_zh", "description_zh")


def write_definitions(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
    """Make `run.metric` and `run.table_use` hold what the project defines.

    Args:
        connection: The writer's connection.
        manifest: Dbt's, of the assembled project.
    """
    write_rows(connection, METRIC, _METRIC_COLUMNS, metric_rows(manifest))
    write_rows(connection, TABLE_USE, _USE_COLUMNS, list(_uses(manifest)))


def metric_rows(manifest: Manifest) -> list[Row]:
    """Return the rows of `run.metric`, by name."""
    metrics = {str(node["name"]): node for node in manifest["metrics"].values()}
    measures = {
        str(measure["name"]): (measure, model)
        for model in manifest["semantic_models"].values()
        for measure in model["measures"]
    }
    return [_metric(manifest, metrics, measures, name) for name in sorted(metrics)]


def served(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield each metric and question (`metric.net_sales`, `question.manager-1`) with the tables that it reads."""
    for row in metric_rows(manifest):
        yield f"metric.{row[0]}", str(row[7])
    for node in _tables(manifest):
        for question in _meta(node).get("questions") or ():
            yield f"question.{question}", str(node["name"])


def _metric(manifest: Manifest, metrics: Mapping[str, Any], measures: Mapping[str, tuple[Any, Any]], name: str) -> Row:
    node = metrics[name]
    meta = _meta(node)
    value = _value(metrics, measures, name)
    model = measures[_first_measure(metrics, name)][1]
    table = str(model["node_relation"]["alias"])
    dimensions = sorted({str(it["name"]) for it in model["dimensions"] if it["type"] == "categorical"})
    date = str(model["defaults"]["agg_time_dimension"])
    said = {key: str(meta[key]) for key in _SAID}
    definition = "|".join([value, table, date, *(said[key] for key in _SAID[:4])])
    return (
        name, str(node["type"]), str(node["label"]), said["label_zh"], str(node["description"]),
        said["description_zh"], said["formula"], table, ", ".join(dimensions), date, said["date_basis"],
        said["currency_basis"], said["zero_rule"], _owner(manifest, table), value,
        hashlib.sha256(definition.encode()).hexdigest()[:16],
    )  # fmt: skip


def _value(metrics: Mapping[str, Any], measures: Mapping[str, tuple[Any, Any]], name: str) -> str:
    """Return SQL for a metric over rows of its table; what it is made of stands in it."""
    given = metrics[name]["type_params"]
    if metrics[name]["type"] == "ratio":
        above, below = (_value(metrics, measures, given[part]["name"]) for part in ("numerator", "denominator"))
        return f"cast({above} as double) / nullif({below}, 0)"
    if metrics[name]["type"] == "derived":
        parts = {str(part["name"]): _value(metrics, measures, str(part["name"])) for part in given["metrics"]}
        return re.sub(r"\w+", lambda word: f"({parts[word[0]]})" if word[0] in parts else word[0], given["expr"])
    return _aggregate(measures[str(given["measure"]["name"])][0])


def _first_measure(metrics: Mapping[str, Any], name: str) -> str:
    """Return a measure that a metric is made of: all of them are of one table."""
    given = metrics[name]["type_params"]
    if metrics[name]["type"] == "ratio":
        return _first_measure(metrics, str(given["numerator"]["name"]))
    if metrics[name]["type"] == "derived":
        return _first_measure(metrics, str(given["metrics"][0]["name"]))
    return str(given["measure"]["name"])


def _aggregate(measure: Mapping[str, Any]) -> str:
    value = measure["expr"] or measure["name"]
    if measure["agg"] == "percentile":
        return f"quantile_cont({value}, {measure['agg_params']['percentile']})"
    if measure["agg"] == "count_distinct":
        return f"count(distinct {value})"
    return f"{measure['agg']}({value})"


def _owner(manifest: Manifest, table: str) -> str | None:
    return next((_owner_of(manifest, node) for node in _tables(manifest) if node["name"] == table), None)


def _owner_of(manifest: Manifest, node: Mapping[str, Any]) -> str | None:
    groups = {group["name"]: group["owner"]["name"] for group in manifest["groups"].values()}
    return groups.get(node.get("group") or "")


def _uses(manifest: Manifest) -> Iterator[Row]:
    for node in sorted(_tables(manifest), key=lambda it: str(it["name"])):
        meta = _meta(node)
        lists = [", ".join(map(str, meta.get(key) or ())) or None for key in ("grain", "questions")]
        yield (str(node["name"]), str(node["schema"]), _owner_of(manifest, node), *lists)


def _tables(manifest: Manifest) -> Iterator[Mapping[str, Any]]:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] in _LAYERS:
            yield node


def _meta(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**node.get("meta", {}), **node.get("config", {}).get("meta", {})}


def write_rows(connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[Row]) -> None:
    """Make a table hold these rows and nothing else."""
    connection.execute(f"create or replace table {table} ({columns})")
    add_rows(connection, table, rows)
