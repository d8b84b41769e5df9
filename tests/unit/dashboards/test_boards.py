"""The boards: their pictures sum, hide what is not finished, say what does not apply, and have their words."""

from __future__ import annotations

import runpy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboards
from dashboards.boards import Bars, Heat, Picture, Stack, Steps
from dashboards.catalogue import LANGUAGES, load_catalogue
from dashboards.components import pictures
from dashboards.queries import Selection, boards
from dashboards.questions import question_texts

WORDS = load_catalogue("en")
SCREENS = Path(dashboards.__file__).parent / "screens"
NAMES = ("sales", "customers", "supply", "cash", "service", "plan")
PICTURES: dict[str, Picture] = {
    picture.name: picture
    for name in NAMES
    for row in runpy.run_path(str(SCREENS / f"{name}.py"))["ROWS"]
    for picture in row
}
DECEMBER = {"start": date(2025, 12, 1), "end": date(2025, 12, 31), "markets": [], "channels": []}
EVERYTHING = {"start": None, "end": None, "markets": [], "channels": []}


def asked(reader: Any, name: str, option: str | None = None, **values: object) -> list[Any]:
    picture = PICTURES[name]
    bound = {key: value for key, value in (EVERYTHING | values).items() if key in picture.binds}
    bound |= {"choice": option} if picture.choice else {}
    bound |= {"limit": 100} if picture.limit else {}
    return list(boards.picture(reader, name, bound))


@pytest.mark.parametrize("name", [name for name, picture in PICTURES.items() if isinstance(picture.kind, Steps)])
def test_base_and_steps_sum_to_the_total_of_months_that_have_a_comparison(reader: Any, name: str) -> None:
    kind = PICTURES[name].kind
    assert isinstance(kind, Steps)
    months = Selection().whole_months("year_before", date(2024, 1, 1), date(2025, 12, 31))
    assert months is not None
    days = {"start": months.now.start, "end": months.now.end}
    (row,) = asked(reader, name, "year_before", **days)
    assert row[kind.base] + sum(row[step] for step in kind.steps) == row[kind.total]
    assert row[kind.total] in (Decimal("1149.5"), Decimal("900.25"))
    assert asked(reader, name, "year_before", markets=["SA"], **days) == []


def test_an_unfinished_month_of_a_cohort_has_no_cell(reader: Any) -> None:
    rows = asked(reader, "cohorts", "retention", markets=["DE"])
    assert [(row["cohort_month"].month, row["month_number"]) for row in rows] == [
        (10, 0), (10, 1), (10, 2), (11, 0), (11, 1), (12, 0),
    ]  # fmt: skip
    assert [row["shown_value"] for row in rows[:3]] == [1.0, 0.5, pytest.approx(13 / 40)]
    assert asked(reader, "cohorts", "margin")[1]["shown_value"] == 2.5


def test_moves_and_what_is_at_stake(reader: Any) -> None:
    moves = {
        (row["earlier_segment_name"], row["segment_name"]): row["customer_count"] for row in asked(reader, "moves")
    }
    assert moves == {("none", "new"): 1, ("champion", "new"): 1, ("champion", "at_risk"): 2}
    assert [row["earlier_net_amount_group"] for row in asked(reader, "slipping")] == [Decimal("703.5")]


def test_the_lines_behind_a_supplier_name_the_orders_they_touch(reader: Any) -> None:
    rows = asked(reader, "missed", "all", **DECEMBER)
    assert [(row["order_count"], row["order_numbers"]) for row in rows] == [(2, "S1 S2"), (0, None)]
    assert len(asked(reader, "missed", "Late Mills")) == 1
    assert asked(reader, "otif", **DECEMBER)[0]["supplier_name"] == "<script>Good Mills</script>"


def test_what_companies_of_the_group_owe_each_other_is_no_debt_and_parts_sum(reader: Any) -> None:
    kind = PICTURES["ageing"].kind
    assert isinstance(kind, Stack)
    rows = asked(reader, "ageing")
    assert [row["open_amount_group"] for row in rows] == [Decimal("500.75"), 70]
    assert all(sum(row[part] for part in kind.parts) == row["open_amount_group"] for row in rows)


def test_days_of_cash_are_weighted_by_money_and_those_not_known_do_not_count(reader: Any) -> None:
    (row,) = asked(reader, "cash_days")
    assert (row["cash_tied_up_days"], row["order_count"], row["known_order_count"]) == (5.0, 3, 2)
    assert row["awaited_amount_group"] == Decimal("55.5")


def test_a_rate_of_return_counts_what_was_ordered_once(reader: Any) -> None:
    (month,) = asked(reader, "return_months")
    assert (month["ordered_qty"], month["returned_qty"], month["return_pct"]) == (40, 3, 0.075)
    (style,) = asked(reader, "subjects", "style", **DECEMBER)
    assert (style["return_pct"], style["reason_code"]) == (0.3, "size_too_large")
    reasons = asked(reader, "reasons", **DECEMBER)
    assert sum(row["share_pct"] for row in reasons) == pytest.approx(1)
    assert sum(row["refund_amount_group"] for row in reasons) == month["refund_amount_group"] == Decimal("70.25")


@pytest.mark.parametrize("option", ["category", "market", "style", "sku"])
def test_each_side_of_the_contribution_has_ten(reader: Any, option: str) -> None:
    rows = asked(reader, "contribution", option)
    assert len(rows) == {"category": 1, "market": 1, "style": 3, "sku": 20}[option]
    assert rows == sorted(rows, key=lambda row: -row["contribution_amount_group"])


def test_a_picture_names_what_is_there() -> None:
    for name, picture in PICTURES.items():
        assert {f"picture.{name}", f"picture_note.{name}"} <= WORDS.texts.keys()
        assert picture.question in ("", *question_texts())
        if picture.choice:
            assert f"choice.{picture.choice.name}" in WORDS.texts
    kinds = {type(picture.kind) for picture in PICTURES.values()}
    assert {Steps, Heat, Bars, Stack} <= kinds


def test_a_waterfall_is_from_a_base_over_steps_to_a_total() -> None:
    figure = pictures.waterfall(["a", "b", "c"], [Decimal(5), Decimal(-2), Decimal(3)], ["5", "-2", "3"])
    assert figure["data"][0]["measure"] == ["absolute", "relative", "total"]
    assert figure["data"][0]["x"] == [5.0, -2.0, 3.0]
    assert figure["layout"]["xaxis"]["range"] == [0.0, 6.75]


@pytest.fixture
def published(app: AppTest, project: Path, tiny: dict[str, Any]) -> AppTest:
    tiny["publish"](project)
    return app


def draw(app: AppTest, name: str, **values: str) -> str:
    """Draw a board; return what a visitor reads."""
    app.query_params.update(values)
    app.run().switch_page(f"screens/{name}.py")
    app.query_params.update(values)
    app.run()
    assert not app.exception
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.get("html")]
    return "\n".join(str(getattr(part, "value", None) or part.proto.body) for part in parts)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("sales", ["SKU-60", "4,499.75", "Does not apply here: Channel."]),
        ("customers", ["Champions → At risk", "703.50", "Does not apply here: Period."]),
        ("supply", ["Late Mills", "S1 S2", "&lt;script&gt;Good Mills", "109.50"]),
        ("cash", ["500.75", "Without a date"]),
        ("service", ["Too large", "50.25", "30.0%"]),
        ("plan", ["Below safety stock", "812.50", "Because it runs out", "Scale", "Next weeks", "5,400.00"]),
    ],
)
def test_a_board_draws_its_pictures(published: AppTest, name: str, wanted: list[str]) -> None:
    page = draw(published, name, lang="en", by="sku", channel="web" if name == "sales" else "")
    for text in wanted:
        assert text in page
    assert page.count(WORDS.text("empty.nothing")) == (name == "supply")
    assert WORDS.text("empty.selection") not in page, "it advises to choose more, and nothing was left out"
    assert {it.proto.id.split("-")[-1] for it in published.get("download_button")} >= {f"workbook_{name}"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["sales", "customers"])
def test_whole_months_and_those_compared_with_are_named_by_date(published: AppTest, name: str, language: str) -> None:
    words = load_catalogue(language)
    page = draw(published, name, lang=language, period="w4", compare="month_before")
    now = words.formats.days(date(2025, 12, 1), date(2025, 12, 31))
    before = words.formats.days(date(2025, 11, 1), date(2025, 11, 30))
    assert words.text("picture_part.month_before", now=now, before=before) in page


def test_a_choice_of_a_picture_stands_in_the_url(published: AppTest) -> None:
    assert "Of net sales" in draw(published, "sales", lang="en", by="style")
    assert published.segmented_control(key="choice_by_en").value == "style"
    published.segmented_control(key="choice_by_en").set_value("category").run()
    assert "by" not in published.query_params


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["supply", "cash"])
def test_a_board_without_rows_says_so(
    app: AppTest, project: Path, tiny: dict[str, Any], name: str, language: str
) -> None:
    tiny["publish"](project, rows=None)
    assert load_catalogue(language).text("empty.sales") in draw(app, name, lang=language)
