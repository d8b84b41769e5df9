"""Reading a table of series: `unique_id, ds, y`, and what may be known of their future.

Belongs here: the file, its columns, and what is wrong with either. Not here: how periods without a row are taken.

Two rows of one series at the same `ds` are an error: whether they are two sales or one row twice cannot be told. Rows
at different times within one period (days of a week with `--freq W`) are summed; the last row's columns
count. A `y` that is null is missing, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from forecasting.demand.periods import Numbers, Stamps
from forecasting.tables import ForecastingError
from warehouse.connections import literal, one_line

KEYS = ("unique_id", "ds", "y")
KNOWN_AT = "known_at"
_TABLE = "demand_given"
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_NUMBERS = {*_WHOLE, *(f"U{name}" for name in _WHOLE), "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN"}


@dataclass(frozen=True)
class Rows:
    """The rows of a file, ordered by series and date.

    Args:
        ids: One name per row.
        stamps: One date (or whole number) per row.
        y: One value per row; NaN where it is missing.
        columns: Values of the other numeric columns (price, events); NaN where missing.
        known_at: When those values became known, the row's own date where it does not say; None without such a column.
    """

    ids: NDArray[np.str_]
    stamps: Stamps
    y: NDArray[np.float64]
    columns: dict[str, NDArray[np.float64]]
    known_at: Stamps | None


def read_rows(path: Path) -> Rows:
    """Read a CSV or Parquet table of series.

    Raises:
        ForecastingError: The file cannot be read, lacks a column, has no rows, or holds what is no date, no number,
            an infinite number, or two rows of one series at one date.
    """
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("set enable_progress_bar = false")
        types = _load(connection, path)
        _refuse(connection, path)
        extras = [name for name, kind in types.items() if name not in (*KEYS, KNOWN_AT) and _is_number(kind)]
        known = [KNOWN_AT] if KNOWN_AT in types else []
        chosen = ", ".join(f'"{name}"' for name in (*KEYS, *extras, *known))
        found = connection.execute(f"select {chosen} from {_TABLE} order by unique_id, ds").fetchnumpy()
    return Rows(
        np.asarray(found["unique_id"]).astype(np.str_),
        np.ma.getdata(found["ds"]),
        _filled(found["y"]),
        {name: _filled(found[name]) for name in extras},
        np.ma.getdata(found[KNOWN_AT]) if known else None,
    )


def _load(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Load the file as it is into a table with typed keys, and return the types of its columns."""
    form = path.suffix.lower()
    if form not in (".csv", ".parquet"):
        raise ForecastingError("this is no CSV or Parquet file.", where=str(path), todo="Give a .csv or .parquet file.")
    read = f"read_parquet({literal(path)})" if form == ".parquet" else f"read_csv({literal(path)}, sample_size = -1)"
    try:
        described = connection.execute(f"describe from {read}").fetchall()
        if form == ".csv" and KEYS[0] in {name for name, *_ in described}:
            read = read[:-1] + ", types = {'unique_id': 'varchar'})"
        connection.execute(f"create temp table demand_file as from {read}")
    except duckdb.Error as error:
        raise ForecastingError(
            f"the table cannot be read: {one_line(error)}", where=str(path), todo="Check the path and the file."
        ) from error
    types = {name: kind for name, kind, *_ in connection.execute("describe demand_file").fetchall()}
    for name in KEYS:
        if name not in types:
            raise ForecastingError(
                f"there is no column {name!r}.", where=str(path), todo=f"It has {', '.join(types)}; name it so."
            )
    ds = "bigint" if _is_number(types["ds"]) else "timestamp"
    known = f", coalesce(try_cast({KNOWN_AT} as {ds}), try_cast(ds as {ds})) as {KNOWN_AT}" if KNOWN_AT in types else ""
    others = ", ".join(f'cast("{name}" as double) as "{name}"' for name in types if _is_extra(name, types[name]))
    connection.execute(f"""
        create temp table {_TABLE} as
        select
            cast(unique_id as varchar) as unique_id,
            cast(ds as varchar) as ds_text,
            try_cast(ds as {ds}) as ds,
            cast(y as varchar) as y_text,
            try_cast(y as double) as y
            {known}
            {", " + others if others else ""}
        from demand_file
    """)
    return types


def _refuse(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise what is wrong with the rows, with the first that is."""
    faults = (
        ("unique_id is null", "unique_id", "{} rows name no series (ds {})", "ds_text"),
        ("ds is null", "ds", "{} rows have no readable date (the first: {})", "ds_text"),
        ("y is null and trim(y_text) <> ''", "y", "{} values are no numbers (the first: {})", "y_text"),
        ("isinf(y)", "y", "{} values are infinite (the first of series {})", "unique_id"),
    )
    if not connection.execute(f"select count(*) from {_TABLE}").fetchall()[0][0]:
        raise ForecastingError("the table has no rows.", where=str(path), todo="Give a table with series.")
    for condition, column, said, shown in faults:
        ((count, first),) = connection.execute(
            f"select count(*), min({shown}) from {_TABLE} where {condition}"
        ).fetchall()
        if count:
            raise ForecastingError(
                said.format(count, first) + ".", where=f"{path} {column}", todo="Correct or remove them."
            )
    twice = connection.execute(
        f"select unique_id, ds, count(*) from {_TABLE} group by all having count(*) > 1 order by all"
    ).fetchall()
    if twice:
        raise ForecastingError(
            f"{len(twice)} pairs of series and date occur more than once (the first: {twice[0][0]} at {twice[0][1]}).",
            where=str(path),
            todo="Sum the rows if they are several sales, or remove the copies.",
        )


def _is_number(kind: str) -> bool:
    return kind.split("(")[0] in _NUMBERS


def _is_extra(name: str, kind: str) -> bool:
    return name not in (*KEYS, KNOWN_AT) and _is_number(kind)


def _filled(values: Any) -> NDArray[np.float64]:
    return np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)


def numbers_of(rows: Rows) -> tuple[NDArray[np.str_], Numbers]:
    """Return the names of the series, sorted, and each row's place among them."""
    names, codes = np.unique(rows.ids, return_inverse=True)
    return names, codes.astype(np.int64)
