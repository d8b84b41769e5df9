"""Freezing what each release forecast: a file of landing per release, written once.

Belongs here: copying the forecasts of releases that stand. Not here: which of them are judged, and how (forecasting).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from forecasting.frozen import FOLDER, file_name
from forecasting.weeks import monday_of, week_of
from warehouse.connections import literal, one_line
from warehouse.errors import ReleaseError
from warehouse.files import sync
from warehouse.releases import Release, list_releases
from warehouse.settings import Settings

_MART = "mart_planning__forecast_vs_actual"


def keep_forecasts(settings: Settings) -> None:
    """Freeze the forecast of every release that stands and whose forecast is not kept yet.

    A release made within the day carries over what a full run's said, so it has none of its own.

    Raises:
        ReleaseError: One could not be written; the release stands, and the next run keeps its forecast.
    """
    folder = settings.internal_dir / FOLDER
    for release in list_releases(settings):
        kept = folder / file_name(release.manifest.as_of, release.id)
        if release.manifest.is_provisional or kept.is_file():
            continue
        try:
            _freeze(release, kept)
        except (duckdb.Error, OSError) as error:
            raise ReleaseError(
                f"release {release.id} stands, but its forecast could not be kept: {one_line(error)}",
                where=str(folder),
                todo="Free some space; the next run keeps it.",
            ) from error


def _freeze(release: Release, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = kept.with_name(f".{kept.name}.tmp")
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(release.database)} as release (read_only)")
        if not _knows_overrides(connection):
            return
        connection.execute(f"copy ({_forecast_sql(release)}) to {literal(aside)} (format parquet, compression zstd)")
    sync(aside)
    aside.replace(kept)
    sync(kept.parent)


def _knows_overrides(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the release says what stood before overrides; versions up to 0.9.0 did not."""
    found = connection.execute(
        "select 1 from duckdb_columns() "
        "where database_name = 'release' and table_name = ? and column_name = 'model_qty'",
        [_MART],
    ).fetchone()
    return found is not None


def _forecast_sql(release: Release) -> str:
    return f"""
        select
            {literal(release.id)} as release_id, date '{monday_of(week_of(release.manifest.as_of))}' as origin_date,
            product_key, market_code, week_start_date, segment_code, naive_qty, model_qty, forecast_qty, q10_qty,
            q50_qty, q90_qty, method_name, override_id
        from release.marts.{_MART}
        where is_future
        order by product_key, market_code, week_start_date"""
