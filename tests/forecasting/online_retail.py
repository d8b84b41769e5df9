"""Online Retail as daily series per SKU and market, and the origins that are reported.

The reporting origins were fixed here before the engine was written. Each is the last day that is known; the 28 days
after it are forecast. No choice of method or setting may look at a day from 2011-05-28 to 2011-11-11. The last 28 days
of the data (from 2011-11-12) were looked at by the study in the design notes, so they are no reporting window either.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

SOURCE = Path(__file__).parents[3] / "shared" / "data" / "online_retail" / "online_retail.parquet"
HORIZON = 28
SERIES = 1_000
REPORTED = (
    date(2011, 5, 27),
    date(2011, 6, 24),
    date(2011, 7, 22),
    date(2011, 8, 19),
    date(2011, 9, 16),
    date(2011, 10, 14),
)
DEVELOPED = (date(2011, 3, 4), date(2011, 4, 1), date(2011, 4, 29))
"""Origins on which settings may be chosen: all of their windows end before the first reporting window."""


def write_series(target: Path, until: date, ranked_before: date, ranks: tuple[int, int] = (1, SERIES)) -> None:
    """Write `unique_id, ds, y, price` (days with sales only) of the series of some ranks by revenue.

    Product codes only; positive lines at a price; lines that the same customer cancels in full within two days are left
    out, as demand that never was.

    Args:
        target: A Parquet file.
        until: The last day that is written.
        ranked_before: Revenue up to this day decides the ranks.
        ranks: The first and the last rank that are written.
    """
    with duckdb.connect() as connection:
        connection.execute(f"copy ({_series_sql(until, ranked_before, ranks)}) to '{target}' (format parquet)")


def _series_sql(until: date, ranked_before: date, ranks: tuple[int, int]) -> str:
    return f"""
        with line as (
            select *, cast("InvoiceDate" as date) as ds
            from read_parquet('{SOURCE}')
            where regexp_matches("StockCode", '^[0-9]{{5}}')
        ),
        kept as (
            select line.*
            from line
            anti join line as cancelled
                on cancelled."InvoiceNo" like 'C%'
                and cancelled."CustomerID" = line."CustomerID"
                and cancelled."StockCode" = line."StockCode"
                and cancelled."Quantity" = -line."Quantity"
                and cancelled."InvoiceDate" between line."InvoiceDate" and line."InvoiceDate" + interval 2 day
            where line."Quantity" > 0 and line."UnitPrice" > 0 and line."InvoiceNo" not like 'C%'
        ),
        daily as (
            select
                "StockCode" || ' ' || "Country" as unique_id,
                ds,
                cast(sum("Quantity") as double) as y,
                sum("Quantity" * "UnitPrice") / sum("Quantity") as price
            from kept
            group by all
        ),
        ranked as (
            select unique_id, row_number() over (order by sum(y * price) desc, unique_id) as place
            from daily
            where ds <= date '{ranked_before}'
            group by unique_id
        )
        select daily.*
        from daily
        inner join ranked using (unique_id)
        where place between {ranks[0]} and {ranks[1]} and ds <= date '{until}'
        order by unique_id, ds
    """
