"""A small shop in SQLite whose tables nobody has described, its profile, and a mapping of it written by hand.

Belongs here: that system. Not here: what must hold for it (the tests).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ingestion.mapping.proposal import EntityProposal, Join, Placement, Proposal, Total, Unplaced
from ingestion.mapping.system_profile import ColumnProfile, SystemProfile, TableProfile

TABLES = """
create table "Order" (
    "OrderNo" text not null primary key, "Buyer" integer references "People" ("Id"), "PlacedOn" datetime not null,
    "Currency" char(3) not null, "Freight" decimal(10, 2) not null, "Note" text);
create table "Order Lines" (
    "OrderNo" text not null references "Order" ("OrderNo"), "Line" integer not null, "Article" text not null,
    "Pieces" integer not null, "Price" decimal(10, 2) not null, "Rebate" real, primary key ("OrderNo", "Line"));
create table "People" ("Id" integer primary key, "Name" text not null, "Mail" text, "Country" char(2));
create table "Settings" ("Key" text primary key, "Value" text);
insert into "People" values (1, 'Ada Lang', 'ada@example.com', 'DE'), (2, 'Bo Chen', null, 'CN');
insert into "Order" values ('A-1', 1, '2026-03-01 10:00:00', 'EUR', 4.90, null), ('A-2', 2, '2026-03-02 11:30:00',
    'EUR', 0.00, 'ring twice');
insert into "Order Lines" values ('A-1', 1, 'TEE', 2, 20.00, 0.10), ('A-1', 2, 'CAP', 1, 12.50, null),
    ('A-2', 1, 'COAT', 1, 119.00, 0.05);
insert into "Settings" values ('theme', 'dark');
"""


def write_shop(path: Path) -> Path:
    """Write the shop's database and return where it lies."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(TABLES)
    return path


def profile() -> SystemProfile:
    """What looking at the shop finds, as far as writing asks for it."""
    text, number = ColumnProfile, _number
    order = (
        text("OrderNo", is_unique=True),
        number("Buyer", "BIGINT"),
        ColumnProfile("PlacedOn", "datetime", "TIMESTAMP", longest=19),
        ColumnProfile("Currency", shares={"currency": 1.0}, frequent=(("EUR", 2),)),
        number("Freight", "DECIMAL(10,2)", most_decimals=2),
        ColumnProfile("Note", null_share=0.5, frequent=(("ring twice", 1),)),
    )
    lines = (
        text("OrderNo"),
        number("Line", "BIGINT"),
        text("Article"),
        number("Pieces", "BIGINT"),
        number("Price", "DECIMAL(10,2)", most_decimals=2),
        number("Rebate", "DECIMAL(10,2)", most_decimals=2, null_share=0.3),
    )
    people = (
        number("Id", "BIGINT"),
        text("Name"),
        ColumnProfile("Mail", null_share=0.5, shares={"email": 1.0}, frequent=(("ada@example.com", 1),)),
        ColumnProfile("Country", shares={"country": 1.0}, frequent=(("DE", 1), ("CN", 1))),
    )
    settings = (text("Key"), ColumnProfile("Value", frequent=(("dark", 1),)))
    return SystemProfile(
        "shop",
        (
            TableProfile("Order", 2, 2, order, ("OrderNo",), is_key_declared=True),
            TableProfile("Order Lines", 3, 3, lines, ("OrderNo", "Line"), is_key_declared=True),
            TableProfile("People", 2, 2, people, ("Id",), is_key_declared=True),
            TableProfile("Settings", 1, 1, settings, ("Key",), is_key_declared=True),
        ),
    )


def proposal() -> Proposal:
    """A mapping of the shop: customers, orders and their lines."""
    to_order = Join("Order", "Order", ("OrderNo",), ("OrderNo",), "Order Lines")
    buyer = Join("People", "People", ("Buyer",), ("Id",), "Order")
    net = '"Order Lines".Pieces * "Order Lines".Price * (1 - coalesce("Order Lines".Rebate, 0))'
    orders = (
        _plain("sales_order_id", "Order.OrderNo"),
        _plain("order_number", "Order.OrderNo"),
        _plain("party_record_id", "Order.Buyer"),
        _plain("ship_country_code", "People.Country"),
        _plain("ordered_at", "Order.PlacedOn"),
        _made("order_date", 'cast("Order".PlacedOn as date)', "Order.PlacedOn"),
        _plain("currency_code", "Order.Currency"),
        _plain("shipping_amount", "Order.Freight"),
        _made("total_amount", 'coalesce(lines.net, 0) + "Order".Freight', "Order Lines.Price", "Order.Freight"),
    )
    lines_of_order = Total("lines", "Order Lines", ("OrderNo",), ("OrderNo",), (("net", f"sum({net})"),))
    lines = (
        _made("sales_order_line_id", '"Order Lines".OrderNo || \'-\' || "Order Lines".Line', "Order Lines.Line"),
        _plain("sales_order_id", "Order Lines.OrderNo"),
        _plain("line_number", "Order Lines.Line"),
        _plain("sku", "Order Lines.Article"),
        _made("order_date", 'cast("Order".PlacedOn as date)', "Order.PlacedOn"),
        _plain("ordered_qty", "Order Lines.Pieces"),
        _plain("currency_code", "Order.Currency"),
        _made("net_amount", net, "Order Lines.Price", "Order Lines.Pieces", "Order Lines.Rebate"),
    )
    people = (
        _plain("party_record_id", "People.Id"),
        _made("party_type", "'person'"),
        _plain("full_name", "People.Name"),
        _plain("email", "People.Mail"),
        _plain("country_code", "People.Country"),
    )
    return Proposal(
        "shop",
        (
            EntityProposal("party_record", "People", people, 0.9, "Names and mails of people."),
            EntityProposal(
                "sales_order", "Order", orders, 0.95, "Each row is an order.", (buyer,), None, (lines_of_order,)
            ),
            EntityProposal("sales_order_line", "Order Lines", lines, 0.95, "Key of an order and a line.", (to_order,)),
        ),
        (
            Unplaced("Order", "Note", "No canonical column is like it."),
            Unplaced("Settings", None, "No canonical entity is like it."),
        ),
    )


def _number(name: str, kind: str, *, most_decimals: int = 0, null_share: float = 0.0) -> ColumnProfile:
    return ColumnProfile(name, value_type=kind, most_decimals=most_decimals, null_share=null_share)


def _plain(column: str, source: str) -> Placement:
    table, name = source.split(".")
    return Placement(column, (source,), f'"{table}".{name}', 0.9, "Names and values fit.")


def _made(column: str, expression: str, *sources: str) -> Placement:
    return Placement(column, sources, expression, 0.8, "Made of several columns.")
