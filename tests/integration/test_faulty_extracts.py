"""Faulty extracts: the message says where and what to do, the other sources go on, readers notice nothing.

One run meets a truncated row, an unclosed quote and a dropped column in one file each of three sources, and texts in
amount columns of a fourth; a later run meets the mended files (`breaches`). A fifth source is forced meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future
from decimal import Decimal
from typing import Any

import pytest

from ingestion.landing.batches import list_batches

Ask = Callable[..., list[list[str]]]

NEW = "2026-01-02"
BAD_TOTAL, BAD_DISCOUNT = "[open] 12,50 EUR", "free"
UNTOUCHED = ("shop_eu", "shop_us", "erp_old", "targets", "payments", "marketplace", "web_analytics")
FORCED, FORCED_FILE = "crm", "deals_2026-01-01.csv"


@pytest.fixture(scope="module")
def story(stories: dict[str, Future[Any]], breaches: Future[Any]) -> Any:
    """What was run around the faulty extracts; the other stories are under way meanwhile."""
    return breaches.result()[1]


MESSAGES = {
    "a truncated last row": r"carriers.*: cash_remittances_2026-01-02\.csv, line {lines}: .*Columns.* "
    r"export the file again",
    "a dropped column": r"erp:.*: purchase_order_line_2026-01-02\.csv, line 1: the column 'price_subtotal' is missing\."
    r" Export it with that column",
    "an unclosed quote": r"warehouse_3pl.*: shipments_2026-01-02\.csv, line 1000: .*quote.* export the file again",
    "a text in an amount": r"Refused +shop_eu: \d+ rows? of orders in \d+ files?, .*total_amount:unreadable.*"
    r"`entrepot quarantine show \w+`",
}


@pytest.mark.parametrize("fault", MESSAGES)
def test_the_message_says_where_and_what_to_do(story: Any, fault: str) -> None:
    pattern = MESSAGES[fault].format(lines=story.line_count)
    said = story.faulty.finished.stdout
    assert len([line for line in said.splitlines() if re.search(pattern, line)]) == 1, said


def test_a_stopped_source_is_exit_code_2(story: Any) -> None:
    assert story.faulty.finished.returncode == 2, story.faulty.finished.stderr
    statuses = {source.source_name: source.status for source in story.faulty.after.manifest.sources}
    stopped = ("carriers", "erp", "warehouse_3pl")
    assert statuses == {**dict.fromkeys(stopped, "stopped"), **dict.fromkeys(UNTOUCHED, "current"), FORCED: "forced"}


def test_the_other_source_is_in_the_new_release(story: Any, ask: Ask) -> None:
    assert story.faulty.after.id > story.faulty.before.id
    sql = "select order_number from fct_order where order_number like '#NEW%' order by 1"
    assert ask(story.company, sql, "--release", story.faulty.after.id) == [["#NEW0"], ["#NEW2"]]


def test_stopped_sources_keep_their_last_good_batches(story: Any) -> None:
    before, after = story.faulty.before.tables, story.faulty.after.tables
    for table in ("core.fct_purchase_order_line", "core.fct_cod_remittance", "core.fct_invoice_line"):
        assert after[table] == before[table]
    assert after["core.fct_stock_movement"].rows == before["core.fct_stock_movement"].rows
    new = set(story.faulty.after.manifest.batches) - set(story.faulty.before.manifest.batches)
    landed = {batch.file_name for batch in list_batches(story.company) if batch.batch_id in new}
    assert landed == {f"orders_{NEW}.jsonl", FORCED_FILE}


@pytest.mark.parametrize("name", ["faulty", "mended"])
def test_the_release_was_readable_throughout(story: Any, name: str) -> None:
    run = getattr(story, name)
    assert run.reader.failures == []
    allowed = {(release.id, release.tables["core.fct_order"].rows) for release in (run.before, run.after)}
    assert set(run.reader.seen) <= allowed
    assert len(run.reader.seen) > 10
    assert run.reader.seen[0][0] == run.before.id


def test_the_same_faulty_files_are_nothing_new_and_still_exit_code_2(story: Any) -> None:
    assert story.repeated.finished.returncode == 2
    assert story.repeated.after.id == story.faulty.after.id
    assert "nothing new arrived" in story.repeated.finished.stdout
    assert "cash_remittances_2026-01-02.csv, line" in story.repeated.finished.stdout


def test_mended_files_bring_their_sources_back(story: Any, ask: Ask) -> None:
    assert story.mended.finished.returncode == 0, story.mended.finished.stdout
    assert {source.status for source in story.mended.after.manifest.sources} == {"current"}
    before, after = story.mended.before.tables, story.mended.after.tables
    for table in ("core.fct_purchase_order_line", "core.fct_stock_movement", "core.fct_cod_remittance"):
        assert after[table].rows == before[table].rows + 1, table
    sql = "select count(*) from mart_quality__completeness where residual_amount <> 0 or residual_row_count <> 0"
    assert ask(story.company, sql) == [["0"]]


def test_refused_rows_alone_do_not_change_the_exit_code(story: Any, ask: Ask) -> None:
    assert story.mended.finished.returncode == 0
    sql = "select status, refused_row_count from mart_quality__source_status where source_name = 'shop_eu'"
    assert ask(story.company, sql) == [["current", "2"]]


def test_the_quarantine_names_rows_reason_and_money(story: Any, entrepot: Callable[..., Any]) -> None:
    listed = entrepot(story.company, "quarantine", "list", "--source", "shop_eu").stdout
    found = {cells[3]: cells[1:] for cells in map(str.split, listed.splitlines()[2:])}
    name = f"orders_{NEW}.jsonl"
    assert found["total_amount:unreadable"] == ["shop_eu", name, "total_amount:unreadable", "1", "–"]
    assert found["discount_amount:unreadable"][:4] == ["shop_eu", name, "discount_amount:unreadable", "1"]
    amount, currency = found["discount_amount:unreadable"][4:]
    assert Decimal(amount.replace(",", "")) > 0
    assert len(currency) == 3


@pytest.mark.parametrize(("table", "original"), [("orders", BAD_TOTAL), ("order_lines", BAD_DISCOUNT)])
def test_the_quarantine_shows_the_row_as_it_stood(
    story: Any, entrepot: Callable[..., Any], table: str, original: str
) -> None:
    [batch] = [
        batch for batch in list_batches(story.company, "shop_eu") if batch.refused_count and batch.table_name == table
    ]
    shown = entrepot(story.company, "quarantine", "show", batch.batch_id[:8]).stdout
    assert f"orders_{NEW}.jsonl" in shown
    assert original in " ".join(shown.split())
