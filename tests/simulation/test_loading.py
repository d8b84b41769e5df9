"""The ERPs' tables stand in a real PostgreSQL as their own databases would hold them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from duckdb_extensions import import_extension

from simulation.errors import DemoError
from simulation.loading import SCHEMAS, load_erps


@pytest.fixture(scope="module")
def dsn(postgres: ModuleType) -> Iterator[str]:
    """A server of its own."""
    with postgres.running_postgres() as dsn:
        yield dsn


@pytest.fixture(scope="module")
def loaded(dsn: str, clean: Path) -> dict[str, int]:
    """Rows of every table after loading."""
    return load_erps(clean, dsn, lambda text: None)


@pytest.fixture(scope="module")
def erp(dsn: str, loaded: dict[str, int]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees the loaded tables."""
    assert loaded
    with duckdb.connect() as connection:
        import_extension("postgres_scanner", con=connection)
        connection.execute(f"attach '{dsn}' as erp (type postgres, read_only)")
        yield connection


def test_the_current_rows_of_every_table_are_there(
    loaded: dict[str, int], erp: duckdb.DuckDBPyConnection, clean: Path, folding: ModuleType
) -> None:
    expected = {}
    for name, rows in folding.folded(clean / "extracts").items():
        source, _, table = name.partition(".")
        if source in SCHEMAS:
            expected[f"{SCHEMAS[source]}.{table}"] = len(rows)
    counted = {name: erp.execute(f"select count(*) from erp.{name}").fetchall()[0][0] for name in loaded}
    whole = {"odoo18.stock_quant", "odoo14.stock_quant"}
    assert {name: count for name, count in counted.items() if name not in whole} == {
        name: count for name, count in expected.items() if name not in whole
    }
    assert counted == loaded


def test_tables_have_the_types_of_their_version(erp: duckdb.DuckDBPyConnection) -> None:
    types = dict(
        erp.execute(
            "select schema_name || '.' || table_name || '.' || column_name, data_type from duckdb_columns() "
            "where database_name = 'erp'"
        ).fetchall()
    )
    assert types["odoo14.product_template.name"] == "VARCHAR"
    assert types["odoo18.account_move.amount_total"].startswith("DECIMAL")
    assert types["odoo18.stock_move.date"] == "TIMESTAMP"
    raw = erp.execute(
        "select * from postgres_query('erp', 'select data_type from information_schema.columns "
        "where table_schema = ''odoo18'' and table_name = ''product_template'' and column_name = ''name''')"
    ).fetchall()
    assert raw == [("jsonb",)]


def test_loading_again_replaces(dsn: str, clean: Path, loaded: dict[str, int]) -> None:
    assert load_erps(clean, dsn, lambda text: None) == loaded


def test_a_server_that_is_not_there_is_said(clean: Path) -> None:
    with pytest.raises(DemoError, match="loading failed") as error:
        load_erps(clean, "host=127.0.0.1 port=1 user=nobody password=secret dbname=none", lambda text: None)
    assert "secret" not in str(error.value)
