"""Parts of money add up: properties of the macros that cut and convert amounts, over many drawn ones in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pytest

_DRAWN = """
create table part as
with whole as (
    select
        number,
        (array['JPY', 'EUR', 'KWD'])[1 + number % 3] as currency_code,
        (array[0, 2, 3])[1 + number % 3] as minor_unit,
        cast(cast(hash(number, 'amount') % 2000000000 as bigint) - 1000000000 as decimal(18, 4))
            / (array[1, 100, 1000])[1 + number % 3] as raw_amount,
        1 + cast(hash(number, 'parts') % 7 as integer) as part_count
    from range(6000) as numbers (number)
),

split as (
    select *, unnest(range(1, 1 + part_count)) as place from whole
),

weighed as (
    select
        number, currency_code, minor_unit, place, cast(raw_amount as decimal(18, 4)) as amount,
        cast(1 + hash(number, place) % 500 as decimal(18, 4)) / 4 as weight
    from split
)

select
    *,
    cast(sum(weight) over (partition by number order by place) as decimal(18, 4)) as weight_until,
    cast(sum(weight) over (partition by number) as decimal(18, 4)) as all_weight
from weighed
"""


@pytest.fixture(scope="module")
def money(house: Path) -> Any:
    """The macros of money as functions that return SQL."""
    text = (house / "dbt_project" / "macros" / "money.sql").read_text(encoding="utf-8")
    return jinja2.Environment().from_string(text).module


@pytest.fixture(scope="module")
def drawn(money: Any) -> Iterator[duckdb.DuckDBPyConnection]:
    """Six thousand amounts in currencies of 0, 2 and 3 decimals, each with up to seven weighed parts."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute(_DRAWN)
        cut = money.part_between("amount", "weight_until", "weight", "all_weight", "minor_unit")
        connection.execute(f"create table cut as select *, {cut} as share_amount from part")
        yield connection


def test_parts_add_up_to_their_whole_exactly(drawn: duckdb.DuckDBPyConnection) -> None:
    found = drawn.execute(
        "select count(*), count(*) filter (shares <> amount) from "
        "(select number, any_value(amount) as amount, sum(share_amount) as shares from cut group by number)"
    ).fetchone()
    assert found == (6000, 0)


def test_no_part_is_more_than_a_minor_unit_from_its_exact_share(drawn: duckdb.DuckDBPyConnection) -> None:
    [[farthest]] = drawn.execute(
        "select max(abs(share_amount - amount * weight / all_weight) * power(10, minor_unit)) from cut"
    ).fetchall()
    assert farthest <= 1.000001


def test_parts_have_the_decimals_of_their_currency(drawn: duckdb.DuckDBPyConnection) -> None:
    found = drawn.execute(
        "select currency_code, count(*) filter (share_amount % case minor_unit when 0 then 1.0000 when 2 then 0.0100 "
        "else 0.0010 end <> 0) from cut group by all"
    ).fetchall()
    assert sorted(found) == [("EUR", 0), ("JPY", 0), ("KWD", 0)]


def test_a_part_that_is_rounded_by_itself_would_not_add_up(drawn: duckdb.DuckDBPyConnection, money: Any) -> None:
    alone = money.round_money("cast(amount * weight as double) / all_weight", "minor_unit")
    [[wrong]] = drawn.execute(
        f"select count(*) from (select number, any_value(amount) as amount, sum({alone}) as shares from part "
        "group by number) where shares <> amount"
    ).fetchall()
    assert wrong > 300


def test_there_and_back_is_within_a_minor_unit(drawn: duckdb.DuckDBPyConnection, money: Any) -> None:
    there = money.round_money("amount * 0.0061731", "2")
    back = money.round_money("there / 0.0061731", "minor_unit")
    [[farthest]] = drawn.execute(
        f"select max(abs({back} - amount)) from (select *, {there} as there from part) where minor_unit = 0"
    ).fetchall()
    assert farthest <= 1 + 0.005 / 0.0061731


def test_an_amount_without_rate_is_null_and_never_taken_at_one(money: Any) -> None:
    local = money.to_local("amount", "currency", "local")
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select {local} from (values ('USD', 'EUR', 10.01, 0.5, 2), ('USD', 'EUR', 10.01, null, null), "
            "('USD', 'USD', 10.0151, null, null), ('USD', null, 10.01, null, null)) "
            "as row (currency, local, amount, exchange_rate, minor_unit), "
            "lateral (select exchange_rate, minor_unit) as functional_rates"
        ).fetchall()
    assert [None if value is None else str(value) for (value,) in rows] == ["5.0100", None, "10.0151", None]
