"""The answer keys name canonical columns, and columns that the systems have."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
import yaml

Schema = dict[str, set[str]]

SYSTEMS = ["northwind", "adventureworks", "vendure", "hubspot", "threepl"]


@pytest.fixture(scope="module")
def canonical(house: Path) -> Schema:
    """Columns of the canonical entities by the contracts of the canonical layer."""
    files = (house / "dbt_project" / "models" / "canonical").glob("*/_*.yml")
    models = [model for file in files for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])]
    return {model["name"]: {column["name"] for column in model["columns"]} for model in models}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_key_names_each_canonical_column_once(system: str, answer_keys: dict[str, Path], canonical: Schema) -> None:
    rows = _rows(answer_keys[system])
    named = [(row["entity"], row["column"]) for row in rows]
    assert rows and len(named) == len(set(named))
    assert [(entity, column) for entity, column in named if column not in canonical.get(entity, set())] == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_must_not_be_placed_says_why(system: str, answer_keys: dict[str, Path]) -> None:
    assert [row for row in _rows(answer_keys[system]) if row["source"] in {"", "-"} and not row["note"]] == []


def test_northwind_has_the_sources(answer_keys: dict[str, Path], northwind_file: Path) -> None:
    with closing(sqlite3.connect(northwind_file)) as database:
        columns = database.execute(
            "select t.name, c.name from sqlite_master as t, pragma_table_info(t.name) as c where t.type = 'table'"
        ).fetchall()
    assert _lacking(answer_keys["northwind"], {f"{table}.{column}" for table, column in columns}) == []


@pytest.mark.parametrize(
    ("system", "pattern", "relation"),
    [
        ("adventureworks", "**/*.parquet", "read_parquet('{}')"),
        ("vendure", "*.csv", "read_csv('{}', header = true, all_varchar = true)"),
    ],
    ids=["adventureworks", "vendure"],
)
def test_the_files_have_the_sources(
    system: str, pattern: str, relation: str, answer_keys: dict[str, Path], shared_data: Callable[[str], Path]
) -> None:
    files = [file for file in sorted(shared_data(system).glob(pattern)) if file.parent.name != "dw"]
    columns = {
        f"{file.stem}.{column}" for file in files for column in duckdb.sql(f"from {relation.format(file)}").columns
    }
    assert _lacking(answer_keys[system], columns) == []


@pytest.mark.parametrize("vendor", ["hubspot", "threepl"])
def test_what_is_asked_is_what_the_contracts_read(vendor: str, answer_keys: dict[str, Path], house: Path) -> None:
    """A table is called as its files are; that the demo's files have all sources is held where there is a demo."""
    contracts = [yaml.safe_load(file.read_text("utf-8")) for file in (house / "ingestion/contracts" / vendor).iterdir()]
    tables = [table for contract in contracts for table in contract["schema"]]
    read = {f"{table['name']}.{column['physicalName']}" for table in tables for column in table["properties"]}
    asked = [row["source"] for row in _rows(answer_keys[vendor]) if row["source"][0] not in "?-"]
    assert asked
    assert [source for source in asked if not any(set(way.split("+")) <= read for way in source.split("|"))] == []


def _rows(key: Path) -> list[dict[str, str]]:
    with key.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _lacking(key: Path, columns: set[str]) -> list[str]:
    """Sources of a key that the system does not have."""
    named = [row["source"].removeprefix("?") for row in _rows(key) if row["source"] != "-"]
    sources = {column for source in named for way in source.split("|") for column in way.split("+")}
    return sorted(sources - columns)
