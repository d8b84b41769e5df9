"""A release in memory whose core tables have the columns of their contracts, with three customers in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from identity.decisions import Decision, StandingDecision

Put = Callable[..., None]
ADA, BEA, CEM = "aaaa0000-1", "bbbb0000-2", "bbbb1111-3"
LINKS = (
    ("shop", "1", ADA, "self", None, None, None, "2026-01-01"),
    (
        "crm",
        "c:7",
        ADA,
        "cross_reference",
        "cross-reference between the systems with shop:1",
        "shop",
        "1",
        "2026-02-01",
    ),
    ("erp", "9", ADA, "tax_id", "same tax id as crm:c:7", "crm", "c:7", "2026-03-01"),
    ("shop", "2", BEA, "self", None, None, None, "2025-01-01"),
    ("erp", "3", CEM, "self", None, None, None, "2024-01-01"),
)
ORDERS = (
    ("o1", "shop", "1", ADA, False),
    ("o2", "erp", "9", ADA, False),
    ("o3", "shop", "2", BEA, False),
    ("o4", "shop", "2", BEA, True),
    ("o5", "erp", "3", CEM, False),
    ("o6", "shop", None, "unknown", False),
)
LINES = (
    ("o1", "EUR", "100.10", "100.10"),
    ("o1", "USD", "10.00", "9.05"),
    ("o2", "EUR", "7.00", "7.00"),
    ("o3", "GBP", "50.00", None),
    ("o4", "EUR", "999.00", "999.00"),
    ("o5", "EUR", "5000.00", "5000.00"),
    ("o6", "EUR", "1.00", "1.00"),
)


@pytest.fixture(scope="session")
def core_columns(house: Path) -> dict[str, dict[str, str]]:
    """The columns of every core table, as its contract has them."""
    files = (house / "dbt_project" / "models" / "core").glob("*/_*__models.yml")
    models = [model for file in files for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]]
    return {each["name"]: {column["name"]: column["data_type"] for column in each["columns"]} for each in models}


@pytest.fixture
def release(core_columns: dict[str, dict[str, str]]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema core")
        for name, columns in core_columns.items():
            typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            connection.execute(f"create table core.{name} ({typed})")
        _fill(connection)
        yield connection


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, "xref_customer", LINKS, "source_name", "party_record_id", "customer_key", "rule_name", "evidence",
        "evidence_source_name", "evidence_record_id", "linked_since")  # fmt: skip
    put(connection, "fct_order", [(*row, False) for row in ORDERS], "sales_order_key", "source_name",
        "party_record_id", "customer_key", "is_cancelled", "is_test")  # fmt: skip
    cancelled = {row[0]: row[4] for row in ORDERS}
    put(connection, "fct_order_line", [(*row, cancelled[row[0]], False) for row in LINES], "sales_order_key",
        "currency_code", "net_amount", "net_amount_group", "is_cancelled", "is_test")  # fmt: skip
    put(connection, "fct_refund_line", [("o1", "EUR", "0.10", "0.10", False, False)], "sales_order_key",
        "currency_code", "net_amount", "net_amount_group", "is_cancelled", "is_test")  # fmt: skip
    put(connection, "dim_customer", [(ADA, "person"), (BEA, "person"), (CEM, "organisation")], "customer_key",
        "customer_type")  # fmt: skip


def put(connection: duckdb.DuckDBPyConnection, table: str, rows: Any, *columns: str) -> None:
    """Insert rows into a core table; other columns are null."""
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"insert into core.{table} ({', '.join(columns)}) values ({marks})", [list(r) for r in rows])


@pytest.fixture
def decided() -> Callable[..., StandingDecision]:
    """Make a decision of Ada's that stands, such as `decided(3, "must_link", ("shop", "1"), ("erp", "9"))`."""

    def make(number: int, kind: str, record: tuple[str, str], other: tuple[str, str]) -> StandingDecision:
        moment = datetime(2026, 5, 1, 12, tzinfo=UTC)
        return StandingDecision(number, Decision("customer", kind, record, other), "Ada", "seen", moment)

    return make
