"""A real Vendure server, where people buy and the staff works, read by its interface and from its database alike."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.settings import load_settings

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "vendors")]
postgres_server, shop_calls = import_module("postgres_server"), import_module("shop_calls")

pytestmark = pytest.mark.live

CONFIG = """
[company]
name = "Shop"
group_currency = "USD"

[[source]]
name = "by_api"
vendor = "vendure"
systems = ["storefront"]
url = "{url}"
[source.options]
page_size = "3"
[source.credentials]
username = "${{VENDURE_USER}}"
password = "${{VENDURE_PASSWORD}}"

[[source]]
name = "by_database"
vendor = "vendure"
systems = ["storefront"]
dsn = "{dsn}"
"""
READER = ("entrepot@example.test", "a-password-to-read")
RIGHTS = ("ReadOrder", "ReadCustomer", "ReadCatalog", "ReadPromotion", "ReadSettings")
TEN_PERCENT = {"code": "order_percentage_discount", "arguments": [{"name": "discount", "value": "10"}]}
ITEMS_OFF = {
    "code": "products_percentage_discount",
    "arguments": [{"name": "discount", "value": "15"}, {"name": "productVariantIds", "value": '["1","7"]'}],
}
ALIKE = {
    "cart": "cart_id, sales_order_id, party_record_id, cart_status, cart_date, item_qty, net_amount",
    "charge_line": "charge_line_id, charge_type, charge_name, gross_amount, discount_amount, net_amount, tax_amount",
    "discount_allocation": "discount_allocation_id, discount_code, discount_type, discount_scope_type, discount_amount",
    "fulfillment": "fulfillment_id, sales_order_id, fulfillment_status, ship_date, carrier_code",
    "fulfillment_line": "fulfillment_id, sales_order_line_id, sku, ship_date, shipped_qty",
    "location": "location_id, location_name",
    "order_edit": "sales_order_id, sales_order_line_id, edit_subject_type, quantity_change_qty, net_change_amount",
    "party_record": "party_record_id, full_name, email, street, city, postal_code, country_code",
    "payment": "payment_id, sales_order_id, payment_type, payment_status, currency_code, payment_amount",
    "price": "product_variant_id, price_type, currency_code, price_amount",
    "product": "product_id, product_code, product_name, category_name",
    "product_variant": "product_variant_id, product_id, sku, variant_name, colour_name, size_code",
    "refund": "refund_id, sales_order_id, refund_date, total_amount",
    "refund_line": "refund_id, sales_order_line_id, refunded_qty, net_amount, tax_amount, reversal_type",
    "sales_order": "sales_order_id, order_number, party_record_id, order_status, order_date, ship_country_code, "
    "shipping_amount, tax_amount, discount_amount, total_amount",
    "sales_order_line": "sales_order_line_id, sku, ordered_qty, gross_amount, discount_amount, net_amount, tax_amount",
    "stock_movement": "stock_movement_id, sku, movement_type, movement_date, moved_qty",
    "stock_snapshot": "stock_snapshot_id, location_id, sku, on_hand_qty, available_qty",
    "tax_line": "tax_line_id, parent_type, tax_pct, base_amount, tax_amount",
}


@dataclass(frozen=True)
class Live:
    """The shop's database, and what two runs made of it."""

    database: Any
    warehouse: duckdb.DuckDBPyConnection
    runs: list[subprocess.CompletedProcess[str]]
    late_order: str


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A day in the shop, a run, a fulfilment of an order that was settled before, and another run."""
    folder = tmp_path_factory.mktemp("vendure_live")
    with postgres_server.postgres() as database, served(folder / "shop", database.port) as url:
        late_order = a_day_in(url)
        config = folder / "entrepot.toml"
        config.write_text(CONFIG.format(url=url, dsn=database.dsn), encoding="utf-8")
        runs = [run(config)]
        shop_calls.Staff.of(url).fulfil(late_order)
        runs.append(run(config))
        with duckdb.connect(str(load_settings(config).work_dir / "warehouse.duckdb"), read_only=True) as warehouse:
            yield Live(database, warehouse, runs, late_order)


@contextmanager
def served(folder: Path, database_port: int) -> Iterator[str]:
    """Install the server of the package registry, fill it and start it; it is ended by its process id."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.fail("This test needs node and npm.", pytrace=False)
    shutil.copytree(HERE / "vendure_shop", folder)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["node", "server.js", str(port), str(database_port)]
    subprocess.run([*command, "fill"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*command, "serve"], cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert any("READY" in line for line in server.stdout), "the shop did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def a_day_in(url: str) -> str:
    """Orders with and without tax in their prices, discounted, cancelled, refunded, edited; one is not shipped yet."""
    staff, buy = shop_calls.Staff.of(url), shop_calls.buy
    staff.admit(*READER, *RIGHTS)
    staff.give_coupon("TEN", TEN_PERCENT)
    staff.give_coupon("ITEM", ITEMS_OFF)
    plain = buy(url, "anna", {1: 2, 6: 3})
    ten = buy(url, "ben", {7: 3, 8: 1}, coupon="TEN")
    buy(url, "cleo", {1: 3, 2: 1}, coupon="ITEM", country="FR")
    buy(url, "dora", {3: 1}, pays=False)
    staff.write_prices_with_tax()
    partly, edited = buy(url, "emil", {7: 3, 6: 2}, coupon="TEN"), buy(url, "finn", {1: 4}, coupon="ITEM")
    late, cancelled = buy(url, "gina", {4: 1, 5: 1}), buy(url, "hugo", {5: 2})
    staff.fulfil(plain, "Shipped", "Delivered")
    staff.fulfil(ten, "Shipped")
    one = [{**staff.lines(partly)[0], "quantity": 1}]
    staff.cancel(partly, one)
    staff.refund(partly, one, 4000)
    staff.refund(ten, [{**staff.lines(ten)[0], "quantity": 1}], 1500)
    staff.cancel(cancelled, shipping=True)
    wrap = {"description": "Gift wrap", "price": 500, "priceIncludesTax": True, "taxRate": 19, "taxDescription": "VAT"}
    staff.edit(edited, addItems=[{"productVariantId": "6", "quantity": 1}], surcharges=[wrap])
    return str(late)


def run(config: Path) -> subprocess.CompletedProcess[str]:
    """Start the real command."""
    program = Path(sys.executable).with_name("entrepot")
    known = {"VENDURE_USER": READER[0], "VENDURE_PASSWORD": READER[1], "COLUMNS": "240", "NO_COLOR": "1"}
    command = [str(program), "run", "--config", str(config)]
    return subprocess.run(command, env={**os.environ, **known}, capture_output=True, text=True)


def test_both_ways_run_to_a_release_that_adds_up(live: Live) -> None:
    for finished in live.runs:
        assert finished.returncode == 0, finished.stdout + finished.stderr
        lines = {line.split()[0]: line.split() for line in finished.stdout.splitlines() if line.startswith("by_")}
        assert {name: (words[1], words[-1]) for name, words in lines.items()} == {
            "by_api": ("current", "0.00"),
            "by_database": ("current", "0.00"),
        }


@pytest.mark.parametrize("entity", ALIKE)
def test_the_interface_gives_what_the_database_holds(live: Live, entity: str) -> None:
    sql = f"select {ALIKE[entity]} from canonical.{entity} where source_name = ? and not is_deleted order by all"
    by_api, by_database = (live.warehouse.execute(sql, [name]).fetchall() for name in ("by_api", "by_database"))
    assert by_api
    assert by_api == by_database


def test_totals_of_the_interface_are_those_of_the_database(live: Live) -> None:
    asked = live.database.ask(
        'select sum("subTotalWithTax" + "shippingWithTax"), sum("subTotal" + shipping) from "order" '
        'where "orderPlacedAt" is not null'
    )
    found = live.warehouse.execute(
        "select sum(total_amount), sum(total_amount - tax_amount) from canonical.sales_order "
        "where source_name = 'by_api'"
    ).fetchall()
    assert [[Decimal(value) / 100 for value in row] for row in asked] == [list(row) for row in found]
    lines = live.warehouse.execute(
        "select sum(net_amount) from (select net_amount, source_name from canonical.sales_order_line "
        "union all select net_amount, source_name from canonical.charge_line) where source_name = 'by_api'"
    ).fetchall()
    assert lines == [(found[0][1],)]
    paid = live.database.ask("select state, sum(amount), count(*) from payment group by 1 order by 1")
    assert [
        [state.capitalize(), str(int(amount * 100)), str(count)]
        for state, amount, count in live.warehouse.execute(
            "select payment_status, sum(payment_amount), count(*) from canonical.payment "
            "where source_name = 'by_api' and payment_type = 'sale' group by 1 order by 1"
        ).fetchall()
    ] == paid


def test_a_fulfilment_of_a_settled_order_arrives_with_the_next_run(live: Live) -> None:
    [[moved]] = live.database.ask(
        f'select "order"."updatedAt" >= fulfillment."createdAt" from "order" '
        'join order_fulfillments_fulfillment on "orderId" = "order".id '
        f'join fulfillment on fulfillment.id = "fulfillmentId" where "order".id = {live.late_order}'
    )
    assert moved == "f"
    assert live.warehouse.execute(
        "select source_name, sum(shipped_qty) from canonical.fulfillment_line where sales_order_id = ? "
        "group by 1 order by 1",
        [live.late_order],
    ).fetchall() == [("by_api", Decimal(2)), ("by_database", Decimal(2))]
