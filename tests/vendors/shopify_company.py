"""A company that has one shop, and a run of the real command that reads it over its interface."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

Row = dict[str, Any]
SECONDS_FOR_A_RUN = 600
FED = {
    "cart", "charge_line", "consent", "discount_allocation", "fulfillment", "fulfillment_line", "location",
    "order_edit", "party_record", "payment", "payout", "price", "product", "product_cost", "product_variant", "refund",
    "refund_line", "return_line", "sales_order", "sales_order_line", "settlement_line", "stock_snapshot",
    "stored_value_movement", "tax_line",
}  # fmt: skip
"""Every canonical entity that a shop feeds."""
TOTALS = """select entity, sum(warehouse_row_count), coalesce(sum(warehouse_amount), 0),
sum(abs(residual_amount)) + sum(abs(residual_row_count)) from mart_quality__completeness group by entity"""
CONFIGURATION = """
[company]
name = "Shop"
group_currency = "EUR"

[[source]]
name = "shop"
vendor = "shopify"
systems = ["storefront"]
url = "{url}"
[source.options]
poll_seconds = "0.05"
[source.credentials]
token = "${{SHOP_TOKEN}}"
"""


@dataclass(frozen=True)
class Finished:
    """How a command ended: exit code, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Company:
    """A company whose shop was read over its interface by one run; `fork` forks commands (`forks`)."""

    folder: Path
    shop: Any
    fork: Callable[..., Any]
    finished: Finished

    def fetched(self, table: str) -> list[Row]:
        files = self.folder.glob(f"data/extracts/shop/*Z/{table}_[0-9]*.jsonl")
        return [json.loads(line) for path in files for line in path.open(encoding="utf-8")]

    def asked(self, sql: str) -> list[list[str]]:
        said = _entrepot(self.fork, self.folder, "", "query", sql, "--format", "csv").stdout
        return list(csv.reader(StringIO(said)))[1:]


def _entrepot(fork: Callable[..., Any], folder: Path, token: str, *arguments: str) -> Finished:
    streams = [folder / f"{name}_of_{arguments[0]}" for name in ("output", "errors")]
    for stream in streams:
        stream.write_text("", encoding="utf-8")
    child = fork(
        ARGUMENTS=[*arguments, "--config", str(folder / "entrepot.toml")],
        STREAMS=[str(stream) for stream in streams],
        ENVIRONMENT={**os.environ, "SHOP_TOKEN": token, "COLUMNS": "240", "NO_COLOR": "1"},
    )
    return Finished(child.wait(SECONDS_FOR_A_RUN), *(stream.read_text(encoding="utf-8") for stream in streams))


def run_on(shop: Any, fork: Callable[..., Any], folder: Path, token: str) -> Company:
    """Run once on a shop that is being served."""
    (folder / "entrepot.toml").write_text(CONFIGURATION.format(url=shop.url), encoding="utf-8")
    return Company(folder, shop, fork, _entrepot(fork, folder, token, "run"))
