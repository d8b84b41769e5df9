"""What each table is made of: from the fields of sources to canonical columns, and from table to table after that.

Metrics and questions stand at the end of it, as `metric.net_sales` and `question.manager-1`.

Belongs here: the table `run.lineage`, and which tables a check looks at. Not here: how a field's way into a canonical
column is read out of SQL (purpose).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from forecasting import tables as forecasting
from identity import tables as identity
from orchestration.trust.definitions import served

Manifest = Mapping[str, Any]
Edge = tuple[str, str]
"""A table of the warehouse, and one that it is made of."""

_MODELS = {"canonical", "core", "marts", "personal"}
_LEFT_OUT = {"staging", "base"}
_MADE_BY_PACKAGES = {
    identity.CUSTOMER_LINK: (identity.PARTY_RECORD,),
    identity.PRODUCT_LINK: (identity.PRODUCT, identity.PRODUCT_VARIANT),
    identity.SUPPLIER_LINK: (identity.SUPPLIER,),
    identity.PLACE_LINK: (identity.PARTY_RECORD,),
    **dict.fromkeys((identity.REVIEW_ITEM, identity.KEY_EVENT, identity.KEY_ALIAS), identity.READS),
    **dict.fromkeys(forecasting.WRITES, forecasting.READS),
}
_EDGES = """
create or replace table run.lineage as
select source_name, table_name as from_table, column_name as from_column, split_part(fed, '.', 1) as to_table,
    split_part(fed, '.', 2) as to_column
from (select *, unnest(string_split(canonical_columns, ', ')) as fed from run.purpose where is_landed)
union all
select null, from_table, null, to_table, null
from (select unnest($1::varchar[]) as from_table, unnest($2::varchar[]) as to_table)"""


def write_lineage(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
    """Make `run.lineage` hold every edge.

    Args:
        connection: The writer's connection; `run.purpose` is that of this run.
        manifest: Dbt's, of the assembled project.
    """
    made, of = zip(*sorted({*_of_models(manifest), *_of_packages(), *served(manifest)}), strict=True)
    connection.execute(_EDGES, [list(of), list(made)])


def checked_tables(manifest: Manifest) -> dict[str, list[str]]:
    """Return the tables that each check looks at, by the check's name: its own model, else everything that it reads."""
    known = {**manifest["nodes"], **manifest["sources"]}
    return {
        node["name"]: [_name(known[parent]) for parent in _looked_at(node) if parent in known]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
    }


def _looked_at(node: Mapping[str, Any]) -> list[str]:
    attached = node.get("attached_node")
    return [attached] if attached else list(node["depends_on"]["nodes"])


def _of_models(manifest: Manifest) -> Iterator[Edge]:
    known = {**manifest["nodes"], **manifest["sources"]}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] in _MODELS:
            for parent in node["depends_on"]["nodes"]:
                if parent in known and not _is_before_canonical(known[parent]):
                    yield str(node["name"]), _name(known[parent])


def package_edges() -> Iterator[Edge]:
    """Yield what linking and forecasting make of the tables that they read; decisions of people come from no table."""
    for written, read in _MADE_BY_PACKAGES.items():
        for table in read:
            yield written, table


def _of_packages() -> Iterator[Edge]:
    for written, read in package_edges():
        yield _short(written), _short(read)


def _is_before_canonical(node: Mapping[str, Any]) -> bool:
    return node["schema"] in _LEFT_OUT or node["schema"].startswith("raw_")


def _name(node: Mapping[str, Any]) -> str:
    return _short(f"{node['schema']}.{node['name']}")


def _short(full_name: str) -> str:
    """Return the one name of a model; tables of the run and of packages keep their schema."""
    schema, _, name = full_name.partition(".")
    return name if schema in _MODELS else full_name
