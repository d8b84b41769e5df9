"""Northwind in SQLite is Northwind as the script has it, read a second time by other means."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

LINE = re.compile(r'^INSERT "Order Details" VALUES\((\d+),(\d+),([\d.]+),(\d+),([\d.]+)\)$', re.MULTILINE)
ROWS = {
    "Orders": 830,
    "Order Details": 2155,
    "Customers": 91,
    "Products": 77,
    "Suppliers": 29,
    "Categories": 8,
    "Shippers": 3,
    "Employees": 9,
    "Region": 4,
    "Territories": 53,
    "EmployeeTerritories": 49,
    "CustomerDemographics": 0,
    "CustomerCustomerDemo": 0,
}


@pytest.fixture
def database(northwind_file: Path) -> Iterator[sqlite3.Connection]:
    """The file, opened."""
    with closing(sqlite3.connect(northwind_file)) as connection:
        yield connection


def test_every_table_has_its_rows(database: sqlite3.Connection) -> None:
    tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
    assert {name: database.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables} == ROWS


def test_the_lines_are_worth_what_the_script_says(
    database: sqlite3.Connection, shared_data: Callable[[str], Path]
) -> None:
    script = (shared_data("northwind") / "instnwnd.sql").read_text(encoding="utf-8")
    said = [tuple(map(Decimal, line)) for line in LINE.findall(script)]
    held = [
        tuple(Decimal(str(value)) for value in line)
        for line in database.execute('select OrderID, ProductID, UnitPrice, Quantity, Discount from "Order Details"')
    ]
    assert sorted(held) == sorted(said)
    assert sum(price * pieces * (1 - discount) for _, _, price, pieces, discount in held) == Decimal("1265793.0395")


def test_texts_dates_money_and_images_come_over_whole(database: sqlite3.Connection) -> None:
    columns = "OrderDate, ShippedDate, Freight, ShipAddress, ShipRegion, typeof(Freight)"
    order = database.execute(f"select {columns} from Orders where OrderID = 10248").fetchone()
    assert order == ("1996-07-04 00:00:00", "1996-07-16 00:00:00", 32.38, "59 rue de l'Abbaye", None, "real")
    assert database.execute("select typeof(Photo), substr(hex(Photo), 1, 6) from Employees limit 1").fetchone() == (
        "blob",
        "151C2F",
    )
    dated = "select count(*) from Orders where OrderDate not glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9] 00:00:00'"
    assert database.execute(dated).fetchone() == (0,)


def test_the_keys_are_there(database: sqlite3.Connection) -> None:
    keys = database.execute("select name, pk from pragma_table_info('Order Details') where pk order by pk").fetchall()
    leads = database.execute('select "from", "table", "to" from pragma_foreign_key_list(\'Order Details\')').fetchall()
    assert keys == [("OrderID", 1), ("ProductID", 2)]
    assert sorted(leads) == [("OrderID", "Orders", "OrderID"), ("ProductID", "Products", "ProductID")]
    assert database.execute(
        "select count(*) from sqlite_master as t, pragma_foreign_key_list(t.name) where t.type = 'table'"
    ).fetchone() == (13,)
