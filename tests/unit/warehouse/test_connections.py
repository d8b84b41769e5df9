from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.connections import open_reader, open_writer, writer_config
from warehouse.errors import ReleaseError
from warehouse.settings import Settings

ATTACKS = [
    "select * from read_csv('{file}')",
    "select * from read_text('{file}')",
    "select * from read_blob('{file}')",
    "select * from read_json('{file}')",
    "select * from read_parquet('{file}')",
    "select * from sniff_csv('{file}')",
    "select * from parquet_metadata('{file}')",
    "select * from glob('{folder}/*')",
    "select * from '{file}'",
    "select * from 'https://example.com/a.csv'",
    "select * from read_csv('http://example.com/a.csv')",
    "select * from 's3://bucket/a.parquet'",
    "copy t to '{folder}/stolen.csv'",
    "copy t to '{folder}/stolen.parquet' (format parquet)",
    "export database '{folder}/stolen'",
    "import database '{folder}/stolen'",
    "attach '{folder}/other.duckdb' as other",
    "attach ':memory:' as memory_too",
    "install httpfs",
    "load httpfs",
    "set memory_limit = '100GB'",
    "set enable_external_access = true",
    "reset lock_configuration",
    "pragma enable_external_access = true",
    "set temp_directory = '{folder}'",
    "pragma profiling_output = '{folder}/profile.json'",
    "create persistent secret s (type s3, key_id 'a', secret 'b')",
    "create table u as select 1",
    "insert into t values (2)",
    "update t set a = 3",
    "delete from t",
    "drop table t",
    "with gone as (delete from t returning *) select * from gone",
    "select getenv('HOME')",
    "select * from python_variable",
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "a.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t as select 1 as a")
    (path.parent / "secret.csv").write_text("a\n1\n")
    return path


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_reader_reaches_nothing_but_its_tables(database: Path, attack: str) -> None:
    python_variable = duckdb.sql("select 1")  # noqa: F841 - the attack names it
    before = sorted(path.name for path in database.parent.iterdir())
    with open_reader(database) as connection, pytest.raises(duckdb.Error):
        connection.execute(attack.format(file=database.parent / "secret.csv", folder=database.parent)).fetchall()
    assert sorted(path.name for path in database.parent.iterdir()) == before


def test_a_second_reader_and_a_cursor_of_the_process_are_hardened_too(database: Path) -> None:
    with open_reader(database) as first, open_reader(database) as second:
        for connection in (first.cursor(), second, second.cursor()):
            assert connection.execute("select a from t").fetchall() == [(1,)]
            with pytest.raises(duckdb.PermissionException):
                connection.execute("select * from glob('/*')")


def test_a_reader_spills_although_it_reaches_no_file(database: Path, tmp_path: Path) -> None:
    with open_reader(database, temp_dir=tmp_path / "spill", memory_limit="30MB") as connection:
        count = connection.execute(
            "select count(*) from (select hash(range) as h from range(3000000) order by h offset 1)"
        ).fetchone()
    assert count == (2_999_999,)


def test_a_missing_file_is_a_release_error(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="is missing"):
        open_reader(tmp_path / "none.duckdb")


def test_garbage_is_a_release_error(tmp_path: Path) -> None:
    path = tmp_path / "garbage.duckdb"
    path.write_bytes(os.urandom(20_000))
    with pytest.raises(ReleaseError, match="cannot be opened"):
        open_reader(path)


def test_times_are_utc_whatever_the_machine_says(
    settings: Settings, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    question = "select cast(timestamptz '2025-06-30 20:00:00+02' as timestamp)::varchar"
    with open_writer(settings) as writer, open_reader(database) as reader:
        for connection in (writer, writer.cursor(), reader, reader.cursor()):
            assert connection.execute(question).fetchone() == ("2025-06-30 18:00:00",)


def test_no_bar_of_progress_is_drawn_into_what_a_program_says(database: Path) -> None:
    program = f"""
from pathlib import Path
from warehouse.connections import open_reader
with open_reader(Path({str(database)!r})) as reader:
    for connection in (reader, reader.cursor()):
        print(connection.execute("select current_setting('enable_progress_bar')").fetchone()[0])
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"], "DuckDB takes a program without a file for somebody's session"


def test_every_connection_to_the_work_file_takes_the_one_configuration(settings: Settings) -> None:
    with open_writer(settings) as first, duckdb.connect(str(settings.work_file), config=writer_config(settings)) as dbt:
        first.execute("create table a as select 1 as b")
        assert dbt.execute("select b from a").fetchall() == [(1,)]
