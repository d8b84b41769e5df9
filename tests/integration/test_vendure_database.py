"""A Vendure shop read from its own PostgreSQL: the real extract, and orders of every kind that it has none of."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.extraction.fetching import fetch_source
from ingestion.gate.session import open_gate
from ingestion.intake.sources import take_in
from orchestration.purpose.landing import plan_landing
from warehouse.settings import load_settings

sys.path.insert(0, str(Path(__file__).parents[1] / "vendors"))
postgres_server = import_module("postgres_server")

VENDORS = Path(__file__).parents[1] / "vendors"
SETTLED_ORDER, VANISHED_LINE, VANISHED_ADDRESS = 10, 905, 3
CONFIG = """
[company]
name = "Shop"
group_currency = "USD"

[[source]]
name = "shop"
vendor = "vendure"
systems = ["storefront"]
dsn = "{dsn}"
"""
A_FULFILMENT = f"""
insert into fulfillment (id, state, "trackingCode", method, "handlerCode")
values (70, 'Shipped', 'T70', 'DHL', 'manual');
insert into order_fulfillments_fulfillment values ({SETTLED_ORDER}, 70);
insert into order_line_reference (id, discriminator, "orderLineId", quantity, "fulfillmentId")
select 70, 'FulfillmentLine', min(id), 1, 70 from order_line where "orderId" = {SETTLED_ORDER};
insert into stock_movement (id, type, discriminator, quantity, "stockLocationId", "productVariantId", "orderLineId")
select 970, 'SALE', 'Sale', -1, 1, "productVariantId", id from order_line
where id = (select min(id) from order_line where "orderId" = {SETTLED_ORDER});
"""
ON_BACK_ORDER = """
update product_variant set "trackInventory" = 'FALSE' where id = 1;
update product_variant set "useGlobalOutOfStockThreshold" = false, "outOfStockThreshold" = -10 where id = 2;
update product_variant set "useGlobalOutOfStockThreshold" = false, "outOfStockThreshold" = 10 where id = 3;
update stock_level set "stockOnHand" = 0, "stockAllocated" = 0 where "productVariantId" in (1, 2, 3);
"""
UNITS = {"JPY": Decimal(1), "KWD": Decimal("0.001"), "USD": Decimal("0.01")}
SALES = """"orderPlacedAt" is not null and type <> 'Seller'"""
STATES = {"PaymentSettled": "paid", "Shipped": "fulfilled", "Cancelled": "cancelled"}


@dataclass(frozen=True)
class Shop:
    """The database, what a run made of it, and how it said so."""

    database: Any
    warehouse: duckdb.DuckDBPyConnection
    said: str

    def money(self, sql: str) -> dict[tuple[str, ...], Decimal]:
        """Sums of the database by what comes before them, the currency first, in units of the currency."""
        return {tuple(row[:-1]): Decimal(row[-1]) * UNITS[row[0]] for row in self.database.ask(sql) if Decimal(row[-1])}

    def found(self, sql: str) -> dict[tuple[str, ...], Decimal]:
        """The same of the warehouse."""
        return {tuple(row[:-1]): row[-1] for row in self.warehouse.execute(sql).fetchall() if row[-1]}


@pytest.fixture(scope="module")
def shop(entrepot: Callable[..., Any], house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Read once, then changed, then read and built by a run."""
    extracts = house.parent / "shared" / "data" / "vendure"
    if not extracts.is_dir():
        pytest.skip("the real extract is not on this machine: there is no ../shared/data/vendure")
    config = tmp_path_factory.mktemp("vendure") / "entrepot.toml"
    with postgres_server.postgres() as database:
        config.write_text(CONFIG.format(dsn=database.dsn), encoding="utf-8")
        fill(database, extracts)
        read_once(config)
        database.execute(A_FULFILMENT + ON_BACK_ORDER)
        database.execute(f"delete from order_line where id = {VANISHED_LINE}")
        database.execute(f"delete from address where id = {VANISHED_ADDRESS}")
        run = entrepot(config, "run")
        assert run.returncode == 0, run.stdout + run.stderr
        with duckdb.connect(str(load_settings(config).work_dir / "warehouse.duckdb"), read_only=True) as warehouse:
            yield Shop(database, warehouse, run.stdout)


def fill(database: Any, extracts: Path) -> None:
    """Make the tables that the shop's server makes, and load the extract and the further orders."""
    database.execute((VENDORS / "vendure_tables.sql").read_text(encoding="utf-8"))
    tables = {row[0] for row in database.ask("select tablename from pg_tables where schemaname = 'public'")}
    for path in sorted(extracts.glob("*.csv")):
        if path.stem in tables:
            database.copy_in(path.stem, path)
    database.execute((VENDORS / "vendure_orders.sql").read_text(encoding="utf-8"))


def read_once(config: Path) -> None:
    """Fetch and land, without building anything."""
    settings = load_settings(config)
    [source] = settings.sources
    fetch_source(settings, source, source.path, lambda text: None)
    with open_gate(settings) as gate:
        [plan] = plan_landing(settings)
        report = take_in(gate, settings, plan)
    assert report.status == "current", report.messages


def test_everything_adds_up_to_the_extract(shop: Shop) -> None:
    [line] = [line for line in shop.said.splitlines() if line.startswith("shop ")]
    assert line.split()[1] == "current"
    assert line.split()[-1] == "0.00"
    residuals = shop.warehouse.execute(
        "select count(*), count(*) filter (where residual_amount <> 0 or residual_row_count <> 0), "
        "count(distinct entity) from canonical.int_quality__completeness"
    ).fetchall()
    assert residuals[0][1:] == (0, 20)


def test_orders_by_currency_and_state_are_those_of_the_database(shop: Shop) -> None:
    given = shop.money(
        'select "currencyCode", state, sum("subTotalWithTax" + "shippingWithTax") '
        f'from "order" where {SALES} group by 1, 2'
    )
    found = shop.found("select currency_code, order_status, sum(total_amount) from canonical.sales_order group by all")
    assert found == {(currency, STATES[state]): amount for (currency, state), amount in given.items()}
    counts = shop.database.ask(
        f"select count(*) filter (where {SALES}), count(*) from \"order\" where type <> 'Seller'"
    )
    assert [
        list(map(str, row))
        for row in shop.warehouse.execute(
            "select (select count(*) from canonical.sales_order), (select count(*) from canonical.cart)"
        ).fetchall()
    ] == counts


def test_lines_charges_and_taxes_add_up_to_what_the_shop_itself_made_the_order(shop: Shop) -> None:
    goods = shop.money(
        'select "currencyCode", sum("subTotal" - case id when 901 then 300 else 0 end) '
        f'from "order" where {SALES} group by 1'
    )
    assert shop.found("select currency_code, sum(net_amount) from canonical.sales_order_line group by 1") == goods
    charges = shop.money(
        'select "currencyCode", sum(shipping + case id when 901 then 300 else 0 end) '
        f'from "order" where {SALES} group by 1'
    )
    assert shop.found("select currency_code, sum(net_amount) from canonical.charge_line group by 1") == charges
    taxes = shop.money(
        'select "currencyCode", sum("subTotalWithTax" + "shippingWithTax" - "subTotal" - shipping) '
        f'from "order" where {SALES} group by 1'
    )
    assert shop.found("select currency_code, sum(tax_amount) from canonical.tax_line group by 1") == taxes


def test_several_discounts_and_taxes_of_a_line_have_their_shares(shop: Shop) -> None:
    assert shop.warehouse.execute(
        "select discount_type, discount_scope_type, discount_code, discount_amount from canonical.discount_allocation "
        "where sales_order_id = '900' order by discount_allocation_id"
    ).fetchall() == [
        ("code", "line", "SUMMER", Decimal("0.9300")),
        ("automatic", "order", "Whole order", Decimal("0.4660")),
    ]
    assert shop.warehouse.execute(
        "select tax_name, tax_pct, tax_amount, is_included_in_price from canonical.tax_line "
        "where sales_order_id = '900' and parent_type = 'sales_order_line' order by tax_line_id"
    ).fetchall() == [
        ("VAT", Decimal("0.05"), Decimal("1.6530"), True),
        ("City", Decimal("0.025"), Decimal("0.8260"), True),
    ]


def test_payments_and_refunds_by_currency_and_state_are_those_of_the_database(shop: Shop) -> None:
    paid = shop.money(
        'select "currencyCode", lower(payment.state), sum(amount) from payment join "order" on "orderId" = "order".id '
        "where type <> 'Seller' group by 1, 2"
    )
    refunded = shop.money(
        'select "currencyCode", lower(refund.state), -sum(total) from refund join payment on "paymentId" = payment.id '
        'join "order" on "orderId" = "order".id group by 1, 2'
    )
    sql = (
        "select currency_code, payment_status, sum(payment_amount) from canonical.payment "
        "where payment_type = '{}' group by all"
    )
    assert shop.found(sql.format("sale")) == paid
    assert shop.found(sql.format("refund")) == refunded


def test_a_refund_takes_nothing_off_that_a_cancellation_has_taken_off_already(shop: Shop) -> None:
    assert shop.warehouse.execute(
        "select sales_order_id, refunded_qty, net_amount, tax_amount, reversal_type, is_deleted "
        "from canonical.refund_line order by refund_line_id"
    ).fetchall() == [
        ("901", 1, Decimal(980), Decimal(98), "appeasement", False),
        ("902", 2, 0, 0, "customer_return", False),
        ("902", 1, 0, 0, "customer_return", True),
    ]
    assert shop.warehouse.execute(
        "select edit_subject_type, quantity_change_qty, net_change_amount from canonical.order_edit "
        "order by order_edit_id"
    ).fetchall() == [("merchandise", 1, Decimal(980)), ("fee", None, Decimal(300))]


def test_stock_by_place_is_that_of_the_database(shop: Shop) -> None:
    levels = shop.database.ask(
        'select "stockLocationId", sum("stockOnHand"), sum("stockOnHand" - "stockAllocated") '
        "from stock_level group by 1"
    )
    found = shop.warehouse.execute(
        "select location_id, sum(on_hand_qty), sum(available_qty) from canonical.stock_snapshot group by 1"
    ).fetchall()
    assert [[place, str(int(there)), str(int(free))] for place, there, free in found] == levels
    moved = shop.database.ask("select sum(quantity) from stock_movement where type not in ('ALLOCATION', 'RELEASE')")
    [[quantity]] = shop.warehouse.execute("select sum(moved_qty) from canonical.stock_movement").fetchall()
    assert [[str(int(quantity))]] == moved


def test_the_stock_of_today_by_place_and_variant_is_that_of_the_database(shop: Shop) -> None:
    levels = shop.database.ask(
        'select "stockLocationId", "productVariantId", "stockOnHand", "stockOnHand" - "stockAllocated" '
        'from stock_level order by "stockLocationId"::int, "productVariantId"::int'
    )
    found = shop.warehouse.execute(
        """select split_part(stock.location_key, ':', 2) as place, links.product_variant_id, closing_qty, available_qty
        from core.fct_stock_daily as stock
        join core.xref_product as links using (source_name, product_key)
        where valid_to_date is null order by cast(place as integer), cast(product_variant_id as integer)"""
    ).fetchall()
    assert [[place, variant, str(int(there)), str(int(free))] for place, variant, there, free in found] == levels


def test_what_the_shop_sells_below_nothing_is_not_sold_out_and_what_it_counts_is(shop: Shop) -> None:
    found = shop.warehouse.execute(
        """select links.product_variant_id, goods.is_sold_without_stock, stock.is_sold_out, stock.sold_out_basis
        from core.fct_stock_daily as stock
        join core.xref_product as links using (source_name, product_key)
        join core.dim_product as goods using (product_key)
        where valid_to_date is null and closing_qty <= 0 and links.product_variant_id in ('1', '2', '3')
        order by links.product_variant_id"""
    ).fetchall()
    assert found == [
        ("1", True, False, "back_order"),
        ("2", True, False, "back_order"),
        ("3", False, True, "available"),
    ]


def test_a_fulfilment_arrives_although_its_order_did_not_change(shop: Shop) -> None:
    [[changed]] = shop.database.ask(
        f'select "updatedAt" < now() - interval \'1 day\' from "order" where id = {SETTLED_ORDER}'
    )
    assert changed == "t"
    assert shop.warehouse.execute(
        "select sales_order_id, fulfillment_status, location_id, shipped_qty from canonical.fulfillment "
        "join canonical.fulfillment_line using (fulfillment_id, sales_order_id) where fulfillment_id = '70'"
    ).fetchall() == [(str(SETTLED_ORDER), "shipped", "1", Decimal(1))]


def test_rows_that_the_shop_has_deleted_are_flagged_and_kept(shop: Shop) -> None:
    deleted = {
        table: shop.warehouse.execute(f"select {key} from base.base_vendure__{table} where _is_deleted").fetchall()
        for table, key in (("order_line", "line_id"), ("address", "address_id"), ("orders", "order_id"))
    }
    assert deleted == {"order_line": [(str(VANISHED_LINE),)], "address": [(str(VANISHED_ADDRESS),)], "orders": []}
