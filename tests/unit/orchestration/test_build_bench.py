"""Copies of a work warehouse keep their rows apart, and the bench says which facts did not grow with the lines."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.bench.build import rows_beside_lines
from orchestration.bench.copies import write_copies


def test_each_copy_joins_its_own_rows_and_shares_places(tmp_path: Path) -> None:
    """Ids of a copy end in its number; reference tables and the ids of places stay."""
    with duckdb.connect(str(tmp_path / "one.duckdb")) as connection:
        connection.execute("create schema canonical")
        connection.execute("create table canonical.location as select 'L' as location_id, 'b' as batch_id")
        connection.execute("create table canonical.currency as select 'EUR' as currency_code")
        connection.execute("create table canonical.sales_order as select 'O' as sales_order_id, 'b' as batch_id")
        connection.execute(
            "create table canonical.sales_order_line as select 'O' as sales_order_id, 'L' as location_id, "
            "'b' as batch_id from range(2)"
        )
    target = tmp_path / "three" / "warehouse.duckdb"
    assert write_copies(tmp_path / "one.duckdb", target, 3, {}) == 6
    with duckdb.connect(str(target), read_only=True) as connection:
        joined = connection.execute(
            "select sales_order_id, count(*) from canonical.sales_order_line join canonical.sales_order "
            "using (sales_order_id) join canonical.location using (location_id) group by all order by all"
        ).fetchall()
    assert joined == [("O", 2), ("Oc1", 2), ("Oc2", 2)]


def test_copies_that_are_written_again_hold_nothing_that_was_built_on_them(tmp_path: Path) -> None:
    """On a small disk bare DuckDB builds on copies without the product's tables."""
    source, target = tmp_path / "one.duckdb", tmp_path / "two" / "warehouse.duckdb"
    with duckdb.connect(str(source)) as connection:
        connection.execute("create schema canonical")
        connection.execute("create table canonical.sales_order_line as select 'O' as sales_order_id, 'b' as batch_id")
    write_copies(source, target, 2, {})
    with duckdb.connect(str(target)) as connection:
        connection.execute("create schema core")
        connection.execute("create table core.fct_order_line as from canonical.sales_order_line")
    assert write_copies(source, target, 2, {}) == 2
    with duckdb.connect(str(target), read_only=True) as connection:
        assert connection.execute("select distinct schema_name from duckdb_tables()").fetchall() == [("canonical",)]


def test_a_fact_whose_joins_cross_copies_is_named() -> None:
    """Rows over order lines, between the sizes: 1 if a fact grows as they do."""
    small = {"product": {"rows core.fct_order": 10.0, "rows core.fct_crossed": 10.0, "rows marts.other": 1.0}}
    large = {"product": {"rows core.fct_order": 40.0, "rows core.fct_crossed": 160.0, "rows marts.other": 9.0}}
    assert rows_beside_lines({100: small, 400: large}) == {"core.fct_order": 1.0, "core.fct_crossed": 4.0}
