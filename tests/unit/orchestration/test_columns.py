"""Columns are followed from a source's field to a metric, through models, packages and joins."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.trust.columns import write_column_lineage

FACT = "select o.total_amount as net_amount, o.country_code from canonical.sales_order as o where not o.is_test"
MART = """
    select f.country_code, sum(f.net_amount) as sales_amount
    from core.fct_order as f inner join identity.customer_link as l on f.country_code = l.rule_name
    group by f.country_code"""


def compiled(folder: Path) -> dict[str, object]:
    """A project of a canonical table from staging, a fact of it, and a mart of that beside a table of identity."""
    nodes, texts = {}, {"fct_order": FACT, "mart_sales__x": MART, "sales_order": "select 1 as n from staging.stg_a__b"}
    for name, schema, parents in (
        ("sales_order", "canonical", ["model.stg_a__b"]),
        ("fct_order", "core", ["model.sales_order"]),
        ("mart_sales__x", "marts", ["model.fct_order", "source.customer_link"]),
        ("stg_a__b", "staging", []),
    ):
        path = f"models/{name}.sql"
        nodes[f"model.{name}"] = {
            "name": name,
            "schema": schema,
            "resource_type": "model",
            "original_file_path": path,
            "depends_on": {"nodes": parents},
        }
        if name in texts:
            target = folder / "target" / "compiled" / "entrepot" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(texts[name], encoding="utf-8")
    return {"nodes": nodes, "sources": {"source.customer_link": {"name": "customer_link", "schema": "identity"}}}


def test_every_edge_from_a_field_to_a_metric_is_there(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            """create schema run; create schema canonical; create schema core; create schema marts;
            create schema identity;
            create table canonical.sales_order (total_amount int, country_code text, is_test bool);
            create table canonical.party_record (email text);
            create table core.fct_order (net_amount int, country_code text);
            create table identity.customer_link (rule_name text);
            create table marts.mart_sales__x (country_code text, sales_amount int);
            create table run.lineage as select 'shop' as source_name, 'orders' as from_table, 'total' as from_column,
                'sales_order' as to_table, 'total_amount' as to_column;
            create table run.metric as select 'sales' as metric_name, 'sum(sales_amount)' as value_expression,
                'mart_sales__x' as table_name"""
        )
        write_column_lineage(connection, compiled(tmp_path), tmp_path, tmp_path / "kept")
        found = set(connection.execute("from marts.mart_quality__column_lineage").fetchall())
    assert found == {
        ("shop.orders", "total", "sales_order", "total_amount", "value"),
        ("sales_order", "total_amount", "fct_order", "net_amount", "value"),
        ("sales_order", "country_code", "fct_order", "country_code", "value"),
        ("sales_order", "is_test", "fct_order", None, "filter"),
        ("fct_order", "net_amount", "mart_sales__x", "sales_amount", "value"),
        ("fct_order", "country_code", "mart_sales__x", "country_code", "value"),
        ("fct_order", "country_code", "mart_sales__x", None, "join"),
        ("customer_link", "rule_name", "mart_sales__x", None, "join"),
        ("party_record", "email", "customer_link", "rule_name", "value"),
        ("mart_sales__x", "sales_amount", "metric.sales", "metric_value", "value"),
    }
