"""The engine's one settings file, and its hash.

Belongs here: reading `settings.toml`. Not here: any value.
"""

from __future__ import annotations

import functools
import hashlib
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).with_name("settings.toml")

Frequency = Literal["h", "D", "W", "M", "Q", "Y"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FrequencySettings(_Part):
    """Season, longer season (0: none), periods of a level, and periods that a series is new for."""

    season: int
    long_season: int
    level: int
    new: int


class SimpleSettings(_Part):
    """The two permanent simple champions."""

    window_seasons: int
    lowest_growth: float
    highest_growth: float


class SmoothingSettings(_Part):
    """Exponential smoothing over a grid of parameters, and the season that is taken out before."""

    levels: list[float]
    trends: list[float]
    dampings: list[float]
    panel_series: int
    outlier_share: float
    outlier_times: float
    lowest_index: float
    season_certainty: float


class OriginSettings(_Part):
    """The rolling origins inside the history."""

    count: int
    shortest_history: int


class BoostingSettings(_Part):
    """The global gradient boosting."""

    rows: int
    fewest_rows: int
    origins: int
    iterations: int
    learning_rate: float
    leaves: int
    leaf_rows: int
    ridge: float
    highest_target: float


class FittedSettings(_Part):
    """AutoETS as a candidate: where it is affordable."""

    most_values: int
    smooth_share: float
    zeros_share: float
    fewest_values: int
    longest_season: int


class ChampionSettings(_Part):
    """How methods are blended and chosen."""

    incumbent: list[str]
    incumbent_fitted: list[str]
    largest_blend: int
    win: float
    origins_share: float
    fewest_series: int
    event_index: float


class CalibrationSettings(_Part):
    """How ranges are made of residuals."""

    fewest_cells: int
    level_bins: int
    bin_cells: int
    own_weight: float
    zeros_share: float


class TotalSettings(_Part):
    """How parts are scaled towards their total."""

    fewest_series: int
    shares: list[float]
    lowest: float
    highest: float


class StyleSettings(_Part):
    """The model of options: what its factors are drawn towards and how strongly, and what counts as new or ended."""

    rounds: int
    last_age: int
    taste_units: float
    curve_units: float
    calendar_units: float
    season_units: float
    trait_units: float
    kind_units: float
    colour_units: float
    size_units: float
    weekday_units: float
    half_life_weeks: float
    enough_units: float
    few_styles: float
    usual_variance: float
    recent_weeks: int
    latest_weeks: int
    lowest_growth: float
    highest_growth: float
    turns: int
    settled: float
    established_weeks: int
    began_units: float
    launched_share: float
    bands: int
    ended_weeks: int
    usual_half_life_weeks: int
    trials: int
    days: int
    new_weeks: int
    ramp_weeks: int
    launch_weeks: int
    least_shown: float


class SanitySettings(_Part):
    """What no forecast may exceed."""

    highest_multiple: float


class DemandSettings(_Part):
    """All settings of the engine."""

    seed: int
    quantiles: list[float]
    frequency: dict[str, FrequencySettings]
    simple: SimpleSettings
    smoothing: SmoothingSettings
    origins: OriginSettings
    boosting: BoostingSettings
    fitted: FittedSettings
    champion: ChampionSettings
    calibration: CalibrationSettings
    totals: TotalSettings
    sanity: SanitySettings
    styles: StyleSettings


@functools.cache
def demand_settings() -> DemandSettings:
    """Return the settings, read once."""
    values: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return DemandSettings.model_validate(values)


def settings_hash() -> str:
    """Return the first 16 digits of the SHA-256 of the file."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:16]
