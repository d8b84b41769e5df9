"""What is expected to come back beside what will: a difference by currency, without lines that a fault has spoiled."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from simulation.scorecard.scoring import run_scores

RELEASE = """
create schema core;
create table core.fct_order_line as from (values
    ('shop:1', 'EUR', 1.0), ('shop:2', 'GBP', 1.25), ('shop:3', 'EUR', 1.0), ('shop:4', 'XXX', null)
) as t(order_line_key, currency_code, exchange_rate);
create table core.fct_expected_refund as from (values ('shop:1', 12.5), ('shop:2', 10.0), ('shop:3', 900.0),
    ('shop:4', 7.0)) as t(order_line_key, expected_refund_amount_group);
create table core.fct_exchange_rate_daily as from (values
    ('EUR', date '2025-01-01', 1.0), ('GBP', date '2025-01-01', 9.0), ('GBP', date '2025-01-02', 1.25)
) as t(from_currency_code, rate_date, exchange_rate);
create temp table spoiled_line as select 'shop:3' as order_line_key;
create temp table score (area varchar, subject varchar, figure varchar, figure_value double);
"""


@pytest.fixture
def found(tmp_path: Path) -> dict[tuple[str, str], float | None]:
    (tmp_path / "truth").mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            f"""copy (select * from (values ('shop', '1', 'returns_to_come', 'EUR', 30.00),
                ('shop', '3', 'returns_to_come', 'EUR', 9.00), ('shop', '9', 'returns_to_come', 'GBP', 16.00),
                ('shop', '9', 'booked', 'GBP', 99.00)) as t(source_name, line_id, event, currency_code, amount))
            to '{tmp_path}/truth/sale_lines.parquet'"""
        )
        connection.execute(RELEASE)
        run_scores(connection, "returns", tmp_path)
        rows = connection.execute("select subject, figure, figure_value from score").fetchall()
    return {(subject, figure): value for subject, figure, value in rows}


def test_each_currency_has_what_is_expected_beside_what_will_come_back(
    found: dict[tuple[str, str], float | None],
) -> None:
    assert {figure: value for (subject, figure), value in found.items() if subject == "EUR"} == {
        "true_total": 30.0,
        "expected": 12.5,
        "on_faults": 900.0,
        "difference": -17.5,
    }
    assert found["GBP", "difference"] == -8.0
    assert ("XXX", "expected") not in found


def test_all_together_are_in_the_currency_of_the_group_at_its_latest_rate(
    found: dict[tuple[str, str], float | None],
) -> None:
    assert found["all", "ratio"] == 22.5 / 50.0
