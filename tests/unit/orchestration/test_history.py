"""What builds said is handed on: figures where they differ, definitions with their effect, checks that fail."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.dbt.runner import NodeResult
from orchestration.trust.history import _SQL, TABLES, _failing, _write_figures

MONTHS = "(date '2026-01-05', 10.0, 4.0), (date '2026-02-05', 20.0, 5.0)"


@pytest.fixture
def release() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema history; create schema marts")
        for table, columns in TABLES.items():
            connection.execute(f"create table history.{table} ({columns})")
        connection.execute(
            f"""create table marts.mart_x as select * from (values {MONTHS}) as m(day, sold, given);
            create table marts.mart_quality__metric_catalog as select 'sales' as metric_name, 'h1' as definition_hash,
                'sold' as formula_text, 'sum(sold)' as value_expression_text, 'mart_x' as table_name,
                'Sales' as owner, 'day' as date_column_name;
            create table marts.mart_quality__trust_board as select 'source' as table_type, 'shop' as table_name,
                'B' as grade, 3 as waiting_row_count, 9.5 as quarantined_amount;
            create table marts.mart_quality__rule as select 'shop' as source_name, 'orders' as table_name,
                'total' as column_name, 'unreadable' as rule_name, 'error' as severity, 2 as failing_count,
                'no number' as reason, true as is_broken"""
        )
        yield connection


def build(connection: duckdb.DuckDBPyConnection, release_id: str) -> None:
    connection.execute(f"set variable this_release = '{release_id}'")
    _write_figures(connection)
    connection.execute(_SQL.read_text(encoding="utf-8"))
    connection.execute("drop table told; drop table former")


def test_a_figure_is_told_when_it_is_new_or_differs_and_not_else(release: duckdb.DuckDBPyConnection) -> None:
    build(release, "r1")
    build(release, "r2")
    release.execute("update marts.mart_x set sold = 11 where sold = 10")
    build(release, "r3")
    found = release.execute("select release_id, month(month_start_date), metric_value from history.figure order by all")
    assert found.fetchall() == [("r1", 1, 10.0), ("r1", 2, 20.0), ("r3", 1, 11.0)]


def test_a_definition_that_changed_tells_its_effect_on_the_same_data(release: duckdb.DuckDBPyConnection) -> None:
    build(release, "r1")
    release.execute(
        "update marts.mart_quality__metric_catalog set definition_hash = 'h2', "
        "value_expression_text = 'sum(sold - given)'"
    )
    build(release, "r2")
    build(release, "r3")
    found = release.execute("select release_id, metric_value, value_as_before from history.metric order by all")
    assert found.fetchall() == [("r1", 30.0, None), ("r2", 21.0, 30.0)]


def test_a_former_definition_whose_columns_are_gone_has_no_value(release: duckdb.DuckDBPyConnection) -> None:
    build(release, "r1")
    release.execute("alter table marts.mart_x drop column sold")
    release.execute(
        "update marts.mart_quality__metric_catalog set definition_hash = 'h2', value_expression_text = 'sum(given)'"
    )
    build(release, "r2")
    assert release.execute(
        "select metric_value, value_as_before from history.metric where release_id = 'r2'"
    ).fetchall() == [(9.0, None)]


def test_broken_rules_and_grades_stand_with_their_build(release: duckdb.DuckDBPyConnection) -> None:
    build(release, "r1")
    assert release.execute("select check_name, table_name, failing_count from history.failing_check").fetchall() == [
        ("shop.orders.total:unreadable", "shop.orders", 2)
    ]
    assert release.execute("select release_id, table_name, grade from history.grade").fetchall() == [
        ("r1", "shop", "B")
    ]


def test_a_check_that_fails_stands_once_for_each_table_that_it_looks_at() -> None:
    held = NodeResult("t.1", "holds_a", "test", "pass", "error", "", 0, 0.1)
    warns = NodeResult("t.2", "assert_ab", "test", "warn", "error", "Got 2 results", 2, 0.1)
    found = _failing("r1", [held, warns], {"holds_a": ["a"], "assert_ab": ["a", "b"]})
    assert [row[2:6] for row in found] == [("assert_ab", "warn", "a", 2), ("assert_ab", "warn", "b", 2)]
