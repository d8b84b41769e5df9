"""The world as DuckDB tables, for the witnesses and the truth to select from.

Belongs here: one table per part of the world, and the SQL macros of dates and money. Not here: any vendor's shape.
"""

from __future__ import annotations

import duckdb
import numpy as np
from pyarrow.lib import Table, array, table

from simulation.world.arrays import Columns, Ints
from simulation.world.build import World
from simulation.world.calendar import DAYS, LAST_SECOND, START
from simulation.world.catalogue import CATEGORIES, SEASONS
from simulation.world.markets import CURRENCIES, MARKETS, WAREHOUSES
from simulation.world.purchasing import PLACES
from simulation.world.refunds import REASONS, RESTOCK_TYPES
from simulation.world.relations import CROWDS
from simulation.world.wholesale import STAGES

_MACROS = f"""
create macro day_of(number) as date '{START}' + cast(number as integer);
create macro moment(second) as case when second >= 0 then timestamp '{START}' + to_seconds(second) end;
create macro date_at(second) as cast(moment(second) as date);
create macro iso(second) as strftime(moment(second), '%Y-%m-%dT%H:%M:%SZ');
create macro clock(second) as strftime(moment(second), '%Y-%m-%d %H:%M:%S');
create macro last_second() as {LAST_SECOND};
create macro day_count() as {DAYS};
create macro unit(digits) as case digits when 2 then 100 when 3 then 1000 when 4 then 10000 when 6 then 1000000 end;
create macro decimals(amount, digits) as cast(amount // unit(digits) as varchar) || '.'
    || lpad(cast(amount % unit(digits) as varchar), cast(digits as integer), '0');
"""


def open_store(world: World) -> duckdb.DuckDBPyConnection:
    """Put the world into an in-memory database.

    Every table has an `id`: the row's number in the world, from 0. Indexes and seconds of -1 mean "none". One thread: a
    second one would double the CPU time and write not a second sooner.
    """
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.execute(_MACROS)
    for name, rows in _tables(world).items():
        connection.register("arriving", _numbered(rows))
        connection.execute(f"create table {name} as select * from arriving")
        connection.unregister("arriving")
    return connection


def _tables(world: World) -> dict[str, Table]:
    """Name every table of the world."""
    shop, trade, supply, office = world.shop, world.trade, world.supply, world.relations
    columns: dict[str, Columns] = {
        "rate": world.rates, "style": world.catalogue.styles, "variant": world.catalogue.variants,
        "fabric": world.catalogue.fabrics, "material": world.catalogue.bills,
        "person": shop.persons, "guest": shop.guests, "account": shop.accounts, "shop_order": shop.orders,
        "line": shop.lines, "order_fate": shop.fates, "line_fate": shop.line_fates, "refund": shop.refunds,
        "refund_line": shop.refund_lines, "payment": shop.transactions,
        "organisation": trade.organisations, "invoice": trade.invoices, "invoice_line": trade.invoice_lines,
        "deal": trade.deals, "supplier": supply.suppliers, "purchase": supply.purchases,
        "purchase_line": supply.purchase_lines, "delivery": supply.deliveries, "bill": supply.bills,
        "bill_line": supply.bill_lines, "snapshot": supply.snapshots,
        "buyer": office.buyers, "contact": office.contacts, "company": office.companies,
    }  # fmt: skip
    tables = {name: part.arrow() for name, part in columns.items()}
    tables["account"] = tables["account"].append_column("opened", array(shop.account_opened))
    tables["delivery"] = tables["delivery"].append_column("unit_cost", array(supply.unit_cost))
    tables["buyer"] = tables["buyer"].append_column("organisation", array(office.buyer_of))
    return tables | _fixed_tables() | {"opening_stock": _opening(supply.opening)}


def _fixed_tables() -> dict[str, Table]:
    """Return the lists that the world's numbers point into."""
    return {
        "market": _facts(MARKETS, "code", "carriers", "gateways", "dialling_code", "warehouse"),
        "currency": _facts(CURRENCIES, "code", "digits"),
        "warehouse": _facts(WAREHOUSES, "code", "name", "country", "odoo_id", "odoo_name"),
        "category": _facts(CATEGORIES, "name"),
        "season": table({"code": list(SEASONS)}),
        "restock": table({"code": list(RESTOCK_TYPES)}),
        "reason": table({"code": list(REASONS)}),
        "crowd": table({"code": list(CROWDS)}),
        "stage": table({"code": list(STAGES)}),
    }


def _opening(opening: Ints) -> Table:
    """Return the stock at the start per SKU over all warehouses, where there is any."""
    units = opening.reshape(-1, PLACES).sum(axis=1)
    variant = np.flatnonzero(units)
    return table({"variant": variant, "quantity": units[variant]})


def _facts(entries: tuple[object, ...], *names: str) -> Table:
    """Return some attributes of a tuple of dataclasses as a table."""
    values = {name: [getattr(entry, name) for entry in entries] for name in names}
    return table({name: [list(v) if isinstance(v, tuple) else v for v in column] for name, column in values.items()})


def _numbered(rows: Table) -> Table:
    """Put the row number in front."""
    return rows.add_column(0, "id", array(np.arange(rows.num_rows)))
