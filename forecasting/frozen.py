"""Published forecasts as they were: a file of landing per release and level, never changed.

Belongs here: where they lie, and which of them are judged. Not here: writing them (a release's forecast is kept once it
is published), and their errors (`forecasting.ledger`).

Of the releases of one week the first counts: what was known as the week began, so that nobody's later knowledge of the
week, an override's least of all, makes a forecast look better than it was.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from forecasting.tables import FROZEN, FROZEN_OPTION
from forecasting.weeks import monday_of, week_of
from warehouse.connections import literal

FOLDER = "forecasts"
JUDGED_WEEKS = 26
"""Forecasts of older origins stay in landing, and are judged no more."""
OPTION_FOLDER = "forecasts_of_options"
"""The forecasts of styles in one colour, beside those of products."""
COLUMNS = (
    "release_id varchar, origin_date date, product_key varchar, market_code varchar, week_start_date date, "
    "segment_code varchar, naive_qty decimal(18, 4), model_qty decimal(18, 4), forecast_qty decimal(18, 4), "
    "q10_qty decimal(18, 4), q50_qty decimal(18, 4), q90_qty decimal(18, 4), method_name varchar, override_id bigint"
)
"""What is kept of each product, market and week ahead; `model_qty` is what stood before people's overrides."""
OPTION_COLUMNS = (
    "release_id varchar, origin_date date, option_name varchar, market_code varchar, week_start_date date, "
    "life_code varchar, naive_qty decimal(18, 4), model_qty decimal(18, 4), forecast_qty decimal(18, 4), "
    "q10_qty decimal(18, 4), q90_qty decimal(18, 4), method_name varchar"
)
"""The same of each style in one colour."""


def file_name(as_of: date, release_id: str) -> str:
    """Return the name of the file of a release: the Monday of its week and its id."""
    return f"{monday_of(week_of(as_of))}_{release_id}.parquet"


def load_frozen(connection: duckdb.DuckDBPyConnection, folder: Path | None, as_of: date) -> None:
    """Write the frozen forecasts of products that are judged: of each earlier week the first release's.

    Args:
        connection: The open work warehouse.
        folder: Where the files lie; None or an empty one if nothing was published before.
        as_of: The run's one clock; only forecasts made before its week are read.
    """
    _load(connection, FROZEN, COLUMNS, folder, as_of)


def load_frozen_options(connection: duckdb.DuckDBPyConnection, folder: Path | None, as_of: date) -> None:
    """Write the frozen forecasts of styles in one colour that are judged, chosen as those of products are."""
    _load(connection, FROZEN_OPTION, OPTION_COLUMNS, folder, as_of)


def _load(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, folder: Path | None, as_of: date
) -> None:  # fmt: skip
    connection.execute(f"create or replace temp table {table} ({columns})")
    chosen = _first_of_each_week(folder, week_of(as_of)) if folder else []
    if chosen:
        files = ", ".join(literal(path) for path in chosen)
        connection.execute(f"insert into {table} by name select * from read_parquet([{files}])")


def _first_of_each_week(folder: Path, week: int) -> list[Path]:
    first: dict[str, Path] = {}
    for path in sorted(folder.glob("*_*.parquet")):
        first.setdefault(path.name.partition("_")[0], path)
    return [path for monday, path in first.items() if week - JUDGED_WEEKS <= week_of(date.fromisoformat(monday)) < week]
