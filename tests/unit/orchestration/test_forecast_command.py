"""`entrepot forecast evaluate`: the shape of its JSON, its predictions, and its errors as one line."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forecasting.tables import ForecastingError
from orchestration.cli.app import app

METHODS = {"entrepot", "seasonal_naive", "seasonal_window_average", "auto_ets"}
MEASURES = {"wape", "mae", "rmsse", "mase", "smape", "bias", "pinball", "coverage_80", "coverage_95", "cpu_seconds"}
SUMS = {f"coverage_{share}_of_{name}" for share in (80, 95) for name in ("sums", "total")}
RUNNER = CliRunner()


def monthly(path: Path, first: int, months: int) -> Path:
    lines = [
        f"{name},{2015 + month // 12}-{month % 12 + 1:02d}-01,{size * (10 + month % 12 + month / 10)}"
        for name, size in (("a", 1), ("b", 5), ("c", 0))
        for month in reversed(range(first, first + months))
    ]
    path.write_text("unique_id,ds,y\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path]:
    folder = tmp_path_factory.mktemp("forecast")
    written = folder / "said.csv"
    command = ["forecast", "evaluate", str(monthly(folder / "series.csv", 0, 48)), "--horizon", "6", "--origins", "2"]
    result = RUNNER.invoke(app, [*command, "--json", "--predictions", str(written)], catch_exceptions=False)
    return json.loads(result.stdout), written


def test_the_json_has_the_shape_that_scripts_read(evaluated: tuple[dict, Path]) -> None:
    found, _ = evaluated
    assert set(found["methods"]) == METHODS
    assert all(set(measures) == MEASURES | SUMS for measures in found["methods"].values())
    assert all((found["methods"][name][each] is None) == (name != "entrepot") for name in METHODS for each in SUMS)
    assert (found["series"], found["origins"], found["horizon"]) == (3, 2, 6)
    assert (found["frequency"], found["season"], found["gaps"]) == ("M", 12, "missing")
    assert found["peak_memory_mb"] > 0
    assert found["methods"]["entrepot"]["wape"] < 0.05
    assert found["fallback_reasons"] == {"all zero: 0": 2}


def test_the_predictions_are_those_that_were_measured(evaluated: tuple[dict, Path]) -> None:
    found, written = evaluated
    with written.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["method"] == "entrepot"]
    assert len(rows) == 3 * 2 * 6
    assert rows[0]["ds"].startswith("2018-01-01")
    gap = sum(abs(float(row["y_hat"]) - float(row["y"])) for row in rows)
    assert gap / sum(float(row["y"]) for row in rows) == pytest.approx(found["methods"]["entrepot"]["wape"], abs=1e-4)
    assert all(float(row["q0.025"]) <= float(row["q0.5"]) <= float(row["q0.975"]) for row in rows)


def test_a_test_file_is_the_one_origin(tmp_path: Path) -> None:
    series, test = monthly(tmp_path / "series.csv", 0, 36), monthly(tmp_path / "test.csv", 36, 4)
    command = ["forecast", "evaluate", str(series), "--horizon", "4", "--test", str(test), "--json"]
    found = json.loads(RUNNER.invoke(app, command, catch_exceptions=False).stdout)
    assert found["origins"] == 1
    assert found["methods"]["seasonal_naive"]["bias"] == pytest.approx(-1.2 / (11.5 + 3.75), abs=0.02)


def test_one_point_with_a_test_is_repeated(tmp_path: Path) -> None:
    (tmp_path / "series.csv").write_text("unique_id,ds,y\na,2024-01-01,4\n", encoding="utf-8")
    (tmp_path / "test.csv").write_text("unique_id,ds,y\na,2024-02-01,5\n", encoding="utf-8")
    command = ["forecast", "evaluate", str(tmp_path / "series.csv"), "--horizon", "1", "--freq", "M"]
    result = RUNNER.invoke(app, [*command, "--test", str(tmp_path / "test.csv"), "--json"], catch_exceptions=False)
    found = json.loads(result.stdout)
    assert {measures["mae"] for measures in found["methods"].values()} == {1.0}
    assert found["fallback_reasons"] == {"one value: repeated": 1}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--horizon", "0"], "0 is too few"),
        (["--horizon", "90"], "a horizon of 90 leaves 0 of history"),
        (["--horizon", "6", "--season", "-1"], "-1 is too few"),
    ],
)
def test_what_cannot_be_evaluated_is_said(tmp_path: Path, options: list[str], said: str) -> None:
    series = monthly(tmp_path / "series.csv", 0, 24)
    with pytest.raises(ForecastingError, match=said):
        RUNNER.invoke(app, ["forecast", "evaluate", str(series), *options], catch_exceptions=False)


def test_sales_without_zeros_are_taken_as_zeros_between(tmp_path: Path) -> None:
    days = [date(2024, 1, 1) + timedelta(3 * number) for number in range(30)]
    days.append(days[-1] + timedelta(1))
    lines = "".join(f"a,{day},2\n" for day in days)
    (tmp_path / "series.csv").write_text("unique_id,ds,y\n" + lines, encoding="utf-8")
    command = ["forecast", "evaluate", str(tmp_path / "series.csv"), "--horizon", "7"]
    result = RUNNER.invoke(app, command, catch_exceptions=False)
    assert "periods without a row: zero" in result.stdout.replace("\n", " ")


def test_statsforecast_is_loaded_only_where_it_is_measured_against() -> None:
    code = (
        "import sys, orchestration.cli.app, forecasting.demand.evaluate\n"
        "print(sorted({'statsforecast', 'numba', 'sklearn', 'pandas'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
