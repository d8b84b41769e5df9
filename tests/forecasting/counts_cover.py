"""What an 80 and a 95 % range of counts can cover: what `report.py` kept, beside forecasts that are right by making.

    python tests/forecasting/counts_cover.py FOLDER

Counts have no part of a value, so a range that begins at 0 holds all zeros, be they half of the days. Printed as JSON:
how much the engine's ranges held, and how much those of two right forecasts of the same days would: one that gives
each size of forecast (`BINS` of equal number) the distribution that then came, and one of negative binomial demand
around the engine's mean, with the spread of its bin, whose own draws are counted. FOLDER is that of `report.py`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).parents[2]))

from forecasting.demand.panel import Array, build_panel
from forecasting.demand.periods import calendar_of
from forecasting.demand.reading import read_rows
from tests.forecasting.online_retail import HORIZON, REPORTED

BINS, SEED = 50, 20261127
RANGES = {"coverage_80": (0.1, 0.9, 2, 6), "coverage_95": (0.025, 0.975, 0, 8)}


def days_of(folder: Path) -> tuple[Array, Array, Array]:
    """Return what came, the engine's mean and its nine quantiles, of all days of all origins."""
    series = folder / "report.parquet"
    rows = read_rows(series)
    panel = build_panel(rows, calendar_of(rows.stamps, None, str(series)), 7, "D")
    came, mean, quantiles = [], [], []
    for number in range(len(REPORTED)):
        length = panel.length - HORIZON * (len(REPORTED) - number)
        (kept,) = folder.glob(f"base{number}-*.npz")
        said = np.load(kept)
        actual = panel.y[:, length : length + HORIZON]
        known = ~np.isnan(actual) & ~np.isnan(panel.y[:, :length]).all(axis=1)[:, None]
        came.append(actual[known])
        mean.append(said["mean"][known])
        quantiles.append(said["quantiles"][known])
    return np.concatenate(came), np.concatenate(mean), np.concatenate(quantiles)


def share(came: Array, low: Array, high: Array) -> float:
    """Return the share within closed ranges."""
    return round(float(((came >= low) & (came <= high)).mean()), 4)


def main(folder: Path) -> None:
    """Print what was held."""
    came, mean, quantiles = days_of(folder)
    place = np.argsort(np.argsort(mean, kind="stable"), kind="stable") * BINS // len(mean)
    found: dict[str, dict[str, float]] = {}
    random = np.random.default_rng(SEED)
    for name, (low, high, first, last) in RANGES.items():
        right, drawn = (np.zeros(len(mean)) for _ in range(2))
        for number in range(BINS):
            chosen = place == number
            values, centre = came[chosen], np.maximum(mean[chosen], 1e-6)
            edges = np.quantile(values, [low, high], method="inverted_cdf")
            right[chosen] = (values >= edges[0]) & (values <= edges[1])
            spread = max(float((((values - centre) ** 2 - centre).sum()) / (centre**2).sum()), 1e-3)
            size = 1.0 / spread
            law = stats.nbinom(size, size / (size + centre))
            made = law.rvs(random_state=random)
            drawn[chosen] = (made >= law.ppf(low)) & (made <= law.ppf(high))
        own = (came >= quantiles[:, first]) & (came <= quantiles[:, last])
        found[name] = {
            "engine": round(float(own.mean()), 4),
            "right_by_size": round(float(right.mean()), 4),
            "negative_binomial": round(float(drawn.mean()), 4),
        }
    found["days"] = {"count": len(came), "zero_share": round(float((came == 0).mean()), 4)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
