"""What is proposed for small systems, and that the SQL of a proposal runs on them and repeats no row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.mapping.looking import look
from ingestion.mapping.proposal import EntityProposal, Placement, Proposal
from ingestion.mapping.proposing import propose_from
from ingestion.mapping.system_profile import SystemProfile
from warehouse.connections import literal, quoted
from warehouse.settings import CompanySettings, Settings
from warehouse.source_settings import SourceSettings

SHOP = """
create table customer (id integer primary key, first_name text, last_name text, email_address text, updated_at text);
create table address (id integer primary key, customer_id integer references customer (id), street_line1 text,
    city text, postal_code text, country text, is_default integer);
create table style (id integer primary key, enabled integer);
create table style_text (id integer primary key, style_id integer references style (id), language_code text, name text);
create table sku (id integer primary key, style_id integer references style (id), sku text, list_price numeric);
create table "order" (id integer primary key, code text, customer_id integer references customer (id), placed_at text,
    state text, currency_code text, shipping numeric);
create table order_line (id integer primary key, order_id integer references "order" (id),
    sku_id integer references sku (id), quantity integer, unit_price numeric, discount_pct numeric);
insert into customer values (1, 'Ada', 'Ray', 'ada@example.com', '2025-01-01 10:00:00'),
    (2, 'Bo', 'Lind', 'bo@example.org', '2025-01-02 10:00:00'), (3, 'Cy', 'Fox', 'cy@example.net', null);
insert into address values (1, 1, 'Old Way 1', 'Ulm', '89073', 'Germany', 0), (2, 1, 'New Way 2', 'Bonn', '53111',
    'Germany', 1), (3, 2, 'Rue 3', 'Lyon', '69001', 'France', 1);
insert into style values (1, 1), (2, 0);
insert into style_text values (1, 1, 'de', 'Hemd'), (2, 1, 'en', 'Shirt'), (3, 2, 'de', 'Hose'),
    (4, 2, 'en', 'Trousers');
insert into sku values (1, 1, 'SH-S', 19.99), (2, 1, 'SH-M', 19.99), (3, 2, 'TR-40', 49.50);
insert into "order" values (1, 'A1', 1, '2025-02-01 23:30:00', 'Shipped', 'EUR', 4.9),
    (2, 'A2', 2, '2025-02-02 08:00:00', 'Cancelled', 'EUR', 4.9), (3, 'A3', 2, '2025-02-03 09:00:00', 'Odd', 'EUR', 0);
insert into order_line values (1, 1, 1, 3, 19.99, 0.1), (2, 1, 3, 1, 49.50, 0), (3, 2, 2, 1, 19.99, 0.05),
    (4, 3, 3, 2, 49.50, 0);
"""
CENTS = """
create table customer (id integer primary key, email text);
create table product (id integer primary key, name text, sku text);
create table purchase (id integer primary key, customer_id integer references customer (id), order_placed_at text,
    created_at text, currency_code text, shipping integer, sub_total integer, total integer);
create table purchase_item (id integer primary key, order_id integer references purchase (id),
    product_id integer references product (id), quantity integer, unit_price integer, line_price integer);
alter table purchase rename to "order";
alter table purchase_item rename to order_item;
insert into customer values (1, 'a@example.com'), (2, 'b@example.com');
insert into product values (1, 'Tee', 'T1'), (2, 'Cap', 'C1');
insert into "order" values (1, 1, '2025-02-01 10:00:00', '2025-01-31 10:00:00', 'EUR', 490, 3998, 4488),
    (2, 2, null, '2025-02-02 10:00:00', 'EUR', 0, 1250, 1250);
insert into order_item values (1, 1, 1, 2, 1999, 3998), (2, 2, 2, 1, 1250, 1250);
"""
CHINESE = {
    "客户": [
        "客户编码,客户名称,国家代码,联系电话",
        "K1,红日贸易有限公司,CN,021-55550001",
        "K2,蓝海公司,DE,021-55550002",
    ],
    "物料": ["物料编码,物料名称,条形码,计量单位", "W1,连衣裙,4006381333931,件", "W2,衬衫,4012345678901,件"],
    "销售订单": [
        "单据编号,订单日期,客户编码,单据状态,币别,税额,价税合计",
        "S1,2025/1/5,K1,已发货,CNY,13.00,113.00",
        "S2,2025/1/6,K2,待审核,CNY,26.00,226.00",
        "S3,2025/1/7,K1,部分发货,CNY,1.30,11.30",
    ],
    "销售订单明细": [
        "单据编号,行号,物料编码,数量,含税单价,税率,税额,价税合计",
        "S1,1,W1,1,56.5,0.13,6.50,56.50",
        "S1,2,W2,1,56.5,0.13,6.50,56.50",
        "S2,1,W1,2,113,0.13,26.00,226.00",
        "S3,1,W2,1,11.3,0.13,1.30,11.30",
    ],
    "应收单": [
        "单据编号,业务日期,到期日,客户编码,币别,应收金额,未收金额",
        "Y1,2025/1/8,2025/2/8,K1,CNY,113.00,0.00",
        "Y2,2025/1/9,2025/2/9,K2,CNY,226.00,226.00",
    ],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mapping")


@pytest.fixture(scope="module")
def settings(folder: Path) -> Settings:
    company = CompanySettings(name="Ours", group_currency="EUR")
    return Settings(config_file=folder / "entrepot.toml", company=company, data_dir=folder / "data")


@pytest.fixture(scope="module")
def shop(settings: Settings, folder: Path) -> tuple[SystemProfile, Proposal]:
    file = folder / "shop.sqlite"
    with sqlite3.connect(file) as database:
        database.executescript(SHOP)
    database.close()
    source = SourceSettings(name="shop", vendor="shop", systems=["storefront"], dsn=f"sqlite:///{file}", path=folder)
    profile = look(settings, source)
    return profile, propose_from(profile, "EUR")


@pytest.fixture(scope="module")
def run_shop(shop: tuple[SystemProfile, Proposal], folder: Path) -> Callable[[str], list[dict[str, Any]]]:
    """Runs the SQL of an entity of the shop, with the types that its columns were found to have."""
    profile, proposal = shop
    connection = duckdb.connect()
    with sqlite3.connect(folder / "shop.sqlite") as database:
        for table in profile.tables:
            columns = ", ".join(f"{quoted(it.name)} {it.value_type}" for it in table.columns)
            connection.execute(f"create table {quoted(table.name)} ({columns})")
            rows = database.execute(f"select * from {quoted(table.name)}").fetchall()
            marks = ", ".join("?" * len(table.columns))
            connection.executemany(f"insert into {quoted(table.name)} values ({marks})", rows)
    database.close()
    return lambda entity: _rows(connection, _entity(proposal, entity))


def _rows(connection: duckdb.DuckDBPyConnection, entity: EntityProposal) -> list[dict[str, Any]]:
    columns = ", ".join(f"{it.expression} as {quoted(it.column)}" for it in entity.placements)
    sql = f"select {columns} from {quoted(entity.table)}"
    for join in entity.joins:
        pairs = zip(join.own_columns, join.their_columns, strict=True)
        on = " and ".join(f"{quoted(join.from_name)}.{quoted(a)} = {quoted(join.name)}.{quoted(b)}" for a, b in pairs)
        sql += f" left join {quoted(join.table)} as {quoted(join.name)} on {on}"
    for total in entity.totals:
        theirs = ", ".join(map(quoted, total.their_columns))
        sums = ", ".join(f"{sum_} as {quoted(name)}" for name, sum_ in total.sums)
        pairs = zip(total.own_columns, total.their_columns, strict=True)
        on = " and ".join(f"{quoted(entity.table)}.{quoted(a)} = {quoted(total.name)}.{quoted(b)}" for a, b in pairs)
        sql += (
            f" left join (select {theirs}, {sums} from {quoted(total.table)} group by {theirs}) as {quoted(total.name)}"
        )
        sql += f" on {on}"
    cursor = connection.execute(f"{sql} order by 1")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _entity(proposal: Proposal, entity: str) -> EntityProposal:
    return next(it for it in proposal.entities if it.entity == entity)


def _placed(proposal: Proposal, entity: str) -> dict[str, Placement]:
    return {it.column: it for it in _entity(proposal, entity).placements}


def test_an_orders_total_is_what_its_lines_come_to_with_the_freight(
    run_shop: Callable[[str], list[dict[str, Any]]],
) -> None:
    orders = run_shop("sales_order")
    assert [order["total_amount"] for order in orders] == [Decimal("108.373"), Decimal("23.8905"), Decimal("99")]
    assert [order["order_number"] for order in orders] == ["A1", "A2", "A3"]
    assert [order["shipping_amount"] for order in orders] == [Decimal("4.9"), Decimal("4.9"), Decimal("0")]


def test_a_share_that_is_taken_off_becomes_money(
    run_shop: Callable[[str], list[dict[str, Any]]],
) -> None:
    lines = run_shop("sales_order_line")
    assert [line["discount_amount"] for line in lines] == [Decimal("5.997"), 0, Decimal("0.9995"), 0]
    assert [line["net_amount"] for line in lines] == [
        Decimal("53.973"), Decimal("49.5"), Decimal("18.9905"), Decimal("99"),
    ]  # fmt: skip
    assert [line["order_date"].isoformat() for line in lines] == ["2025-02-01"] * 2 + ["2025-02-02", "2025-02-03"]
    assert {line["currency_code"] for line in lines} == {"EUR"}


def test_known_words_become_codes_and_others_stay_unmapped(
    shop: tuple[SystemProfile, Proposal], run_shop: Callable[[str], list[dict[str, Any]]]
) -> None:
    assert [order["order_status"] for order in run_shop("sales_order")] == ["fulfilled", "cancelled", "Odd"]
    assert "not mapped: Odd" in _placed(shop[1], "sales_order")["order_status"].reason


def test_the_default_address_and_no_row_twice(run_shop: Callable[[str], list[dict[str, Any]]]) -> None:
    parties = run_shop("party_record")
    assert [party["full_name"] for party in parties] == ["Ada Ray", "Bo Lind", "Cy Fox"]
    assert [party["city"] for party in parties] == ["Bonn", "Lyon", None]
    assert [party["country_code"] for party in parties] == ["DE", "FR", None]
    assert {party["party_type"] for party in parties} == {"person"}


def test_a_text_by_language_is_the_english_one(run_shop: Callable[[str], list[dict[str, Any]]]) -> None:
    assert [product["product_name"] for product in run_shop("product")] == ["Shirt", "Trousers"]


def test_every_entity_has_one_row_for_each_of_its_table(
    shop: tuple[SystemProfile, Proposal], run_shop: Callable[[str], list[dict[str, Any]]]
) -> None:
    profile, proposal = shop
    for entity in proposal.entities:
        rows = run_shop(entity.entity)
        ids = {row[f"{entity.entity}_id"] for row in rows}
        assert len(rows) == len(ids) == profile.by_name[entity.table].row_count, entity.entity


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_chinese_export_is_understood(settings: Settings, tmp_path: Path, encoding: str) -> None:
    for name, lines in CHINESE.items():
        (tmp_path / f"{name}_2025-01-31.csv").write_text("\n".join(lines) + "\n", encoding=encoding)
    source = SourceSettings(name="erp", vendor="erp", systems=["erp"], path=tmp_path)
    proposal = propose_from(look(settings, source), "EUR")
    order, line = _placed(proposal, "sales_order"), _placed(proposal, "sales_order_line")
    assert order["party_record_id"].sources == ("销售订单.客户编码",)
    assert order["total_amount"].sources == ("销售订单.价税合计",)
    assert order["order_date"].sources == ("销售订单.订单日期",)
    assert "when '已发货' then 'fulfilled'" in order["order_status"].expression
    assert line["product_variant_id"].sources == ("销售订单明细.物料编码",)
    assert set(line["net_amount"].sources) == {"销售订单明细.价税合计", "销售订单明细.税额"}
    assert _placed(proposal, "product_variant")["barcode"].sources == ("物料.条形码",)
    assert _placed(proposal, "invoice")["open_amount"].sources == ("应收单.未收金额",)
    assert _placed(proposal, "party_record")["full_name"].sources == ("客户.客户名称",)


def test_whole_numbers_of_cents_and_orders_never_placed(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "cents.sqlite"
    with sqlite3.connect(file) as database:
        database.executescript(CENTS)
    database.close()
    source = SourceSettings(name="web", vendor="web", systems=["storefront"], dsn=f"sqlite:///{file}", path=tmp_path)
    proposal = propose_from(look(settings, source), "EUR")
    order, line = _entity(proposal, "sales_order"), _entity(proposal, "sales_order_line")
    placed = {it.column: it for it in order.placements}
    assert placed["total_amount"].sources == ("order.total",)
    assert placed["total_amount"].expression.endswith("* 0.01")
    assert "cents" in placed["total_amount"].reason
    assert placed["order_date"].sources == ("order.order_placed_at",)
    assert order.where == '"order".order_placed_at is not null'
    assert line.where == '"order".order_placed_at is not null'
    net = next(it for it in line.placements if it.column == "net_amount")
    assert net.sources == ("order_item.line_price",)


def test_what_is_placed_nowhere_is_listed_with_a_reason(shop: tuple[SystemProfile, Proposal]) -> None:
    left = {(it.table, it.column): it.reason for it in shop[1].unplaced}
    assert left["style", "enabled"]
    assert ("order_line", "quantity") not in left


def test_a_currency_that_no_column_says_is_that_of_the_group_and_little_sure(
    shop: tuple[SystemProfile, Proposal],
) -> None:
    currency = _placed(shop[1], "price")["currency_code"]
    assert (currency.sources, currency.expression) == ((), literal("EUR"))
    assert currency.confidence <= 0.5
