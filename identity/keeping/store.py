"""Issued keys in the landing: what the machine must not forget, so that work and releases can be deleted.

    landing/.internal/identity/000001_<run>/{issued,former,event,alias}.parquet    what a run changed
    landing/.internal/identity/000031_all/…                                        all of it up to there

Belongs here: that folder. Not here: which key a record gets.

A folder is written aside and renamed, so it is there whole or not at all; aside it ends in `.tmp`, which back-ups leave
out. Nothing is written where nothing changed. When there are many folders one of everything takes their place; the
others go after it is there, and what a kill leaves of them is not read. The files hold names of sources, their ids of
records, keys and times; names, addresses and the like never.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb

from identity.keeping.shapes import (
    ALIAS_COLUMNS,
    EVENT_COLUMNS,
    FORMER_COLUMNS,
    ISSUED_COLUMNS,
    SHAPES,
    UNKEPT,
    UNKEPT_ALIAS,
    UNKEPT_EVENT,
    UNKEPT_FORMER,
    UNKEPT_ISSUED,
    create_empty,
    is_loaded,
    require_loaded,
    say_loaded,
)
from identity.tables import FORMER, ISSUED, KEY_ALIAS, KEY_EVENT, IdentityError
from warehouse.connections import literal
from warehouse.files import sync
from warehouse.settings import Settings

FOLDER = "identity"
MOST_FOLDERS = 30
"""So many are read before they become one: a month of days."""
_ALL = "all"
_ASIDE = ".tmp"
_FOLDER_NAME = re.compile(r"(\d{6})_([\w.-]+)")
_FILES = {"issued": ISSUED_COLUMNS, "former": FORMER_COLUMNS, "event": EVENT_COLUMNS, "alias": ALIAS_COLUMNS}
_WHOLE = {"issued": ISSUED, "former": FORMER, "event": KEY_EVENT, "alias": KEY_ALIAS}
_CHANGED = {"issued": UNKEPT_ISSUED, "former": UNKEPT_FORMER, "event": UNKEPT_EVENT, "alias": UNKEPT_ALIAS}
_KEYS = ("entity_key", "other_key", "retired_key", "current_key")


def load_issued(connection: duckdb.DuckDBPyConnection, place: Settings | Path) -> None:
    """Make the tables of issued keys in the work warehouse what the landing says, where they are not.

    Args:
        connection: The open work warehouse.
        place: The configuration, or the folder of landed keys.

    Raises:
        IdentityError: A folder is missing or damaged.
    """
    folders = _folders(_folder(place))
    if is_loaded(connection, _state(folders)):
        return
    say_loaded(connection, None)
    for table, columns in (SHAPES | UNKEPT).items():
        create_empty(connection, table, columns)
    try:
        for name, table in _WHOLE.items():
            connection.execute(f"insert into {table} {_current_sql(name, folders)}")
    except duckdb.Error as error:
        raise IdentityError(
            "the issued keys cannot be read: a file is missing or damaged.",
            where=str(_folder(place)),
            todo="Restore that folder from a back-up (`entrepot restore`); without it every key would be another.",
        ) from error
    say_loaded(connection, _state(folders))


def keep_issued(connection: duckdb.DuckDBPyConnection, place: Settings | Path, run_id: str) -> int:
    """Land what `issue_keys` changed since `load_issued`; the caller holds the run lock.

    Args:
        connection: The open work warehouse.
        place: The configuration, or the folder of landed keys.
        run_id: Names the run in the folder's name.

    Returns:
        How many records have a key that is new to them.

    Raises:
        IdentityError: A landed folder is missing, or the issued keys were not loaded.
    """
    require_loaded(connection)
    folder = _folder(place)
    _remove_leftovers(folder)
    counts = {name: _count(connection, table) for name, table in _CHANGED.items()}
    if any(counts.values()):
        _land(connection, folder, run_id)
    say_loaded(connection, _state(_folders(folder)))
    return counts["issued"]


def _land(connection: duckdb.DuckDBPyConnection, folder: Path, run_id: str) -> None:
    before = _folders(folder)
    _write(connection, folder, max(before, default=0) + 1, re.sub(r"[^\w.-]", "-", run_id), _CHANGED)
    for table, columns in UNKEPT.items():
        create_empty(connection, table, columns)
    if len(before) >= MOST_FOLDERS:
        _write(connection, folder, max(before) + 2, _ALL, _WHOLE)
        _remove_leftovers(folder)


def _folder(place: Settings | Path) -> Path:
    return place if isinstance(place, Path) else place.internal_dir / FOLDER


def _folders(folder: Path) -> dict[int, Path]:
    """Return the folders that count, by number: the last one of everything and those after it.

    Raises:
        IdentityError: One is missing between them.
    """
    found = _named(folder)
    first = max((number for number, path in found.items() if path.name.endswith(f"_{_ALL}")), default=1)
    counting = {number: path for number, path in sorted(found.items()) if number >= first}
    missing = set(range(first, max(counting, default=0) + 1)) - set(counting)
    if missing:
        raise IdentityError(
            f"of the issued keys the folder with number {min(missing)} is missing.",
            where=str(folder),
            todo="Restore that folder from a back-up (`entrepot restore`); without it keys would be given anew.",
        )
    return counting


def _state(folders: Mapping[int, Path]) -> str:
    """Return what tells one landing from another without reading it."""
    files = [path / f"{name}.parquet" for path in folders.values() for name in _FILES]
    found = [(file.parent.name, file.name, file.stat()) for file in files if file.is_file()]
    return json.dumps([(folder, name, stat.st_size, stat.st_mtime_ns) for folder, name, stat in found])


def _named(folder: Path) -> dict[int, Path]:
    names = {path: _FOLDER_NAME.fullmatch(path.name) for path in (folder.iterdir() if folder.is_dir() else ())}
    return {int(match[1]): path for path, match in names.items() if match and path.suffix != _ASIDE}


def _remove_leftovers(folder: Path) -> None:
    """Remove what was being written when a run was killed, and what a folder of everything has replaced."""
    aside = set(folder.glob(f"*{_ASIDE}"))
    for path in aside | set(_named(folder).values()) - set(_folders(folder).values()):
        shutil.rmtree(path)


def _write(
    connection: duckdb.DuckDBPyConnection, folder: Path, number: int, name: str, tables: Mapping[str, str]
) -> None:
    """Write a folder of these tables, there whole or not at all."""
    target = folder / f"{number:06d}_{name}"
    aside = target.with_name(target.name + _ASIDE)
    aside.mkdir(parents=True)
    for file, table in tables.items():
        columns = ", ".join(f"{column}::uuid as {column}" if column in _KEYS else column for column in _FILES[file])
        path = aside / f"{file}.parquet"
        connection.execute(
            f"copy (select {columns} from {table}) to {literal(path)} (format parquet, compression zstd)"
        )
        sync(path)
    sync(aside)
    aside.rename(target)
    sync(folder)


def _current_sql(name: str, folders: Mapping[int, Path]) -> str:
    """Return SQL for the rows of one table that hold: all events and former keys, the last word on the others."""
    columns = ", ".join(f"{column}::{kind} as {column}" for column, kind in _FILES[name].items())
    parts = [f"select {columns}, {number} as place from read_parquet({literal(path / f'{name}.parquet')})"
             for number, path in folders.items()]  # fmt: skip
    if not parts:
        return f"select * from {_WHOLE[name]} where false"
    everything = " union all ".join(parts)
    if name in ("event", "former"):
        return f"select * exclude (place) from ({everything})"
    if name == "alias":
        last = "row_number() over (partition by entity, retired_key order by place desc) = 1"
        return f"select * exclude (place) from (from ({everything}) qualify {last}) where current_key is not null"
    return _last_issued_sql(parts)


def _last_issued_sql(parts: list[str]) -> str:
    """The first folder names each record once and is large; of the few later ones the last word counts."""
    if len(parts) == 1:
        return f"select * exclude (place) from ({parts[0]})"
    last = "row_number() over (partition by entity, source_name, record_id order by place desc) = 1"
    return f"""
        with later as (from ({" union all ".join(parts[1:])}) qualify {last})
        select * exclude (place) from ({parts[0]})
        anti join later using (entity, source_name, record_id)
        union all
        select * exclude (place) from later
    """


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = connection.execute(f"select count(*) from {table}").fetchall()
    return int(count)
