"""`forecast override`, `overrides`, `undo` and `explain`: what they take down, refuse and print."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from forecasting.explaining import explain
from forecasting.overriding import ForecastOverrideError, standing_overrides
from orchestration.cli.app import app
from orchestration.cli.forecast_desk import _print
from warehouse.ledger import open_ledger
from warehouse.settings import load_settings

RUNNER = CliRunner()
WEEKS = ["--from", "2026-01-07", "--until", "2026-01-20"]


@pytest.fixture
def company(tmp_path: Path) -> Path:
    config = tmp_path / "entrepot.toml"
    config.write_text('[company]\nname = "A"\ngroup_currency = "EUR"\n', encoding="utf-8")
    return config


def said(company: Path, *words: str) -> str:
    command = ["forecast", words[0], *words[1:], "--config", str(company)]
    result = RUNNER.invoke(app, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_an_override_is_taken_down_listed_and_undone(company: Path) -> None:
    taken = said(
        company, "override", "A-1", *WEEKS, "--market", "FR", "--qty", "12", "--reason", "a fair", "--by", "Ann"
    )
    assert "Override 1: A-1, FR, 2026-01-05 to 2026-01-25: 12 a week" in taken
    [item] = standing_overrides(open_ledger(load_settings(company)))
    assert (item.actor, item.reason, f"{item.change.expires_on}") == ("Ann", "a fair", "2026-01-25")
    assert "Ann" in said(company, "overrides")
    assert "No longer: A-1, FR" in said(company, "undo", "1", "--reason", "it was called off")
    assert "Nobody has overridden the forecast" in said(company, "overrides")


def test_an_override_of_nothing_is_refused(company: Path) -> None:
    command = ["forecast", "override", "A-1", *WEEKS, "--reason", "why", "--config", str(company)]
    with pytest.raises(ForecastOverrideError, match="quantity or a factor"):
        RUNNER.invoke(app, command, catch_exceptions=False)


@pytest.fixture
def release() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("""
        create schema core;
        create schema marts;
        create table core.dim_product as
        select * from (values ('P', 'A-S', 'A'), ('Q', 'A-M', 'A')) as t (product_key, sku, style_code);
        create table core.fct_demand_weekly as
        select * from (values
            ('P', 'FR', date '2024-12-30', 5), ('P', 'FR', date '2025-12-15', 16), ('P', 'US', date '2024-01-01', 99)
        ) as t (product_key, market_code, week_start_date, demand_qty);
        create table marts.mart_planning__forecast_vs_actual as
        select * from (values
            ('P', 'FR', date '2025-12-29', true, 'seasonal_naive', 'smooth', 1, 2, 3, 0, 4, 7),
            ('Q', 'FR', date '2025-12-29', true, 'seasonal_naive', 'smooth', 1, 2, 2, 0, 4, null),
            ('P', 'FR', date '2025-12-15', false, 'seasonal_naive', 'smooth', 1, 2, 3, null, null, null)
        ) as t (product_key, market_code, week_start_date, is_future, method_name, segment_code, naive_qty, model_qty,
            forecast_qty, q10_qty, q90_qty, override_id);
        create table marts.mart_planning__forecast_ledger as
        select * from (values
            ('product', 'FR', 'smooth', 1, 'naive', 10, 20, 10, 0, 0),
            ('product', 'FR', 'smooth', 1, 'model', 10, 5, -5, 8, 10),
            ('product', 'FR', 'smooth', 9, 'model', 10, 99, 99, 0, 10),
            ('product', 'FR', 'lumpy', 1, 'model', 10, 99, 99, 0, 10),
            ('option', 'FR', 'smooth', 1, 'model', 10, 99, 99, 0, 0)
        ) as t (level_code, market_code, segment_code, lag_weeks, step_code, actual_qty, absolute_error_qty, error_qty,
            covered_count, ranged_count)""")
    return connection


def test_what_stands_behind_a_forecast_is_gathered(release: duckdb.DuckDBPyConnection) -> None:
    one, style = explain(release, "A-S", "FR"), explain(release, "A", "FR")
    assert (one.series, style.series) == (1, 2)
    assert (one.names, style.names) == ({"A", "A-S"}, {"A", "A-S", "A-M"})
    assert (f"{one.first_week}", float(one.level_qty)) == ("2024-12-30", 2.0)
    [week] = one.weeks
    assert (week.naive_qty, week.model_qty, week.forecast_qty, week.q10_qty, week.q90_qty) == (1, 2, 3, 0, 4)
    assert (week.override_id, week.year_before_qty) == (7, 5)
    assert (style.weeks[0].forecast_qty, style.weeks[0].q90_qty) == (5, None)
    assert one.past == [("smooth", 2.0, 0.5, -0.5, 0.8)]
    with pytest.raises(ForecastOverrideError, match="forecasts no A-S in US"):
        explain(release, "A-S", "US")


def test_an_explanation_names_method_level_launch_and_past_error(
    release: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    _print("A-S", "FR", explain(release, "A-S", "FR"), {})
    printed = capsys.readouterr().out
    for part in ("seasonal_naive (smooth)", "2.00 a week", "2024-12-30", "WAPE 50.0 % (naive 200.0 %)", "undone since"):
        assert part in printed
