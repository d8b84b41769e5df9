"""The trust board: a table is graded by all that it is made of, and a failed check marks everything behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from orchestration.trust.board import COLUMNS, board_rows
from orchestration.trust.lineage import checked_tables, write_lineage

Board = dict[str, dict[str, Any]]
NOTHING_DEFINED: dict[str, Any] = {"metrics": {}, "semantic_models": {}, "groups": {}}


@pytest.fixture
def release() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two sources: orders of a shop make a fact and a mart of it; stock of a warehouse makes another fact."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema core; create schema marts;
            create table core.fct_order (id int);
            create table core.fct_stock (id int);
            create table marts.mart_sales__day (id int);
            create table marts.mart_quality__lineage as select * from (values
                ('shop', 'orders', 'id', 'sales_order', 'sales_order_id'),
                ('shop', 'orders', 'total', 'sales_order', 'total_amount'),
                ('shop', 'customers', 'email', 'party_record', 'email'),
                (null, 'party_record', null, 'mart_sales__day', null),
                ('wms', 'levels', 'sku', 'stock', 'sku'),
                (null, 'sales_order', null, 'fct_order', null),
                (null, 'stock', null, 'fct_stock', null),
                (null, 'fct_order', null, 'mart_sales__day', null),
                (null, 'mart_sales__day', null, 'metric.net_sales', null),
                (null, 'fct_stock', null, 'question.manager-7', null)
            ) as e(source_name, from_table_name, from_column_name, to_table_name, to_column_name);
            create table marts.mart_quality__column_lineage as select * from (values
                ('shop.orders', 'id', 'sales_order', 'sales_order_id', 'value'),
                ('shop.orders', 'total', 'sales_order', 'total_amount', 'value'),
                ('shop.orders', 'note', 'sales_order', 'note_text', 'value'),
                ('shop.customers', 'email', 'party_record', 'email', 'value'),
                ('party_record', 'email', 'mart_sales__day', null, 'join'),
                ('shop.customers', 'country', 'party_record', 'country_code', 'value'),
                ('party_record', 'country_code', 'mart_sales__day', 'country_code', 'value'),
                ('wms.levels', 'sku', 'stock', 'sku', 'value'),
                ('sales_order', 'total_amount', 'fct_order', 'total_amount', 'value'),
                ('sales_order', 'sales_order_id', 'fct_order', 'sales_order_id', 'value'),
                ('stock', 'sku', 'fct_stock', 'sku', 'value'),
                ('fct_order', 'total_amount', 'mart_sales__day', 'net_sales', 'value'),
                ('mart_sales__day', 'net_sales', 'metric.net_sales', 'metric_value', 'value')
            ) as e(from_table_name, from_column_name, to_table_name, to_column_name, influence_type);
            create table marts.mart_quality__finding as
                select 'shop' as source_name, 'orders' as table_name, 'total' as column_name, n as row_key
                from range(48) as r(n)
                union all select 'shop', 'orders', 'note', 1000 + n from range(300) as r(n);
            create table marts.mart_quality__grade as select * from (values
                ('shop', 'orders', 1000, 348, 1, false), ('shop', 'customers', 9000, 0, 0, false),
                ('shop', 'all', 10000, 348, 1, false), ('wms', 'levels', 500, 0, 0, true)
            ) as g(source_name, table_name, row_count, faulty_row_count, broken_rule_count, is_source_behind);
            create table marts.mart_quality__source_status as select * from (values
                ('shop', timestamp '2025-01-02'), ('wms', timestamp '2025-01-01')
            ) as s(source_name, last_extracted_at);
            create table marts.mart_quality__quarantine as select * from (values
                ('shop', 'orders', 10.00, 'EUR', 'open'), ('shop', 'orders', 5.00, 'USD', 'open'),
                ('shop', 'orders', 99.00, 'EUR', 'mended')
            ) as q(source_name, table_name, money_amount, currency_code, quarantine_state);
            create table marts.mart_quality__rule as select * from (values
                ('wms', 'levels', 'late', true), ('shop', 'orders', 'late', false)
            ) as r(source_name, table_name, rule_name, is_broken);
            """
        )
        yield connection


def board(release: duckdb.DuckDBPyConnection, *failing: tuple[str, str]) -> Board:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in board_rows(release, failing)]
    assert len({row["table_name"] for row in rows}) == len(rows)
    return {str(row["table_name"]): row for row in rows}


def test_a_grade_is_the_share_of_faulty_and_waiting_rows_in_all_that_a_table_is_made_of(
    release: duckdb.DuckDBPyConnection,
) -> None:
    grades = {name: row["grade"] for name, row in board(release).items()}
    assert grades == {
        "shop": "D", "shop.orders": "F", "shop.customers": "A", "fct_order": "D", "mart_sales__day": "C",
        "net_sales": "D", "wms": "D", "wms.levels": "D", "fct_stock": "D", "manager-7": "D",
    }  # fmt: skip


def test_money_in_quarantine_is_named_at_every_table_that_lacks_it(release: duckdb.DuckDBPyConnection) -> None:
    found = board(release)
    for name in ("shop", "shop.orders", "fct_order", "mart_sales__day", "net_sales"):
        row = found[name]
        assert (row["waiting_row_count"], row["quarantined_amount"], row["currency_count"]) == (2, 15, 2)
    assert found["fct_stock"]["quarantined_amount"] == 0


def test_a_failed_check_marks_its_table_and_what_is_made_of_it_and_nothing_else(
    release: duckdb.DuckDBPyConnection,
) -> None:
    found = board(release, ("assert_orders_add_up", "fct_order"))
    marks = {
        name: (row["failing_check_count"], row["failing_check_count_before"], row["grade"], row["failing_checks"])
        for name, row in found.items()
        if row["failing_checks"]
    }
    assert marks == {
        "fct_order": (1, 0, "D", "assert_orders_add_up"),
        "mart_sales__day": (0, 1, "D", "assert_orders_add_up"),
        "net_sales": (0, 1, "D", "assert_orders_add_up"),
    }


def test_late_and_behind_go_with_what_is_made_of_it(release: duckdb.DuckDBPyConnection) -> None:
    found = board(release)
    behind = {"wms", "wms.levels", "fct_stock", "manager-7"}
    assert {name for name, row in found.items() if row["is_late"]} == behind
    assert {name for name, row in found.items() if row["is_source_behind"]} == behind


def test_faults_of_a_column_mark_what_is_made_of_it_and_not_what_only_stands_beside_it(
    release: duckdb.DuckDBPyConnection,
) -> None:
    before = {name: row["grade"] for name, row in board(release).items()}
    release.execute(
        "insert into marts.mart_quality__finding select 'shop', 'customers', 'email', n from range(5000) as r(n)"
    )
    after = {name: row["grade"] for name, row in board(release).items()}
    assert {name for name in after if after[name] != before[name]} == {"shop", "shop.customers"}
    release.execute(
        "insert into marts.mart_quality__finding select 'shop', 'customers', 'country', n from range(5000) as r(n)"
    )
    worse = {name: row["grade"] for name, row in board(release).items()}
    assert {name for name in worse if worse[name] != after[name]} == {"mart_sales__day"}


def test_a_check_looks_at_its_own_model_else_at_everything_that_it_reads() -> None:
    models = {f"model.{name}": {"resource_type": "model", "schema": "core", "name": name} for name in ("a", "b")}
    tests = {
        "test.1": {"resource_type": "test", "name": "holds_a", "attached_node": "model.a", "depends_on": {"nodes": []}},
        "test.2": {"resource_type": "test", "name": "assert_ab", "depends_on": {"nodes": ["model.a", "model.b"]}},
    }
    manifest = {"nodes": {**models, **tests}, "sources": {}}
    assert checked_tables(manifest) == {"holds_a": ["a"], "assert_ab": ["a", "b"]}


def test_fields_lead_to_canonical_columns_and_tables_to_what_is_made_of_them() -> None:
    models = {
        f"model.{name}": {
            "resource_type": "model", "schema": schema, "name": name, "depends_on": {"nodes": parents},
        }
        for schema, name, parents in (
            ("staging", "stg_shop__sales_order", []),
            ("canonical", "sales_order", ["model.stg_shop__sales_order"]),
            ("core", "fct_order", ["model.sales_order", "source.customer_link"]),
        )
    }  # fmt: skip
    sources = {"source.customer_link": {"schema": "identity", "name": "customer_link"}}
    with duckdb.connect() as connection:
        connection.execute(
            """create schema run; create table run.purpose as select * from (values
                ('shop', 'orders', 'id', 'sales_order.sales_order_id, refund.sales_order_id', true),
                ('shop', 'orders', 'note', null, false)
            ) as p(source_name, table_name, column_name, canonical_columns, is_landed)"""
        )
        write_lineage(connection, {"nodes": models, "sources": sources, **NOTHING_DEFINED})
        found = set(connection.execute("from run.lineage").fetchall())
    assert {edge for edge in found if edge[0]} == {
        ("shop", "orders", "id", "sales_order", "sales_order_id"),
        ("shop", "orders", "id", "refund", "sales_order_id"),
    }
    assert (None, "sales_order", None, "fct_order", None) in found
    assert (None, "identity.customer_link", None, "fct_order", None) in found
    assert (None, "party_record", None, "identity.customer_link", None) in found
    assert not [edge for edge in found if "stg_" in str(edge)]
