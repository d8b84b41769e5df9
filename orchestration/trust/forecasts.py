"""Freezing what each release forecast: a file of landing per release, written once.

Belongs here: copying the forecasts of releases that stand. Not here: which of them are judged, and how (forecasting).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from forecasting.frozen import FOLDER, OPTION_FOLDER, file_name
from forecasting.weeks import monday_of, week_of
from warehouse.connections import literal, one_line
from warehouse.errors import ReleaseError
from warehouse.files import sync
from warehouse.releases import Release, list_releases
from warehouse.settings import Settings

_PRODUCTS, _OPTIONS = "mart_planning__forecast_vs_actual", "mart_planning__forecast_option"
_MARTS = {FOLDER: _PRODUCTS, OPTION_FOLDER: _OPTIONS}


def keep_forecasts(settings: Settings) -> None:
    """Freeze the forecasts of every release that stands and whose forecasts are not kept yet, of each level.

    A release made within the day carries over what a full run's said, so it has none of its own.

    Raises:
        ReleaseError: One could not be written; the release stands, and the next run keeps its forecast.
    """
    for release in list_releases(settings):
        for folder, mart in _MARTS.items():
            kept = settings.internal_dir / folder / file_name(release.manifest.as_of, release.id)
            if release.manifest.is_provisional or kept.is_file():
                continue
            try:
                _freeze(release, mart, kept)
            except (duckdb.Error, OSError) as error:
                raise ReleaseError(
                    f"release {release.id} stands, but its forecast could not be kept: {one_line(error)}",
                    where=str(kept.parent),
                    todo="Free some space; the next run keeps it.",
                ) from error


def _freeze(release: Release, mart: str, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = kept.with_name(f".{kept.name}.tmp")
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(release.database)} as release (read_only)")
        if not _knows_overrides(connection, mart):
            return
        said = _products_sql(release) if mart == _PRODUCTS else _options_sql(release)
        connection.execute(f"copy ({said}) to {literal(aside)} (format parquet, compression zstd)")
    sync(aside)
    aside.replace(kept)
    sync(kept.parent)


def _knows_overrides(connection: duckdb.DuckDBPyConnection, mart: str) -> bool:
    """Tell whether the release holds the mart and says what stood before overrides; older versions did not.

    Products have it since 0.10.0, styles in one colour since the release held their forecasts at all.
    """
    found = connection.execute(
        "select 1 from duckdb_columns() "
        "where database_name = 'release' and table_name = ? and column_name = 'model_qty'",
        [mart],
    ).fetchone()
    return found is not None


def _said_of(release: Release) -> str:
    """Return SQL for the columns that say who said it when."""
    return f"{literal(release.id)} as release_id, date '{monday_of(week_of(release.manifest.as_of))}' as origin_date"


def _products_sql(release: Release) -> str:
    return f"""
        select
            {_said_of(release)}, product_key, market_code, week_start_date, segment_code, naive_qty, model_qty,
            forecast_qty, q10_qty, q50_qty, q90_qty, method_name, override_id
        from release.marts.{_PRODUCTS}
        where is_future
        order by product_key, market_code, week_start_date"""


def _options_sql(release: Release) -> str:
    return f"""
        select
            {_said_of(release)}, option_name, market_code, week_start_date, life_code, naive_qty, model_qty,
            forecast_qty, q10_qty, q90_qty, method_name
        from release.marts.{_OPTIONS}
        order by option_name, market_code, week_start_date"""
