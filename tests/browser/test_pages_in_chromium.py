"""The pages as a person sees them: real server, real browser, three languages, desk and phone."""

from __future__ import annotations

import csv
import http.client
import itertools
import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import duckdb
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboards.catalogue import load_catalogue
from warehouse.ledger import Kind, open_ledger
from warehouse.query import fetch
from warehouse.settings import load_settings

MILLISECONDS = 30_000
PHONE = 640
FINISHED = (
    "document.querySelector('.banner') && !document.querySelector('[data-stale=true], [data-testid=stStatusWidget]')"
)
OVERFLOW = """() => {
    const main = document.querySelector('.stMain');
    return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - window.innerWidth);
}"""
CUT_OFF = """() => {
    const scrolls = '.table:not(.cards), [class*="st-key-block_score_"] .table, .js-plotly-plot, pre, textarea';
    const isCut = (text) => {
        const block = text.closest('[class*="st-key-block_"]'), at = text.getBoundingClientRect();
        if (!block || text.closest(scrolls) || !at.width || !text.innerText.trim()) return false;
        const frame = block.getBoundingClientRect();
        return at.right > frame.right + 1 || at.left < frame.left - 1 || text.scrollWidth > text.clientWidth + 1;
    };
    return [...document.querySelectorAll('.stMain :is(button, .bars .label, .table td, .table td bdi)')]
        .filter(isCut).map((text) => text.innerText.slice(0, 80));
}"""
"""What stands partly off its block, or cut within itself, where nothing scrolls: on a phone nobody can read it."""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all tests, so that the browser keeps what it has loaded; a busy machine may take its time."""
    expect.set_options(timeout=MILLISECONDS)
    context = browser.new_context(locale="en-GB", accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, server: Any) -> Iterator[Any]:
    """Open a page at a width and wait until it is drawn; nothing outside this machine may be asked."""
    page = context.new_page()
    asked: set[str | None] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
    page.set_default_timeout(MILLISECONDS)

    def go(path: str, width: int = 1440, scheme: Literal["light", "dark"] = "light") -> Page:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{server.url}/{path}")
        settle(page)
        return page

    yield go
    page.close()
    assert asked <= {"127.0.0.1", None, ""}


def settle(page: Page) -> None:
    """Wait until the page is drawn, and see that nothing on it failed."""
    page.wait_for_function(FINISHED)
    expect(page.locator(".stException")).to_have_count(0)
    expect(page.locator("[data-testid=stAlertContentError]")).to_have_count(0)


def net_sales_of(database: Path) -> str:
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("use marts")
        ((amount,),) = connection.execute(
            "select sum(net_sales_amount_group) from marts.mart_sales__kpi_daily"
        ).fetchall()
    return f"{amount:,.2f}"


def test_a_new_server_may_be_asked_for_any_page_first(visit: Any) -> None:
    visit("data")


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("en", 390), ("zh", 1440), ("ar", 390)])
def test_net_sales_equal_the_query_and_nothing_overflows(visit: Any, server: Any, language: str, width: int) -> None:
    page = visit(f"?lang={language}&period=all", width)
    tile = page.locator(".st-key-kpi_net_sales")
    expect(tile).to_contain_text(net_sales_of(server.project / "data" / "releases" / "current" / "entrepot.duckdb"))
    expect(tile).to_contain_text(load_catalogue(language).text("kpi.net_sales"))
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert page.evaluate(OVERFLOW) <= 0
    assert (
        page.locator(".stMain").evaluate("main => getComputedStyle(main).direction")
        == load_catalogue(language).direction
    )


PAGES = (
    "questions", "sales", "customers", "supply", "cash", "service", "plan", "calendar", "integration", "workbench",
    "steward",
)  # fmt: skip
LOOKS = [("en", 1440, "light"), ("en", 390, "light"), ("zh", 390, "dark"), ("ar", 390, "light")]
"""English and light fully; the others so that every two of language, width and theme meet on some page."""
ALL_LOOKS = list(itertools.product(("en", "zh", "ar"), (1440, 390), ("light", "dark")))


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fails_nowhere_and_fits(visit: Any, path: str, language: str, width: int, scheme: str) -> None:
    fails_nowhere_and_fits(visit, path, language, width, scheme)


def fails_nowhere_and_fits(visit: Any, path: str, language: str, width: int, scheme: str) -> None:
    page = visit(f"{path}?lang={language}&period=all", width, scheme)
    assert page.locator(".stApp").evaluate("app => getComputedStyle(app).colorScheme") == scheme
    expect(page.locator(".st-key-header")).to_contain_text(load_catalogue(language).text(f"page.{path}"))
    expect(page.locator("[data-testid=stAlertContentWarning]")).to_have_count(0)
    assert page.evaluate(OVERFLOW) <= 0
    assert width > PHONE or page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize(("path", "language", "width"), [("cash", "ar", 1440), ("plan", "en", 1440)])
def test_a_page_fails_nowhere_in_the_dark(visit: Any, path: str, language: str, width: int) -> None:
    fails_nowhere_and_fits(visit, path, language, width, "dark")


@pytest.mark.soak
@pytest.mark.parametrize(("language", "width", "scheme"), ALL_LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fails_nowhere_in_any_look(visit: Any, path: str, language: str, width: int, scheme: str) -> None:
    fails_nowhere_and_fits(visit, path, language, width, scheme)


ALL_PAGES = ("", *PAGES, "data", "scorecard")
NOT_OURS = {"exclude": [["[data-testid=stSidebarNav]"]]}
"""Streamlit's menu on a phone: its lists hold more than items, which nothing of ours can change."""


def serious(page: Page) -> list[str]:
    """Return what axe finds that keeps somebody from reading or using a page, with where it stands."""
    found = Axe().run(page, context=NOT_OURS).response["violations"]
    return [
        f"{it['id']}: {node['target']} {node['html'][:150]}"
        for it in found if it["impact"] in ("serious", "critical") for node in it["nodes"]
    ]  # fmt: skip


@pytest.mark.parametrize(("path", "width", "scheme"), [("", 1440, "light"), ("sales", 390, "dark")])
def test_nothing_keeps_anybody_from_reading_a_page(visit: Any, path: str, width: int, scheme: str) -> None:
    assert serious(visit(f"{path}?period=all", width, scheme)) == []


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", ALL_PAGES)
def test_nothing_keeps_anybody_from_reading_any_page(visit: Any, path: str, width: int, scheme: str) -> None:
    assert serious(visit(f"{path}?period=all", width, scheme)) == []


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_the_data_page_fits_a_phone(visit: Any, language: str) -> None:
    page = visit(f"data?lang={language}", 390)
    expect(page.locator(".st-key-block_sources")).to_contain_text(load_catalogue(language).text("data.sources"))
    assert page.evaluate(OVERFLOW) <= 0


def test_a_grade_opens_to_its_tables(visit: Any) -> None:
    page = visit("data", 390)
    block = page.locator(".st-key-block_grades")
    table = block.get_by_text("res_partner")
    expect(table).to_be_hidden()
    block.locator("summary", has_text="odoo").click()
    expect(table).to_be_visible()
    assert page.evaluate(OVERFLOW) <= 0


def test_the_data_docs_open_from_the_data_page(visit: Any, server: Any) -> None:
    page = visit("data")
    with page.context.expect_page() as waiting:
        page.get_by_role("link", name=load_catalogue("en").text("judged.open")).click()
    docs = waiting.value
    expect(docs).to_have_title("Data Docs")
    docs.get_by_role("link", name="What is expected").click()
    expect(docs.locator("body")).to_have_text("Expected.")
    assert docs.url == f"{server.url}/data-docs/expectations/rules.html"
    docs.close()


def ask(server: Any, path: str, host: str = "127.0.0.1") -> tuple[int, str, str]:
    """Ask for an address just as it is written; return status, text, and what the page may load."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port, timeout=20)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, answer.getheader("Content-Security-Policy", "")


@pytest.mark.parametrize("path", ["", "index.html", "expectations/rules.html"])
@pytest.mark.usefixtures("context")
def test_a_page_of_the_current_release_has_an_address_and_may_load_nothing(server: Any, path: str) -> None:
    status, text, may_load = ask(server, f"/data-docs/{path}")
    assert (status, may_load.split(";")[0]) == (200, "default-src 'none'")
    assert "<title>Data Docs</title>" in text
    assert ask(server, f"/data-docs/{path}", host="other.example")[0] == 400


@pytest.mark.parametrize(
    "path", ["../manifest.json", "%2e%2e/manifest.json", "..%2fmanifest.json", "..%2f..%2f..%2fentrepot.toml",
             "%2fetc%2fhostname", "expectations", "nothing.html"],
)  # fmt: skip
@pytest.mark.usefixtures("context")
def test_nothing_else_has_an_address(server: Any, path: str) -> None:
    status, text, _ = ask(server, f"/data-docs/{path}")
    assert status in (400, 404)
    assert "group_currency" not in text


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("en", 390), ("zh", 390), ("ar", 1440), ("ar", 390)])
def test_the_scorecard_shows_what_is_not_estimated_yet_and_fits(visit: Any, language: str, width: int) -> None:
    page, words = visit(f"scorecard?lang={language}", width), load_catalogue(language)
    estimated = page.locator(".st-key-block_score_lost_sales td.open")
    expect(estimated).to_have_text(words.text("scorecard.unknown"))
    value = page.locator(".st-key-kpi_joints [data-testid=stMetricValue] > *").first
    assert value.evaluate("value => value.scrollWidth <= value.clientWidth")
    assert page.evaluate(OVERFLOW) <= 0


def test_names_stay_in_sight_while_figures_scroll(visit: Any) -> None:
    page = visit("scorecard", 390)
    block = page.locator(".st-key-block_score_faults")
    name = block.get_by_text(load_catalogue("en").text("subject.clock_ahead"))
    before = name.bounding_box()
    assert block.locator(".table").evaluate("table => { table.scrollLeft = 60; return table.scrollLeft; }") > 0
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] == before["x"]


def test_a_definition_opens_below_its_table(visit: Any) -> None:
    page, words = visit("scorecard"), load_catalogue("en")
    block = page.locator(".st-key-block_score_matching")
    block.get_by_text(words.text("scorecard.meanings")).click()
    expect(block.get_by_text(words.text("meaning.matching.recall"))).to_be_visible()


def test_a_choice_stands_in_the_url_and_outlives_language_and_page(visit: Any) -> None:
    page = visit("?period=w4&market=SA&channel=web")
    orders = page.locator(".st-key-kpi_orders")
    expect(orders).to_contain_text("56")
    page.get_by_text("中文", exact=True).click()
    expect(orders).to_contain_text(load_catalogue("zh").text("kpi.orders"))
    settle(page)
    expect(orders).to_contain_text("56")
    page.get_by_text(load_catalogue("zh").text("group.trust"), exact=True).click()
    page.get_by_role("menuitem", name=load_catalogue("zh").text("page.data"), exact=True).click()
    expect(page.locator(".st-key-block_sources")).to_be_visible()
    settle(page)
    page.get_by_role("link", name=load_catalogue("zh").text("page.overview")).click()
    expect(orders).to_contain_text("56")
    settle(page)
    in_url = parse_qs(urlsplit(page.url).query)
    assert in_url == {"lang": ["zh"], "period": ["w4"], "market": ["SA"], "channel": ["web"]}


@pytest.mark.parametrize(
    ("path", "block", "column", "table"),
    [
        ("sales", "change", "sum(net_sales_amount_group)",
         "marts.mart_sales__change_bridge where comparison_type = 'year_before' and month_start_date > '2025-01-01'"),
        ("customers", "slipping", "sum(earlier_net_amount_group)", "marts.mart_customer__rfm_move where is_down_move"),
        ("supply", "stock", "sum(stock_value_amount_group)",
         "marts.mart_supply__stock_health where stock_state = 'healthy'"),
        ("cash", "ageing", "max(open_amount_group)", "marts.mart_finance__ageing where account_type = 'payable'"),
        ("service", "reasons", "max(refund_amount_group)", "marts.mart_service__voice_of_customer"),
    ],
)  # fmt: skip
def test_a_number_of_each_board_equals_the_query(
    visit: Any, server: Any, path: str, block: str, column: str, table: str
) -> None:
    page = visit(f"{path}?period=all")
    picture = page.locator(f".st-key-block_{block}")
    if picture.locator("summary").count():
        picture.locator("summary").click()
    expect(picture).to_contain_text(asked(server.project, f"select {column} as amount from {table}"))


def asked(project: Path, sql: str) -> str:
    """Ask the release as `entrepot query` does; return its one amount as the pages write it."""
    ((amount,),) = csv.reader(fetch(load_settings(project / "entrepot.toml"), sql).content.decode().splitlines()[1:])
    return f"{Decimal(amount):,.2f}"


def test_a_question_is_one_click_away_and_its_link_leads_there(visit: Any, server: Any) -> None:
    page, words = visit("", 390), load_catalogue("en")
    page.get_by_role("link", name=words.text("answer.link")).click()
    page.get_by_role("button", name="manager-3").click()
    answer = page.locator(".st-key-block_answer")
    best = "select max(cm1_amount_group) as amount from marts.mart_sales__sku_contribution"
    expect(answer).to_contain_text(asked(server.project, best))
    settle(page)
    assert parse_qs(urlsplit(page.url).query) == {"question": ["manager-3"]}
    assert page.evaluate(OVERFLOW) <= 0
    with page.expect_download() as waiting:
        page.locator(".st-key-workbook_manager-3 button").click()
    assert waiting.value.suggested_filename == "manager-3.xlsx"
    page.get_by_role("button", name=words.text("answer.back")).click()
    expect(page.get_by_role("button", name="extra-4")).to_be_visible()


def test_a_planner_overrides_the_forecast_and_takes_it_back(visit: Any, server: Any) -> None:
    page, words = visit("plan?period=all"), load_catalogue("en")
    block = page.locator(".st-key-block_overrides")
    block.get_by_label(words.text("planning.item")).fill("SKU-1")
    block.get_by_label(words.text("written.reason")).fill("a fair")
    block.get_by_role("button", name=words.text("planning.override"), exact=True).click()
    expect(block.locator("table")).to_contain_text("SKU-1: × 1")
    expect(block.locator("table")).to_contain_text(words.text("written.next_run"))
    block.get_by_label(words.text("written.reason")).first.fill("no fair")
    block.get_by_role("button", name=words.text("planning.undo"), exact=True).click()
    expect(block.get_by_text(words.text("planning.no_override"))).to_be_visible()
    written = open_ledger(load_settings(server.project / "entrepot.toml")).read(Kind.FORECAST_OVERRIDE)
    assert [it.reason for it in written] == ["a fair", "no fair"]


def test_a_steward_decides_with_a_reason_and_takes_it_back(visit: Any) -> None:
    page, words = visit("steward"), load_catalogue("en")
    pair = page.locator(".st-key-block_verdict")
    pair.get_by_text(words.text("verdict.must_link"), exact=True).click()
    expect(pair).to_contain_text(words.text("steward.next_run"))
    pair.get_by_label(words.text("steward.reason")).fill("told by phone")
    pair.get_by_label(words.text("steward.reason")).press("Enter")
    pair.get_by_role("button", name=words.text("steward.decide")).click()
    decisions = page.locator(".st-key-block_decisions")
    expect(decisions.locator("table")).to_contain_text("told by phone")
    expect(decisions.locator("table")).to_contain_text(words.text("written.next_run"))
    expect(page.get_by_text(words.text("steward.nothing_waits"))).to_be_visible()


def test_a_definition_shows_on_hover(visit: Any) -> None:
    page = visit("")
    page.locator(".st-key-kpi_net_sales [data-testid=stTooltipIcon]").first.hover()
    expect(page.get_by_text(load_catalogue("en").text("definition.net_sales"))).to_be_visible()


@pytest.mark.parametrize(
    ("path", "name", "header", "count"),
    [
        ("data", "sources", "source_name,vendor,status,message", 3),
        ("data", "findings", "source_name,table_name,row_key,column_name,rule_name,severity", 60),
        ("scorecard", "scorecard_matching", "area,subject,figure,figure_value,unit,definition", 5),
    ],
)
def test_a_table_is_downloaded_safe_for_spreadsheets(visit: Any, path: str, name: str, header: str, count: int) -> None:
    page = visit(path)
    with page.expect_download() as waiting:
        page.locator(f".st-key-download_{name} button").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert waiting.value.suggested_filename == f"{name}.csv"
    assert lines[0].startswith(header)
    assert len(lines) == count + 1


def test_a_new_release_shows_without_a_restart(visit: Any, server: Any, tiny: dict[str, Any]) -> None:
    assert tiny["RELEASE_ID"] in visit("").locator(".banner").inner_text()
    newer = "20260106T060000Z-0a1b2c3d"
    tiny["publish"](server.project, rows=None, release_id=newer)
    page = visit("")
    assert newer in page.locator(".banner").inner_text()
    expect(page.get_by_text(load_catalogue("en").text("empty.sales"))).to_be_visible()


def test_the_server_ends_when_it_is_asked_to_and_leaves_no_process(server: Any) -> None:
    children = psutil.Process(server.process.pid).children(recursive=True)
    assert children
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(15) == 0
    assert psutil.wait_procs(children, timeout=5)[1] == []
