"""The world as DuckDB tables, for the witnesses and the truth to select from.

Belongs here: opening the store, one table per part of the world, and the SQL macros of dates, money and chance. Not
here: any vendor's shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
from pyarrow.lib import Table, array, table

from simulation.world.baskets import KINDS
from simulation.world.build import Company, live
from simulation.world.calendar import CUT_OVER, DAY_SECONDS, START, TWIN_SINCE
from simulation.world.catalogue import BANDS, CATEGORIES
from simulation.world.fates import REASONS
from simulation.world.markets import CHANNELS, CURRENCIES, MARKETS, PLACES, SHOPS
from simulation.world.payments import MEANS
from simulation.world.refunds import CAUSES, RESTOCK_TYPES
from simulation.world.workshop import WORK_CENTRES
from simulation.world.zones import zone_changes

_UNNUMBERED = {
    "shop_order", "unit", "line", "refund", "refund_line", "payment", "gift_card", "purchase", "purchase_line",
    "production", "business_order", "business_line",
}  # fmt: skip
"""Tables whose rows bring their number along."""

_FOUNDED = -2_000_000
"""A second before everything, when the first masters were entered."""

_MACROS = f"""
create macro day_of(number) as date '{START}' + cast(number as integer);
create macro moment(second) as case when second >= {-4000 * DAY_SECONDS} and second <> -1
    then timestamp '{START}' + to_seconds(second) end;
create macro date_at(second) as cast(moment(second) as date);
create macro day_at(second) as cast(floor(second / {DAY_SECONDS}) as bigint);
create macro second_of(day, hour) as cast(day * {DAY_SECONDS} + hour * 3600 as bigint);
create macro iso(second) as strftime(moment(second), '%Y-%m-%dT%H:%M:%SZ');
create macro clock(second) as strftime(moment(second), '%Y-%m-%d %H:%M:%S');
create macro two_digits(number) as lpad(cast(number as varchar), 2, '0');
create macro offset_text(seconds) as case when seconds < 0 then '-' else '+' end
    || two_digits(abs(seconds) // 3600) || ':' || two_digits(abs(seconds) % 3600 // 60);
create macro local_iso(second, shift) as clock(second + shift) || offset_text(shift);
create macro minor_units(digits) as case digits when 0 then 1 when 2 then 100 when 3 then 1000 when 4 then 10000
    when 6 then 1000000 end;
create macro decimals(amount, digits) as case when amount < 0 then '-' else '' end
    || cast(abs(amount) // minor_units(digits) as varchar) || '.'
    || lpad(cast(abs(amount) % minor_units(digits) as varchar), cast(digits as integer), '0');
create macro line_amount(goods, quantity, price) as
    cast(round(quantity * price / case when goods < 0 then 100.0 else 1.0 end) as bigint);
create macro rounded(numerator, denominator) as
    cast(sign(numerator) * ((2 * abs(numerator) + denominator) // (2 * denominator)) as bigint);
create macro chance(name, key) as cast(hash(name, key, getvariable('seed')) % 1000003 as double) / 1000003;
create macro drawn(low, high, name, key) as cast(low + floor((high - low) * chance(name, key)) as bigint);
create macro asked_price(price, per_cent_off, step) as case when per_cent_off > 0
    then rounded(price * (100 - per_cent_off), 100 * step) * step else price end;
create macro known(second) as case when second <> -1 and second < getvariable('now') then second end;
create macro happened(second) as second <> -1 and second < getvariable('now');
create macro founded() as {_FOUNDED};
create macro cut_over() as {CUT_OVER};
create macro twin_entered() as second_of({TWIN_SINCE} + 1, 10);
"""


def open_store(path: Path, memory: str = "2GB") -> duckdb.DuckDBPyConnection:
    """Open an empty store.

    Args:
        path: File of the store; it can be larger than memory.
        memory: What DuckDB may hold before it spills.
    """
    connection = duckdb.connect(
        str(path), config={"threads": 2, "memory_limit": memory, "preserve_insertion_order": True}
    )
    connection.execute("set timezone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    # Asof joins of small worlds would be nested loops, which take minutes.
    connection.execute("set asof_loop_join_threshold = 0")
    return connection


def fill_store(connection: duckdb.DuckDBPyConnection, company: Company, tell: Callable[[str], None]) -> None:
    """Let the company live, and keep everything that happens.

    Every table has an `id`, the row's number in the world from 0. Indexes and seconds of -1 mean "none" or "never".
    The macros `known` and `happened` look at the variable `now`, the second up to which a system can know the world;
    `founded`, `cut_over` and `twin_entered` are moments of the company's systems. `line_amount` takes the hundredths of
    a metre out of what fabric costs.

    Args:
        connection: The store, empty.
        company: What lives.
        tell: Told what is under way.
    """
    connection.execute(f"set variable seed = {company.parameters.seed}")
    connection.execute(_MACROS)
    for name, rows in _lists().items():
        _append(connection, name, _numbered(rows))
    for name, rows in live(company, tell):
        _append(connection, name, rows.rename_columns(_with_id(rows)) if name in _UNNUMBERED else _numbered(rows))


def _lists() -> dict[str, Table]:
    """Return the lists that the world's numbers point into."""
    return {
        "market": _facts(MARKETS),
        "currency": _facts(CURRENCIES),
        "place": _facts(PLACES),
        "shop": _facts(SHOPS),
        "category": _facts(CATEGORIES),
        "zone_change": zone_changes(),
        **{name: table({"code": list(codes)}) for name, codes in _CODES.items()},
    }


_CODES = {
    "band": BANDS, "kind": KINDS, "channel": CHANNELS, "reason": REASONS, "cause": CAUSES, "restock": RESTOCK_TYPES,
    "means": MEANS, "work_centre": WORK_CENTRES,
}  # fmt: skip


def _facts(entries: Iterable[object]) -> Table:
    """Return a tuple of dataclasses as a table."""
    rows = [vars(entry) for entry in entries]
    return table({name: [_listed(row[name]) for row in rows] for name in rows[0]})


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _numbered(rows: Table) -> Table:
    """Put the row number in front."""
    return rows.add_column(0, "id", array(range(rows.num_rows)))


def _with_id(rows: Table) -> list[str]:
    return ["id" if name == "number" else name for name in rows.column_names]


def _append(connection: duckdb.DuckDBPyConnection, name: str, rows: Table) -> None:
    connection.register("arriving", rows)
    exists = connection.execute("select count(*) from duckdb_tables() where table_name = ?", [name]).fetchone()
    verb = f"insert into {name}" if exists and exists[0] else f"create table {name} as"
    connection.execute(f"{verb} select * from arriving")
    connection.unregister("arriving")
