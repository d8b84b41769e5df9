"""Great Expectations finds what is planted in the frames, tells it by source and table, and stops no release for it."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from orchestration.acceptance import ERROR, WARN, Evidence, Rule, judge
from orchestration.acceptance.data_docs import cleaned
from orchestration.acceptance.expectations import Expected, Judge, Suite
from orchestration.acceptance.profiles import suite_of
from orchestration.acceptance.rules import rules_of_sources
from warehouse.errors import ReleaseError
from warehouse.releases import Check, Release
from warehouse.releases.manifest import DATABASE

TINY = runpy.run_path(str(Path(__file__).parents[1] / "dashboards" / "tiny.py"))
TABLE = "marts.mart_quality__profile"
FETCHED = re.compile(r"<(?:link|script|img|iframe)\b|https?:|\"//|url\(|@import|\son\w+=", re.IGNORECASE)

RULES = """
    insert into marts.mart_quality__rule by name
    select *, 'sales' as owner, 'Because.' as reason from (values
        ('shop', 'orders', 'total_amount', 'unreadable', 'error', 100, 2, 0, null, true),
        ('shop', 'orders', 'currency_code', 'unknown_code', 'warn', 100, 3, 5, null, false),
        ('shop', 'orders', 'email', 'malformed', 'warn', 100, 4, 5, date '2025-12-30', true),
        ('shop', 'refunds', 'order_id', 'order_unknown', 'warn', 10, 0, 0, null, false),
        ('erp', 'sale_order', 'total', 'total_equals_extract', 'error', 9, 0, 0, null, false)
    ) as row (source_name, table_name, column_name, rule_name, severity, checked_count, failing_count, allowed_count,
        allowed_until, is_broken);
    insert into marts.mart_quality__quarantine by name
    select 'b' as batch_id, 1 as file_row_number, 'shop' as source_name, 'orders' as table_name,
           'total_amount:unreadable' as rule_name, 1250.5 as money_amount, 'EUR' as currency_code,
           'open' as quarantine_state"""
STATUS = """
    insert into marts.mart_quality__source_status by name
    select * from (values ('shop', 'shopify', 'current'), ('erp', 'odoo', 'stopped'))
        as row (source_name, vendor, status)"""
PROFILE = """
    insert into marts.mart_quality__profile by name
    select * from (values
        ('shop', 'orders', 'order_id', true, 100, 0, 140),
        ('shop', 'orders', 'email', false, 100, 10, 80),
        ('shop', 'orders', 'note', false, 100, 20, 3),
        ('shop', 'orders', 'market', false, 100, 20, 5),
        ('shop', 'refunds', 'refund_id', true, 40, 0, 40),
        ('shop', 'products', 'sku', true, 30, 0, 44),
        ('erp', 'sale_order', 'order_id', true, 50, 0, 50)
    ) as row (source_name, table_name, column_name, is_required, row_count, null_count, distinct_count)"""


def write_candidate(connection: duckdb.DuckDBPyConnection) -> None:
    TINY["create_tables"](connection)
    connection.execute("create or replace table main.release as select date '2025-12-31' as as_of_date")
    for statement in (RULES, STATUS, PROFILE):
        connection.execute(statement)


@pytest.fixture
def candidate() -> Iterator[duckdb.DuckDBPyConnection]:
    """A release's tables with what ingestion found of two sources."""
    with duckdb.connect() as connection:
        write_candidate(connection)
        yield connection


@pytest.fixture
def last_release(tmp_path: Path, candidate: duckdb.DuckDBPyConnection) -> Release:
    """A release whose profiles are those of `PROFILE`."""
    candidate.execute(f"attach '{tmp_path / DATABASE}' as last")
    candidate.execute("create schema last.marts")
    candidate.execute(f"create table last.{TABLE} as from {TABLE}")
    candidate.execute("detach last")
    return Release(tmp_path, TINY["manifest"](TINY["RELEASE_ID"], {TABLE: 1}))


@pytest.fixture
def told(candidate: duckdb.DuckDBPyConnection) -> Callable[..., dict[str, Check]]:
    """Judge the candidate and return its checks by name."""

    def told(before: Release | None = None) -> dict[str, Check]:
        suite, compared = suite_of(candidate, before)
        return {check.name: check for check in [*judge(Evidence(rules_of_sources(candidate), (), suite)), compared]}

    return told


def test_a_broken_rule_of_a_model_fails_under_its_own_name_and_a_missing_one_is_named() -> None:
    rules = [Rule("sums", ERROR, 1, detail="1 total"), Rule("rates", WARN, 3, 5)]
    checks = judge(Evidence(rules, ["sums", "never_run"]))
    assert checks == [
        Check(name="sums", severity=ERROR, passed=False, detail="1 total"),
        Check(name="rates", severity=WARN, passed=True),
        Check(name="every_rule_was_run", severity=ERROR, passed=False, detail="never_run"),
    ]


def test_broken_rules_of_a_source_are_one_warning_by_table_with_counts_and_money(told: Any) -> None:
    checks = {name: check for name, check in told().items() if name.startswith("source_rules")}
    detail = "email malformed 4 of 100; total_amount unreadable 2 of 100 (1,250.50 EUR)"
    assert checks == {
        "source_rules.shop.orders": Check(name="source_rules.shop.orders", severity=WARN, passed=False, detail=detail)
    }


def test_what_breaks_a_rule_by_great_expectations_is_what_ingestion_calls_broken(
    candidate: duckdb.DuckDBPyConnection,
) -> None:
    rules = rules_of_sources(candidate)
    by_hand = {rule.rule_name for rule in rules if rule.failing_count > rule.allowed_count}
    marked = candidate.execute(
        "select concat_ws('.', source_name, table_name, column_name, rule_name) from marts.mart_quality__rule "
        "where is_broken"
    ).fetchall()
    assert by_hand == {name for (name,) in marked}


def test_where_nothing_is_broken_one_check_passes(told: Any, candidate: duckdb.DuckDBPyConnection) -> None:
    candidate.execute("update marts.mart_quality__rule set failing_count = 0")
    checks = told()
    assert [name for name in checks if name.startswith("source_")] == ["source_rules", "source_profile"]
    assert all(check.passed for check in checks.values())


PLANTED = """
    update marts.mart_quality__profile set null_count = 71 where column_name = 'note';
    update marts.mart_quality__profile set null_count = 100, distinct_count = 0 where column_name = 'market';
    update marts.mart_quality__profile set row_count = 19, distinct_count = 19 where table_name = 'refunds';
    update marts.mart_quality__profile set distinct_count = 0 where column_name = 'email';
    update marts.mart_quality__profile set null_count = 2, distinct_count = 57 where column_name = 'sku'"""


def test_a_profile_unlike_before_warns(told: Any, candidate: duckdb.DuckDBPyConnection, last_release: Release) -> None:
    candidate.execute(PLANTED)
    found = [check for check in told(last_release).values() if check.name.startswith("source_profile")]
    assert not any(check.passed or check.severity == ERROR for check in found)
    assert {check.name.removeprefix("source_profile."): check.detail.split("; ") for check in found} == {
        "shop.orders": [
            "market is empty after 80 values",
            "note lacks 51% of rows more than before",
            "email has 0.00 different values per value",
        ],
        "shop.refunds": ["19 rows after 40"],
        "shop.products": [
            "sku lacks 2 values that the contract promises",
            "sku has 2.04 different values per value",
        ],
    }


JUST_ALLOWED = """
    update marts.mart_quality__profile set null_count = 70 where column_name = 'note';
    update marts.mart_quality__profile set row_count = 20, distinct_count = 20 where table_name = 'refunds';
    update marts.mart_quality__profile set distinct_count = 60 where column_name = 'sku'"""


def test_a_profile_a_little_unlike_before_is_no_warning(
    told: Any, candidate: duckdb.DuckDBPyConnection, last_release: Release
) -> None:
    candidate.execute(JUST_ALLOWED)
    assert told(last_release)["source_profile"].passed


def test_a_table_that_is_gone_warns_but_not_with_its_source_or_where_the_contract_dropped_a_column(
    told: Any, candidate: duckdb.DuckDBPyConnection, last_release: Release
) -> None:
    candidate.execute("delete from marts.mart_quality__profile where table_name = 'refunds' or column_name = 'note'")
    candidate.execute("delete from marts.mart_quality__source_status where source_name = 'erp'")
    found = [check for check in told(last_release).values() if check.name.startswith("source_profile")]
    assert [(check.name, check.detail) for check in found] == [
        ("source_profile.shop.refunds", "no row is left; 0 rows after 40")
    ]


def test_without_a_readable_last_release_the_candidate_is_judged_alone(told: Any, last_release: Release) -> None:
    assert told(None)["profile_was_compared"].passed
    last_release.database.write_bytes(b"no database")
    checks = told(last_release)
    assert checks["source_profile"].passed
    assert not checks["profile_was_compared"].passed
    assert last_release.id in checks["profile_was_compared"].detail


def test_an_expectation_that_cannot_be_judged_is_no_pass() -> None:
    frame = pd.DataFrame({"key": ["a"], "count": ["many"]})
    asked = Expected("few", "few", "expect_column_values_to_be_between", {"column": "count", "max_value": 1})
    with pytest.raises(ReleaseError, match="could not be judged"):
        Judge().validate(Suite("odd", "Odd", "key", frame, (asked,)), "run")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the candidate."""
    folder = tmp_path_factory.mktemp("candidate") / "data_docs"
    with duckdb.connect() as connection:
        write_candidate(connection)
        suite, _ = suite_of(connection, None)
        judge(Evidence(rules_of_sources(connection), (), suite), TINY["RELEASE_ID"], folder)
    return folder


def test_the_pages_fetch_nothing_run_nothing_and_name_no_place(pages: Path) -> None:
    files = [path for path in pages.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".html"}
    assert len(files) == 5
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert FETCHED.findall(text) == []
        assert str(Path.home()) not in text
        assert str(pages) not in text


def test_the_index_leads_to_every_page_and_every_page_back(pages: Path) -> None:
    index = (pages / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+)"', index)
    assert {pages / link for link in links} == {path for path in pages.rglob("*.html") if path.name != "index.html"}
    for link in links:
        [home] = re.findall(r'href="([^"]*index\.html)"', (pages / link).read_text(encoding="utf-8"))
        assert (pages / link).parent.joinpath(home).resolve() == pages / "index.html"
    assert '<td class="broken">broken</td><td>source shop: no rule is broken' in index


def test_the_page_of_results_names_what_breaks_a_rule(pages: Path) -> None:
    [page] = (pages / "validations" / "rules").rglob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "shop.orders.total_amount.unreadable" in text
    assert "shop.refunds.order_id.order_unknown" not in text


def test_whatever_fetches_or_runs_is_taken_out_and_text_stays_text() -> None:
    page = (
        '<html><head><link href="https://a.example/x.css"></head><body onload="go()"><script>alert(1)</script>'
        '<img src="//a.example/i.png"><a href="javascript:go()" class="x">one</a><a href="//a.example">two</a>'
        '<div class="card"><div>gone</div></div><p style="background:url(//a.example)">1 &lt; 2 &amp; 3</p>'
        '<a href="../index.html#top">three</a></body></html>'
    )
    text = cleaned(page, "index.html").split("<body>")[1]
    assert FETCHED.findall(text) == []
    assert text.startswith('<p><a href="index.html">')
    assert '<a class="x">one</a><a>two</a><p>1 &lt; 2 &amp; 3</p><a href="../index.html#top">three</a>' in text
