"""The weekly series of `weekly_at_size.py` by mlforecast and LightGBM, in an environment of their own.

    python tests/forecasting/weekly_at_size.py 10000 SERIES.parquet     # the product's; writes the series too
    ENVIRONMENT/bin/python tests/forecasting/beside_mlforecast.py SERIES.parquet

mlforecast 1.1.0 needs pandas before 3 and the product stands on pandas 3, so the environment is thrown away afterwards
(`pip install mlforecast==1.1.0 'pandas<3' lightgbm pyarrow`) and no part of the product. One thread. Printed as JSON:
CPU seconds and peak memory of this process, and WAPE over the last 13 weeks, of a plain recipe on raw units (Tweedie)
and of one whose series are scaled by their own median and interquartile range.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

import pandas as pd
from lightgbm import LGBMRegressor
from mlforecast import MLForecast
from mlforecast.lag_transforms import RollingMean
from mlforecast.target_transforms import LocalRobustScaler

HORIZON, SEED = 13, 20261127
LAGS = [1, 2, 3, 4, 8, 13, 26, 52]
WINDOWS: dict[int, Any] = {1: [RollingMean(4), RollingMean(13), RollingMean(52)]}
MODEL = {
    "n_estimators": 200,
    "num_leaves": 31,
    "learning_rate": 0.05,
    "n_jobs": 1,
    "verbosity": -1,
    "random_state": SEED,
}
RECIPES: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "raw_tweedie": ({"objective": "tweedie"}, []),
    "scaled": ({"objective": "regression"}, [LocalRobustScaler(scale="iqr")]),
}


def main() -> None:
    """Fit each recipe on all but the last weeks, and hold its forecast against them."""
    series = pd.read_parquet(sys.argv[1]).sort_values(["unique_id", "ds"])
    last = series.groupby("unique_id")["ds"].transform("max")
    ahead = series["ds"] > last - pd.Timedelta(weeks=HORIZON)
    past, came = series[~ahead], series[ahead].set_index(["unique_id", "ds"])["y"]
    for name, (objective, transforms) in RECIPES.items():
        began = time.process_time()
        model = MLForecast(
            models={name: LGBMRegressor(**MODEL, **objective)}, freq="W-MON", lags=LAGS, lag_transforms=WINDOWS,
            date_features=["week"], target_transforms=transforms, num_threads=1,
        )  # fmt: skip
        said = model.fit(past).predict(HORIZON).set_index(["unique_id", "ds"])[name].clip(lower=0)
        error = (said - came).abs()
        assert error.notna().all()
        found = {
            "method": name,
            "series": int(series["unique_id"].nunique()),
            "cpu_seconds": round(time.process_time() - began, 1),
            "cpu_seconds_with_loading": round(time.process_time(), 1),
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            "wape": round(float(error.sum() / came.sum()), 4),
            "bias": round(float((said - came).sum() / came.sum()), 4),
        }
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
