"""All pages as Streamlit runs them: their figures, their empty states, their errors, in three languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

import dashboards
from dashboards.catalogue import LANGUAGES, load_catalogue
from dashboards.data_docs import page_of
from dashboards.queries import quality
from warehouse.ledger import Kind, open_ledger
from warehouse.releases import Release
from warehouse.settings import load_settings

CALENDAR = "screens/calendar.py"
DATA = "screens/data.py"
SCORECARD = "screens/scorecard.py"
EMPTY = {"screens/overview.py": "empty.sales", DATA: "empty.completeness", SCORECARD: "empty.scorecard"}


def texts(app: AppTest) -> str:
    """All that a visitor reads."""
    parts = [*app.markdown, *app.caption, *app.info, *app.error, *app.warning, *app.success, *app.get("html")]
    return "\n".join(str(getattr(part, "value", None) or part.proto.body) for part in parts)


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@pytest.fixture
def published(app: AppTest, project: Path, tiny: dict[str, Any]) -> AppTest:
    tiny["publish"](project)
    return app


def test_the_overview_shows_the_last_13_weeks(published: AppTest) -> None:
    published.run()
    assert not published.exception
    found = metrics(published)
    assert found["Orders"] == "728"
    assert found["Stock cover"] == "7.5 weeks"
    assert found["OTIF of suppliers"] == "76.7%"
    assert found["Forecast, next 4 weeks"] == "96 units"
    assert "2 Oct 2025 – 31 Dec 2025 · Compared with 3 Jul 2025 – 1 Oct 2025" in texts(published)


def test_a_figure_with_questioned_lines_says_so_with_their_money_and_leads_to_trust(published: AppTest) -> None:
    published.run()
    marks = [(link.proto.label, link.proto.page) for link in published.get("page_link")]
    assert ("Contains questioned lines: 2, of 110,050.50 EUR", "data") in marks
    assert "Contains questioned lines: 1, of 37,000.00 KWD" in texts(published)
    assert marks.count(("Contains questioned lines: 3", "data")) == 2, "the cover and the list of the stock"
    published.query_params["market"] = "FR"
    published.run()
    assert "KWD" not in str([link.proto.label for link in published.get("page_link")])


def test_all_is_the_sum_of_the_mart_to_the_cent(published: AppTest, project: Path) -> None:
    published.query_params["period"] = "all"
    published.run()
    database = project / "data" / "releases" / "current" / "entrepot.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as released (read_only)")
        whole = connection.execute("select sum(net_sales_amount_group) from released.marts.mart_sales__kpi_daily")
        assert f"{whole.fetchall()[0][0]:,.2f} EUR" in texts(published)
    assert "Lines without an exchange rate, not included: 2" in texts(published)


def test_the_banner_names_release_age_quality_and_currency(published: AppTest, tiny: dict[str, Any]) -> None:
    published.run()
    banner = texts(published)
    for wanted in (tiny["RELEASE_ID"], "31 Dec 2025", "EUR (group currency)", "not to be relied on", "odoo", "crm"):
        assert wanted in banner


def test_filters_stand_in_the_url_as_codes(published: AppTest) -> None:
    published.query_params.update(
        {"period": "range", "from": "2025-12-01", "to": "2025-12-31", "market": "DE", "channel": "web"}
    )
    published.run()
    assert metrics(published)["Orders"] == "62"
    assert "1 Dec 2025 – 31 Dec 2025" in texts(published)
    assert "whole company" in texts(published)
    published.multiselect(key="filter_channel_en").set_value([]).run()
    assert metrics(published)["Orders"] == "124"
    assert "channel" not in published.query_params
    assert published.query_params["market"] in ("DE", ["DE"])


def test_a_choice_survives_another_language(published: AppTest) -> None:
    published.query_params.update({"period": "w4", "market": "SA"})
    published.run()
    orders = metrics(published)["Orders"]
    published.segmented_control(key="choice_of_language").set_value("zh").run()
    assert not published.exception
    assert metrics(published)[load_catalogue("zh").text("kpi.orders")] == orders
    assert published.query_params["lang"] in ("zh", ["zh"])


def test_a_choice_survives_a_visit_to_the_other_page(published: AppTest) -> None:
    published.query_params.update({"period": "w4", "market": "SA"})
    published.run()
    orders = metrics(published)["Orders"]
    published.switch_page(DATA).run()
    published.query_params.clear()
    published.switch_page("screens/overview.py").run()
    assert metrics(published)["Orders"] == orders


@pytest.mark.parametrize(
    "values",
    [{"period": "nonsense", "market": "XX", "lang": "xx"}, {"period": "range", "from": "2031-01-01", "to": "x"}],
)
def test_nonsense_in_the_url_is_the_default(published: AppTest, values: dict[str, str]) -> None:
    published.query_params.update(values)
    published.run()
    assert not published.exception
    assert metrics(published)["Orders"] == "728"


def test_a_selection_without_data_says_so_and_shows_no_zero(published: AppTest) -> None:
    published.query_params["market"] = "unknown"
    published.run()
    found = metrics(published)
    assert [found[name] for name in ("Net sales", "Orders", "Average order value", "Margin")] == ["no data"] * 4
    assert found["Forecast, next 13 weeks"] == "no data"
    words = load_catalogue("en")
    for key in ("empty.selection", "empty.forecast", "empty.skus"):
        assert words.text(key) in texts(published)


def test_no_line_due_is_not_a_hundred_per_cent(published: AppTest) -> None:
    published.query_params.update({"period": "range", "from": "2024-01-01", "to": "2024-01-31"})
    published.run()
    assert metrics(published)["OTIF of suppliers"] == "no data"
    assert "which is not 100 %" in texts(published)
    assert "No earlier data to compare with" in texts(published)


@pytest.mark.parametrize("path", EMPTY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_release_without_rows_says_what_is_missing(
    app: AppTest, project: Path, tiny: dict[str, Any], language: str, path: str
) -> None:
    tiny["publish"](project, rows=None)
    app.query_params["lang"] = language
    app.run()
    app.switch_page(path).run()
    assert not app.exception
    words = load_catalogue(language)
    assert words.text(EMPTY[path]) in texts(app)
    assert words.text("quality.unknown") in texts(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_release_the_page_says_how_to_make_one(app: AppTest, language: str) -> None:
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    assert "`entrepot run`" in texts(app)


def test_without_a_configuration_the_page_says_how_to_write_one(app: AppTest, project: Path) -> None:
    (project / "entrepot.toml").unlink()
    app.run()
    assert not app.exception
    assert "entrepot demo" in texts(app)


def test_a_damaged_release_is_one_clear_line(app: AppTest, project: Path, tiny: dict[str, Any]) -> None:
    database = tiny["publish"](project)
    database.write_bytes(b"no database")
    app.run()
    assert not app.exception
    assert "entrepot release rollback" in texts(app)


def test_the_data_page_shows_what_was_refused_and_what_differs(published: AppTest) -> None:
    published.run()
    published.switch_page(DATA).run()
    assert not published.exception
    page = texts(published)
    for wanted in (
        "held back",
        "120.50",
        "2 currencies",
        "12.34 USD",
        "2025-12-30",
        "marts.mart_sales__kpi_daily",
        "2,925",
    ):
        assert wanted in page
    assert "1 row &lt;is&gt; missing" in page
    assert load_catalogue("en").text("data.exact") not in page


def draw_data(app: AppTest, language: str = "en") -> str:
    """Draw the page in a language; return all that a visitor reads."""
    app.query_params["lang"] = language
    app.run().switch_page(DATA).run()
    assert not app.exception
    return texts(app)


def test_the_data_page_grades_sources_and_opens_to_their_tables(published: AppTest) -> None:
    page = draw_data(published)
    assert page.index("<bdi>odoo</bdi></strong>") < page.index("<bdi>shop</bdi></strong>")
    assert 'class="grade grade_F" title="Grade F">F</span>' in page
    assert "500 rows · 4 faulty · 3 waiting" in page
    assert "the source is behind · 1.39% of rows faulty or waiting · rules broken: 2" in page
    assert "the last extract is late or of unusual size" in page
    assert "sale_&lt;b&gt;order" in page
    assert "<bdi>all</bdi>" not in page


def test_the_data_page_says_what_sources_cover_and_what_questions_lack(published: AppTest) -> None:
    page = draw_data(published)
    assert "1 of 3 questions can be answered with all sources together, 1 more in part; 1 need no source." in page
    for wanted in ("23 of 30", "76.7%", "0 of 22", "0 of 2", "0 of 1"):
        assert wanted in page
    assert "How much &lt;b&gt;did&lt;/b&gt; we sell?" in page
    assert "target (1)" in page
    assert "tax_line (2)" in page
    assert page.index("manager-1") < page.index("analyst-3")


def test_the_data_page_names_broken_rules_and_what_mends_a_row(published: AppTest) -> None:
    page = draw_data(published)
    for wanted in ("The &lt;i&gt;value&lt;/i&gt; cannot be read.", "3 of 400", "2026-01-31", "refuses"):
        assert wanted in page
    assert "The text has not the form." not in page
    assert "30.00 KWD, 120.50 USD" in page
    assert "entrepot quarantine mend 3680085c 17 amount_total=…" in page
    assert "entrepot quarantine mend 99990000" not in page
    assert "50 of 60, the gravest first" in page
    assert page.index("60.00 EUR") < page.index("59.00 EUR")


def test_the_data_page_shows_codes_that_nobody_has_mapped_and_how_to(published: AppTest) -> None:
    page = draw_data(published)
    assert "2 of 2, the most money first" in page
    assert page.index("80.00 CNY, 25.50 EUR") < page.index("location.location_type")
    assert "entrepot codes map shop sales_order.order_status 'Taken &lt;b&gt;back' …" in page.replace("&#x27;", "'")
    assert "entrepot codes map shop location.location_type kiosk …" in page


def test_all_findings_and_refused_rows_can_be_downloaded(published: AppTest, reader: Any) -> None:
    draw_data(published)
    keys = {element.proto.id.split("-")[-1] for element in published.get("download_button")}
    assert {"download_findings", "download_quarantine", "download_grades", "download_broken_rules"} <= keys
    assert len(quality.finding_rows(reader)) == 60
    assert len(quality.quarantine_rows(reader)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_release_from_before_there_were_rules_says_what_it_lacks(
    app: AppTest, project: Path, tiny: dict[str, Any], language: str
) -> None:
    tiny["publish"](project, is_old=True)
    page, words = draw_data(app, language), load_catalogue(language)
    for name in ("grades", "coverage", "rules", "quarantine", "findings", "unmapped", "judged"):
        assert words.text(f"empty.{name}") in page
    assert words.text("data.completeness") in page


def test_data_docs_are_linked_where_the_release_has_them(app: AppTest, project: Path, tiny: dict[str, Any]) -> None:
    tiny["write_data_docs"](tiny["publish"](project).parent)
    page = draw_data(app)
    assert load_catalogue("en").text("empty.judged") not in page
    assert [link.proto.url for link in app.get("link_button")] == ["data-docs/index.html"]


def test_an_address_means_a_page_of_the_current_release_or_nothing(project: Path, tiny: dict[str, Any]) -> None:
    release = tiny["publish"](project).parent
    tiny["write_data_docs"](release)
    (release / "data_docs" / "away.html").symlink_to(release / "manifest.json")
    (release / "outside.html").write_text("not ours")
    found = Release(release, tiny["manifest"](release.name, {}))
    root = (release / "data_docs").resolve()
    assert page_of(found, "") == root / "index.html"
    assert page_of(found, "expectations/rules.html") == root / "expectations" / "rules.html"
    nothing = (
        "../outside.html",
        "../manifest.json",
        "away.html",
        "/etc/hostname",
        "expectations",
        "a\0.html",
        "x" * 5000,
    )
    assert [page_of(found, path) for path in nothing] == [None] * len(nothing)


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_every_page_speaks_the_language(published: AppTest, language: str) -> None:
    published.query_params["lang"] = language
    words = load_catalogue(language)
    published.run()
    assert words.text("kpi.net_sales") in metrics(published)
    published.switch_page(DATA).run()
    assert words.text("data.sources") in texts(published)
    assert f'dir="{words.direction}"' in texts(published)
    published.switch_page(SCORECARD).run()
    assert words.text("empty.scorecard") in texts(published)


def test_the_calendar_page_keeps_an_event_and_takes_it_back(published: AppTest, project: Path) -> None:
    published.run().switch_page(CALENDAR).run()
    assert not published.exception
    assert [it.label for it in published.expander][:3] == [
        f"In effect in this release ({count})" for count in (2, 1, 1)
    ]
    for label, value in (("Code, the same every year", "fair"), ("Name", "Fair"), ("Reason (kept in the ledger)", "x")):
        next(it for it in published.text_input if it.label == label).set_value(value)
    next(it for it in published.button if it.label == "Keep").click().run()
    assert [it.value for it in published.success] == ["Entry #3 is kept. From the next run."]
    assert "fair · Germany · 31 Dec 2025 · 31 Dec 2025 · Fair · Holiday" in texts(published)
    next(it for it in published.text_input if it.label == "Reason (kept in the ledger)").set_value("no fair")
    next(it for it in published.button if it.label == "Undo").click().run()
    entries = open_ledger(load_settings(project / "entrepot.toml")).read(Kind.REFERENCE_DATA)
    assert [(it.actor, it.reason) for it in entries] == [("this machine", "x"), ("this machine", "no fair")]


@pytest.fixture
def demo(app: AppTest, project: Path, tiny: dict[str, Any]) -> AppTest:
    tiny["publish"](project, scorecard=tiny["SCORECARD"])
    return app


def draw_scorecard(demo: AppTest, language: str = "en") -> str:
    """Draw the page in a language; return all that a visitor reads."""
    demo.query_params["lang"] = language
    demo.run().switch_page(SCORECARD).run()
    assert not demo.exception
    return texts(demo)


def test_the_scorecard_heads_with_one_figure_of_each_area(demo: AppTest) -> None:
    page = draw_scorecard(demo)
    assert metrics(demo) == {
        "Matching of persons (F1)": "84.3%",
        "Planted faults caught": "44.8%",
        "Money equal to the truth": "1 of 2",
        "Forecast error, 4 weeks ahead (WAPE)": "126.9%",
        "Sales lost for want of stock (true)": "17,176 units",
        "Broken joints found": "not estimated yet",
    }
    for wanted in ("recall 73.1%", "seasonal naive: 198.1% · expected demand: 134.2%", "1,400,033.84 EUR, 14.3%"):
        assert wanted in page
    assert "of web and app, estimated: not estimated yet, true: 9,500" in page


def test_the_scorecard_shows_every_figure_and_what_it_means(demo: AppTest) -> None:
    page = draw_scorecard(demo)
    for wanted in ("&gt; 99.9%", "&lt; 0.1%", "106.76", "0.344", "Clock ahead", "fault_of_tomorrow", "shop_eu"):
        assert wanted in page
    assert len(re.findall(r'open" data-label="[^"]*"><bdi>not estimated yet', page)) == 2
    assert load_catalogue("en").text("meaning.matching.recall") in page


def test_an_area_that_the_page_does_not_know_is_shown_as_it_stands(demo: AppTest) -> None:
    page = draw_scorecard(demo)
    for wanted in ("### weather", "&lt;b&gt;sun&lt;/b&gt;", "In English: &lt;b&gt;sun", "50.0%"):
        assert wanted in page


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_the_scorecard_speaks_the_language(demo: AppTest, language: str) -> None:
    words, page = load_catalogue(language), draw_scorecard(demo, language)
    for key in ("scorecard.unknown", "area.broken joints", "figure.matching.records", "meaning.faults.caught"):
        assert words.text(key) in page
    assert words.text("subject.payout_short") in page


def test_a_page_draws_no_text_of_its_module(demo: AppTest) -> None:
    draw_scorecard(demo)
    assert not [block.value for block in demo.markdown if not block.value.startswith("#")]


def test_no_folder_beside_the_entry_is_taken_for_pages_without_it() -> None:
    assert not (Path(dashboards.__file__).parent / "pages").exists()
