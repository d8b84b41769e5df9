"""How far forecasts were off.

Belongs here: the measures. Not here: who is measured.

F is the forecast, A what came, over all cells (series × origin × period ahead) where something came. WAPE = Σ|F - A| ÷
Σ|A|; bias = Σ(F - A) ÷ Σ|A|; MAE the mean of |F - A|; sMAPE the mean of 2|F - A| ÷ (|F| + |A|), 0 where both are 0;
pinball the mean loss over nine quantiles. RMSSE and MASE are means over series and origins of the root mean squared
(mean absolute) error ÷ its scale in the history; a history that never changes has no scale and is left out. Coverage is
the share of A in the range, ends included; where a low end is 0, many zeros lie on it, so on intermittent series a
right range covers more than its name says; so coverage is told of sums as well: of what each series comes to over a
horizon that is known whole, and of what all series together come to in each period. All shares, not per cent; null
where nothing can be said.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.settings import demand_settings
from forecasting.demand.sums import SumRanges


@dataclass(frozen=True)
class Judged:
    """One method at one origin: what it said, what came, and the scales of the history.

    Args:
        mean: Series × horizon.
        quantiles: Series × horizon × nine.
        actual: Series × horizon; NaN where nothing came.
        squared_scale: Per series; NaN where there is none.
        absolute_scale: Per series; NaN where there is none.
        sums: Ranges of sums; None where the method has none.
    """

    mean: Array
    quantiles: Array
    actual: Array
    squared_scale: Array
    absolute_scale: Array
    sums: SumRanges | None = None


@dataclass(frozen=True)
class Measures:
    """The measures of one method over all origins."""

    wape: float | None
    mae: float | None
    rmsse: float | None
    mase: float | None
    smape: float | None
    bias: float | None
    pinball: float | None
    coverage_80: float | None
    coverage_95: float | None
    coverage_80_of_sums: float | None
    coverage_95_of_sums: float | None
    coverage_80_of_total: float | None
    coverage_95_of_total: float | None

    def as_json(self) -> dict[str, float | None]:
        """Return the measures, rounded to six places."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: None if value is None else round(value, 6) for name, value in values.items()}


def measure(judged: list[Judged]) -> Measures:
    """Measure a method over its origins."""
    there = [~np.isnan(each.actual) for each in judged]
    actual = _cells([each.actual for each in judged], there)
    mean = _cells([each.mean for each in judged], there)
    quantiles = _cells([each.quantiles for each in judged], there)
    error, volume = mean - actual, np.abs(actual).sum()
    size = np.abs(mean) + np.abs(actual)
    relative = 2 * np.abs(error) / np.where(size > 0, size, 1.0)
    return Measures(
        wape=_ratio(np.abs(error).sum(), volume),
        mae=_mean(np.abs(error)),
        rmsse=_mean(np.concatenate([np.sqrt(_series_mean(each, 2) / each.squared_scale) for each in judged])),
        mase=_mean(np.concatenate([_series_mean(each, 1) / each.absolute_scale for each in judged])),
        smape=_mean(relative),
        bias=_ratio(error.sum(), volume),
        pinball=_mean(pinball(actual, quantiles)),
        coverage_80=_mean(_within(actual, quantiles, 0.1, 0.9)),
        coverage_95=_mean(_within(actual, quantiles, 0.025, 0.975)),
        coverage_80_of_sums=_mean(_sums_within(judged, 0.1, 0.9)),
        coverage_95_of_sums=_mean(_sums_within(judged, 0.025, 0.975)),
        coverage_80_of_total=_mean(_total_within(judged, 0.1, 0.9)),
        coverage_95_of_total=_mean(_total_within(judged, 0.025, 0.975)),
    )


def pinball(actual: Array, quantiles: Array) -> Array:
    """Return each cell's pinball loss, averaged over the nine quantiles."""
    levels = np.array(demand_settings().quantiles)
    gap = actual[..., None] - quantiles
    return np.asarray(np.maximum(levels * gap, (levels - 1) * gap).mean(axis=-1))


def _series_mean(each: Judged, power: int) -> Array:
    """Return each series' mean error to a power; NaN where nothing came."""
    error = np.abs(each.mean - each.actual) ** power
    there = ~np.isnan(error)
    counts = there.sum(axis=1)
    return np.where(counts > 0, np.where(there, error, 0.0).sum(axis=1) / np.maximum(counts, 1), np.nan)


def _within(actual: Array, quantiles: Array, low: float, high: float) -> Array:
    levels = demand_settings().quantiles
    held = (actual >= quantiles[:, levels.index(low)]) & (actual <= quantiles[:, levels.index(high)])
    return held.astype(np.float64)


def _sums_within(judged: list[Judged], low: float, high: float) -> Array:
    """Return for each series and origin whose whole horizon is known whether its sum lies in its range."""
    found = [np.empty(0)]
    for each in judged:
        if each.sums is not None:
            came = each.actual.sum(axis=1)
            known = ~np.isnan(came)
            found.append(_within(came[known], each.sums.over_horizon[known, 0], low, high))
    return np.concatenate(found)


def _total_within(judged: list[Judged], low: float, high: float) -> Array:
    """Return whether the total lies in its range, for each period that is known of all series that are judged."""
    found = [np.empty(0)]
    for each in judged:
        if each.sums is not None and each.sums.over_series is not None:
            came = each.actual[~np.isnan(each.actual).all(axis=1)].sum(axis=0)
            known = ~np.isnan(came)
            found.append(_within(came[known], each.sums.over_series[0, known], low, high))
    return np.concatenate(found)


def _cells(parts: list[Array], there: list[np.ndarray]) -> Array:
    return np.concatenate([part[chosen] for part, chosen in zip(parts, there, strict=True)])


def _mean(values: Array) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None
