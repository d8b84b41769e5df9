"""A company that has one shop, and a run of the real command that reads it over its interface."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

Row = dict[str, Any]
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
class Company:
    """A company whose shop was read over its interface by one run."""

    folder: Path
    shop: Any
    finished: subprocess.CompletedProcess[str]

    def fetched(self, table: str) -> list[Row]:
        files = self.folder.glob(f"data/extracts/shop/*Z/{table}_[0-9]*.jsonl")
        return [json.loads(line) for path in files for line in path.open(encoding="utf-8")]

    def asked(self, sql: str) -> list[list[str]]:
        said = _entrepot(self.folder, "", "query", sql, "--format", "csv").stdout
        return list(csv.reader(StringIO(said)))[1:]


def _entrepot(folder: Path, token: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("entrepot"), *arguments, "--config", folder / "entrepot.toml"]
    environment = {**os.environ, "SHOP_TOKEN": token, "COLUMNS": "240", "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600, check=False)


def run_on(shop: Any, folder: Path, token: str) -> Company:
    """Run once on a shop that is being served."""
    (folder / "entrepot.toml").write_text(CONFIGURATION.format(url=shop.url), encoding="utf-8")
    return Company(folder, shop, _entrepot(folder, token, "run"))
