"""The files of one fetch: written aside, there together or not at all, and left out where nothing has changed.

Belongs here: their folders and names, and comparing them with those of the fetch before. Not here: reading systems.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from ingestion.contract.document import SourceTable
from ingestion.contract.key_sets import SUFFIX
from warehouse.connections import literal, quoted
from warehouse.files import sync

_ASIDE = ".fetching"
_FORM = "%Y%m%dT%H%M%SZ"
_MOMENTS = "[0-9]*Z"


@dataclass(frozen=True)
class Moment:
    """The folder aside in which the files of one fetch are written.

    Attributes:
        name: The moment as folder and files are called after it, such as `20260131T101500Z`.
        source_folder: Where the source's files lie.
        landed: Names of the files that have landed; the others hold nothing that is not fetched again.
    """

    name: str
    source_folder: Path
    landed: frozenset[str]

    @property
    def folder(self) -> Path:
        """Where the files are written until all are there."""
        return self.source_folder / _ASIDE

    def file(self, table: SourceTable) -> Path:
        """Return where the file of a table is written, or that of its keys."""
        return self.folder / f"{table.name}_{self.name}.{table.file_format}"


@contextmanager
def opened_moment(source_folder: Path, moment: datetime, landed: Iterable[str]) -> Iterator[Moment]:
    """Yield a moment whose files come to stand in the source's folder together, if nothing fails.

    Args:
        source_folder: Of the source; made if need be.
        moment: What the system says the time is (UTC); one second after the fetch before, if it is not later.
        landed: Names of the files that have landed; in the end the folders of earlier fetches without any are removed.
    """
    source_folder.mkdir(parents=True, exist_ok=True)
    opened = Moment(_name(source_folder, moment), source_folder, frozenset(landed))
    shutil.rmtree(opened.folder, ignore_errors=True)
    opened.folder.mkdir()
    try:
        yield opened
        _forget_unlanded(opened)
        _settle(opened)
    finally:
        shutil.rmtree(opened.folder, ignore_errors=True)


def drop_if_known(connection: duckdb.DuckDBPyConnection, moment: Moment, table: SourceTable, *, is_whole: bool) -> None:
    """Leave out the file of a table that tells nothing which the latest one that landed does not.

    Args:
        connection: Any DuckDB connection.
        moment: Where the file was written.
        table: The contract.
        is_whole: The file holds the whole table, so that a row which is gone counts too.
    """
    new, before = moment.file(table), _latest(moment, table)
    if before and _repeats(connection, _rows(new), _rows(before), is_whole=is_whole):
        new.unlink()


def drop_keys_if_known(
    connection: duckdb.DuckDBPyConnection, moment: Moment, table: SourceTable, keys: SourceTable
) -> None:
    """Leave out the file of a table's keys if they are those of the latest such file, or of the first rows fetched.

    Args:
        connection: Any DuckDB connection.
        moment: Where the file was written.
        table: The contract.
        keys: Stands for its files of keys.
    """
    new, before = moment.file(keys), _latest(moment, keys) or _latest(moment, table)
    if before and _repeats(
        connection, _keys(connection, new, new, keys), _keys(connection, before, new, keys), is_whole=True
    ):
        new.unlink()


def _latest(moment: Moment, table: SourceTable) -> Path | None:
    files = [path for path in moment.source_folder.glob(table.path_glob) if path.name in moment.landed]
    return max(files, key=lambda path: path.name, default=None)


def _repeats(connection: duckdb.DuckDBPyConnection, new: str, old: str, *, is_whole: bool) -> bool:
    """Say whether rows tell nothing that earlier ones do not; if they are whole, a row that is gone counts too."""
    sql = f"select not exists (from ({new} except {old}))"
    if is_whole:
        sql += f" and (select count(*) from ({new})) = (select count(*) from ({old}))"
    try:
        row = connection.execute(sql).fetchone()
    except duckdb.BinderException:
        return False
    return bool(row and row[0])


def keys_of(table: SourceTable, tables: list[SourceTable]) -> SourceTable | None:
    """Return the table that stands for a table's files of keys."""
    return next((other for other in tables if other.name == f"{table.name}{SUFFIX}"), None)


def _forget_unlanded(moment: Moment) -> None:
    """Remove the files of earlier fetches of which nothing landed: what they held has been fetched again."""
    for folder in moment.source_folder.glob(_MOMENTS):
        if folder.is_dir() and not any(path.name in moment.landed for path in folder.iterdir()):
            shutil.rmtree(folder)


def _name(source_folder: Path, moment: datetime) -> str:
    latest = max((folder.name for folder in source_folder.glob(_MOMENTS)), default="")
    if moment.strftime(_FORM) > latest:
        return moment.strftime(_FORM)
    return (datetime.strptime(latest, _FORM) + timedelta(seconds=1)).strftime(_FORM)


def _settle(moment: Moment) -> None:
    """Let the files stand where intake looks for them, on the disk before their folder has its name."""
    files = list(moment.folder.iterdir())
    if not files:
        return
    for path in files:
        sync(path)
    sync(moment.folder)
    moment.folder.rename(moment.source_folder / moment.name)
    sync(moment.source_folder)


def _rows(path: Path) -> str:
    if path.suffix == ".parquet":
        return f"select * from read_parquet({literal(path)})"
    return f"select cast(json as varchar) from read_json_objects({literal(path)}, format = 'newline_delimited')"


def _keys(connection: duckdb.DuckDBPyConnection, path: Path, like: Path, keys: SourceTable) -> str:
    """The keys in a file, in the columns that the file of keys `like` has."""
    if path.suffix == ".parquet":
        described = connection.execute(f"describe from read_parquet({literal(like)})").fetchall()
        names = ", ".join(quoted(row[0]) for row in described)
        return f"select {names} from read_parquet({literal(path)})"
    paths = ", ".join(f"json_extract_string(json, {literal('$.' + column.physical_name)})" for column in keys.columns)
    return f"select {paths} from read_json_objects({literal(path)}, format = 'newline_delimited')"
