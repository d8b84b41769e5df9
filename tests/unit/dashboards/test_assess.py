"""The integration report: every finding is measured or says why not, in every language, on one whole page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml

from dashboards import tables
from dashboards.assess import as_json, as_page, as_workbook, read_report
from dashboards.assess.chapters import CHAPTERS, PAIRS
from dashboards.assess.reading import Report
from dashboards.assess.writing import hours, percent, value_of
from dashboards.catalogue import LANGUAGES, load_catalogue
from dashboards.queries import OpenedRelease
from dashboards.queries.reader import statement_text

MODELS = Path(__file__).parents[3] / "dbt_project" / "models"
STATEMENTS = sorted((Path(tables.__file__).parent / "queries" / "sql" / "assess").glob("*.sql"))
FINDINGS = [finding for chapter in CHAPTERS.values() for finding in chapter]
ROWS = """
insert into marts.mart_quality__source_status (source_name, systems, status, landed_row_count, refused_row_count)
values ('shop', 'storefront', 'current', 9, 0), ('erp', 'erp, scm', 'current', 9, 0), ('crm', 'crm', 'current', 9, 1);
insert into core.fct_order (
    sales_order_key, source_name, order_number, order_date, customer_key, channel_code, order_type, order_status,
    is_cancelled, is_test, is_intercompany
)
select 'shop:' || n, 'shop', '#' || n, date '2025-06-01' + n::integer, 'c' || n % 50, 'web', 'consumer', 'fulfilled',
    false, false, false
from range(100) as t (n)
union all
select 'erp:1', 'erp', 'S1', '2025-06-01', 'b1', 'business', 'business', 'open', false, false, false;
insert into core.fct_order_copy (order_copy_key, source_name, origin_name, sales_order_key)
select 'erp:' || n, 'erp', 'shop', 'shop:' || n from range(95) as t (n);
insert into core.fct_order_agreement (
    sales_order_key, source_name, order_date, ordered_at, is_test, is_cancelled, is_gift_card, currency_code,
    total_amount, copy_count, order_copy_key, entered_at, is_typed_by_hand, copy_currency_code, copy_total_amount,
    unmapped_line_count, unmapped_amount
)
select 'shop:' || n, 'shop', date '2025-06-01' + n::integer, timestamp '2025-06-01 10:00:00', n = 99, false, false,
    'EUR', 10, (n < 95)::integer, case when n < 95 then 'erp:' || n end, timestamp '2025-06-01 11:00:00', n = 7, 'EUR',
    case n when 3 then 9 else 10 end, 0, 0
from range(100) as t (n);
insert into core.fct_order_line (
    order_line_key, sales_order_key, order_date, channel_code, product_key, net_amount_group, is_test, is_cancelled,
    is_intercompany
) values ('l1', 'shop:1', '2025-06-02', 'web', 'p1', 300, false, false, false),
    ('l2', 'erp:1', '2025-06-02', 'business', 'p1', 100, false, false, false);
insert into core.xref_customer (source_name, party_record_id, customer_key) values ('crm', 'contact:1', 'c1');
insert into marts.mart_quality__question_coverage (
    source_name, question_code, question_text, is_answerable, missing_column_names
) values ('all', 'manager-2', 'What drove it?', false, 'web_session.started_at, cart.cart_id, web_session.is_bot'),
    ('all', 'manager-1', 'How much?', true, null), ('shop', 'manager-1', 'How much?', false, 'cart.cart_id');
insert into marts.mart_quality__integration_pain
select 'order_missing_in_erp/' || n, 'order_missing_in_erp', 'shop_erp', 'shop', null, '#' || n,
    date '2025-06-01' + n::integer, 'EUR', 10, 10
from range(95, 99) as t (n)
union all
select 'contact_without_order/crm:1', 'contact_without_order', 'crm_shop', 'crm', null, '1', date '2025-06-01', null,
    null, null;
"""


def tables_of(folder: str) -> Iterator[str]:
    for path in sorted((MODELS / folder).rglob("_*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
            yield f"create table {folder}.{model['name']} ({columns})"


@pytest.fixture(scope="module")
def release() -> Iterator[duckdb.DuckDBPyConnection]:
    """Every published table as its contract says, and no row."""
    with duckdb.connect() as connection:
        for folder in ("core", "marts"):
            connection.execute(f"create schema {folder}")
            for statement in tables_of(folder):
                connection.execute(statement)
        connection.execute(
            "create table release as select date '2025-09-30' as as_of_date, 'A & B' as company_name, "
            "'EUR' as group_currency_code"
        )
        yield connection


@pytest.fixture(scope="module")
def empty(release: duckdb.DuckDBPyConnection) -> Report:
    return read_report(OpenedRelease(release), "r0")


@pytest.fixture(scope="module")
def report(release: duckdb.DuckDBPyConnection, empty: Report) -> Report:
    release.execute(ROWS)
    return read_report(OpenedRelease(release), "r1")


def pair(report: Report, name: str, flow: str) -> Any:
    return next(it.row for it in report.pairs if (it.name, it.flow) == (name, flow))


def test_a_release_without_rows_measures_nothing_and_says_why(empty: Report) -> None:
    assert {it.row is None for it in empty.pairs} == {True}
    told = json.loads(as_json(empty, "en"))["findings"]
    assert [it["name"] for it in told] == [finding.name for finding in FINDINGS]
    assert [it["name"] for it in told if it["rows"] or not it["not_measurable_because"]] == []
    assert as_page(empty, "en").count("Not measurable because") == len(FINDINGS) + len(PAIRS)


def test_a_pair_counts_what_is_found_typed_by_hand_and_different(report: Report) -> None:
    found = pair(report, "shop_erp", "information")
    # 99 orders are no tests, 95 of them are in the ERP, one of these by hand.
    assert (found["left_count"], found["found_count"], found["by_hand_count"]) == (99, 95, 1)
    assert (found["median_hours"], found["level_number"]) == (1, 3)
    money = pair(report, "shop_erp", "money")
    assert (money["left_count"], money["found_count"], money["disagreement_count"]) == (95, 94, 1)
    assert pair(report, "erp_supplier", "goods") is None


def test_pains_have_their_money_a_week(report: Report) -> None:
    [pain, moneyless] = report.pains
    # From 1 June to 30 September are 121 days.
    assert (pain["document_count"], float(pain["amount_group"])) == (4, 40)
    assert float(pain["weekly_amount_group"]) == pytest.approx(40 / (121 / 7), abs=0.0001)
    assert (moneyless["pain_type"], moneyless["amount_group"]) == ("contact_without_order", None)
    assert [row["document_number"] for row in report.items] == ["1", "#98", "#97", "#96", "#95"]


def test_findings_are_parts_of_their_whole(report: Report) -> None:
    orders = report.find("shop", "shop_orders").rows
    assert [(row["subject"], row["value"], row["whole"]) for row in orders] == [("web", 100, 101), ("business", 1, 101)]
    [shop] = report.find("shop", "shop_in_erp").rows
    assert (shop["value"], shop["whole"]) == (95, 100)
    known = {row["subject"]: (row["value"], row["whole"]) for row in report.find("crm", "crm_orders").rows}
    assert known == {"erp": (0, 1), "shop": (2, 100)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_every_language_and_fetches_nothing(report: Report, language: str) -> None:
    page = as_page(report, language)
    words = load_catalogue(language)
    for name in ("summary", "pairs", "pains", *CHAPTERS):
        assert words.text(f"assess_chapter.{name}") in page
    assert words.text("assess_remedy.order_missing_in_erp") in page
    assert "A &amp; B" in page
    assert f'dir="{words.direction}"' in page
    assert re.findall(r"""(?:src|href)=["'](?!#)""", page) + re.findall(r"https?://|@import|url\(", page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_spreadsheet_has_the_documents(report: Report, language: str) -> None:
    book = openpyxl.load_workbook(BytesIO(as_workbook(report, language)))
    assert len(book.sheetnames) == 5
    documents = [row[3] for row in list(book.worksheets[2].values)[1:]]
    assert documents == ["1", "#98", "#97", "#96", "#95"]
    assert len(list(book.worksheets[0].values)) == len(PAIRS) + 1


def test_an_open_question_names_the_records_that_are_missing(report: Report) -> None:
    assert [row["missing_entities"] for row in report.open_questions] == ["cart, web_session"]
    english, chinese = as_page(report, "en"), as_page(report, "zh")
    assert "<td>Managers 2: What drove it?</td><td>carts, web sessions</td>" in english
    assert "<td>管理者 2</td><td>购物车、网站访问</td>" in chinese


def test_everything_has_its_words() -> None:
    texts = load_catalogue("en").texts
    pains = _accepted("pain_type")
    assert {f"assess_{part}.{pain}" for part in ("pain", "cause", "remedy") for pain in pains} <= texts.keys()
    assert {
        f"assess_pair.{name}" for name in (*(name for name, _, _ in PAIRS), *_accepted("pair_type"))
    } <= texts.keys()
    used = {*(finding.needs for finding in FINDINGS), *(needs for _, _, needs in PAIRS)}
    assert {key.split(".")[1] for key in texts if key.startswith("assess_needs.")} == used


def test_every_kind_of_record_has_its_words() -> None:
    entities = {path.stem for path in (MODELS / "canonical").rglob("*.sql") if not path.stem.startswith("int_")}
    texts = load_catalogue("en").texts
    assert {key.split(".")[1] for key in texts if key.startswith("assess_entity.")} == entities


def _accepted(column: str) -> list[str]:
    path = MODELS / "marts" / "quality" / "_integration__models.yml"
    models = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    [pain] = [model for model in models if model["name"] == "mart_quality__integration_pain"]
    return list(pain["data_tests"][0]["holds"]["arguments"]["accepted"][column])


def test_every_finding_has_one_statement_with_its_description() -> None:
    others = {"weeks", "systems", "pairs", "pains", "pain_items", "open_questions"}
    assert {path.stem for path in STATEMENTS} == {finding.name for finding in FINDINGS} | others
    assert [path.stem for path in STATEMENTS if not path.read_text(encoding="utf-8").startswith("-- ")] == []


def test_statements_read_only_the_tables_that_are_named() -> None:
    text = " ".join(statement_text(f"assess/{path.stem}") for path in STATEMENTS)
    assert set(re.findall(r"\b((?:core|marts)\.\w+)", text)) == set(tables.REPORT_READS)


def test_figures_are_written_for_people() -> None:
    words = load_catalogue("en")
    row = {"unit": "money_share", "value": 1234, "whole": 5000}
    assert value_of(words, "EUR", row) == "24.7% (1,234 of 5,000 EUR)"
    money = [value_of(words, "EUR", {"unit": "money", "value": value, "whole": None}) for value in (1234.5, 0.19, 0)]
    assert money == ["1,235 EUR", "0.19 EUR", "0 EUR"]
    assert value_of(words, "EUR", {"unit": "days", "value": 3.25, "whole": None}) == "3.3 days"
    assert [percent(words, share) for share in (0.99999, 0.00001, 1, 0, None)] == [
        "> 99.9%", "< 0.1%", "100.0%", "0.0%", "–",
    ]  # fmt: skip
    assert [hours(words, value) for value in (0.25, 48, 96, None)] == ["0.3 h", "48.0 h", "4.0 days", "–"]
