"""Writing forecasts as a table.

Belongs here: the file of `--predictions`. Not here: any forecast.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from forecasting.demand.metrics import Judged
from forecasting.demand.panel import Panel
from forecasting.demand.periods import Calendar
from forecasting.demand.settings import demand_settings
from forecasting.tables import ForecastingError


def write_predictions(target: Path, calendar: Calendar, runs: list[tuple[Panel, dict[str, Judged]]]) -> None:
    """Write one row per method, origin, series and period ahead.

    Columns: method, origin (the last known period's date), unique_id, ds, horizon, y (null where nothing came), y_hat,
    and the nine quantiles (q0.025 … q0.975).

    Args:
        target: A `.csv` or `.parquet` file.
        calendar: Of the table's dates.
        runs: Each origin's panel, and what each method said.

    Raises:
        ForecastingError: The file's name says neither, or it cannot be written.
    """
    if target.suffix not in (".csv", ".parquet"):
        raise ForecastingError("this is no CSV or Parquet file.", where=str(target), todo="Name it .csv or .parquet.")
    parts = [_table(calendar, panel, name, one) for panel, judged in runs for name, one in judged.items()]
    table = _arrow().concat_tables(parts)
    try:
        write = _arrow(".csv").write_csv if target.suffix == ".csv" else _arrow(".parquet").write_table
        write(table, str(target))
    except OSError as error:
        raise ForecastingError(
            f"the forecasts cannot be written: {error}.", where=str(target), todo="Check the folder."
        ) from error


def _arrow(part: str = "") -> Any:
    """Return pyarrow or a part of it, loaded only where something is written."""
    return import_module(f"pyarrow{part}")


def _table(calendar: Calendar, panel: Panel, name: str, judged: Judged) -> Any:
    series, horizon = judged.mean.shape
    steps = np.tile(np.arange(1, horizon + 1), series)
    ends = np.repeat(panel.ends, horizon)
    names = [f"q{level:g}" for level in demand_settings().quantiles]
    flat = judged.quantiles.reshape(-1, len(names))
    columns = {
        "method": np.full(len(steps), name),
        "origin": calendar.stamp(ends),
        "unique_id": np.repeat(panel.ids, horizon),
        "ds": calendar.stamp(ends + steps),
        "horizon": steps,
        "y": judged.actual.reshape(-1),
        "y_hat": judged.mean.reshape(-1),
        **{quantile: flat[:, place] for place, quantile in enumerate(names)},
    }
    return _arrow().table({key: _arrow().array(values, from_pandas=key == "y") for key, values in columns.items()})
