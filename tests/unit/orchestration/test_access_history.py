"""Who may see what and who saw what, as a release tells it, and the answers of the questions on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboards.access import Visitor, log
from dashboards.access.roles import PAGES
from orchestration.trust.access import TABLES, write_access
from warehouse.access_settings import AccessSettings, Role
from warehouse.ledger import Kind, open_ledger
from warehouse.settings import CompanySettings, Settings

QUESTIONS = Path(__file__).parents[3] / "docs" / "questions"
ANNA = Visitor("anna@example.com", frozenset({Role.MANAGER}), ("DE",))
ACCESS = {
    "public_url": "https://figures.example.com",
    "header": {"secret": "${SECRET}"},
    "person": [{"name": "anna@example.com", "roles": ["manager"], "markets": ["DE"]}],
}


def settings_of(folder: Path, access: AccessSettings | None) -> Settings:
    company = CompanySettings(name="Test", group_currency="EUR")
    return Settings(config_file=folder / "entrepot.toml", company=company, data_dir=folder, access=access)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The history after Anna opened two pages, took a file and was shown one person's values."""
    settings = settings_of(tmp_path, AccessSettings.model_validate(ACCESS))
    for _ in range(2):
        log.note(settings, ANNA, "opened", "page:sales")
    log.note(settings, ANNA, "opened", "page:data")
    log.note(settings, ANNA, "exported", "file:otif.csv")
    open_ledger(settings).append(Kind.ACCESS, "customer:shop:7", {"shown": "personal values"}, "bea", "a complaint")
    with duckdb.connect() as connection:
        connection.execute("create schema history")
        write_access(settings, connection)
        yield connection


def asked(connection: duckdb.DuckDBPyConnection, question: str, part: str = "answer") -> list[tuple[object, ...]]:
    return connection.execute((QUESTIONS / question / f"{part}.sql").read_text(encoding="utf-8")).fetchall()


def test_who_may_see_what_and_who_took_what(told: duckdb.DuckDBPyConnection) -> None:
    rows = asked(told, "steward-6")
    may_open = {row[6]: row[9] for row in rows if row[0] == 1}
    assert (may_open["sales"], may_open["overview"], "data" in may_open, "workbench" in may_open) == (
        2,
        0,
        False,
        False,
    )
    assert {(row[2], row[3], row[7], row[8]) for row in rows if row[0] == 1} == {("manager", "DE", False, False)}
    assert {row[1:7] for row in rows if row[0] == 2} == {
        ("person 1", "manager", "DE", "exported", "file", "otif.csv"),
        ("person 2", "", "all", "shown", "customer", "shop:7"),
    }


def test_no_table_names_a_person_or_says_what_they_typed(told: duckdb.DuckDBPyConnection) -> None:
    rows = [row for table in TABLES for row in told.execute(f"from history.{table}").fetchall()]
    assert len(rows) > 10
    assert [row for row in rows if {"anna", "bea", "complaint"} & set(re.findall("[a-z]+", repr(row)))] == []


def test_a_page_that_was_opened_without_a_right_is_found(told: duckdb.DuckDBPyConnection) -> None:
    assert asked(told, "steward-6", "found") == []
    told.execute("update history.access set role_names = 'planner' where subject_name = 'data'")
    told.execute("update history.access set subject_name = 'cash' where subject_name = 'data'")
    assert asked(told, "steward-6", "found") == [("person 1", "cash")]


def test_pages_that_nobody_opened_are_named(told: duckdb.DuckDBPyConnection) -> None:
    told.execute(
        """create schema marts;
        create table marts.mart_quality__purpose_register as
            select 'shop' as source_name, 'orders' as table_name, 'note' as column_name, 'none' as purpose_type
            union all select 'shop', 'orders', 'total', 'question';
        create table marts.mart_quality__question_coverage as
            select 'all' as source_name, 'manager-1' as question_code, 'target.qty' as missing_column_names,
                5 as needed_column_count, 4 as filled_column_count
            union all select 'all', 'manager-2', null, 3, 3"""
    )
    rows = asked(told, "steward-10")
    assert {row[2] for row in rows if row[0] == "page"} == set(PAGES) - {"sales", "data"}
    assert [row for row in rows if row[0] != "page"] == [
        ("question", None, "manager-1", "target.qty", 1),
        ("column", "shop", "orders.note", None, None),
    ]


def test_where_nobody_signs_in_whoever_sits_there_may_open_all(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema history")
        write_access(settings_of(tmp_path, None), connection)
        found = connection.execute("select actor, page_name, may_see_personal from history.page_right").fetchall()
    assert found == [("this machine", page, True) for page in PAGES]
