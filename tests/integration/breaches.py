"""A company whose systems break what they promised: a model that loses a row, and faulty extracts; then all is mended.

Three runs bring something new. The first meets the model that loses a row: its source is held back. The second lets
that source in, because a person says so, and meets a truncated row, an unclosed quote and a dropped column in one file
each of three other sources, and texts in amount columns of a fourth. The third meets the mended model and the mended
files. After the first and the second one the same is run again.

Belongs here: what is planted, and the runs. Not here: what must hold (test_admission, test_faulty_extracts).
"""

from __future__ import annotations

import csv
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connections import open_reader
from warehouse.errors import EntrepotError
from warehouse.releases import Release, require_release
from warehouse.settings import Settings

HOUSE = Path(__file__).resolve().parents[2]
LOST = "Lost on the way"
DEALS = (
    "hs_object_id,dealname,pipeline,dealstage,amount,deal_currency_code,createdate,closedate,hs_is_closed_won,"
    "hs_is_closed,associatedcompanyid,hs_lastmodifieddate\n"
    "9001,Kept,default,qualified,100.00,EUR,2025-12-30T10:00:00Z,,false,false,,2025-12-30T10:00:00Z\n"
    f"9002,{LOST},default,qualified,1234.56,EUR,2025-12-30T11:00:00Z,,false,false,,2025-12-30T11:00:00Z\n"
    "9003,Foreign,default,qualified,7.00,USD,2025-12-30T12:00:00Z,,false,false,,2025-12-30T12:00:00Z\n"
)
WHY = "the bank agrees"
NEW = "2026-01-02"
CUT_BYTES = 60
QUOTED_LINE = 1000
BAD_TOTAL, BAD_DISCOUNT = "[open] 12,50 EUR", "free"
EXTRACTS = {
    "remittances": ("carriers", "cash_remittances", ".csv"),
    "bought": ("erp", "purchase_order_line", ".csv"),
    "shipments": ("warehouse_3pl", "shipments", ".csv"),
    "orders": ("shop_eu", "orders", ".jsonl"),
}


@dataclass(frozen=True)
class Held:
    """Runs with a model that loses a row, the same again, forced, and mended; and the releases around them."""

    company: Settings
    held_back: Any
    repeated: Any
    decided: Any
    forced: Any
    forced_release: Release
    status: Any
    unforced: Any
    mended: Any
    releases: list[Release]

    def rows(self, table: str) -> list[int]:
        """The number of rows of a table in each release."""
        return [release.tables[table].rows for release in self.releases]


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


@dataclass(frozen=True)
class Stopped:
    """Three runs: over a faulty file of each source, over the same again, over mended ones.

    `line_count` is the number of lines of the truncated file.
    """

    company: Settings
    line_count: int
    faulty: Run
    repeated: Run
    mended: Run


def tell(entrepot: Callable[..., Any], company: Settings) -> tuple[Held, Stopped]:
    """Plant the breach, bring new extracts, run twice; force the source, plant the faults, run twice; mend all, run."""
    releases = [require_release(company)]
    drop_a_row_in_staging(company)
    add_extracts(company)
    held_back = entrepot(company, "run")
    releases.append(require_release(company))
    repeated = entrepot(company, "run")
    releases.append(require_release(company))
    decided = entrepot(company, "source", "force", "crm", "--reason", WHY, "--by", "anna")
    whole = {name: whole_text(company, name) for name in EXTRACTS}
    plant(company, whole)
    faulty = watched_run(entrepot, company)
    status = entrepot(company, "status")
    faulty_again = watched_run(entrepot, company)
    unforced = entrepot(company, "source", "unforce", "crm", "--reason", "the model is mended", "--by", "ben")
    shutil.rmtree(company.vendors_dir)
    for name in ("remittances", "bought", "shipments"):
        replace_extract(company, name, whole[name] + "9" + whole[name].splitlines(keepends=True)[-1])
    mended = watched_run(entrepot, company)
    releases.append(mended.after)
    said = (held_back, repeated, decided, faulty.finished, faulty.after, status, unforced, mended.finished)
    stopped = Stopped(company, len(whole["remittances"].splitlines()), faulty, faulty_again, mended)
    return Held(company, *said, releases), stopped


def plant(company: Settings, whole: dict[str, str]) -> None:
    """Put a fault into a file of each of four sources."""
    replace_extract(company, "remittances", whole["remittances"][:-CUT_BYTES])
    replace_extract(company, "bought", without_column(whole["bought"], "price_subtotal"))
    replace_extract(company, "shipments", with_open_quote(whole["shipments"]))
    replace_extract(company, "orders", more_orders(whole["orders"]))


def drop_a_row_in_staging(settings: Settings) -> None:
    """Give the company staging models of its own for the CRM, of which one loses a deal."""
    folder = settings.vendors_dir / "hubspot" / "staging"
    shutil.copytree(HOUSE / "dbt_project" / "models" / "staging" / "hubspot", folder)
    model = folder / "stg_hubspot__opportunity.sql"
    text = model.read_text(encoding="utf-8")
    assert text.count("    from deals\n") == 1
    model.write_text(
        text.replace("    from deals\n", f"    from deals\n    where name <> '{LOST}'\n"), encoding="utf-8"
    )


def add_extracts(settings: Settings) -> None:
    """New deals of the CRM, and one more line of a purchase order in the ERP."""
    extracts = settings.data_dir / "extracts"
    (extracts / "crm" / "deals_2026-01-01.csv").write_text(DEALS, encoding="utf-8")
    newest = max((extracts / "erp").glob("purchase_order_line_*.csv"))
    lines = newest.read_text(encoding="utf-8").splitlines()
    delta = f"{lines[0]}\n9{lines[-1]}\n"
    (extracts / "erp" / "purchase_order_line_2026-01-01.csv").write_text(delta, encoding="utf-8")


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


def watched_run(entrepot: Callable[..., Any], settings: Settings) -> Run:
    before = require_release(settings)
    with reading(settings) as reader:
        finished = entrepot(settings, "run")
    return Run(finished, before, require_release(settings), reader)
