"""A Chinese ERP's Excel export, mapped by `source map` without a correction and run: orders, stock, receivables exact.

They are held against two sides: the workbooks by openpyxl and Decimal, and the tables of the ERP's other witness.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from simulation.parameters import WorldParameters
from simulation.store import fill_store, open_store
from simulation.witnesses.chinese_erp import NAME, write_exports
from simulation.witnesses.odoo import NEW, witness_of
from simulation.witnesses.records import write_records
from simulation.witnesses.writing import LONG_AGO, Extract, Press
from simulation.world.books import keep_books
from simulation.world.build import found_company
from simulation.world.calendar import DAY_SECONDS, HISTORY_DAYS
from warehouse.settings import load_settings

pytestmark = pytest.mark.soak

CONFIG = '[company]\nname = "Shop"\ngroup_currency = "EUR"\n'
Sums = dict[tuple[str, ...], Decimal]


@dataclass(frozen=True)
class Export:
    """The files of both witnesses, what a run made of the workbooks, and how it said so."""

    extracts: Path
    warehouse: duckdb.DuckDBPyConnection
    said: str

    def found(self, sql: str) -> Sums:
        """Sums of the warehouse by what comes before them."""
        return {tuple(row[:-1]): Decimal(row[-1]) for row in self.warehouse.execute(sql).fetchall()}

    def exported(self, report: str, keys: tuple[str, ...], value: str) -> Sums:
        """The same of a report, as openpyxl reads it."""
        (path,) = (self.extracts / NAME).glob(f"{report}_2*.xlsx")
        sums: Sums = defaultdict(Decimal)
        for page in openpyxl.load_workbook(path).worksheets:
            rows = [list(row) for row in page.iter_rows(values_only=True)]
            first = next(place for place, row in enumerate(rows) if value in row or "数量" in row or "币别" in row)
            names = [below or above for above, below in zip(rows[first], rows[first + 1], strict=True)]
            if value in rows[first]:
                names = rows[first]
            carried: dict[str, Any] = {}
            for row in rows[first + 1 :]:
                told = dict(zip(names, row, strict=False))
                if told.get(value) in (None, value) or "计" in str(row[0])[-4:]:
                    continue
                carried |= {name: told[name] for name in keys if told[name] is not None}
                sums[tuple(str(carried[name]) for name in keys)] += number(told[value])
        return dict(sums)

    def told(self, table: str) -> list[dict[str, str]]:
        """The rows of a table of the other witness."""
        (path,) = (self.extracts / NEW.source).glob(f"{table}_2*.csv")
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


def number(cell: Any) -> Decimal:
    """A number as somebody typed it."""
    return Decimal(unicodedata.normalize("NFKC", str(cell)).replace(",", ""))


def summed(pairs: Iterator[tuple[tuple[str, ...], str]]) -> Sums:
    sums: Sums = defaultdict(Decimal)
    for key, value in pairs:
        sums[key] += Decimal(value)
    return dict(sums)


@pytest.fixture(scope="module")
def export(entrepot: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Export]:
    """Write what both witnesses hold, map the workbooks, run."""
    folder = tmp_path_factory.mktemp("chinese_export")
    write_witnesses(folder)
    config = folder / "entrepot.toml"
    config.write_text(CONFIG, encoding="utf-8")
    mapped = entrepot(config, "source", "map", "erp_cn", "--path", str(folder / "extracts" / NAME), "--add")
    assert mapped.returncode == 0, mapped.stdout + mapped.stderr
    run = entrepot(config, "run")
    assert run.returncode == 0, run.stdout + run.stderr
    with duckdb.connect(str(load_settings(config).work_dir / "warehouse.duckdb"), read_only=True) as warehouse:
        yield Export(folder / "extracts", warehouse, run.stdout)


def write_witnesses(folder: Path) -> None:
    parameters, extract = WorldParameters(scale=0.01), Extract(LONG_AGO, HISTORY_DAYS * DAY_SECONDS)
    company = found_company(parameters, HISTORY_DAYS)
    with open_store(folder / "world.duckdb") as store:
        store.execute("set variable joints = 0")
        fill_store(store, company, lambda text: None)
        write_records(store, parameters, company.until)
        keep_books(store, lambda text: None)
        Press(store, folder / "extracts").write(witness_of(NEW), extract)
        write_exports(store, folder / "extracts", extract)


def test_nothing_is_refused_and_everything_adds_up(export: Export) -> None:
    (line,) = (line.split() for line in export.said.splitlines() if line.startswith("erp_cn "))
    assert (line[1], line[3], line[-1]) == ("current", "0", "0.00")


def test_orders_are_those_of_the_erp(export: Export) -> None:
    currencies = {row["id"]: row["name"] for row in export.told("res_currency")}
    told = summed(((currencies[row["currency_id"]],), row["amount_total"]) for row in export.told("sale_order"))
    found = export.found("select currency_code, sum(total_amount) from canonical.sales_order group by all")
    assert found == told == export.exported("销售订单", ("币别",), "价税合计")
    assert export.found("select 'orders', count(*) from core.fct_order") == {
        ("orders",): Decimal(len(export.told("sale_order")))
    }


def test_lines_are_those_of_the_erp(export: Export) -> None:
    currencies = {row["id"]: row["name"] for row in export.told("res_currency")}
    lines = export.told("sale_order_line")
    for measure, told_as, column in (
        ("net_amount", "price_subtotal", "金额"),
        ("tax_amount", "price_tax", "税额"),
        ("ordered_qty", "product_uom_qty", "数量"),
    ):
        told = summed(((currencies[row["currency_id"]],), row[told_as]) for row in lines)
        found = export.found(f"select currency_code, sum({measure}) from core.fct_order_line group by all")
        assert found == told == export.exported("销售订单明细", ("币别",), column), measure


def test_stock_is_that_of_the_erp_by_place_and_article(export: Export) -> None:
    articles = {row["id"]: row["default_code"] for row in export.told("product_product")}
    places = {row["id"]: row["barcode"] for row in export.told("stock_location") if row["usage"] == "internal"}
    told = summed(
        ((places[row["location_id"]], articles[row["product_id"]]), row["quantity"])
        for row in export.told("stock_quant")
        if row["location_id"] in places
    )
    found = export.found("select location_id, product_variant_id, on_hand_qty from canonical.stock_snapshot")
    assert found == told == export.exported("库存余额", ("仓库编码", "物料编码"), "库存数量")


def test_receivables_are_those_of_the_erp(export: Export) -> None:
    currencies = {row["id"]: row["name"] for row in export.told("res_currency")}
    kinds = {"out_invoice": "", "out_refund": "-"}
    invoices = [row for row in export.told("account_move") if row["move_type"] in kinds]
    for measure, column, counts in (
        ("total_amount", "应收金额", lambda row: True),
        ("open_amount", "未收金额", lambda row: row["payment_state"] != "paid"),
    ):
        told = summed(
            ((currencies[row["currency_id"]],), kinds[row["move_type"]] + row["amount_total"] if counts(row) else "0")
            for row in invoices
        )
        found = export.found(f"select currency_code, sum({measure}) from canonical.invoice group by all")
        assert found == told == export.exported("应收账款", ("币别",), column), measure
