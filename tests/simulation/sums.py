"""Whether the amounts of a company add up, from the files of its systems alone; imports nothing of the project.

Every check is one query that returns how many things were looked at and how many do not add up. Amounts are exact
decimals. A file that comes again with changed rows counts with the latest version of each.

Belongs here: reading files and adding up. Not here: the company, or any tolerance.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

_AMOUNT = "decimal(18, 4)"
_SIDE = "presentmentMoney"
_SHOPS, _ERPS = ("shop_eu", "shop_us"), ("erp_old", "erp")
_DONE = {"erp_old": "product_qty", "erp": "quantity"}
"""Column of the quantity that was moved, by version."""

_SHOP_SUMS = """
    with line as (
        select "__parentId" as order_id, sum(quantity * {price} - {discount}) as net, sum({discount}) as discount
        from {shop}_LineItem group by all
    ),
    compared as (
        select o.id, o."taxesIncluded" as has_tax_inside, {total} as total, {order_tax} as tax,
            {shipping} as shipping, {fees} as fees, {discounts} as discount, l.net, l.discount as line_discount
        from {shop}_Order as o join line as l on l.order_id = o.id
    )
    select count(*), count(*) filter (
        total <> net + shipping + fees + case when has_tax_inside then 0 else tax end or discount <> line_discount)
    from compared"""
_SHOP_TAX = """
    with line as (
        select "__parentId" as order_id, sum({tax}) as tax from {shop}_LineItem group by all
    )
    select count(*), count(*) filter (not {order_tax} between line.tax and line.tax + {shipping})
    from {shop}_Order as o join line on line.order_id = o.id"""
_LEDGER = """
    with entry as (
        select move_id, sum(cast(debit as decimal(18, 4))) - sum(cast(credit as decimal(18, 4))) as difference
        from {erp}_account_move_line group by all
    )
    select count(*), count(*) filter (difference <> 0) from entry"""
_ERP_STOCK = """
    with moved as (
        select product_id, location_dest_id as place, cast({done} as decimal(18, 4)) as quantity
        from {erp}_stock_move where state = 'done'
        union all
        select product_id, location_id, -cast({done} as decimal(18, 4)) from {erp}_stock_move where state = 'done'
    ),
    book as (
        select product_id, place, sum(quantity) as quantity from moved
        where place in (select id from {erp}_stock_location where usage = 'internal') group by all
    ),
    stated as (
        select product_id, location_id as place, sum(cast(quantity as decimal(18, 4))) as quantity
        from {erp}_stock_quant
        where location_id in (select id from {erp}_stock_location where usage = 'internal') group by all
    )
    select count(*), count(*) filter (coalesce(b.quantity, 0) <> coalesce(s.quantity, 0))
    from book as b full join stated as s using (product_id, place)"""
_PLACE_STOCK = """
    with book as (
        select location_code, sku, sum(quantity) as quantity from movements group by all
    ),
    stated as (
        select location_code, sku, sum(cast(on_hand as integer)) as quantity from stock_levels
        where snapshot_date = (select max(snapshot_date) from stock_levels) group by all
    )
    select count(*), count(*) filter (coalesce(b.quantity, 0) <> coalesce(s.quantity, 0))
    from (select * from book where quantity <> 0) as b full join stated as s using (location_code, sku)"""


def add_up(extracts: Path) -> dict[str, tuple[int, int]]:
    """Return for each check how many things were looked at and how many of them do not add up."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        checks = {**_shops(connection, extracts), **_erps(connection, extracts), **_places(connection, extracts)}
        found = {name: connection.execute(sql).fetchall()[0] for name, sql in checks.items()}
    return {name: (int(seen), int(wrong)) for name, (seen, wrong) in found.items()}


def _shops(connection: duckdb.DuckDBPyConnection, extracts: Path) -> dict[str, str]:
    checks = {}
    for shop in _SHOPS:
        files = str(extracts / shop / "orders_*.jsonl")
        connection.execute(f"create view {shop}_rows as from {_json(files)}")
        for kind in ("Order", "LineItem"):
            connection.execute(f"create view {shop}_{kind} as {_latest(f'{shop}_rows', kind)}")
        checks[f"{shop} orders"] = _SHOP_SUMS.format(shop=shop, **_amounts())
        checks[f"{shop} tax"] = _SHOP_TAX.format(shop=shop, **_amounts())
    return checks


def _json(files: str) -> str:
    options = "format = 'newline_delimited', union_by_name = true, filename = true, map_inference_threshold = -1"
    return f"read_json('{files}', {options})"


def _latest(rows: str, kind: str) -> str:
    newest = "row_number() over (partition by id order by filename desc) = 1"
    return f"select * from {rows} where id like '%/{kind}/%' qualify {newest}"


def _amounts() -> dict[str, str]:
    """SQL of every amount of an order or a line, in the currency that the customer paid in."""
    amounts = {
        "price": "originalUnitPriceSet", "discount": "totalDiscountSet", "tax": "taxSet", "total": "totalPriceSet",
        "order_tax": "totalTaxSet", "shipping": "totalShippingPriceSet", "discounts": "totalDiscountsSet",
    }  # fmt: skip
    stated = {name: f'cast("{amount}".{_SIDE}.amount as {_AMOUNT})' for name, amount in amounts.items()}
    duties = f'coalesce(cast("currentTotalDutiesSet".{_SIDE}.amount as {_AMOUNT}), 0)'
    charged = f"to_json(\"additionalFees\") ->> '$[*].priceSet.{_SIDE}.amount'"
    fees = f"coalesce(list_sum(list_transform({charged}, lambda fee: cast(fee as {_AMOUNT}))), 0)"
    return {**stated, "fees": f"({duties} + {fees})"}


def _erps(connection: duckdb.DuckDBPyConnection, extracts: Path) -> dict[str, str]:
    checks = {}
    for erp in _ERPS:
        for table in ("account_move_line", "stock_move", "stock_location"):
            connection.execute(
                f"""create view {erp}_{table} as
                select * from read_csv('{extracts / erp / table}_20*.csv', all_varchar = true, filename = true)
                qualify row_number() over (partition by id order by filename desc) = 1"""
            )
        last = max((extracts / erp).glob("stock_quant_20*.csv"))
        connection.execute(f"create view {erp}_stock_quant as from read_csv('{last}', all_varchar = true)")
        checks[f"{erp} ledger"] = _LEDGER.format(erp=erp)
        checks[f"{erp} stock"] = _ERP_STOCK.format(erp=erp, done=_DONE[erp])
    return checks


def _places(connection: duckdb.DuckDBPyConnection, extracts: Path) -> dict[str, str]:
    last = max((extracts / "warehouse_3pl").glob("stock_levels_20*.csv"))
    day = max(
        row[0]
        for row in connection.sql(
            f"select snapshot_date from read_csv('{last}', delim = ';', all_varchar = true)"
        ).fetchall()
    )
    connection.execute(
        f"""create view movements as
        select distinct on (movement_no) location_code, sku, cast(quantity as integer) as quantity
        from read_csv('{extracts}/warehouse_3pl/movements_20*.csv', delim = ';', all_varchar = true)
        where cast(moved_at as timestamptz) < date '{day}' + 1"""
    )
    connection.execute(f"create view stock_levels as from read_csv('{last}', delim = ';', all_varchar = true)")
    return {"stock of the fulfilment centres": _PLACE_STOCK}


if __name__ == "__main__":
    import sys

    for name, (seen, wrong) in add_up(Path(sys.argv[1])).items():
        sys.stdout.write(f"{name}: {seen:,} looked at, {wrong:,} do not add up\n")
