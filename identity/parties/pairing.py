"""The pairs that a change asks for: dirty records against all that share a block with them.

Belongs here: finding them so that the kept pairs and these together are those of a table paired anew. Not here: the
keys, and pairing a whole table (`identity.block`).

A block that grows above the largest size, or falls to it, takes pairs from records that did not change, or gives them
some: those records become dirty as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from identity.block.budget import PAIR
from identity.block.keys import Key
from identity.normalise.build import RECORD
from identity.parties.forms import BEFORE, stopped_columns, write_local_records
from identity.parties.tables import DIRTY, PartyTables

_NOW = "identity_step_now"
_KEYED = "identity_step_keyed_record"
_SIZED = "identity_step_sized"
_FOUND = "identity_step_found"


def write_dirty_pairs(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[Key], largest_block: int, tables: PartyTables
) -> int:
    """Write the comparable records that pairs of dirty ones need, and those pairs; `DIRTY` may grow.

    Args:
        connection: With `DIRTY`, `BEFORE` and the kept tables.
        keys: Under which records meet.
        largest_block: A value that more records share makes no pairs.
        tables: The kept tables.

    Returns:
        How many pairs there are.
    """
    columns = stopped_columns(tables.stop)
    connection.execute(
        f"create or replace temp table {_NOW} as select form.* replace ({columns}) from {tables.form} as form"
    )
    while True:
        _write_keyed(connection, keys)
        if not _spread(connection, largest_block):
            break
    connection.execute(f"create or replace temp table {_FOUND} as {_pairs_sql(largest_block)}")
    connection.execute(
        f"create or replace temp table identity_step_met as select l as record_hash from {_FOUND} "
        f"union select r from {_FOUND} union select record_hash from {DIRTY}"
    )
    write_local_records(connection, "identity_step_met", tables)
    connection.execute(f"create or replace temp table {PAIR} as {numbered_pairs_sql(_FOUND)}")
    for scratch in (_NOW, _KEYED, _SIZED, _FOUND, "identity_step_met"):
        connection.execute(f"drop table temp.{scratch}")
    ((pairs,),) = connection.execute(f"select count(*) from {PAIR}").fetchall()
    return int(pairs)


def numbered_pairs_sql(pairs: str) -> str:
    """Return SQL for pairs of hashes as pairs of local record numbers, the lower first, with their weight if any."""
    return f"""
        select least(one.record_number, other.record_number) as l,
            greatest(one.record_number, other.record_number) as r, pair.* exclude (l, r)
        from {pairs} as pair
        inner join {RECORD} as one on pair.l = one.record_hash
        inner join {RECORD} as other on pair.r = other.record_hash
    """


def _write_keyed(connection: duckdb.DuckDBPyConnection, keys: Sequence[Key]) -> None:
    """Every dirty record under every key, as it was and as it is, and the other records under those values."""
    connection.execute(
        f"create or replace temp table {_KEYED} (key_number utinyint, value ubigint, record_hash ubigint, side varchar)"
    )
    for number, key in enumerate(keys):
        keyed = f"hash({key.sql}) as value, record_hash"
        connection.execute(f"""
            insert into {_KEYED}
            select {number}, {keyed}, 'after' from {_NOW}
            where ({key.sql}) is not null and record_hash in (select record_hash from {DIRTY})
            union all
            select {number}, {keyed}, 'before' from {BEFORE} where ({key.sql}) is not null
        """)
        connection.execute(f"""
            insert into {_KEYED}
            with keyed as (select {keyed} from {_NOW} where ({key.sql}) is not null)
            select {number}, value, record_hash, 'kept' from keyed
            where value in (select value from {_KEYED} where key_number = {number})
                and record_hash not in (select record_hash from {DIRTY})
        """)


def _spread(connection: duckdb.DuckDBPyConnection, largest_block: int) -> int:
    """Make the records of blocks that were too large, and are not, or the other way about, dirty; return how many."""
    connection.execute(f"""
        create or replace temp table {_SIZED} as
        select key_number, value, count(*) filter (where side <> 'before') as size_now,
            count(*) filter (where side <> 'after') as size_before
        from {_KEYED} group by key_number, value
    """)
    connection.execute(f"""
        create or replace temp table identity_step_joined as
        select distinct keyed.record_hash
        from {_KEYED} as keyed
        inner join {_SIZED} as sized on keyed.key_number = sized.key_number and keyed.value = sized.value
        where keyed.side = 'kept' and (sized.size_now > {largest_block}) <> (sized.size_before > {largest_block})
    """)
    connection.execute(f"insert into {DIRTY} from identity_step_joined")
    connection.execute(
        f"insert into {BEFORE} by name select * from {_NOW} "
        "where record_hash in (select record_hash from identity_step_joined)"
    )
    ((joined,),) = connection.execute("select count(*) from identity_step_joined").fetchall()
    connection.execute("drop table temp.identity_step_joined")
    return int(joined)


def _pairs_sql(largest_block: int) -> str:
    """Pairs of records of which one is dirty at least, each once."""
    return f"""
        with open as (
            select keyed.*
            from {_KEYED} as keyed
            inner join {_SIZED} as sized on keyed.key_number = sized.key_number and keyed.value = sized.value
            where keyed.side <> 'before' and sized.size_now between 2 and {largest_block}
        )
        select distinct least(one.record_hash, other.record_hash) as l,
            greatest(one.record_hash, other.record_hash) as r
        from open as one
        inner join open as other
            on one.key_number = other.key_number and one.value = other.value and one.record_hash <> other.record_hash
        where one.side = 'after'
    """
