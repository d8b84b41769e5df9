"""The one report on Online Retail: the engine against simple methods at the origins that were fixed beforehand.

    python tests/forecasting/report.py FOLDER

FOLDER keeps the series and, per origin, what the engine, AutoETS and TSB said, so that a second call need not fit
again. Printed for each method: RMSSE weighted by each series' revenue in the 28 days before the origin (its scale is
that of the history before the origin), the same for the total of all series, WAPE, bias, coverage; the ratios to the
best of seasonal window average, AutoETS and TSB with a 90 % interval from 2,000 bootstrap draws of whole origins and
blocks of 25 series; and by segment the ratio to the seasonal window average, which is the fallback.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from forecasting.demand import engine, yardsticks
from forecasting.demand.panel import Array, Panel, build_panel, history_of
from forecasting.demand.periods import calendar_of
from forecasting.demand.reading import read_rows
from forecasting.demand.scales import squared_scale
from forecasting.demand.settings import demand_settings, settings_hash
from forecasting.demand.simple import window_average
from tests.forecasting.online_retail import HORIZON, REPORTED, write_series

YARDSTICKS = ("seasonal_window_average", "auto_ets", "tsb")
METHODS = ("entrepot", *YARDSTICKS)
DRAWS, BLOCK = 2_000, 25


def main(folder: Path) -> None:
    """Print the report as JSON."""
    series = folder / "report.parquet"
    if not series.exists():
        write_series(series, REPORTED[-1] + np.timedelta64(HORIZON, "D").astype(object), REPORTED[0])
    rows = read_rows(series)
    panel = build_panel(rows, calendar_of(rows.stamps, None, str(series)), 7, "D")
    revenue = np.where(np.isnan(rows.columns["price"]), 0.0, rows.columns["price"]) * rows.y
    days = rows.stamps.astype("datetime64[D]").astype(np.int64)
    weights, found = [], []
    for number, origin in enumerate(REPORTED):
        length = panel.length - HORIZON * (len(REPORTED) - number)
        last = np.datetime64(origin).astype(np.int64)
        recent = (days > last - HORIZON) & (days <= last)
        weights.append(np.bincount(np.searchsorted(panel.ids, rows.ids[recent]), revenue[recent], len(panel.ids)))
        found.append(one_origin(panel, length, folder / f"base{number}.npz"))
    print(json.dumps({"settings_hash": settings_hash(), **report(found, weights)}, indent=1))  # noqa: T201


def one_origin(panel: Panel, length: int, kept: Path) -> dict[str, Array]:
    """Return each method's points, what came, scales, segments, and the engine's quantiles and CPU seconds."""
    cut = panel.cut(length)
    history = history_of(cut)
    if not kept.exists():
        ets = yardsticks.auto_ets(history, HORIZON)
        np.savez(kept, ets=ets.mean, q=ets.quantiles, tsb=yardsticks.tsb(history, HORIZON))
    base, own = np.load(kept), said_by_engine(cut, kept.with_name(f"{kept.stem}-{settings_hash()}.npz"))
    total = np.nansum(history.y, axis=0)
    return {
        "entrepot": own["mean"],
        "quantiles": own["quantiles"],
        "segments": own["segments"],
        "seasonal_window_average": window_average(history, HORIZON),
        "auto_ets": base["ets"],
        "tsb": base["tsb"],
        "actual": np.where(history.ages[:, None] > 0, panel.y[:, length : length + HORIZON], np.nan),
        "scale": squared_scale(history),
        "total_scale": np.array((np.diff(total) ** 2).mean()),
        "cpu": own["cpu"],
    }


def said_by_engine(cut: Panel, kept: Path) -> dict[str, Array]:
    """Return the engine's forecast of one origin, kept under the hash of its settings."""
    if not kept.exists():
        began = time.process_time()
        own = engine.forecast(cut, HORIZON)
        cpu = np.array(time.process_time() - began)
        np.savez(kept, mean=own.mean, quantiles=own.quantiles, segments=own.segments, cpu=cpu)
    with np.load(kept) as found:
        return dict(found)


def report(found: list[dict[str, Array]], weights: list[Array]) -> dict[str, object]:
    """Return all figures."""
    rmsse = {
        name: np.array([np.sqrt(((one[name] - one["actual"]) ** 2).mean(axis=1) / one["scale"]) for one in found])
        for name in METHODS
    }
    usable = np.isfinite(rmsse["entrepot"])
    heavy = np.where(usable, np.array(weights), 0.0)
    parts = {name: float((np.nan_to_num(values) * heavy).sum() / heavy.sum()) for name, values in rmsse.items()}
    total = {name: float(np.mean([total_rmsse(one, name) for one in found])) for name in METHODS}
    figures = {
        name: {"rmsse_sku_market": parts[name], "rmsse_total": total[name], **shares(found, name)} for name in METHODS
    }
    return {
        "methods": figures,
        "ratios": ratios(found, rmsse, heavy, parts, total),
        "by_origin": [by_origin(one, number, rmsse, heavy) for number, one in enumerate(found)],
        "by_segment": by_segment(found, rmsse, heavy),
        "coverage": coverage(found),
        "engine_cpu_seconds": [round(float(one["cpu"]), 1) for one in found],
    }


def total_rmsse(one: dict[str, Array], name: str) -> float:
    """Return the RMSSE of the sum of all series at one origin."""
    gap = np.nansum(np.where(np.isnan(one["actual"]), np.nan, one[name] - one["actual"]), axis=0)
    return float(np.sqrt((gap**2).mean() / one["total_scale"]))


def shares(found: list[dict[str, Array]], name: str) -> dict[str, float]:
    """Return WAPE and bias over all cells."""
    actual = np.concatenate([one["actual"] for one in found])
    error = np.concatenate([one[name] for one in found]) - actual
    volume = np.nansum(actual)
    return {"wape": float(np.nansum(np.abs(error)) / volume), "bias": float(np.nansum(error) / volume)}


def ratios(
    found: list[dict[str, Array]],
    rmsse: dict[str, Array],
    heavy: Array,
    parts: dict[str, float],
    total: dict[str, float],
) -> dict[str, object]:
    """Return the engine's ratios to the best yardstick, with bootstrap intervals against that yardstick."""
    best = min(YARDSTICKS, key=parts.__getitem__)
    best_total = min(YARDSTICKS, key=total.__getitem__)
    random = np.random.default_rng(demand_settings().seed)
    totals = {name: np.array([total_rmsse(one, name) for one in found]) for name in METHODS}
    blocks = -(-heavy.shape[1] // BLOCK)
    drawn, drawn_total = [], []
    for _ in range(DRAWS):
        origins = random.integers(0, len(found), len(found))
        block = random.integers(0, blocks, blocks)
        chosen = (block[:, None] * BLOCK + np.arange(BLOCK)[None, :]).reshape(-1)
        chosen = chosen[chosen < heavy.shape[1]]
        pick = np.ix_(origins, chosen)
        own, other = (np.nansum(rmsse[name][pick] * heavy[pick]) for name in ("entrepot", best))
        drawn.append(own / other)
        drawn_total.append(totals["entrepot"][origins].sum() / totals[best_total][origins].sum())
    interval_total = interval(drawn_total)
    return {
        "sku_market": {"to": best, "ratio": parts["entrepot"] / parts[best], "interval_90": interval(drawn)},
        "total": {"to": best_total, "ratio": total["entrepot"] / total[best_total], "interval_90": interval_total},
    }  # fmt: skip


def interval(drawn: list[float]) -> list[float]:
    """Return the 5 % and 95 % quantiles."""
    return [float(value) for value in np.quantile(drawn, (0.05, 0.95))]


def by_origin(one: dict[str, Array], number: int, rmsse: dict[str, Array], heavy: Array) -> dict[str, object]:
    """Return each method's two RMSSE at one origin, and the engine's bias there."""
    weight = heavy[number]
    own = {name: float((np.nan_to_num(rmsse[name][number]) * weight).sum() / weight.sum()) for name in METHODS}
    whole = {name: total_rmsse(one, name) for name in METHODS}
    return {"origin": str(REPORTED[number]), "sku_market": own, "total": whole, **shares([one], "entrepot")}


def by_segment(found: list[dict[str, Array]], rmsse: dict[str, Array], heavy: Array) -> dict[str, object]:
    """Return per segment how many series and origins it had, and the ratio to the fallback."""
    segments = np.array([one["segments"] for one in found])
    result: dict[str, object] = {}
    for name in np.unique(segments).tolist():
        weight = np.where(segments == name, heavy, 0.0)
        own, fallback = (float((np.nan_to_num(rmsse[each]) * weight).sum()) for each in METHODS[:2])
        cells = int((segments == name).sum())
        result[name] = {"series_origins": cells, "ratio_to_fallback": own / fallback if fallback else None}
    return result


def coverage(found: list[dict[str, Array]]) -> dict[str, float]:
    """Return the cover of both ranges: of all cells, of those with demand."""
    actual = np.concatenate([one["actual"] for one in found])
    quantiles = np.concatenate([one["quantiles"] for one in found])
    levels = demand_settings().quantiles
    there = ~np.isnan(actual)
    result = {}
    for low, high, name in ((0.1, 0.9, "80"), (0.025, 0.975, "95")):
        lower, upper = quantiles[..., levels.index(low)], quantiles[..., levels.index(high)]
        held = (actual >= lower) & (actual <= upper)
        result[f"coverage_{name}"] = float(held[there].mean())
        result[f"coverage_{name}_with_demand"] = float(held[there & (actual > 0)].mean())
    return result


if __name__ == "__main__":
    main(Path(sys.argv[1]))
