"""The truth of the numbers: it agrees with itself, and with what the clean company's files add up to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def files(clean: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the numbers as the table `number`, and the shops' orders and the ERPs' ledger beside them."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"create table number as from '{clean / 'truth' / 'numbers.parquet'}'")
        connection.execute(
            f"""create table shop as from read_json('{clean}/extracts/shop_*/orders_*.jsonl', union_by_name = true,
            filename = true) qualify row_number() over (partition by id order by filename desc) = 1"""
        )
        for table in ("account_move", "account_move_line", "account_account", "res_currency"):
            connection.execute(
                f"""create table {table} as select *, split_part(filename, '/', -2) as erp
                from read_csv('{clean}/extracts/erp*/{table}_20*.csv', all_varchar = true, filename = true,
                    union_by_name = true)
                qualify row_number() over (partition by erp, id order by filename desc) = 1"""
            )
        connection.execute(
            """create table posted as
            select l.*, coalesce(a.code, json_extract_string(a.code_store, '$."' || l.company_id || '"')) as account,
                m.move_type, c.name as currency
            from account_move_line as l
            join account_move as m on m.id = l.move_id and m.erp = l.erp
            join account_account as a on a.id = l.account_id and a.erp = l.erp
            join res_currency as c on c.id = l.currency_id and c.erp = l.erp
            where m.ref is distinct from 'opening balances'"""
        )
        yield connection


def rows(files: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    return files.execute(sql).fetchall()


ZONES = {
    "US": "America/New_York", "GB": "Europe/London", "DE": "Europe/Berlin", "FR": "Europe/Paris", "ES": "Europe/Madrid",
    "PL": "Europe/Warsaw", "AE": "Asia/Dubai", "SA": "Asia/Riyadh", "KW": "Asia/Kuwait",
}  # fmt: skip
CLOCKS = {
    "trade": f"map {ZONES}[o.country]",
    "shop": "if(o.filename like '%shop_us%', 'America/New_York', 'Europe/Paris')",
    "finance": "if(o.country = 'US', 'America/New_York', 'Europe/Paris')",
}


@pytest.mark.parametrize("basis", CLOCKS)
def test_booked_sales_of_the_shops_equal_their_files_on_each_clock(
    files: duckdb.DuckDBPyConnection, basis: str
) -> None:
    found = rows(
        files,
        f"""with line as (
            select "__parentId" as order_id,
                cast("originalUnitPriceSet"."presentmentMoney".amount as decimal(18, 4)) * quantity
                - cast("totalDiscountSet"."presentmentMoney".amount as decimal(18, 4)) as price,
                cast("taxSet"."presentmentMoney".amount as decimal(18, 4)) as tax
            from shop where id like '%/LineItem/%' and not "isGiftCard"
        ),
        placed as (select *, "shippingAddress"."countryCodeV2" as country from shop where id like '%/Order/%')
        select cast(date_trunc('month', timezone({CLOCKS[basis]}, timezone('UTC', cast("createdAt" as timestamp))))
                as date) as month,
            o."presentmentCurrencyCode" as currency, cast(sum(price - if("taxesIncluded", tax, 0)) as decimal(18, 4)),
            cast(sum(tax) as decimal(18, 4))
        from line as l join placed as o on o.id = l.order_id where not o.test
        group by month, currency order by month, currency""",
    )
    stated = rows(
        files,
        f"""select month, currency_code, sum(amount) filter (measure = 'net_sales_booked'),
            coalesce(sum(amount) filter (measure like 'tax_booked:%'), 0)
        from number where date_basis = '{basis}' and channel_code in ('web', 'app')
            and (measure = 'net_sales_booked' or measure like 'tax_booked:%')
        group by all order by month, currency_code""",
    )
    assert found == stated
    assert len(found) > 100


def test_balances_equal_the_journals_of_both_erps(files: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        files,
        """select account, company_id, sum(cast(balance as decimal(18, 4))) as balance from posted
        group by all order by all""",
    )
    stated = rows(
        files,
        """select replace(measure, 'balance:', ''), legal_entity_id, amount from number
        where measure like 'balance:%' and month = (select max(month) from number) order by all""",
    )
    assert found == stated
    assert len(found) > 20


def test_recognised_sales_and_taxes_equal_the_posted_documents(files: duckdb.DuckDBPyConnection) -> None:
    def summed(where: str) -> Rows:
        return rows(
            files,
            f"""select company_id, currency, cast(date_trunc('month', cast(date as date)) as date) as month,
                -sum(cast(amount_currency as decimal(18, 4))) as amount
            from posted where {where} group by all order by all""",
        )

    def stated(where: str) -> Rows:
        return rows(
            files,
            f"""select legal_entity_id, currency_code, month, sum(amount) from number where {where}
            group by all order by all""",
        )

    income = "account in ('707000', '709000', '707900') and move_type ="
    assert summed(f"{income} 'out_invoice'") == stated("measure = 'net_sales_recognised'")
    assert summed(f"{income} 'out_refund'") == stated("measure = 'net_sales_returned'")
    assert summed("account = '445710'") == stated("measure like 'tax:%'")


def test_the_books_balance_and_the_stock_lies_somewhere(files: duckdb.DuckDBPyConnection) -> None:
    of_books = rows(
        files,
        """select legal_entity_id, month, sum(amount) as total from number where measure like 'balance:%' group by all
        having total <> 0""",
    )
    of_stock = rows(
        files,
        """select month, coalesce(sum(amount) filter (measure = 'stock_value_book'), 0)
            - coalesce(sum(amount) filter (measure <> 'stock_value_book'), 0) as difference
        from number where legal_entity_id = '1'
            and measure in ('stock_value_book', 'stock_value_physical', 'stock_value_in_transit')
        group by all having difference <> 0""",
    )
    assert (of_books, of_stock) == ([], [])


def test_money_has_the_decimals_of_its_currency(files: duckdb.DuckDBPyConnection) -> None:
    [(in_euro, in_dinar)] = rows(
        files,
        """select count(*) filter (currency_code <> 'KWD' and amount <> round(amount, 2)),
            count(*) filter (currency_code = 'KWD' and amount <> round(amount, 2)) from number""",
    )
    assert in_euro == 0
    assert in_dinar > 0
