"""Reading a CSV or Parquet table as canonical columns.

Belongs here: the file, the mapping of its columns, and what is wrong with either. Not here: any resolving.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from identity.normalise.build import COLUMNS, GIVEN
from identity.tables import IdentityError
from warehouse.connections import literal

KNOWN = "identity_step_truth"
"""record_number, truth: what the table itself says."""
CANONICAL = ("record_id", *COLUMNS)
_FILE = "identity_step_file"


def read_records(connection: duckdb.DuckDBPyConnection, path: Path, truth: str, mapping: Sequence[str]) -> int:
    """Write the given records and their truth, and return how many records there are.

    Args:
        connection: Any.
        path: A `.csv` or `.parquet` file.
        truth: The column that is equal for records of one party; it is used for measuring only.
        mapping: `theirs=ours` each; several of theirs may be one of ours, and are joined with a space in that order.

    Raises:
        IdentityError: The file cannot be read, has no rows, or a column that is named is not there.
    """
    connection.execute(f"create or replace temp table {_FILE} as {_file_sql(connection, path)}")
    columns = [name for (name, *_) in connection.execute(f"describe {_FILE}").fetchall()]
    sources = _sources(path, columns, truth, mapping)
    chosen = ", ".join(f"{_joined(sources.get(ours, []))} as {ours}" for ours in COLUMNS if ours != "source_name")
    source = _joined(sources.get("source_name", []))
    connection.execute(
        f"create or replace temp table {GIVEN} as select row_number::integer as record_number, "
        f"coalesce({source}, '') as source_name, {chosen} from {_FILE}"
    )
    connection.execute(
        f"create or replace temp table {KNOWN} as select row_number::integer as record_number, "
        f'"{truth}"::varchar as truth from {_FILE}'
    )
    connection.execute(f"drop table {_FILE}")
    ((records,),) = connection.execute(f"select count(*) from {GIVEN}").fetchall()
    if not records:
        raise IdentityError("the table has no rows.", where=str(path), todo="Give a table with records.")
    return int(records)


def _file_sql(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    form = path.suffix.lower()
    if form not in (".csv", ".parquet"):
        raise IdentityError("this is no CSV or Parquet file.", where=str(path), todo="Give a .csv or .parquet file.")
    if not path.is_file():
        raise IdentityError("there is no such file.", where=str(path), todo="Check the path.")
    read = f"read_parquet({literal(path)})" if form == ".parquet" else (
        f"read_csv({literal(path)}, all_varchar = true, header = true)"
    )  # fmt: skip
    try:
        connection.execute(f"select * from {read} limit 1").fetchall()
    except duckdb.Error as error:
        raise IdentityError(
            "the file is no table that can be read.",
            where=str(path),
            todo="Give a CSV file in UTF-8 with a line of column names, or a whole Parquet file.",
        ) from error
    return f"select row_number() over () - 1 as row_number, * from {read}"


def _sources(path: Path, columns: list[str], truth: str, mapping: Sequence[str]) -> dict[str, list[str]]:
    """Return which of the file's columns feed each canonical one: the mapped ones, else the one of that name."""
    if truth not in columns:
        raise _no_column(path, truth, columns)
    found: dict[str, list[str]] = {}
    for pair in mapping:
        theirs, _, ours = pair.partition("=")
        if theirs not in columns:
            raise _no_column(path, theirs, columns)
        if ours not in CANONICAL:
            raise IdentityError(
                f"{ours!r} is no canonical column.", where=f"--map {pair}", todo=f"One of {', '.join(CANONICAL)}."
            )
        found.setdefault(ours, []).append(theirs)
    return {**{ours: [ours] for ours in CANONICAL if ours in columns and ours != truth}, **found}


def _no_column(path: Path, name: str, columns: list[str]) -> IdentityError:
    return IdentityError(f"there is no column {name!r}.", where=str(path), todo=f"It has {', '.join(columns[1:])}.")


def _joined(theirs: list[str]) -> str:
    """Return SQL for the text of some columns, null where all are blank."""
    if not theirs:
        return "cast(null as varchar)"
    parts = ", ".join("nullif(trim(\"{}\"::varchar), '')".format(name.replace('"', '""')) for name in theirs)
    return f"nullif(concat_ws(' ', {parts}), '')"
