"""Faulty extracts: the message says where and what to do, the other sources go on, readers notice nothing.

One run meets a truncated row, an unclosed quote and a dropped column in one file each of three sources, and texts in
amount columns of the fourth; a second run meets the mended files.
"""

from __future__ import annotations

import csv
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.landing.batches import list_batches
from warehouse.connections import open_reader
from warehouse.errors import EntrepotError
from warehouse.releases import Release, require_release
from warehouse.settings import Settings

Ask = Callable[..., list[list[str]]]

NEW = "2026-01-01"
CUT_BYTES = 60
QUOTED_LINE = 1000
BAD_TOTAL, BAD_DISCOUNT = "[open] 12,50 EUR", "free"
EXTRACTS = {
    "contacts": ("crm", "contacts", ".csv"),
    "bought": ("erp", "purchase_order_line", ".csv"),
    "shipments": ("warehouse_3pl", "shipments", ".csv"),
    "orders": ("shop_eu", "orders", ".jsonl"),
}
UNTOUCHED = ("shop_eu", "shop_us", "erp_old", "targets", "payments", "carriers", "marketplace", "web_analytics")


def landed_files(settings: Settings, name: str) -> list[Path]:
    """The files of a table that its source has sent so far, the oldest first."""
    source, table, ending = EXTRACTS[name]
    return sorted((settings.data_dir / "extracts" / source).glob(f"{table}_20*{ending}"))


def whole_text(settings: Settings, name: str) -> str:
    """Everything that a source has told of a table, as one file: what was told last stands last."""
    first, *others = [path.read_text(encoding="utf-8") for path in landed_files(settings, name)]
    has_header = EXTRACTS[name][2] == ".csv"
    return first + "".join(text.partition("\n")[2] if has_header else text for text in others)


def replace_extract(settings: Settings, name: str, text: str) -> None:
    """Put a newer file in the place of those that landed."""
    source, table, ending = EXTRACTS[name]
    for path in landed_files(settings, name):
        path.unlink()
    (settings.data_dir / "extracts" / source / f"{table}_{NEW}{ending}").write_text(text, encoding="utf-8")


def without_column(text: str, dropped: str) -> str:
    rows = list(csv.reader(StringIO(text)))
    place = rows[0].index(dropped)
    target = StringIO()
    csv.writer(target, lineterminator="\n").writerows([*row[:place], *row[place + 1 :]] for row in rows)
    return target.getvalue()


def with_open_quote(text: str) -> str:
    lines = text.splitlines(keepends=True)
    lines[QUOTED_LINE - 1] = '"' + lines[QUOTED_LINE - 1]
    return "".join(lines)


def more_orders(text: str) -> str:
    """A delta of three orders like the last one of goods in euro: a sound one, a bad total, a bad discount."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    with_goods = {row["__parentId"] for row in rows if row.get("isGiftCard") is False}
    order = next(row for row in reversed(rows) if row["id"] in with_goods and is_sale_in_euro(row))
    parts = {row["id"]: row for row in rows if row.get("__parentId") == order["id"]}.values()
    found = []
    for number, suffix in enumerate(["901", "902", "903"]):
        copies = json.loads(json.dumps([order, *parts]))
        for copy in copies:
            copy["id"] += suffix
            copy.update({"__parentId": order["id"] + suffix} if "__parentId" in copy else {"name": f"#NEW{number}"})
        found.append(copies)
    found[1][0]["totalPriceSet"]["presentmentMoney"]["amount"] = BAD_TOTAL
    line = next(row for row in found[2] if "/LineItem/" in row["id"])
    line["totalDiscountSet"]["presentmentMoney"]["amount"] = BAD_DISCOUNT
    return "".join(json.dumps(row) + "\n" for copies in found for row in copies)


def is_sale_in_euro(order: dict[str, Any]) -> bool:
    return order["presentmentCurrencyCode"] == "EUR" and not order["test"]


@dataclass
class Reader:
    """Someone who asks the current release again and again while a run is at work."""

    settings: Settings
    seen: list[tuple[str, int]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def read(self, is_over: threading.Event) -> None:
        while not is_over.wait(0.5):
            try:
                folder = (self.settings.releases_dir / "current").resolve()
                with open_reader(folder / "entrepot.duckdb") as connection:
                    [(count,)] = connection.execute("select count(*) from fct_order").fetchall()
                self.seen.append((folder.name, count))
            except (EntrepotError, duckdb.Error, OSError) as error:
                self.failures.append(repr(error))


@contextmanager
def reading(settings: Settings) -> Iterator[Reader]:
    reader, is_over = Reader(settings), threading.Event()
    thread = threading.Thread(target=reader.read, args=(is_over,))
    thread.start()
    try:
        yield reader
    finally:
        is_over.set()
        thread.join()


@dataclass(frozen=True)
class Run:
    """What a run said, the release before and after it, and what a reader saw meanwhile."""

    finished: Any
    before: Release
    after: Release
    reader: Reader


def watched_run(entrepot: Callable[..., Any], settings: Settings) -> Run:
    before = require_release(settings)
    with reading(settings) as reader:
        finished = entrepot(settings, "run")
    return Run(finished, before, require_release(settings), reader)


@dataclass(frozen=True)
class Story:
    """Three runs: over a faulty file of each source, over the same again, over mended ones.

    `contact_count` is the number of lines of the truncated file.
    """

    company: Settings
    contact_count: int
    faulty: Run
    repeated: Run
    mended: Run


def tell(entrepot: Callable[..., Any], copy_of_demo: Callable[[str], Settings]) -> Story:
    """Plant the faults, run, run again, mend them, run."""
    company = copy_of_demo("faulty")
    whole = {name: whole_text(company, name) for name in EXTRACTS}
    replace_extract(company, "contacts", whole["contacts"][:-CUT_BYTES])
    replace_extract(company, "bought", without_column(whole["bought"], "price_subtotal"))
    replace_extract(company, "shipments", with_open_quote(whole["shipments"]))
    replace_extract(company, "orders", more_orders(whole["orders"]))
    faulty, repeated = watched_run(entrepot, company), watched_run(entrepot, company)
    for name in ("contacts", "bought", "shipments"):
        replace_extract(company, name, whole[name] + "9" + whole[name].splitlines(keepends=True)[-1])
    mended = watched_run(entrepot, company)
    return Story(company, len(whole["contacts"].splitlines()), faulty, repeated, mended)


MESSAGES = {
    "a truncated last row": r"crm.*: contacts_2026-01-01\.csv, line {contacts}: .*Columns.* export the file again",
    "a dropped column": r"erp:.*: purchase_order_line_2026-01-01\.csv, line 1: the column 'price_subtotal' is missing\."
    r" Export it with that column",
    "an unclosed quote": r"warehouse_3pl.*: shipments_2026-01-01\.csv, line 1000: .*quote.* export the file again",
    "a text in an amount": r"Refused +shop_eu: \d+ rows? of orders in \d+ files?, .*total_amount:unreadable.*"
    r"`entrepot quarantine show \w+`",
}


@pytest.mark.parametrize("fault", MESSAGES)
def test_the_message_says_where_and_what_to_do(story: Story, fault: str) -> None:
    pattern = MESSAGES[fault].format(contacts=story.contact_count)
    said = story.faulty.finished.stdout
    assert len([line for line in said.splitlines() if re.search(pattern, line)]) == 1, said


def test_a_stopped_source_is_exit_code_2(story: Story) -> None:
    assert story.faulty.finished.returncode == 2, story.faulty.finished.stderr
    statuses = {source.source_name: source.status for source in story.faulty.after.manifest.sources}
    stopped = ("crm", "erp", "warehouse_3pl")
    assert statuses == {**dict.fromkeys(stopped, "stopped"), **dict.fromkeys(UNTOUCHED, "current")}


def test_the_other_source_is_in_the_new_release(story: Story, ask: Ask) -> None:
    assert story.faulty.after.id > story.faulty.before.id
    sql = "select order_number from fct_order where order_number like '#NEW%' order by 1"
    assert ask(story.company, sql, "--release", story.faulty.after.id) == [["#NEW0"], ["#NEW2"]]


def test_stopped_sources_keep_their_last_good_batches(story: Story) -> None:
    before, after = story.faulty.before.tables, story.faulty.after.tables
    for table in ("core.fct_purchase_order_line", "core.fct_opportunity", "core.fct_invoice_line"):
        assert after[table] == before[table]
    assert after["core.fct_stock_movement"].rows == before["core.fct_stock_movement"].rows
    new = set(story.faulty.after.manifest.batches) - set(story.faulty.before.manifest.batches)
    assert {batch.file_name for batch in list_batches(story.company) if batch.batch_id in new} == {
        f"orders_{NEW}.jsonl"
    }


@pytest.mark.parametrize("name", ["faulty", "mended"])
def test_the_release_was_readable_throughout(story: Story, name: str) -> None:
    run: Run = getattr(story, name)
    assert run.reader.failures == []
    allowed = {(release.id, release.tables["core.fct_order"].rows) for release in (run.before, run.after)}
    assert set(run.reader.seen) <= allowed
    assert len(run.reader.seen) > 10
    assert run.reader.seen[0][0] == run.before.id


def test_the_same_faulty_files_are_nothing_new_and_still_exit_code_2(story: Story) -> None:
    assert story.repeated.finished.returncode == 2
    assert story.repeated.after.id == story.faulty.after.id
    assert "nothing new arrived" in story.repeated.finished.stdout
    assert "contacts_2026-01-01.csv, line" in story.repeated.finished.stdout


def test_mended_files_bring_their_sources_back(story: Story, ask: Ask) -> None:
    assert story.mended.finished.returncode == 0, story.mended.finished.stdout
    assert {source.status for source in story.mended.after.manifest.sources} == {"current"}
    before, after = story.mended.before.tables, story.mended.after.tables
    for table in ("core.fct_purchase_order_line", "core.fct_stock_movement", "core.xref_customer"):
        assert after[table].rows == before[table].rows + 1, table
    sql = "select count(*) from mart_quality__completeness where residual_amount <> 0 or residual_row_count <> 0"
    assert ask(story.company, sql) == [["0"]]


def test_refused_rows_alone_do_not_change_the_exit_code(story: Story, ask: Ask) -> None:
    assert story.mended.finished.returncode == 0
    sql = "select status, refused_row_count from mart_quality__source_status where source_name = 'shop_eu'"
    assert ask(story.company, sql) == [["current", "2"]]


def test_the_quarantine_names_rows_reason_and_money(story: Story, entrepot: Callable[..., Any]) -> None:
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
    story: Story, entrepot: Callable[..., Any], table: str, original: str
) -> None:
    [batch] = [
        batch for batch in list_batches(story.company, "shop_eu") if batch.refused_count and batch.table_name == table
    ]
    shown = entrepot(story.company, "quarantine", "show", batch.batch_id[:8]).stdout
    assert f"orders_{NEW}.jsonl" in shown
    assert original in " ".join(shown.split())
