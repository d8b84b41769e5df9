"""Restatements: an extract of a moment that had one already, with other rows.

Which version of a row counts is decided without this: the later written one. What is written here is what the source
has changed afterwards, and what money hangs on it.

Belongs here: pairing such batches and comparing their rows over landed Parquet. Not here: which row is the current one
(base).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import duckdb

from ingestion.contract.document import SourceTable
from ingestion.gate.passing import money_of
from ingestion.landing.batches import Batch
from ingestion.raw.control import no_rows

RESTATEMENT = "run.restatement"
RESTATEMENT_COLUMNS = (
    "source_name varchar, table_name varchar, file_name varchar, earlier_batch_id varchar, batch_id varchar, "
    "extracted_at timestamp, currency_code varchar, restated_row_count bigint, added_row_count bigint, "
    "vanished_row_count bigint, earlier_amount decimal(38,4), later_amount decimal(38,4)"
)


def write_restatements(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable], batches: Iterable[Batch]
) -> None:
    """Write `run.restatement`: what each batch changes of an earlier written one of the same table and moment.

    Two files of one moment that share no row and have different names are parts of one extract; they change nothing.

    Args:
        connection: The writer's connection.
        tables: The contracts.
        batches: All batches that may be seen downstream.
    """
    contracts = {(table.vendor, table.name): table for table in tables}
    connection.execute("begin")
    connection.execute(f"create or replace table {RESTATEMENT} ({RESTATEMENT_COLUMNS})")
    for batch, earlier in _pairs(batches):
        table = contracts.get((batch.vendor, batch.table_name))
        if table is not None:
            _compare_with_first(connection, table, batch, earlier)
    connection.execute("commit")


def _pairs(batches: Iterable[Batch]) -> Iterator[tuple[Batch, Sequence[Batch]]]:
    """Each batch that has forerunners of its table and moment, with these: those of its file name, else the latest."""
    by_place: dict[tuple[object, ...], list[Batch]] = {}
    for batch in sorted(batches, key=lambda item: item.order):
        place = (batch.vendor, batch.source_name, batch.table_name, batch.extracted_at)
        forerunners = by_place.setdefault(place, [])
        if forerunners:
            latest_first = forerunners[::-1]
            yield batch, sorted(latest_first, key=lambda item: item.file_name != batch.file_name)
        forerunners.append(batch)


def _compare_with_first(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, batch: Batch, forerunners: Sequence[Batch]
) -> None:
    """Compare a batch with the first of these that it is another version of."""
    for earlier in forerunners:
        connection.execute(f"create or replace temp table pair as {_pair(table, earlier, batch)}")
        shared = connection.execute("select count(*) from pair where in_earlier and in_later").fetchone()
        if earlier.file_name == batch.file_name or (shared and shared[0]):
            connection.execute(_changes(), [batch.source_name, table.name, batch.file_name, earlier.batch_id,
                                            batch.batch_id, batch.extracted_at])  # fmt: skip
            break
    connection.execute("drop table pair")


def _pair(table: SourceTable, earlier: Batch, later: Batch) -> str:
    """One row per key of both batches: where it stands, whether it differs, its money and currency on each side."""
    keys = ", ".join(f'"{name}"' for name in table.key)
    currencies = [column.name for column in table.columns if "currency" in column.tags]
    currency = f'"{currencies[0]}"' if currencies else "cast(null as varchar)"
    row = ", ".join(f'"{column.name}"' for column in table.columns)
    facts = f"row({row}) as content, cast({money_of(table) or 'null'} as decimal(38, 4)) as amount, {currency} as code"
    return f"""
        with earlier as (select {keys}, {facts} from ({_last_rows(table, earlier)})),
        later as (select {keys}, {facts} from ({_last_rows(table, later)}))
        select earlier.content is not null as in_earlier, later.content is not null as in_later,
               earlier.content is distinct from later.content as is_changed,
               earlier.amount as earlier_amount, earlier.code as earlier_code,
               later.amount as later_amount, later.code as later_code
        from earlier full join later using ({keys})"""


def _last_rows(table: SourceTable, batch: Batch) -> str:
    keys = ", ".join(f'"{name}"' for name in table.key)
    return (
        f"select * from ({no_rows(table)} union all by name "
        f"select *, file_row_number as _row from read_parquet('{batch.data}', file_row_number = true)) "
        f"qualify row_number() over (partition by {keys} order by _row desc) = 1"
    )


def _changes() -> str:
    """One INSERT: changed rows by currency, each side by its own, so that a row that changed it counts in both."""
    return f"""
        insert into {RESTATEMENT}
        with sides as (
            select later_code as code, cast(null as decimal(38, 4)) as earlier_amount, later_amount,
                   in_earlier as is_restated, not in_earlier as is_added, false as is_vanished
            from pair where is_changed and in_later
            union all
            select earlier_code, earlier_amount, null, false, false, not in_later
            from pair where is_changed and in_earlier
        )
        select $1, $2, $3, $4, $5, $6, code, count(*) filter (is_restated), count(*) filter (is_added),
               count(*) filter (is_vanished), coalesce(sum(earlier_amount), 0), coalesce(sum(later_amount), 0)
        from sides group by code"""
