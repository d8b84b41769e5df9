"""The three tables against the forecast computed once more in plain Python.

The oracle takes one series, origin and week at a time, from the definitions in words; weeks are counted from MONDAY.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, sqrt
from typing import Any

import duckdb
import pytest

from forecasting.publish import ForecastSummary, publish_forecast

MONDAY = date(2024, 1, 1)
AS_OF = date(2025, 12, 31)
PUBLISHED = 104
ORIGINS = tuple(91 - 4 * number for number in range(10))
TESTS, CALIBRATING = ORIGINS[:2], ORIGINS[5:]
TOLERANCE = 0.0002
"""The tables are rounded to four places, the oracle is not; a range carries the rounding of a residual as well."""
RANGE_TOLERANCE = 0.002

Series = tuple[str, str]
History = dict[Series, dict[int, Fraction]]
METHODS = ("seasonal_naive", "seasonal_window_average", "seasonal_naive_growth")


@dataclass(frozen=True)
class Cell:
    """What every method says, at one origin, about one series and week."""

    series: Series
    origin: int
    horizon: int
    segment: str
    mean_26: float
    forecasts: tuple[float, float, float]
    actual: float


def qty_between(weeks: dict[int, Fraction], first: int, last: int) -> Fraction:
    return sum((weeks.get(week, Fraction(0)) for week in range(first, last + 1)), Fraction(0))


def mean_of_last(weeks: dict[int, Fraction], origin: int, count: int) -> Fraction:
    known = min(count, origin - min(weeks))
    return qty_between(weeks, origin - known, origin - 1) / known


def segment_of(weeks: dict[int, Fraction], origin: int) -> str:
    age = origin - min(weeks)
    if age < 13:
        return "new"
    sizes = [qty for week, qty in weeks.items() if week < origin and qty > 0]
    mean = sum(sizes) / len(sizes)
    variance = sum((size - mean) ** 2 for size in sizes) / len(sizes)
    often, steady = Fraction(age, len(sizes)) < Fraction("1.32"), variance / mean**2 < Fraction("0.49")
    return {(True, True): "smooth", (True, False): "erratic", (False, True): "intermittent"}.get(
        (often, steady), "lumpy"
    )


def category_of(product: str) -> str:
    """P02, P06 and P10 have no category, which is one too."""
    return ("shoes", "shirts", "unknown", "shirts")[int(product[1:]) % 4]


def seasonal_index(history: History, series: Series, origin: int, week: int) -> Fraction:
    category = category_of(series[0])
    comparable = {series: weeks for series, weeks in history.items() if min(weeks) <= origin - 60}

    def mean_and_week(names: Iterable[Series]) -> tuple[Fraction, Fraction]:
        chosen = [comparable[name] for name in names]
        base = sum((qty_between(weeks, origin - 60, origin - 53) for weeks in chosen), Fraction(0)) / 8
        return base, sum((weeks.get(week - 52, Fraction(0)) for weeks in chosen), Fraction(0))

    company_mean, company_week = mean_and_week(comparable)
    if company_mean == 0:
        return Fraction(1)
    alike = [name for name in comparable if category_of(name[0]) == category]
    mean, units = mean_and_week(alike)
    everywhere = (units + 50 * company_week / company_mean) / (mean + 50)
    market_mean, market_week = mean_and_week(name for name in alike if name[1] == series[1])
    index = (market_week + 50 * everywhere) / (market_mean + 50)
    return min(max(index, Fraction(1, 4)), Fraction(4))


def cell(history: History, series: Series, origin: int, horizon: int) -> Cell:
    weeks, week = history[series], origin + horizon - 1
    known = {past: qty for past, qty in weeks.items() if past < origin}
    seen = {name: {past: qty for past, qty in all_.items() if past < origin} for name, all_ in history.items()}
    age = origin - min(known)
    naive = known.get(week - 52, Fraction(0)) if age >= 52 else mean_of_last(known, origin, 4)
    before = qty_between(known, origin - 60, origin - 53)
    growth = Fraction(1)
    if age >= 60 and before > 0:
        growth = min(max(qty_between(known, origin - 8, origin - 1) / before, Fraction(1, 2)), Fraction(2))
    index = seasonal_index({name: past for name, past in seen.items() if past}, series, origin, week)
    on_sale = origin - min(min(past) for (product, _), past in seen.items() if product == series[0] and past)
    average = qty_between(known, origin - 8, origin - 1) / min(8, on_sale) * index
    return Cell(
        series,
        origin,
        horizon,
        segment_of(known, origin),
        float(mean_of_last(known, origin, 26)),
        (float(naive), float(average), float(naive * growth)),
        float(weeks.get(week, Fraction(0))),
    )


def cells(history: History, origin: int) -> list[Cell]:
    """Those with history, and those of the past that began within the horizon, of which no method knew anything."""
    until = origin if origin == PUBLISHED else origin + 13
    return [
        cell(history, series, origin, horizon)
        if min(history[series]) < origin
        else late_cell(history, series, origin, horizon)
        for series in sorted(history)
        if min(history[series]) < until
        for horizon in range(1, 14)
    ]


def late_cell(history: History, series: Series, origin: int, horizon: int) -> Cell:
    came = float(history[series].get(origin + horizon - 1, Fraction(0)))
    return Cell(series, origin, horizon, "unforeseen", 0.0, (0.0, 0.0, 0.0), came)


def spread(item: Cell, method: int) -> float:
    mean = item.mean_26 or item.forecasts[method]
    return sqrt(mean * mean + mean)


def bucket(item: Cell) -> int:
    return 1 if item.horizon <= 4 else 2 if item.horizon <= 8 else 3


def quantiles(tried: list[Cell], method: int) -> dict[tuple[str | None, int], tuple[float, float, float]]:
    """The 10 %, 50 % and 90 % order statistics of the residuals, by segment (None: all) and bucket, if 30 or more."""
    pools: dict[tuple[str | None, int], list[float]] = defaultdict(list)
    for item in tried:
        if spread(item, method) > 0:
            residual = (item.actual - item.forecasts[method]) / spread(item, method)
            pools[item.segment, bucket(item)].append(residual)
            pools[None, bucket(item)].append(residual)
    return {
        name: (rank(pool, 0.1), rank(pool, 0.5), rank(pool, 0.9)) for name, pool in pools.items() if len(pool) >= 30
    }


def rank(pool: list[float], share: float) -> float:
    return sorted(pool)[max(ceil(round(share * len(pool), 9)), 1) - 1]


def band(
    item: Cell, method: int, table: dict[tuple[str | None, int], tuple[float, float, float]]
) -> tuple[float, float, float] | None:
    found = table.get((item.segment, bucket(item)), table.get((None, bucket(item))))
    if found is None:
        return None
    low, mid, high = (max(item.forecasts[method] + value * spread(item, method), 0.0) for value in found)
    return low, mid, high


def company() -> History:
    """Sixteen series in three markets: steady, wild, rare, new, sold out, and late in a market."""
    draw = random.Random(20251231)
    history: History = {}
    for number in range(14):
        first = 0 if number < 9 else (20, 48, 75, 97, 3)[number - 9]
        rate = (0.95, 0.95, 0.5, 0.3, 0.6)[number % 5]
        size = (40, 5, 8, 2, 1)[number % 5]
        last = {3: 60, 6: 95}.get(number, PUBLISHED + 2)
        weeks = {first: Fraction(size)}
        for week in range(first, last):
            if draw.random() < rate:
                season = 2 if week % 52 in (46, 47, 48) else 1
                weeks[week] = Fraction(draw.randint(1, 2 * size) * season * (9 if draw.random() < 0.05 else 1))
        history[f"P{number:02}", "FR" if number % 3 else "US"] = weeks
    history["P01", "DE"] = {week: Fraction(3) for week in (73, 74, 86, 103)}
    history["P12", "DE"] = {week: Fraction(3) for week in (98, 102)}
    return history


@dataclass(frozen=True)
class Expected:
    """The oracle's answer: the tried cells, the errors of each segment and method, and the choice."""

    tried: list[Cell]
    errors: dict[tuple[str, int], tuple[float, float, float, float]]
    choice: dict[str, int]

    def of(self, segments: Iterable[str], methods: dict[str, int]) -> tuple[float, float]:
        sums = [self.errors[segment, methods[segment]] for segment in segments]
        actual = sum(row[0] for row in sums)
        return sum(row[1] for row in sums) / actual, sum(row[2] for row in sums) / actual


@pytest.fixture(scope="module")
def expected() -> Expected:
    tried = [item for origin in ORIGINS for item in cells(company(), origin)]
    errors: dict[tuple[str, int], tuple[float, float, float, float]] = defaultdict(lambda: (0.0, 0.0, 0.0, 0.0))
    for item in tried:
        for method in range(3):
            error = round(item.forecasts[method], 4) - item.actual
            before = errors[item.segment, method]
            added = (item.actual, abs(error), error, error**2)
            errors[item.segment, method] = tuple(map(sum, zip(before, added, strict=True)))
    segments = {item.segment for item in tried}
    choice = {name: min(range(3), key=lambda method: (errors[name, method][3], method)) for name in segments}
    return Expected(tried, dict(errors), choice)


@pytest.fixture(scope="module")
def published() -> Iterable[tuple[duckdb.DuckDBPyConnection, ForecastSummary]]:
    with duckdb.connect() as connection:
        connection.execute("create schema core")
        connection.execute(
            "create table core.fct_demand_weekly "
            "(product_key varchar, market_code varchar, week_start_date date, demand_qty decimal(18, 4))"
        )
        connection.execute("create table core.dim_product (product_key varchar, category_name varchar)")
        known = [(product, category_of(product)) for product in {name for name, _ in company()}]
        connection.executemany(
            "insert into core.dim_product values (?, ?)", [row for row in known if row[1] != "unknown"]
        )
        rows = [
            (product, market, MONDAY + timedelta(weeks=week), str(qty))
            for (product, market), weeks in company().items()
            for week, qty in weeks.items()
        ]
        connection.executemany("insert into core.fct_demand_weekly values (?, ?, ?, ?)", rows)
        yield connection, publish_forecast(connection, AS_OF)


Published = tuple[duckdb.DuckDBPyConnection, ForecastSummary]


def rows_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    cursor = connection.execute(f"select * from forecasting.{table}")
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def test_the_example_has_every_segment_and_more_than_one_choice(expected: Expected) -> None:
    assert {item.segment for item in expected.tried} == {
        "smooth", "erratic", "intermittent", "lumpy", "new", "unforeseen",
    }  # fmt: skip
    assert len(set(expected.choice.values())) > 1


def test_backtest_equals_the_oracle(published: Published, expected: Expected) -> None:
    found = {
        (row["product_key"], row["market_code"], row["origin_date"], row["week_start_date"], row["method_name"]): row
        for row in rows_of(published[0], "backtest")
    }
    known = [item for item in expected.tried if item.segment != "unforeseen"]
    assert len(found) == 3 * len(known) + len(expected.tried) - len(known)
    for item in expected.tried:
        origin_date = MONDAY + timedelta(weeks=item.origin)
        week_start_date = origin_date + timedelta(weeks=item.horizon - 1)
        for method, name in enumerate(METHODS if item.segment != "unforeseen" else METHODS[:1]):
            row = found[(*item.series, origin_date, week_start_date, name)]
            assert row["horizon_weeks"] == item.horizon
            assert float(row["forecast_qty"]) == pytest.approx(item.forecasts[method], abs=TOLERANCE)
            assert row["actual_qty"] == item.actual


def test_forecast_and_ranges_equal_the_oracle(published: Published, expected: Expected) -> None:
    tables = [quantiles(expected.tried, method) for method in range(3)]
    wanted = cells(company(), PUBLISHED)
    rows = rows_of(published[0], "forecast")
    assert len(rows) == len(wanted) == 16 * 13
    for row, item in zip(rows, wanted, strict=True):
        method = expected.choice.get(item.segment, 0)
        assert (row["product_key"], row["market_code"]) == item.series
        assert row["week_start_date"] == date(2025, 12, 29) + timedelta(weeks=item.horizon - 1)
        assert (row["horizon_weeks"], row["segment_code"]) == (item.horizon, item.segment)
        assert row["method_name"] == METHODS[method]
        assert float(row["forecast_qty"]) == pytest.approx(item.forecasts[method], abs=TOLERANCE)
        assert float(row["naive_qty"]) == pytest.approx(item.forecasts[0], abs=TOLERANCE)
        found = [row[name] for name in ("q10_qty", "q50_qty", "q90_qty")]
        assert [float(value) for value in found] == pytest.approx(
            band(item, method, tables[method]), abs=RANGE_TOLERANCE
        )


def test_accuracy_equals_the_oracle(published: Published, expected: Expected) -> None:
    rows = {(row["segment_code"], row["method_name"]): row for row in rows_of(published[0], "accuracy")}
    assert len(rows) == 6 * 3 + 4
    for segment, chosen in expected.choice.items():
        inside = [item for item in expected.tried if item.segment == segment]
        for method, name in enumerate(METHODS):
            row = rows[segment, name]
            wape, bias = expected.of([segment], {segment: method})
            assert (float(row["wape_pct"]), float(row["bias_pct"])) == pytest.approx((wape, bias), abs=1e-6)
            assert row["is_published"] == (method == chosen)
            assert row["actual_qty"] == sum(item.actual for item in inside)
            assert row["series_count"] == len({item.series for item in inside})
            assert row["origin_count"] == len({item.origin for item in inside})
    for name, methods in [
        *((name, dict.fromkeys(expected.choice, method)) for method, name in enumerate(METHODS)),
        ("best_by_segment", expected.choice),
    ]:
        row = rows["total", name]
        wape, bias = expected.of(expected.choice, methods)
        assert (float(row["wape_pct"]), float(row["bias_pct"])) == pytest.approx((wape, bias), abs=1e-6)
        assert row["is_published"] == (name == "best_by_segment")
        assert (row["series_count"], row["origin_count"]) == (16, 10)


def test_coverage_is_measured_on_origins_that_the_ranges_did_not_know(published: Published, expected: Expected) -> None:
    known = [item for item in expected.tried if item.origin in CALIBRATING]
    asked = [item for item in expected.tried if item.origin in TESTS]
    assert max(item.origin + item.horizon - 1 for item in known) < min(TESTS)
    held: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for method in range(3):
        table = quantiles(known, method)
        for item in asked:
            limits = band(item, method, table)
            if limits is not None:
                held[item.segment, method].append(round(limits[0], 4) <= item.actual <= round(limits[2], 4))
    rows = {(row["segment_code"], row["method_name"]): row for row in rows_of(published[0], "accuracy")}
    for (segment, method), hits in held.items():
        found = rows[segment, METHODS[method]]["coverage_80_pct"]
        assert float(found) == pytest.approx(sum(hits) / len(hits), abs=1e-6)
    every = [hit for (segment, method), hits in held.items() if method == expected.choice[segment] for hit in hits]
    assert float(rows["total", "best_by_segment"]["coverage_80_pct"]) == pytest.approx(
        sum(every) / len(every), abs=1e-6
    )


def test_the_summary_repeats_the_total(published: Published, expected: Expected) -> None:
    summary = published[1]
    rows = {row["method_name"]: row for row in rows_of(published[0], "accuracy") if row["segment_code"] == "total"}
    assert (summary.series_count, summary.horizon_weeks, summary.origin_count) == (16, 13, 10)
    assert summary.published_wape_pct == rows["best_by_segment"]["wape_pct"]
    assert summary.published_bias_pct == rows["best_by_segment"]["bias_pct"]
    assert summary.coverage_80_pct == rows["best_by_segment"]["coverage_80_pct"]
    assert summary.naive_wape_pct == rows["seasonal_naive"]["wape_pct"]
    assert str(summary).startswith(f"16 series; WAPE {summary.published_wape_pct * 100:.1f} % (naive ")


def change_of(series: Series, origin: int) -> float:
    """The mean change of demand from one week to the next, from the first week on."""
    weeks = company()[series]
    changes = [
        abs(weeks.get(week, Fraction(0)) - weeks.get(week - 1, Fraction(0))) for week in range(min(weeks) + 1, origin)
    ]
    return float(sum(changes) / len(changes)) if changes else 0.0


def test_the_ledger_equals_the_oracle_and_knows_what_no_forecast_did(published: Published, expected: Expected) -> None:
    ledger = rows_of(published[0], "forecast_ledger")
    found = defaultdict(lambda: [0.0, 0.0, 0.0, 0])
    for row in ledger:
        sums = found[row["step_code"], row["segment_code"], row["lag_weeks"]]
        for place, column in enumerate(("actual_qty", "absolute_error_qty", "scaled_absolute_error", "scaled_count")):
            sums[place] += float(row[column])
    wanted = defaultdict(lambda: [0.0, 0.0, 0.0, 0])
    scales = {(item.series, item.origin): change_of(item.series, item.origin) for item in expected.tried}
    for item in expected.tried:
        for step, method in (("naive", 0), ("model", expected.choice[item.segment])):
            sums, scale = wanted[step, item.segment, item.horizon], scales[item.series, item.origin]
            error = abs(round(item.forecasts[method], 4) - item.actual)
            added = (item.actual, error, error / scale if scale else 0.0, 1 if scale else 0)
            for place, value in enumerate(added):
                sums[place] += value
    assert set(found) == set(wanted)
    for name, sums in wanted.items():
        assert found[name] == pytest.approx(sums, abs=0.01), name
    late = sum(
        qty
        for weeks in company().values()
        for origin in ORIGINS
        if min(weeks) >= origin
        for week, qty in weeks.items()
        if origin <= week < origin + 13
    )
    assert sum(sums[0] for name, sums in found.items() if name[:2] == ("model", "unforeseen")) == late > 0
    assert {(row["is_frozen"], row["is_overridden"]) for row in ledger} == {(False, False)}
