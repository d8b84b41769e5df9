"""Two shapes of one Odoo, told by the same simulated ERP: in which rows of which tables they differ."""

from __future__ import annotations

import duckdb

from warehouse.settings import Settings

TOLD_OTHERWISE = {
    # A company that stands in two systems is called after one of them.
    "dim_legal_entity": {"group_legal_entity_key"},
    "fct_intercompany_agreement": {"seller_entity_key", "buyer_entity_key", "other_source_name"},
    "fct_sales_event": {"legal_entity_key"},
    "fct_tax_line": {"legal_entity_key"},
    "journal_line": {"account_type"},
    "fct_journal_line": {"account_type"},
    "production_order": {"planned_start_date", "planned_end_date"},
    "production_operation": {"planned_start_at", "planned_end_at"},
    "fct_production_order": {"planned_start_date", "planned_end_date"},
    "fct_production_operation": {"planned_start_at", "planned_end_at"},
}
"""What version 14 keeps and 18 does not, or the other way: kinds of expense, and plans beside what became of them."""
ONE_FOR_ALL = {"fct_product_cost", "xref_customer_field", "xref_product_field", "xref_supplier_field"}
"""Tables that keep one row of all sources' rows, here that of one of the shapes."""
OF_THE_LANDING = {"source_name", "batch_id", "updated_at"}
OF_THE_LINK = {
    "rule_name", "evidence", "evidence_source_name", "evidence_record_id", "decided_by", "match_weight",
    "model_version", "decision_id",
}  # fmt: skip
"""Why a record belongs to its cluster: the second shape's belong to it because of the first one's."""
CLUSTERS = {
    "customer_key": ("xref_customer", "party_record_id"),
    "supplier_key": ("xref_supplier", "supplier_id"),
    "product_key": ("xref_product", "product_variant_id"),
}
"""Keys that are made of the records of both shapes: told by the shape's own first record of the cluster instead."""


def compare_shapes(company: Settings, shapes: tuple[str, str]) -> dict[str, list[str]]:
    """Tables that the two shapes fill, each with the rows in which they differ; those of no rows are left out."""
    with duckdb.connect(str(company.work_dir / "warehouse.duckdb"), read_only=True) as warehouse:
        tables = warehouse.execute(
            "select schema_name, table_name, list(column_name) from duckdb_columns() "
            "where schema_name in ('canonical', 'core') "
            "group by all having list_contains(list(column_name), 'source_name')"
        ).fetchall()
        found = {}
        for schema, table, columns in tables:
            kept = [
                name for name in columns if name not in OF_THE_LANDING | OF_THE_LINK | TOLD_OTHERWISE.get(table, set())
            ]
            first, second = (_told(schema, table, kept, name) for name in shapes)
            [(count,)] = warehouse.execute(f"select count(*) from ({first})").fetchall()
            if count and table not in ONE_FOR_ALL and not table.startswith("int_quality"):
                differing = warehouse.execute(
                    f"(({first}) except all ({second})) union all (({second}) except all ({first})) limit 3"
                ).fetchall()
                found[f"{schema}.{table}"] = [str(row) for row in differing]
    return found


def _told(schema: str, table: str, columns: list[str], source: str) -> str:
    """The rows of one source: its name taken out of keys, and a cluster of records called after its own first one."""
    parts = [f'{_value(name, source)} as "{name}"' for name in sorted(columns)]
    return f"select {', '.join(parts)} from {schema}.{table} as told where source_name = '{source}'"


def _value(name: str, source: str) -> str:
    if name not in CLUSTERS:
        return f"replace(cast(told.\"{name}\" as varchar), '{source}:', '')"
    table, record = CLUSTERS[name]
    own = f"select min({record}) from core.{table} as link where link.source_name = '{source}'"
    return f"coalesce(({own} and link.{name} = told.{name}), told.{name})"
