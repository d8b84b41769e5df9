"""The history of party records is made of all that raw holds: batches one by one or all at once give the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.document import SourceTable, read_contract
from ingestion.contract.properties import DeleteRule
from ingestion.raw.loading import prepare_raw
from ingestion.raw.versions import write_versions

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: tiny.{name}
name: {name}
version: 1.0.0
status: active
servers: [{{server: files, type: local, path: "{name}_*.csv", format: csv}}]
schema:
  - name: {name}
    physicalType: table
    dataGranularityDescription: One row per {name}
    properties:
      - {{name: {name}_id, physicalName: id, physicalType: VARCHAR, required: true, primaryKey: true}}
{columns}
"""
COLUMN = "      - {{name: {name}, physicalName: {name}, physicalType: {kind}}}"
PERSON = {"full_name": "VARCHAR", "land_id": "VARCHAR", "changed_at": "TIMESTAMP"}
STAGING = """
    create or replace view staging.stg_tiny__party_record as
    select person.person_id as party_record_id, 'person' as party_type, person.full_name, land.code as country_code,
        person.source_name, coalesce(person.changed_at, person._extracted_at) as updated_at,
        person._is_deleted as is_deleted
    from base.base_tiny__person as person
    left join base.base_tiny__land as land
        on person.source_name = land.source_name and person.land_id = land.land_id"""
BASE = """
    create view base.base_tiny__{name} as
    select latest.*, gone._deleted_at is not null as _is_deleted
    from (
        from raw_tiny.{name} qualify row_number() over (partition by {name}_id order by _extracted_at desc) = 1
    ) as latest
    left join {gone} as gone on latest.{name}_id = gone.{name}_id"""
Batch = tuple[str, int, Sequence[str]]
"""Table, day of January 2025, rows of raw as SQL values."""
BATCHES: list[Batch] = [
    ("land", 1, ["'de', 'DE'", "'fr', 'FR'"]),
    ("person", 1, ["'1', 'Ann', 'de', null", "'2', 'Bob', 'fr', timestamp '2024-12-01'"]),
    ("person", 2, ["'1', 'Ann', 'de', null", "'2', 'Bob', 'fr', timestamp '2025-01-02 06:00:00'"]),
    ("person", 3, ["'1', 'Anne', 'de', null"]),
    ("land", 4, ["'de', 'AT'", "'fr', 'FR'"]),
]
HISTORY = [
    ("1", 1, "Ann", "DE", False),
    ("1", 3, "Anne", "DE", False),
    ("1", 4, "Anne", "AT", False),
    ("2", 1, "Bob", "FR", False),
    ("2", 2, "Bob", "FR", False),
    ("2", 3, "Bob", "FR", True),
]


@pytest.fixture
def tables(tmp_path: Path) -> list[SourceTable]:
    found = []
    for name, columns in (("person", PERSON), ("land", {"code": "VARCHAR"})):
        path = tmp_path / f"{name}.yaml"
        text = "\n".join(COLUMN.format(name=column, kind=kind) for column, kind in columns.items())
        path.write_text(CONTRACT.format(name=name, columns=text), encoding="utf-8")
        found.append(read_contract(path, "tiny"))
    return [replace(found[0], deletes=DeleteRule(is_full=True)), found[1]]


@pytest.fixture
def connection(tables: list[SourceTable]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse before its first batch."""
    with duckdb.connect() as opened:
        prepare_raw(opened, tables)
        opened.execute("create schema base; create schema staging")
        opened.execute(
            "create table raw_tiny.person__deleted (person_id varchar, source_name varchar, _deleted_at timestamp)"
        )
        opened.execute(BASE.format(name="person", gone="raw_tiny.person__deleted"))
        opened.execute(
            BASE.format(name="land", gone="(select null as land_id, null as source_name, null as _deleted_at)")
        )
        opened.execute(STAGING)
        yield opened


def land(connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Put a batch into raw, with what its census says to be gone."""
    name, day, rows = batch
    at = f"timestamp '2025-01-{day:02}'"
    for number, row in enumerate(rows):
        connection.execute(
            f"insert into raw_tiny.{name} values ({row}, 'a', '{name}{day}', {at}, {at}, {number}, {day}, null)"
        )
    connection.execute(
        "insert into run.loaded_batch (batch_id, contract_hash, source_name, raw_table, extracted_at, modified_at) "
        f"values ('{name}{day}', 'x', 'a', 'raw_tiny.{name}', {at}, {at})"
    )
    if name == "person" and day == 3:
        connection.execute(f"insert into raw_tiny.person__deleted values ('2', 'a', {at})")


def history(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "select party_record_id, day(extracted_at), full_name, country_code, is_deleted "
        "from run.party_version order by 1, 2"
    ).fetchall()


def test_a_record_has_a_version_for_each_moment_at_which_it_read_otherwise(
    connection: duckdb.DuckDBPyConnection, tables: list[SourceTable]
) -> None:
    for batch in BATCHES:
        land(connection, batch)
    assert write_versions(connection, tables)["party_record"] == 4
    assert history(connection) == HISTORY
    assert write_versions(connection, tables)["party_record"] == 0, "what has been asked is not asked again"
    assert history(connection) == HISTORY


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (0, 1, 3, 4, 2), (4, 3, 2, 1, 0)])
def test_batches_one_by_one_and_late_ones_give_the_same_as_all_at_once(
    connection: duckdb.DuckDBPyConnection, tables: list[SourceTable], order: Sequence[int]
) -> None:
    for number in order:
        land(connection, BATCHES[number])
        write_versions(connection, tables)
    assert history(connection) == HISTORY


def test_a_key_that_comes_back_was_never_gone(connection: duckdb.DuckDBPyConnection, tables: list[SourceTable]) -> None:
    for batch in BATCHES:
        land(connection, batch)
    write_versions(connection, tables)
    land(connection, ("person", 5, ["'2', 'Bob', 'fr', timestamp '2025-01-02 06:00:00'"]))
    connection.execute("delete from raw_tiny.person__deleted")
    write_versions(connection, tables)
    assert history(connection) == [*HISTORY[:-1]]


def test_a_batch_that_is_taken_back_and_another_staging_model_are_asked_anew(
    connection: duckdb.DuckDBPyConnection, tables: list[SourceTable]
) -> None:
    for batch in BATCHES:
        land(connection, batch)
    write_versions(connection, tables)
    connection.execute("delete from raw_tiny.land where _batch_id = 'land4'")
    connection.execute("delete from run.loaded_batch where batch_id = 'land4'")
    write_versions(connection, tables)
    assert history(connection) == [row for row in HISTORY if row[1] != 4]
    connection.execute(STAGING.replace("person.full_name,", "upper(person.full_name) as full_name,"))
    assert write_versions(connection, tables)["party_record"] == 3
    assert {row[2] for row in history(connection)} == {"ANN", "ANNE", "BOB"}


def test_without_a_vendor_that_knows_parties_the_table_is_there_and_empty() -> None:
    with duckdb.connect() as bare:
        prepare_raw(bare, [])
        assert set(write_versions(bare, []).values()) == {0}
        assert history(bare) == []
