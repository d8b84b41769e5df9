"""A secret of any credential stands in no file, log, event or message of a run, whether its system answers or not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import duckdb
import pytest
from duckdb_extensions import import_extension

if TYPE_CHECKING:
    from tests.fetching.conftest import MakeCompany

CANARIES = {
    name: f"canary-{name.lower().replace('_', '-')}-90125"
    for name in ("TILL_PASSWORD", "DSN_PASSWORD", "API_TOKEN", "S3_KEY", "S3_SECRET", "SFTP_PASSWORD", "FILE_SECRET")
}
SOURCES = """
dsn = "{dsn}"
[source.credentials]
password = "${{TILL_PASSWORD}}"

[[source]]
name = "closed_database"
vendor = "own"
systems = ["erp"]
dsn = "postgresql://reader:${{DSN_PASSWORD}}@127.0.0.1:1/erp"

[[source]]
name = "closed_interface"
vendor = "shopify"
systems = ["storefront"]
url = "http://127.0.0.1:1"
[source.options]
attempts = "1"
[source.credentials]
token = "${{API_TOKEN}}"

[[source]]
name = "closed_bucket"
vendor = "own"
systems = ["storefront"]
url = "s3://bucket/out"
[source.options]
endpoint = "http://127.0.0.1:1"
[source.credentials]
key = "${{S3_KEY}}"
secret = "${{S3_SECRET}}"

[[source]]
name = "closed_folder"
vendor = "own"
systems = ["storefront"]
url = "sftp://127.0.0.1:1/out"
[source.options]
user = "reader"
[source.credentials]
password = "${{SFTP_PASSWORD}}"

[[source]]
name = "closed_with_file"
vendor = "own"
systems = ["storefront"]
url = "sftp://127.0.0.1:1/out"
[source.options]
user = "reader"
[source.credentials]
password = "file:{secret}"
"""


@pytest.fixture(scope="module")
def server(postgres: ModuleType) -> Iterator[str]:
    """A PostgreSQL with the table of payments."""
    with postgres.running_postgres() as dsn, duckdb.connect() as connection:
        import_extension("postgres_scanner", con=connection)
        connection.execute(f"attach '{dsn}' as shop (type postgres)")
        for sql in (
            "create table payment (id bigint, amount numeric, currency text, is_test boolean, note text, "
            "changed_at timestamp)",
            "insert into payment values (1, 1, 'EUR', false, '', '2026-01-01')",
        ):
            connection.execute("call postgres_execute('shop', ?)", [sql])
        yield dsn


def test_no_secret_is_written_or_said(company: MakeCompany, server: str, forks: ModuleType, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(CANARIES["FILE_SECRET"], encoding="utf-8")
    settings = company(SOURCES.format(dsn=server, secret=secret)).settings
    streams = tmp_path / "said"
    streams.touch()
    for command in (["--debug", "run"], ["status"], ["source", "check", "closed_database"]):
        forks.fork_command(
            ARGUMENTS=[*command, "--config", str(settings.config_file)],
            STREAMS=[str(streams)] * 2,
            ENVIRONMENT={**os.environ, **CANARIES},
        ).wait()
    said = streams.read_text(encoding="utf-8")
    assert "closed_database" in said
    assert said.count("closed_interface") > 0
    assert {name for name, canary in CANARIES.items() if canary in said} == set()
    files = [path for path in settings.data_dir.rglob("*") if path.is_file() and not path.is_symlink()]
    kept = {path.relative_to(settings.data_dir).parts[0] for path in files}
    assert {"dagster", "landing", "releases", "work"} <= kept
    written = {path.name for path in files for canary in CANARIES.values() if canary.encode() in path.read_bytes()}
    assert written == set()
