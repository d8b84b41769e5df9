"""Numbers of a release beside true ones: what differs is told apart by cause, and what nothing explains is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from simulation.scorecard.numbers import score_numbers

BOOKED = "net_sales_booked 1 EUR"


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """Two lines of 100 and 40 euros in two months, and what the books hold at the end of one."""
    with duckdb.connect() as connection:
        connection.execute(
            f"""copy (select * from (values
                ('net_sales_booked', '1', date '2025-01-01', 'EUR', 'finance', 'web', 'FR', 100.00),
                ('net_sales_booked', '1', date '2025-02-01', 'EUR', 'finance', 'web', 'FR', 40.00),
                ('net_sales_booked', '1', date '2025-02-01', 'EUR', 'trade', 'web', 'FR', 999.00),
                ('cash', '2', date '2025-01-01', 'USD', 'finance', null, null, 7.50))
            as n(measure, legal_entity_id, month, currency_code, date_basis, channel_code, country_code, amount))
            to '{tmp_path}/numbers.parquet'"""
        )
        connection.execute(
            f"""copy (select * from (values
                ('shop', '1', '11', 'booked', '1', date '2025-01-01', 'EUR', 100.00),
                ('shop', '2', '22', 'booked', '1', date '2025-02-01', 'EUR', 40.00))
            as l(source_name, order_id, line_id, event, legal_entity_id, month, currency_code, amount))
            to '{tmp_path}/sale_lines.parquet'"""
        )
        connection.execute(
            f"""copy (select * from (values ('shop', '22', 'SHL2', date '2025-02-03'))
            as s(source_name, line_id, shipment_line_no, told_on)) to '{tmp_path}/shipments.parquet'"""
        )
    return tmp_path


@pytest.fixture
def release() -> Iterator[duckdb.DuckDBPyConnection]:
    """A release whose events are inserted by each test; no table says what cash there is."""
    with duckdb.connect() as connection:
        connection.execute("create schema core; create schema marts")
        connection.execute(
            """create table core.fct_sales_event (event_type varchar, legal_entity_key varchar, finance_date date,
            currency_code varchar, order_line_key varchar, net_amount decimal(18, 4), is_test boolean,
            reversal_type varchar)"""
        )
        connection.execute(
            "create temp table fate (source_name varchar, table_name varchar, place varchar, outcome varchar)"
        )
        connection.execute("create temp table finding (source_name varchar, file_name varchar, outcome varchar)")
        connection.execute(
            "create temp table score (area varchar, subject varchar, figure varchar, figure_value double)"
        )
        yield connection


def figures(release: duckdb.DuckDBPyConnection, truth: Path, subject: str) -> dict[str, float | None]:
    score_numbers(release, truth)
    rows = release.execute("select figure, figure_value from score where subject = ?", [subject]).fetchall()
    return {figure: value for figure, value in rows if value != 0}


def book(release: duckdb.DuckDBPyConnection, *lines: tuple[str, str, str, float]) -> None:
    release.executemany(
        "insert into core.fct_sales_event values ('booked', ?, ?, 'EUR', ?, ?, false, null)",
        [(f"{entity}", day, f"shop:{line}", amount) for entity, day, line, amount in lines],
    )


def test_equal_numbers_leave_no_difference(release: duckdb.DuckDBPyConnection, truth: Path) -> None:
    book(release, ("erp:1", "2025-01-31", "11", 100.0), ("erp:1", "2025-02-01", "22", 40.0))
    assert figures(release, truth, BOOKED) == {"equal": 1.0, "true_total": 140.0}


def test_a_cent_in_the_wrong_month_is_unexplained_twice(release: duckdb.DuckDBPyConnection, truth: Path) -> None:
    book(release, ("erp:1", "2025-01-31", "11", 99.99), ("erp:1", "2025-02-01", "22", 40.01))
    found = figures(release, truth, BOOKED)
    assert found == {"true_total": 140.0, "difference": pytest.approx(0.02), "unexplained": pytest.approx(0.02)}


def test_a_line_in_quarantine_explains_what_is_missing(release: duckdb.DuckDBPyConnection, truth: Path) -> None:
    book(release, ("erp:1", "2025-01-31", "11", 100.0))
    release.execute("insert into fate values ('shop', 'order_lines', 'gid://shopify/LineItem/22', 'refused')")
    found = figures(release, truth, BOOKED)
    assert found == {"equal": 0.5, "true_total": 140.0, "difference": 40.0, "in_quarantine": 40.0}


def test_a_wrong_amount_that_was_flagged_explains_itself_and_nothing_more(
    release: duckdb.DuckDBPyConnection, truth: Path
) -> None:
    book(release, ("erp:1", "2025-01-31", "11", 100.0), ("erp:1", "2025-02-01", "22", 4000.0))
    book(release, ("erp:1", "2025-02-01", "33", 5.0))
    release.execute("insert into fate values ('shop', 'orders', 'gid://shopify/Order/2', 'flagged')")
    found = figures(release, truth, BOOKED)
    assert found == {"equal": 0.5, "true_total": 140.0, "difference": 3965.0, "flagged": 3960.0, "unexplained": 5.0}


@pytest.mark.parametrize(("stopped", "cause"), [("2025-02-07", "held_back"), ("2025-02-14", "unexplained")])
def test_a_parcel_of_a_day_whose_file_was_stopped_is_held_back_and_no_other_is(
    release: duckdb.DuckDBPyConnection, truth: Path, stopped: str, cause: str
) -> None:
    book(release, ("erp:1", "2025-01-31", "11", 100.0))
    for day in ("2025-01-31", "2025-02-07", "2025-02-14"):
        outcome = "stopped" if day == stopped else "landed"
        release.execute("insert into finding values ('3pl', ?, ?)", [f"shipments_{day}.csv", outcome])
    assert figures(release, truth, BOOKED)[cause] == 40.0


def test_sales_of_the_wrong_company_are_unexplained_on_both_sides(
    release: duckdb.DuckDBPyConnection, truth: Path
) -> None:
    book(release, ("unknown", "2025-01-31", "11", 100.0), ("erp:1", "2025-02-01", "22", 40.0))
    assert figures(release, truth, BOOKED)["unexplained"] == 100.0
    assert figures(release, truth, "net_sales_booked unknown EUR")["unexplained"] == 100.0


def test_a_number_without_its_table_is_not_estimated(release: duckdb.DuckDBPyConnection, truth: Path) -> None:
    assert figures(release, truth, "cash") == {"equal": None}
    release.execute("create table marts.mart_finance__trial_balance (legal_entity_key varchar, period_month date)")
    release.execute("delete from score")
    assert figures(release, truth, "cash") == {"equal": None}
