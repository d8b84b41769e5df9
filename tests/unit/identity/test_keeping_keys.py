"""Issued keys lie in the landing: whole or not at all, read by nobody else, and backed up."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from identity.keeping import issue_keys, keep_issued, load_issued, store
from identity.tables import IdentityError
from ingestion.landing.batches import list_batches, remove_leftovers, revoked_batches
from warehouse.backup import create_backup, restore_backup
from warehouse.backup.rule import what_must_be_kept
from warehouse.settings import Settings, load_settings

TABLES = "run.identity_issued", "run.identity_former", "identity.key_event", "identity.key_alias"


@pytest.fixture
def company(tmp_path: Path) -> Settings:
    config = tmp_path / "here" / "entrepot.toml"
    config.parent.mkdir()
    config.write_text('[company]\nname = "Tiny"\ngroup_currency = "EUR"\n', encoding="utf-8")
    return load_settings(config)


def issue(connection: duckdb.DuckDBPyConnection, place: Settings | Path, *groups: str) -> int:
    """Run a day, each letter a record; return how many records got another key."""
    load_issued(connection, place)
    rows = ", ".join(f"('shop', '{record}', {number})" for number, group in enumerate(groups) for record in group)
    connection.execute(
        "create or replace temp table identity_step_grouped as select *, null::timestamp as created_at "
        f"from (values {rows}) as given (source_name, record_id, group_number)"
    )
    issue_keys(connection, "customer", datetime(2026, 1, 1))
    return keep_issued(connection, place, "run:2026/1")


def known(connection: duckdb.DuckDBPyConnection) -> list[list[Any]]:
    """What the work warehouse knows."""
    return [connection.execute(f"select * from {table} order by all").fetchall() for table in TABLES]


def landed(place: Settings | Path) -> list[list[Any]]:
    """What a new work warehouse reads."""
    with duckdb.connect() as connection:
        load_issued(connection, place)
        return known(connection)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_run_adds_one_folder_that_names_it(connection: duckdb.DuckDBPyConnection, company: Settings) -> None:
    assert issue(connection, company, "ab", "c") == 3
    assert issue(connection, company, "abc") == 1
    folder = company.landing_dir / ".internal" / "identity"
    assert names(folder) == ["000001_run-2026-1", "000002_run-2026-1"]
    assert names(folder / "000002_run-2026-1") == [f"{name}.parquet" for name in ("alias", "event", "former", "issued")]


def test_the_landing_of_sources_does_not_see_it(connection: duckdb.DuckDBPyConnection, company: Settings) -> None:
    issue(connection, company, "ab", "c")
    before = landed(company)
    remove_leftovers(company)
    assert list_batches(company) == revoked_batches(company) == []
    assert landed(company) == before


def test_it_is_backed_up_and_comes_back(
    connection: duckdb.DuckDBPyConnection, company: Settings, tmp_path: Path
) -> None:
    issue(connection, company, "ab", "c")
    aside = company.internal_dir / "identity" / "000002_killed.tmp"
    aside.mkdir()
    (aside / "issued.parquet").write_bytes(b"half")
    assert sum("internal" in name for name in what_must_be_kept(company)) == 4
    create_backup(company, tmp_path / "backups")
    elsewhere = tmp_path / "there" / "entrepot.toml"
    elsewhere.parent.mkdir()
    restore_backup(tmp_path / "backups", elsewhere)
    assert landed(load_settings(elsewhere)) == landed(company)


def test_killed_before_the_rename_a_run_leaves_nothing_behind(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(connection, tmp_path, "ab", "c")
    before = landed(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", _killed)
        with pytest.raises(KeyboardInterrupt):
            issue(connection, tmp_path, "abc")
    (tmp_path / "note.txt").write_text("of somebody else", encoding="utf-8")
    assert names(tmp_path)[1] == "000002_run-2026-1.tmp"
    assert landed(tmp_path) == before, "what was not landed did not happen"
    assert issue(connection, tmp_path, "abc") == 1
    assert names(tmp_path) == ["000001_run-2026-1", "000002_run-2026-1", "note.txt"]


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_what_the_work_warehouse_knows_already_is_not_read_again(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    issue(connection, tmp_path, "ab", "c")
    assert known(connection) == landed(tmp_path)
    connection.execute("delete from run.identity_issued")
    load_issued(connection, tmp_path)
    assert known(connection)[0] == [], "the landing is as it was"
    with duckdb.connect() as other:
        issue(other, tmp_path, "ab", "c", "d")
    load_issued(connection, tmp_path)
    assert known(connection) == landed(tmp_path)
    connection.execute("drop table identity.key_alias")
    load_issued(connection, tmp_path)
    assert known(connection) == landed(tmp_path)


def test_what_was_issued_and_not_landed_is_read_over(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    issue(connection, tmp_path, "ab", "c")
    connection.execute("update identity_step_grouped set group_number = 0")
    issue_keys(connection, "customer", datetime(2026, 1, 2))
    assert known(connection) != landed(tmp_path)
    load_issued(connection, tmp_path)
    assert known(connection) == landed(tmp_path)
    assert keep_issued(connection, tmp_path, "run") == 0


def test_many_folders_become_one_with_the_same_content(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_FOLDERS", 3)
    for groups in (("ab", "c"), ("abc",), ("ab", "c", "d")):
        issue(connection, tmp_path, *groups)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", _killed)
        with pytest.raises(KeyboardInterrupt):
            issue(connection, tmp_path, "abcd")
    assert names(tmp_path)[-2:] == ["000004_run-2026-1", "000005_all"]
    after_kill = landed(tmp_path)
    shutil.copytree(tmp_path, tmp_path.with_name("changes"), ignore=shutil.ignore_patterns("*_all"))
    assert landed(tmp_path.with_name("changes")) == after_kill
    assert issue(connection, tmp_path, "abcd") == 0
    assert names(tmp_path) == ["000005_all"]
    issue(connection, tmp_path, "abc", "d")
    assert names(tmp_path) == ["000005_all", "000006_run-2026-1"]
    assert landed(tmp_path)[0] != after_kill[0]


@pytest.mark.parametrize("lost", ["000001_run-2026-1", "000002_run-2026-1"])
def test_a_folder_that_is_missing_stops_the_run(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, lost: str
) -> None:
    for groups in (("ab", "c"), ("abc",), ("ab", "c")):
        issue(connection, tmp_path, *groups)
    shutil.rmtree(tmp_path / lost)
    with pytest.raises(IdentityError, match=rf"number {int(lost[:6])} is missing.*Restore"):
        load_issued(connection, tmp_path)
    with pytest.raises(IdentityError, match="is missing"):
        keep_issued(connection, tmp_path, "run")


def test_a_damaged_file_stops_the_run(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    issue(connection, tmp_path, "ab", "c")
    (tmp_path / "000001_run-2026-1" / "alias.parquet").write_bytes(b"rows")
    with pytest.raises(IdentityError, match=r"the issued keys cannot be read: .*Restore that folder"):
        load_issued(connection, tmp_path)


def test_what_is_landed_names_records_and_nothing_else(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    issue(connection, tmp_path, "ab", "c")
    found = connection.execute(f"select distinct name from parquet_schema('{tmp_path}/*/*.parquet')").fetchall()
    assert {name for (name,) in found} - {"duckdb_schema"} == {
        *("entity", "source_name", "record_id", "entity_key", "issued_at", "left_at"),
        *("event_number", "run_at", "kind", "other_key", "record_count", "evidence", "retired_key", "current_key"),
    }
