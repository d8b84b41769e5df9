"""Databases of four kinds are read whole, exactly and from where the landing stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import duckdb
import pytest
from duckdb_extensions import import_extension

from ingestion.contract.delivery import vendor_tables
from ingestion.landing.batches import list_batches
from ingestion.landing.revoking import revoke_batch
from ingestion.raw.deletions import collect_gone
from orchestration.sensors import files_fingerprint
from warehouse.ledger import open_ledger

if TYPE_CHECKING:
    from tests.fetching.conftest import Company, MakeCompany, Row


CREATE = (
    "create table payment (id bigint primary key, amount {number}, currency varchar(3), is_test boolean, "
    "note varchar(200), changed_at {time})"
)
ROWS = [
    "(1, 12.34, 'EUR', false, 'Łódź, \"x\"', '2026-01-01 10:00:00')",
    "(2, -0.0001, 'JPY', true, null, '2026-01-01 12:30:00')",
    "(3, 99999999.99, 'EUR', false, '', '2026-01-02 00:00:00')",
]
INSERT = f"insert into payment values {', '.join(ROWS)}"
EXPECTED: list[Row] = [
    (1, Decimal("12.3400"), "EUR", False, 'Łódź, "x"', datetime(2026, 1, 1, 10)),
    (2, Decimal("-0.0001"), "JPY", True, None, datetime(2026, 1, 1, 12, 30)),
    (3, Decimal("99999999.9900"), "EUR", False, "", datetime(2026, 1, 2)),
]
Execute = Callable[[str], None]


@pytest.fixture(scope="module")
def server(postgres: ModuleType) -> Iterator[str]:
    """A PostgreSQL of this module."""
    with postgres.running_postgres() as dsn:
        yield dsn


@pytest.fixture
def in_postgres(server: str) -> Iterator[Execute]:
    """Statements for the PostgreSQL, which has the payments and one account that may read nothing."""
    with duckdb.connect() as connection:
        import_extension("postgres_scanner", con=connection)
        connection.execute(f"attach '{server}' as shop (type postgres)")

        def execute(sql: str) -> None:
            connection.execute("call postgres_execute('shop', ?)", [sql])

        execute("drop table if exists payment; drop role if exists nobody; create role nobody login")
        execute(CREATE.format(number="numeric", time="timestamptz"))
        rows = ", ".join(ROWS).replace("00')", "00+00')")
        execute(f"insert into payment values {rows}")
        yield execute


@pytest.fixture
def till(company: MakeCompany, server: str, in_postgres: Execute, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company whose till is that PostgreSQL."""
    assert in_postgres
    monkeypatch.setenv("TILL_DSN", server)
    return company('dsn = "${TILL_DSN}"')


def test_a_postgresql_lands_with_every_value(till: Company) -> None:
    report = till.run()
    assert (report.status, report.messages) == ("current", [])
    assert till.landed() == [EXPECTED]


def test_a_file_of_sqlite_lands_with_every_value(company: MakeCompany, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "till.db") as connection:
        connection.execute(CREATE.format(number="numeric", time="timestamp"))
        connection.execute(INSERT)
    till = company(f'dsn = "sqlite:///{tmp_path}/till.db"')
    assert till.run().status == "current"
    assert till.landed() == [EXPECTED]


def test_a_file_of_duckdb_lands_with_every_value(company: MakeCompany, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "till.duckdb")) as connection:
        connection.execute(CREATE.format(number="decimal(20, 4)", time="timestamp"))
        connection.execute(INSERT)
    till = company(f'dsn = "duckdb:///{tmp_path}/till.duckdb"')
    assert till.run().status == "current"
    assert till.landed() == [EXPECTED]


def test_a_mysql_lands_with_every_value(
    company: MakeCompany, mysql: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mysql.running_mysql() as port, duckdb.connect() as connection:
        import_extension("mysql_scanner", con=connection)
        reached = f"host=127.0.0.1 port={port} user=reader password={mysql.PASSWORD} database=shop"
        connection.execute(f"attach '{reached}' as shop (type mysql)")
        connection.execute("call mysql_execute('shop', ?)", [CREATE.format(number="decimal(20, 4)", time="datetime")])
        connection.execute("call mysql_execute('shop', ?)", [INSERT])
        monkeypatch.setenv("TILL_PASSWORD", mysql.PASSWORD)
        till = company(
            f'dsn = "mysql://reader@127.0.0.1:{port}/shop"\n[source.credentials]\npassword = "${{TILL_PASSWORD}}"'
        )
        report = till.run()
        assert report.messages == []
        assert till.landed() == [EXPECTED]


def test_nothing_new_lands_nothing(till: Company) -> None:
    till.run()
    assert till.run().landed == []
    assert len(list((till.settings.sources[0].path).glob("*Z"))) == 1


def test_a_change_is_fetched_from_the_look_back_on(till: Company, in_postgres: Execute) -> None:
    till.run()
    in_postgres("update payment set amount = 5, changed_at = '2026-01-02 00:30:00+00' where id = 1")
    till.run()
    assert [row[0] for row in till.landed()[1]] == [1, 3]


def test_a_row_that_takes_its_old_value_again_is_news(till: Company, in_postgres: Execute) -> None:
    till.run()
    for amount in ("5", "12.34"):
        in_postgres(f"update payment set amount = {amount}, changed_at = '2026-01-02 00:30:00+00' where id = 1")
        till.run()
    assert [rows[0][1] for rows in till.landed()] == [Decimal("12.34"), Decimal("5"), Decimal("12.34")]


def test_a_deleted_row_is_found_by_the_keys(till: Company, in_postgres: Execute) -> None:
    till.run()
    in_postgres("delete from payment where id = 2")
    till.run()
    [table] = vendor_tables(till.settings)
    with duckdb.connect() as connection:
        collect_gone(connection, table, list_batches(till.settings))
        assert connection.execute("select payment_id from gone_key").fetchall() == [(2,)]


def test_what_was_revoked_is_fetched_again(till: Company, in_postgres: Execute) -> None:
    till.run()
    in_postgres("insert into payment values (4, 1, 'EUR', false, 'new', '2026-01-03 00:00:00+00')")
    till.run()
    newest = max((it for it in list_batches(till.settings) if it.table_name == "payments"), key=lambda it: it.order)
    revoke_batch(till.settings, open_ledger(till.settings), newest.batch_id, actor="steward", reason="a wrong price")
    till.run()
    assert [row[0] for row in till.landed()[-1]] == [3, 4]


def test_a_number_too_long_for_a_double_keeps_its_digits(till: Company, in_postgres: Execute) -> None:
    in_postgres("update payment set amount = 12345678901234.5678 where id = 1")
    till.run()
    assert till.landed()[0][0][1] == Decimal("12345678901234.5678")


def test_a_number_with_too_many_decimals_is_refused_not_rounded(till: Company, in_postgres: Execute) -> None:
    in_postgres("update payment set amount = 0.00001 where id = 1")
    in_postgres("update payment set amount = 3.123456 where id = 2")
    report = till.run()
    assert sum(batch.refused_count for batch in report.landed) == 2


def test_a_table_that_nobody_may_see_is_a_clear_failure(
    till: Company, company: MakeCompany, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.run()
    monkeypatch.setenv("TILL_DSN", server.replace("user=entrepot", "user=nobody"))
    report = till.run()
    assert report.status == "missing"
    assert "permission denied" in report.messages[0]
    assert "Grant the account the right to read" in report.messages[0]
    assert till.landed() == [EXPECTED]


def test_a_missing_table_is_named_with_its_schema(till: Company, in_postgres: Execute) -> None:
    in_postgres("drop table payment")
    report = till.run()
    assert report.messages == [
        "source till: the schema 'public' has no table 'payment', or the account may not see it. "
        "Name the schema under [source.options], or grant the right to read it."
    ]


def test_a_database_that_does_not_answer_tells_no_password(
    company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILL_PASSWORD", "canary-7f3a")
    till = company('dsn = "postgresql://reader@127.0.0.1:1/shop"\n[source.credentials]\npassword = "${TILL_PASSWORD}"')
    report = till.run()
    assert report.status == "missing"
    assert "canary-7f3a" not in "".join(report.messages)
    assert "the database cannot be read" in report.messages[0]


def test_what_a_killed_fetch_left_behind_is_never_read(till: Company, in_postgres: Execute) -> None:
    till.run()
    left = till.settings.sources[0].path / ".fetching" / "payments_20260101T000000Z.parquet"
    left.parent.mkdir()
    left.write_bytes(b"half a file")
    in_postgres("insert into payment values (4, 1, 'EUR', false, 'new', '2026-01-03 00:00:00+00')")
    assert till.run().status == "current"
    assert [row[0] for row in till.landed()[-1]] == [3, 4]
    assert not left.parent.exists()


def test_what_a_run_fetches_starts_no_other_run(till: Company) -> None:
    before = files_fingerprint(till.settings)
    till.run()
    assert till.landed() == [EXPECTED]
    assert files_fingerprint(till.settings) == before
