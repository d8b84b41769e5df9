"""Weekly series of a seed, as many as are asked for, forecast with nine quantiles and summed up to the total.

`python tests/forecasting/weekly_at_size.py 10000` prints CPU seconds and peak memory of this one process, all of it
counted (loading, making the series, forecasting, adding up), and how good the forecast is beside seasonal naive. With a
file named, the series are written there first, for others to forecast (`beside_mlforecast.py`).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from forecasting.demand.coherence import Level, incoherence, level_of, summed, total_of, units
from forecasting.demand.engine import forecast
from forecasting.demand.panel import Array, Panel, history_of
from forecasting.demand.settings import settings_hash
from forecasting.demand.simple import seasonal_naive

SEED, WEEKS, HORIZON, SEASON = 20261127, 156, 13, 52
STYLE, MARKETS = 5, 8


def made(series: int) -> Array:
    """Return counts, series × (weeks + horizon): a level, a trend, a season of its own phase, launches, many zeros."""
    random = np.random.default_rng(SEED)
    week = np.arange(WEEKS + HORIZON)[None, :]
    level = random.lognormal(0.5, 1.2, (series, 1))
    season = 1 + random.uniform(0, 0.6, (series, 1)) * np.sin(2 * np.pi * (week + random.integers(0, 8)) / SEASON)
    trend = 1 + random.normal(0, 0.3, (series, 1)) * week / WEEKS
    mean = level * season * np.maximum(trend, 0.1) * random.gamma(8, 1 / 8, (series, WEEKS + HORIZON))
    started = week >= np.where(random.random((series, 1)) < 0.3, random.integers(0, WEEKS - 30, (series, 1)), 0)
    return np.where(started, random.poisson(mean), np.nan).astype(np.float64)


def panel_of(y: Array) -> Panel:
    """Return the panel of the series."""
    ids = np.array([f"s{number:06d}" for number in range(len(y))])
    return Panel(ids, np.full(len(y), 3_000), y, SEASON, "W", "missing", True)


def levels(series: int) -> list[Level]:
    """Return styles of five series, markets, and the total."""
    number = np.arange(series)
    return [level_of("style", (number // STYLE).astype(str)), level_of("market", (number % MARKETS).astype(str)),
            total_of(series)]  # fmt: skip


def measured(series: int) -> dict[str, float | str | bool]:
    """Forecast and add up; return what it cost and how good it was."""
    y = made(series)
    panel = panel_of(y[:, :WEEKS])
    found = forecast(panel, HORIZON)
    exact = units(found.mean)
    sums = [(level, summed(exact, level)) for level in levels(series)]
    rest = max(incoherence(exact, level, whole) for level, whole in sums)
    totals = {int(whole.sum()) for _, whole in sums}
    came = y[:, WEEKS:]
    naive = seasonal_naive(history_of(panel), HORIZON)
    inside = (came >= found.quantiles[..., 2]) & (came <= found.quantiles[..., 6])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {
        "series": series,
        "settings_hash": settings_hash(),
        "cpu_seconds": round(time.process_time(), 1),
        "peak_memory_mb": round(peak, 1),
        "quantiles_in_order": bool((np.diff(found.quantiles, axis=2) >= 0).all()),
        "incoherence": rest + max(totals) - min(totals),
        "wape": round(float(np.abs(found.mean - came).sum() / came.sum()), 4),
        "naive_wape": round(float(np.abs(naive - came).sum() / came.sum()), 4),
        "covered_80": round(float(inside.mean()), 4),
    }


def write_series(series: int, target: Path) -> None:
    """Write `unique_id, ds, y` of the weeks since each series' launch, those that are to be forecast included."""
    import duckdb
    from pyarrow.lib import Table, array

    y = made(series)
    row, week = np.nonzero(~np.isnan(y))
    mondays = (np.datetime64("2020-01-06") + 7 * week.astype("timedelta64[D]")).astype("datetime64[s]")
    columns = [array(values) for values in (panel_of(y).ids[row], mondays, y[row, week])]
    with duckdb.connect() as connection:
        connection.register("series", Table.from_arrays(columns, names=["unique_id", "ds", "y"]))
        connection.execute(f"copy series to '{target}' (format parquet)")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        write_series(int(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(json.dumps(measured(int(sys.argv[1]))) + "\n")
