"""Which version a source's system is of, found from what stands in its files.

A vendor whose tables differ by version has a `system.toml` beside its contracts, and its contracts name the versions
of a table or column in the custom property `versions`: `'16-'` is since 16, `'-15'` until 15. Of a column it is a
mapping by physical name, as one column may have another name in another version.

Belongs here: reading that, and what follows from a source's files. Not here: what the contracts promise (contract).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingestion.contract.document import SourceTable
from warehouse.connections import literal
from warehouse.errors import ContractError

SYSTEM_FILE = "system.toml"


@dataclass(frozen=True)
class Sign:
    """A table or column that only some versions have; None is no bound."""

    name: str
    since: int | None
    until: int | None


def find_version(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable], files: Mapping[str, Path]
) -> str | None:
    """Say in words which version a system is of.

    Args:
        connection: Any DuckDB connection.
        tables: The vendor's contracts.
        files: A file of each table that there is one of.

    Returns:
        One line; None where the vendor's tables do not differ by version, or nothing has arrived.

    Raises:
        ContractError: A contract names versions in another form.
    """
    there = [table for table in tables if table.name in files]
    system_file = there[0].file.parent / SYSTEM_FILE if there else None
    if system_file is None or not system_file.is_file():
        return None
    system = tomllib.loads(system_file.read_text(encoding="utf-8"))
    told = _told(connection, system["told_by"], files)
    if told is not None:
        return _judged(system, told)
    signs = [sign for table in there for sign in _signs(table, _header(connection, files[table.name]))]
    return _fitting(system, signs)


def read_signs(table: SourceTable) -> Iterator[Sign]:
    """Return what a contract says of versions: of the table under its own name, of columns as `table.column`.

    Raises:
        ContractError: It is written in another form.
    """
    [schema, *_] = yaml.safe_load(table.file.read_text(encoding="utf-8"))["schema"]
    whole = _property(schema)
    if whole is not None:
        yield _sign(table, table.name, whole)
    for column in schema["properties"]:
        for name, versions in (_property(column) or {}).items():
            yield _sign(table, f"{table.name}.{name}", versions)


def _signs(table: SourceTable, header: set[str]) -> Iterator[Sign]:
    here = {table.name} | {f"{table.name}.{name}" for name in header}
    return (sign for sign in read_signs(table) if sign.name in here)


def _property(item: Mapping[str, Any]) -> Any:
    found = (extra["value"] for extra in item.get("customProperties") or [] if extra["property"] == "versions")
    return next(found, None)


def _sign(table: SourceTable, name: str, versions: str) -> Sign:
    since, dash, until = str(versions).partition("-")
    if not dash or not (since + until).isdigit():
        raise ContractError(
            f"the versions of {name} are {versions!r}.", where=str(table.file), todo="Write '16-', '-15' or '16-18'."
        )
    return Sign(name, int(since) if since else None, int(until) if until else None)


def _scan(path: Path) -> str:
    """SQL that reads a file, whatever it holds, by its ending."""
    if path.suffix == ".csv":
        return f"read_csv({literal(str(path))}, header = true, all_varchar = true)"
    return f"read_{'parquet' if path.suffix == '.parquet' else 'json'}({literal(str(path))})"


def _header(connection: duckdb.DuckDBPyConnection, path: Path) -> set[str]:
    return {row[0] for row in connection.execute(f"describe select * from {_scan(path)}").fetchall()}


def _told(connection: duckdb.DuckDBPyConnection, told_by: Mapping[str, str], files: Mapping[str, Path]) -> int | None:
    """Return the major version that the system itself tells; its own number may follow a name, as in saas~18.1."""
    path = files.get(told_by["table"])
    if path is None:
        return None
    major = f"regexp_extract({told_by['version']}, '([0-9]+)[.]', 1)"
    sql = f"select {major} from {_scan(path)} where {told_by['where']}"
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row and row[0] else None


def _judged(system: Mapping[str, Any], version: int) -> str:
    if version in system["versions"]:
        return f"{system['name']} {version}, as it says itself."
    known = ", ".join(map(str, system["versions"]))
    return (
        f"{system['name']} {version}, which is none of those that the contracts were held against ({known}). "
        "Compare totals before you trust it."
    )


def _fitting(system: Mapping[str, Any], signs: list[Sign]) -> str:
    since = max((sign for sign in signs if sign.since), key=lambda sign: sign.since or 0, default=None)
    until = min((sign for sign in signs if sign.until), key=lambda sign: sign.until or 0, default=None)
    lowest, highest = since.since if since else 0, until.until if until else None
    fitting = [
        str(version)
        for version in system["versions"]
        if version >= (lowest or 0) and (highest is None or version <= highest)
    ]
    reasons = " and ".join(dict.fromkeys(sign.name for sign in (since, until) if sign))
    if fitting:
        return f"{system['name']} {' or '.join(fitting)}" + (f", by {reasons}." if reasons else ".")
    known = ", ".join(map(str, system["versions"]))
    return (
        f"{system['name']} of no version that the contracts were held against ({known}): "
        f"{reasons} do not stand together in any. Compare totals before you trust it."
    )
