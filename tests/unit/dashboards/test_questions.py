"""The page of questions: the search, an answer with its SQL, what an open one waits for, files that run nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.answers import finding
from dashboards.catalogue import LANGUAGES, load_catalogue
from dashboards.components import cells
from dashboards.components.workbook import as_workbook
from dashboards.queries import questions
from dashboards.questions import question_texts
from warehouse.errors import ReleaseError

WORDS = load_catalogue("en")
PAGE = "screens/questions.py"


def found(search: str, *users: str, language: str = "en") -> list[str]:
    asked = finding.standings(load_catalogue(language), {}, {})
    return [it.question.id for it in finding.matching(asked, search, users)]


def test_the_catalogue_says_in_english_what_the_page_of_questions_says() -> None:
    assert {name: WORDS.text(f"question.{name}") for name in question_texts()} == question_texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_search_must_stand_in_the_question_or_its_sql(language: str) -> None:
    assert found("SKUs contribution", language=language) == ["manager-3"]
    assert found("mart_customer__rfm_move", language=language) == ["manager-5"]
    assert found("", "partner", language=language) == [f"partner-{number}" for number in range(1, 11)]
    assert found("stock", "manager", "planner") != found("stock", "planner")
    assert found("no such words at all") == []


def test_a_search_finds_words_of_the_language() -> None:
    assert "manager-8" in found("供应商", language="zh")
    assert "manager-8" in found("الموردين", language="ar")
    assert len(found("")) == len(question_texts())


def test_an_answer_is_bounded_and_counted_and_keeps_its_order(reader: Any) -> None:
    rows = questions.answer(reader, "manager-3", 3)
    assert [row["sku"] for row in rows] == ["SKU-60", "SKU-59", "SKU-58"]
    assert questions.size(reader, "manager-3") == 40


@pytest.mark.parametrize("name", ["manager-99", "../manager-3", "partner-1"])
def test_what_is_no_answered_question_is_an_error_of_ours(reader: Any, name: str) -> None:
    with pytest.raises(ReleaseError, match="no answer yet"):
        questions.answer(reader, name, 1)


@pytest.mark.parametrize(
    ("name", "value", "beside", "text"),
    [
        ("net_amount_group", Decimal("1234.5"), {}, "1,234.50"),
        ("net_amount", Decimal(1234), {"currency_code": "JPY"}, "1,234"),
        ("net_amount", Decimal("1.5"), {"currency_code": "KWD"}, "1.500"),
        ("stock_amount_local", Decimal(2), {"local_currency_code": "USD"}, "2.00"),
        ("return_pct", Decimal("0.4286"), {}, "42.9%"),
        ("ordered_qty", Decimal("7.0000"), {}, "7"),
        ("ccc_days", Decimal("976.168"), {}, "976.2"),
        ("month_start_date", datetime(2025, 12, 1, tzinfo=UTC).date(), {}, "Dec 2025"),
        ("order_date", datetime(2025, 12, 1, tzinfo=UTC).date(), {}, "1 Dec 2025"),
        ("is_paid_back", False, {}, "no"),
        ("market_code", "DE", {}, "Germany"),
        ("earlier_segment_name", "at_risk", {}, "At risk"),
        ("reason_code", "new_reason", {}, "new_reason"),
        ("net_amount_group", None, {}, "–"),
        ("order_numbers", "S00364 " * 60, {}, "S00364 " * 60),
    ],
)
def test_the_name_of_a_column_says_how_it_is_written(name: str, value: Any, beside: dict[str, str], text: str) -> None:
    assert cells.written(WORDS, name, {name: value, **beside}, "EUR") == text


def test_a_workbook_keeps_types_and_runs_nothing() -> None:
    rows = [
        {"text": "=1+1", "amount": Decimal("-1.50"), "key": 5650000031910123, "at": datetime(2025, 1, 2, tzinfo=UTC)},
        {"text": "a\x00b", "amount": None, "key": 7, "at": None},
    ]
    sheet = openpyxl.load_workbook(BytesIO(as_workbook({"a/b": rows, "none": []})))["a b"]
    first, second = list(sheet.iter_rows(min_row=2))
    assert (first[0].value, first[0].data_type, first[1].value) == ("=1+1", "s", -1.5)
    assert (first[2].value, first[3].value) == ("5650000031910123", datetime(2025, 1, 2))
    assert (second[0].value, second[2].value) == ("a\ufffdb", 7)


@pytest.fixture
def published(app: AppTest, project: Any, tiny: dict[str, Any]) -> AppTest:
    tiny["publish"](project)
    return app


def draw(app: AppTest, **values: str) -> str:
    """Draw the page; return what a visitor reads."""
    app.query_params.update({"lang": "en"} | values)
    app.run().switch_page(PAGE)
    app.query_params.update({"lang": "en"} | values)
    app.run()
    assert not app.exception
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.get("html"), *app.code]
    return "\n".join(str(getattr(part, "value", None) or part.proto.body) for part in parts)


def test_a_link_leads_to_a_question_and_back_to_all(published: AppTest) -> None:
    page = draw(published, question="manager-3")
    for wanted in ("manager-3 · Which 20 SKUs", "4,499.75", "Rows shown: 40 of 40", "worst grade of its sources: D"):
        assert wanted in page
    assert "from marts.mart_sales__sku_ranking" in page
    published.button(key="back_to_questions").click().run()
    assert "question" not in published.query_params
    published.text_input(key="question_search_en").set_value("down-moves").run()
    assert [button.key for button in published.button] == ["ask_manager-5"]
    published.button(key="ask_manager-5").click().run()
    assert published.query_params["question"] in ("manager-5", ["manager-5"])
    assert "<bdi>703.50</bdi>" in "".join(it.proto.body for it in published.get("html"))


def test_an_answer_without_rows_says_so(app: AppTest, project: Any, tiny: dict[str, Any]) -> None:
    tiny["publish"](project, rows=None)
    assert WORDS.text("answer.no_rows") in draw(app, question="manager-3")


def test_an_open_question_says_what_it_waits_for_and_an_unknown_one_shows_all(published: AppTest) -> None:
    assert "It waits for: disputes (partners)." in draw(published, question="partner-4")
    assert "There is no question boss-1." in draw(published, question="boss-1")
    assert len(published.button) == len(question_texts())


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_a_release_from_before_says_so_in_its_frame(
    app: AppTest, project: Any, tiny: dict[str, Any], language: str
) -> None:
    tiny["publish"](project, is_old=True)
    page, words = draw(app, question="engineer-3", lang=language), load_catalogue(language)
    assert words.text("error.block") in page
    assert words.text("answer.sql") in page
