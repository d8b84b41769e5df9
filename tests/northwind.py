"""Northwind, as Microsoft's script for SQL Server writes it, as a file of SQLite: `python tests/northwind.py IN OUT`.

Belongs here: turning the script into tables with their types, keys and rows, nothing added and nothing renamed. Not
here: what the tables mean (tests/mapping/answers/northwind.csv).
"""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

_GO = re.compile(r"^\s*go\s*;?\s*$", re.IGNORECASE | re.MULTILINE)
_INSERT = re.compile(r"^insert\b(?:\s+into\b)?", re.IGNORECASE | re.MULTILINE)
# A text, an image and a word are each taken whole, so that nothing inside a text is ever looked at.
_TOKEN = re.compile(r"N?'(?P<text>(?:[^']|'')*)'|\b0x(?P<image>[0-9A-Fa-f]*)\b|--[^\n]*|/\*.*?\*/", re.DOTALL)
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")

_SCHEMA = """
create table "Employees" (
    "EmployeeID" integer primary key, "LastName" nvarchar(20) not null, "FirstName" nvarchar(10) not null,
    "Title" nvarchar(30), "TitleOfCourtesy" nvarchar(25), "BirthDate" datetime, "HireDate" datetime,
    "Address" nvarchar(60), "City" nvarchar(15), "Region" nvarchar(15), "PostalCode" nvarchar(10),
    "Country" nvarchar(15), "HomePhone" nvarchar(24), "Extension" nvarchar(4), "Photo" blob, "Notes" text,
    "ReportsTo" integer references "Employees" ("EmployeeID"), "PhotoPath" nvarchar(255));
create table "Categories" (
    "CategoryID" integer primary key, "CategoryName" nvarchar(15) not null, "Description" text, "Picture" blob);
create table "Customers" (
    "CustomerID" nchar(5) not null primary key, "CompanyName" nvarchar(40) not null, "ContactName" nvarchar(30),
    "ContactTitle" nvarchar(30), "Address" nvarchar(60), "City" nvarchar(15), "Region" nvarchar(15),
    "PostalCode" nvarchar(10), "Country" nvarchar(15), "Phone" nvarchar(24), "Fax" nvarchar(24));
create table "Shippers" (
    "ShipperID" integer primary key, "CompanyName" nvarchar(40) not null, "Phone" nvarchar(24));
create table "Suppliers" (
    "SupplierID" integer primary key, "CompanyName" nvarchar(40) not null, "ContactName" nvarchar(30),
    "ContactTitle" nvarchar(30), "Address" nvarchar(60), "City" nvarchar(15), "Region" nvarchar(15),
    "PostalCode" nvarchar(10), "Country" nvarchar(15), "Phone" nvarchar(24), "Fax" nvarchar(24), "HomePage" text);
create table "Orders" (
    "OrderID" integer primary key, "CustomerID" nchar(5) references "Customers" ("CustomerID"),
    "EmployeeID" integer references "Employees" ("EmployeeID"), "OrderDate" datetime, "RequiredDate" datetime,
    "ShippedDate" datetime, "ShipVia" integer references "Shippers" ("ShipperID"), "Freight" decimal(19, 4) default 0,
    "ShipName" nvarchar(40), "ShipAddress" nvarchar(60), "ShipCity" nvarchar(15), "ShipRegion" nvarchar(15),
    "ShipPostalCode" nvarchar(10), "ShipCountry" nvarchar(15));
create table "Products" (
    "ProductID" integer primary key, "ProductName" nvarchar(40) not null,
    "SupplierID" integer references "Suppliers" ("SupplierID"),
    "CategoryID" integer references "Categories" ("CategoryID"), "QuantityPerUnit" nvarchar(20),
    "UnitPrice" decimal(19, 4) default 0, "UnitsInStock" smallint default 0, "UnitsOnOrder" smallint default 0,
    "ReorderLevel" smallint default 0, "Discontinued" bit not null default 0);
create table "Order Details" (
    "OrderID" integer not null references "Orders" ("OrderID"),
    "ProductID" integer not null references "Products" ("ProductID"), "UnitPrice" decimal(19, 4) not null default 0,
    "Quantity" smallint not null default 1, "Discount" real not null default 0, primary key ("OrderID", "ProductID"));
create table "CustomerDemographics" ("CustomerTypeID" nchar(10) not null primary key, "CustomerDesc" text);
create table "CustomerCustomerDemo" (
    "CustomerID" nchar(5) not null references "Customers" ("CustomerID"),
    "CustomerTypeID" nchar(10) not null references "CustomerDemographics" ("CustomerTypeID"),
    primary key ("CustomerID", "CustomerTypeID"));
create table "Region" ("RegionID" integer primary key, "RegionDescription" nchar(50) not null);
create table "Territories" (
    "TerritoryID" nvarchar(20) not null primary key, "TerritoryDescription" nchar(50) not null,
    "RegionID" integer not null references "Region" ("RegionID"));
create table "EmployeeTerritories" (
    "EmployeeID" integer not null references "Employees" ("EmployeeID"),
    "TerritoryID" nvarchar(20) not null references "Territories" ("TerritoryID"),
    primary key ("EmployeeID", "TerritoryID"));
"""


def write_northwind(sql: Path, sqlite: Path) -> None:
    """Write Northwind as a database of SQLite: dates in ISO form, money as the script has it.

    Args:
        sql: The script, `instnwnd.sql`.
        sqlite: The file to write; it must not exist.

    Raises:
        sqlite3.Error: The script holds a row that the tables do not take, or a key that leads nowhere.
    """
    inserts = _inserts(sql.read_text(encoding="utf-8"))
    with closing(sqlite3.connect(sqlite)) as database:
        database.executescript(_SCHEMA)
        database.executescript("begin;" + ";\n".join(inserts) + ";commit;")
        lost = database.execute("pragma foreign_key_check").fetchall()
    if lost:
        raise sqlite3.IntegrityError(f"{len(lost)} rows of {sql} refer to a row that is not there, such as {lost[0]}.")


def _inserts(script: str) -> list[str]:
    """The statements of the script that bring rows, as SQLite reads them; GO and the next statement end one."""
    plain = _TOKEN.sub(_literal, script)
    batches = (batch for batch in _GO.split(plain) if _INSERT.search(batch))
    return ["insert into " + statement.strip() for batch in batches for statement in _INSERT.split(batch)[1:]]


def _literal(token: re.Match[str]) -> str:
    """One text or image as SQLite writes it; a comment is left out."""
    if token["image"] is not None:
        return f"x'{token['image']}'"
    if token["text"] is None:
        return " "
    date = _DATE.fullmatch(token["text"])
    if date:
        return f"'{date[3]}-{int(date[1]):02}-{int(date[2]):02} 00:00:00'"
    return f"'{token['text']}'"


if __name__ == "__main__":
    write_northwind(Path(sys.argv[1]), Path(sys.argv[2]))
