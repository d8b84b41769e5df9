"""Choosing keys for a table: what each would cost is counted without comparing anything.

Belongs here: counting, choosing, and the pairs of the chosen keys. Not here: the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from identity.block.keys import Key
from identity.configuration import Blocking
from identity.normalise.build import RECORD

BLOCK = "identity_step_block"
"""key_number, value, record_number: every record under every key that it has, blocks of one left out."""
PAIR = "identity_step_pair"
"""l, r: pairs of record numbers to be compared, l below r, each once."""


@dataclass(frozen=True)
class Chosen:
    """A key that the table affords, its number among the keys, and how many pairs it makes."""

    number: int
    key: Key
    pairs: int


def choose_keys(connection: duckdb.DuckDBPyConnection, keys: Sequence[Key], limits: Blocking) -> list[Chosen]:
    """Write `BLOCK` and return the keys that fit the budget, the ones that make the fewest pairs first.

    A block above the largest size is left out, because what so many records share says little about two of them. All
    keys are counted, and only the chosen ones are written down.
    """
    counted = [Chosen(number, key, _pairs_of(connection, key, limits)) for number, key in enumerate(keys)]
    costs = sorted((each for each in counted if each.pairs), key=lambda each: each.pairs)
    return block_records(connection, [each.key for each in _affordable(connection, limits, costs)], limits)


def _pairs_of(connection: duckdb.DuckDBPyConnection, key: Key, limits: Blocking) -> int:
    ((pairs,),) = connection.execute(f"""
        select coalesce(sum(n * (n - 1) / 2), 0)::bigint
        from (select count(*) as n from ({_keyed_sql(key)}) group by value)
        where n between 2 and {limits.largest_block}
    """).fetchall()
    return int(pairs)


def _keyed_sql(key: Key) -> str:
    return f"select hash({key.sql}) as value, record_number from {RECORD} where ({key.sql}) is not null"


def block_records(connection: duckdb.DuckDBPyConnection, keys: Sequence[Key], limits: Blocking) -> list[Chosen]:
    """Write `BLOCK` under all of some keys, and return what each of them costs, the cheapest first."""
    connection.execute(
        f"create or replace temp table {BLOCK} (key_number utinyint, value ubigint, record_number integer)"
    )
    for number, key in enumerate(keys):
        connection.execute(f"""
            insert into {BLOCK}
            with keyed as ({_keyed_sql(key)})
            select {number}, value, record_number from keyed
            semi join (
                select value from keyed group by value having count(*) between 2 and {limits.largest_block}
            ) as sized on keyed.value = sized.value
        """)
    counted = connection.execute(f"""
        select key_number, sum(n * (n - 1) / 2)::bigint as pairs
        from (select key_number, count(*) as n from {BLOCK} group by key_number, value)
        group by key_number order by pairs, key_number
    """).fetchall()
    return [Chosen(number, keys[number], pairs) for number, pairs in counted]


def _affordable(connection: duckdb.DuckDBPyConnection, limits: Blocking, costs: Sequence[Chosen]) -> list[Chosen]:
    ((records,),) = connection.execute(f"select count(*) from {RECORD}").fetchall()
    left = min(records * limits.pairs_per_record, limits.pairs_in_all)
    chosen: list[Chosen] = []
    for each in costs:
        if each.pairs <= min(left, records * limits.pairs_per_record_and_key):
            chosen.append(each)
            left -= each.pairs
    return chosen


def write_pairs(connection: duckdb.DuckDBPyConnection, chosen: Sequence[Chosen]) -> int:
    """Write the pairs of the chosen keys and return how many there are."""
    numbers = ", ".join(str(key.number) for key in chosen) or "255"
    connection.execute(f"create or replace temp table {PAIR} as {pairs_sql(numbers)}")
    ((pairs,),) = connection.execute(f"select count(*) from {PAIR}").fetchall()
    return int(pairs)


def pairs_sql(key_numbers: str) -> str:
    """Return SQL for the pairs of some keys, each once."""
    return f"""
        select distinct one.record_number as l, other.record_number as r
        from {BLOCK} as one
        inner join {BLOCK} as other
            on one.key_number = other.key_number and one.value = other.value and one.record_number < other.record_number
        where one.key_number in ({key_numbers})
    """
