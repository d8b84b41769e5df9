"""Every statement runs on tables as the contracts make them, binds its values, and knows nothing from zero."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dashboards import tables
from dashboards.queries import Selection, planning, quality, questioned, sales, scorecard, supply
from dashboards.queries.reader import statement_text
from warehouse.errors import ReleaseError

_SQL = Path(sales.__file__).parent / "sql"
BOARDS = sorted(f"boards/{path.stem}" for path in (_SQL / "boards").glob("*.sql"))
OTHERS = sorted(
    f"{folder}/{path.stem}" for folder in ("keeping", "looking", "planners") for path in (_SQL / folder).glob("*.sql")
)
STATEMENTS = [*sorted(path.stem for path in _SQL.glob("*.sql")), *BOARDS, *OTHERS]
LAST = date(2025, 12, 31)
MONTH = Selection(date(2025, 12, 1), LAST)


def closed_form(start: date, end: date, series: int) -> Decimal:
    """Net sales of the tiny release between two days: 175.20 plus the number of the day, for every series."""
    numbers = range((start - date(2024, 1, 1)).days, (end - date(2024, 1, 1)).days + 1)
    return series * sum((Decimal("175.20") + number for number in numbers), Decimal(0))


def test_everything_is_the_sum_of_the_mart(reader: Any) -> None:
    whole = reader.connection.execute("select sum(net_sales_amount_group) from marts.mart_sales__kpi_daily").fetchall()
    assert sales.totals(reader, Selection()).net_sales_amount == whole[0][0]
    assert whole[0][0] == closed_form(date(2024, 1, 1), LAST, 4) + Decimal("10.01")


def test_a_selection_is_the_sum_of_its_days_markets_and_channels(reader: Any) -> None:
    found = sales.totals(reader, Selection(MONTH.start, LAST, ("DE",), ("web",)))
    assert found.net_sales_amount == closed_form(date(2025, 12, 1), LAST, 1)
    assert (found.order_count, found.ordered_qty, found.missing_cost_line_count) == (62, 93, 1)


def test_average_order_value_is_of_consumers_and_before_refunds(reader: Any) -> None:
    found = sales.totals(reader, Selection(LAST, LAST, ("DE",), ("web",)))
    assert found.average_order_value == Decimal("150.40")
    assert found.order_count == 2
    assert found.margin_pct == (Decimal("85.20") + 730) / (Decimal("175.20") + 730)


def test_a_value_is_bound_and_never_run(reader: Any) -> None:
    found = sales.totals(reader, Selection(markets=("DE') or ('1'='1",)))
    assert (found.row_count, found.net_sales_amount) == (0, None)


def test_no_rows_are_no_figure_and_not_zero(empty_reader: Any) -> None:
    found = sales.totals(empty_reader, Selection())
    figures = (
        found.order_count,
        found.net_sales_amount,
        found.margin_amount,
        found.average_order_value,
        found.margin_pct,
    )
    assert figures == (None,) * 5
    assert sales.extent(empty_reader) is None
    assert supply.cover(empty_reader).weeks is None
    assert planning.outlooks(empty_reader, Selection()) == {}
    assert planning.accuracy(empty_reader).published_wape_pct is None


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    before = MONTH.previous(date(2024, 1, 1))
    assert before is not None
    assert (before.start, before.end) == (date(2025, 10, 31), date(2025, 11, 30))
    assert MONTH.previous(date(2025, 11, 1)) is None
    assert Selection().previous(date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("start", "end", "comparison", "expected"),
    [
        ("2025-10-09", "2025-12-10", "year_before", ("2025-10-01 2025-12-10", "2024-10-01 2024-12-31", False)),
        ("2025-10-09", "2025-11-03", "month_before", ("2025-10-01 2025-11-30", "2025-09-01 2025-10-31", True)),
        (None, None, "year_before", ("2025-01-01 2025-12-10", "2024-01-01 2024-12-31", False)),
        (None, None, "month_before", ("2024-02-01 2025-12-10", "2024-01-01 2025-11-30", False)),
        ("2024-03-01", "2024-03-31", "month_before", ("2024-03-01 2024-03-31", "2024-02-01 2024-02-29", True)),
        ("2024-03-01", "2024-03-31", "year_before", None),
    ],
)  # fmt: skip
def test_whole_months_are_compared_with_whole_months_that_have_data(
    start: str | None, end: str | None, comparison: str, expected: tuple[str, str, bool] | None
) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    found = Selection(first, last, ("DE",)).whole_months(comparison, date(2024, 1, 15), date(2025, 12, 10))
    told = found and (*(f"{it.start} {it.end}" for it in (found.now, found.before)), found.is_finished)
    assert told == expected
    assert found is None or found.before.markets == ("DE",)


def test_weeks_sum_to_the_period_and_carry_the_year_before(reader: Any) -> None:
    weeks = sales.weekly(reader, MONTH)
    assert sum(week["net_sales_amount"] for week in weeks) == closed_form(date(2025, 12, 1), LAST, 4)
    earlier = closed_form(date(2025, 12, 1) - timedelta(364), LAST - timedelta(364), 4)
    assert sum(week["last_year_amount"] for week in weeks) == earlier
    assert {week["week_start_date"].weekday() for week in weeks} == {0}


@pytest.mark.parametrize(("dimension", "limit", "members"), [("market", 10, 3), ("channel", 10, 2), ("market", 1, 2)])
def test_members_sum_to_the_whole(reader: Any, dimension: Any, limit: int, members: int) -> None:
    rows = sales.by_member(reader, Selection(), dimension, limit)
    assert len(rows) == members
    assert sum(row["net_sales_amount"] for row in rows) == sales.totals(reader, Selection()).net_sales_amount
    assert rows[-1]["member_code"] is None or members <= limit


def test_a_sku_without_any_cost_is_not_ranked(reader: Any) -> None:
    rows = sales.sku_margins(reader, MONTH, 2)
    assert [row["sku"] for row in rows] == ["SKU-19", "SKU-18", "SKU-2", "SKU-1"]
    assert rows[-1]["margin_amount"] == -200
    assert sales.unknown_margins(reader, MONTH) == 1


def test_suppliers_are_counted_by_lines_and_those_without_due_lines_left_out(reader: Any) -> None:
    rows = supply.otif_by_supplier(reader, Selection(date(2025, 11, 15), LAST))
    assert [(row["supplier_name"], row["otif_count"], row["due_count"]) for row in rows] == [
        ("Late Mills", 3, 10),
        ("<script>Good Mills</script>", 20, 20),
    ]


def test_cover_counts_only_what_has_a_forecast(reader: Any) -> None:
    assert supply.cover(reader).weeks == Decimal(150) / 20


def test_an_outlook_is_the_forecast_of_the_total_with_the_range_of_the_total(reader: Any) -> None:
    whole = planning.outlooks(reader, Selection())
    assert (whole[4].forecast_qty, whole[4].low_qty, whole[4].high_qty) == (96, 80, 120)
    assert (whole[13].forecast_qty, whole[13].low_qty) == (312, None)
    weeks = [week for week in planning.weekly(reader, Selection()) if week["is_future"]]
    assert sum(week["forecast_qty"] for week in weeks[:4]) == whole[4].forecast_qty
    assert {(week["low_qty"], week["high_qty"]) for week in weeks} == {(18, 30)}


def test_the_sum_of_a_few_markets_has_no_range(reader: Any) -> None:
    one = planning.outlooks(reader, Selection(markets=("DE",)))[4]
    assert (one.forecast_qty, one.low_qty, one.high_qty) == (90, 70, 120)
    few = planning.outlooks(reader, Selection(markets=("DE", "FR")))[4]
    assert (few.forecast_qty, few.low_qty, few.high_qty) == (96, None, None)
    assert planning.outlooks(reader, Selection(markets=("SA",))) == {}
    weeks = planning.weekly(reader, Selection(markets=("DE", "FR")))
    assert {week["low_qty"] for week in weeks} == {None}


def test_the_error_is_that_of_the_published_forecast_over_all_segments(reader: Any) -> None:
    found = planning.accuracy(reader)
    assert (found.published_wape_pct, found.naive_wape_pct) == (Decimal("0.251"), Decimal("0.4"))


def test_completeness_names_what_differs_first(reader: Any) -> None:
    rows = quality.completeness(reader)
    assert [(row["source_name"], row["residual_amount"], row["residual_currency_code"]) for row in rows] == [
        ("odoo", Decimal("12.34"), "USD"),
        ("shop", 0, None),
    ]
    assert [row["control_date"] for row in quality.worst_days(reader, 10)] == [date(2025, 12, 30)]


def test_the_worst_source_comes_first_and_its_worst_table(reader: Any) -> None:
    found = [(row["source_name"], row["table_name"], row["grade"]) for row in quality.grades(reader)]
    assert found == [
        ("odoo", "all", "F"),
        ("odoo", "res_partner", "F"),
        ("odoo", "sale_<b>order", "D"),
        ("shop", "all", "A"),
        ("shop", "orders", "A"),
    ]


def test_only_broken_rules_are_listed_and_those_that_refuse_first(reader: Any) -> None:
    found = [(row["rule_name"], row["failing_count"], row["allowed_count"]) for row in quality.broken_rules(reader)]
    assert found == [("unreadable", 3, 0), ("unknown_code", 4, 3)]


def test_refused_rows_are_grouped_by_file_and_rule_with_money_by_currency(reader: Any) -> None:
    waiting, mended = quality.quarantine_groups(reader, 10)
    assert (waiting["row_count"], waiting["first_row_number"]) == (3, 17)
    assert waiting["money"] == [{"currency": "KWD", "amount": 30}, {"currency": "USD", "amount": Decimal("120.5")}]
    assert (mended["quarantine_state"], mended["money"]) == ("mended", [{"currency": None, "amount": 10}])
    assert quality.quarantine_groups(reader, 1)[0]["group_count"] == 2


def test_a_scorecard_keeps_what_is_not_estimated_and_puts_everything_before_its_parts(reader: Any) -> None:
    found = scorecard.scores(reader)
    subjects = [score.subject for score in found if score.area in ("faults", "forecast") and score.figure != "planted"]
    assert list(dict.fromkeys(subjects)) == ["all", "clock_ahead", "4 weeks ahead", "12 weeks ahead"]
    estimate = scorecard.find(found, "lost sales", scorecard.ALL, "estimated")
    assert estimate is not None
    assert estimate.figure_value is None
    assert scorecard.find(found, "lost sales", scorecard.ALL, "f1") is None


def test_a_release_without_a_table_is_an_error_that_says_what_to_do() -> None:
    import duckdb

    from dashboards.queries import run_statement

    with duckdb.connect() as connection, pytest.raises(ReleaseError, match="entrepot run"):
        run_statement(connection, "sales_extent")


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statements_read_only_the_tables_that_are_named(statement: str) -> None:
    read = set(re.findall(r"\b((?:core|marts)\.\w+)", statement_text(statement)))
    assert read
    assert read <= {*tables.READS, *tables.MAY_READ}


def test_every_named_table_is_read() -> None:
    text = " ".join(statement_text(statement) for statement in STATEMENTS)
    assert {table for table in (*tables.READS, *tables.MAY_READ) if table not in text} == set()


def test_what_is_questioned_is_that_of_the_selection_in_its_own_currency_or_the_groups(reader: Any) -> None:
    december = Selection(date(2025, 12, 1), date(2025, 12, 31))
    both = questioned.together(questioned.rows_behind(reader, questioned.SALES, december), "EUR")
    german = questioned.rows_behind(reader, ("sale",), replace(december, markets=("DE",)))
    assert both == questioned.Questioned(2, Decimal("110050.5"), "EUR")
    assert questioned.together(german, "EUR") == questioned.Questioned(1, Decimal(37000), "KWD")
    assert questioned.together(questioned.rows_behind(reader, ("purchase",), Selection()), "EUR") == (
        questioned.Questioned(1, Decimal(9), "USD")
    )
    assert questioned.together(questioned.rows_behind(reader, ("payout",), Selection()), "EUR") is None


def test_a_figure_is_made_of_what_the_lineage_says_and_a_forecast_of_no_questioned_line(reader: Any) -> None:
    assert questioned.figures_behind(reader, ["metric.net_sales"]) == ("sale",)
    assert questioned.figures_behind(reader, ["metric.net_sales", "metric.otif"]) == ("purchase", "sale")
    assert questioned.figures_behind(reader, ["metric.forecast_units", "metric.nothing"]) == ()
