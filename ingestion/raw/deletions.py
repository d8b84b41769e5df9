"""Keys that are gone: found by comparing what has landed with the files that tell which keys there are.

Such a file, a census, is a full extract, or a file of keys. A key that was seen before a census and is not in it is
gone since that census; one that is seen again later is there. Nothing is removed: base flags the row.

A census is not believed when more keys than the contract's share would be gone at once, or when a row without a
readable key stands in it, which could be any.

Belongs here: finding those keys over landed Parquet, and saying of each census what it told. Not here: flagging rows
(the generated base models), marks that a source sets itself (`deletedWhen`, there too).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from ingestion.contract.document import SourceColumn, SourceTable
from ingestion.contract.key_sets import SUFFIX
from ingestion.landing.batches import Batch
from warehouse.connections import literal
from warehouse.rows import add_rows

DELETION = "run.deletion"
DELETION_COLUMNS = (
    "source_name varchar, table_name varchar, batch_id varchar, file_name varchar, extracted_at timestamp, "
    "known_key_count bigint, absent_key_count bigint, verdict varchar"
)
BELIEVED, TOO_MANY, KEYLESS = "believed", "too_many_absent", "rows_without_key"


@dataclass(frozen=True)
class _Event:
    """A batch that shows keys of a table; `rank` orders them."""

    rank: int
    batch: Batch
    is_census: bool


@dataclass
class _Censuses:
    """What is believed so far of the censuses of one table of one source.

    Attributes:
        first: How many keys were seen first at a rank.
        doubts: Why a census is not believed, by rank.
    """

    events: Sequence[_Event]
    first: Mapping[int, int]
    doubts: dict[int, str] = field(default_factory=dict)

    @property
    def believed(self) -> list[int]:
        """Ranks of the censuses that are believed, in order."""
        return [event.rank for event in self.events if event.is_census and event.rank not in self.doubts]

    def known_before(self, rank: int, gone: Mapping[int, int]) -> int:
        """Count the keys that were there before a census: seen, and not gone since an earlier one."""
        seen = sum(count for place, count in self.first.items() if place < rank)
        return seen - sum(count for place, count in gone.items() if place < rank)


def write_deletions(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable], batches: Iterable[Batch]
) -> None:
    """Write, for every table with censuses, the keys that are gone, and into `run.deletion` what each census told.

    Args:
        connection: The writer's connection, raw prepared.
        tables: The contracts.
        batches: All batches that may be seen downstream, those of key sets among them.
    """
    landed = list(batches)
    connection.execute("begin")
    connection.execute(f"create or replace table {DELETION} ({DELETION_COLUMNS})")
    for table in tables:
        if table.deletes.has_census:
            _write_table(connection, table, landed)
    connection.execute("commit")


def collect_gone(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, batches: Iterable[Batch]
) -> list[list[object]]:
    """Write the temporary table `gone_key`: source, the census since which a key is gone, its file and moment, the key.

    Args:
        connection: Any DuckDB connection.
        table: A contract that has censuses.
        batches: Batches of any table; those of this one and of its files of keys are taken.

    Returns:
        A row of `run.deletion` for every census that keys are absent from.
    """
    keys = ", ".join(f'"{column.name}" {column.duckdb_type}' for column in _key_columns(table))
    connection.execute(
        f"create or replace temp table gone_key (source_name varchar, file_name varchar, {keys}, _deleted_at timestamp)"
    )
    own = [batch for batch in batches if batch.vendor == table.vendor and _table_of(batch) == table.name]
    facts: list[list[object]] = []
    for source in sorted({batch.source_name for batch in own}):
        events = _events(table, [batch for batch in own if batch.source_name == source])
        facts += _collect_source(connection, table, source, events)
    return facts


def _write_table(connection: duckdb.DuckDBPyConnection, table: SourceTable, batches: Iterable[Batch]) -> None:
    facts = collect_gone(connection, table, batches)
    connection.execute(f"create or replace table {table.deleted_name} as select * exclude (file_name) from gone_key")
    connection.execute("drop table gone_key")
    add_rows(connection, DELETION, facts)


def _key_columns(table: SourceTable) -> list[SourceColumn]:
    return [column for column in table.columns if column.key_position is not None]


def _table_of(batch: Batch) -> str:
    return batch.table_name.removesuffix(SUFFIX)


def _events(table: SourceTable, batches: Iterable[Batch]) -> list[_Event]:
    """Order batches; of one moment a file of keys comes first, so that a row beside it is not gone."""
    ordered = sorted(batches, key=lambda batch: (batch.extracted_at, batch.table_name == table.name, *batch.order))
    return [
        _Event(rank, batch, table.deletes.is_full or batch.table_name != table.name)
        for rank, batch in enumerate(ordered)
    ]


def _collect_source(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, source: str, events: Sequence[_Event]
) -> list[list[object]]:
    connection.execute(f"create or replace temp table seen_key as {_seen(table, events)}")
    first = dict(connection.execute("select first_rank, count(*) from seen_key group by first_rank").fetchall())
    censuses = _Censuses(events, first)
    censuses.doubts = {event.rank: KEYLESS for event in events if event.is_census and _has_keyless(table, event.batch)}
    gone = _judge(connection, table, censuses)
    names = ", ".join(f'"{column.name}"' for column in _key_columns(table))
    connection.execute(
        f"insert into gone_key by name select {literal(source)} as source_name, {names}, file_name, "
        "extracted_at as _deleted_at from seen_key join next_census on last_rank = rank join census_file using (census)"
    )
    facts = list(_facts(connection, censuses, gone))
    for name in ("seen_key", "census_file", "next_census"):
        connection.execute(f"drop table {name}")
    return facts


def _seen(table: SourceTable, events: Sequence[_Event]) -> str:
    """Each key with the ranks of its first and its last appearance; refused rows with a key are seen too."""
    files = [(str(event.batch.data), event.rank) for event in events]
    files += [(str(event.batch.refused_rows), event.rank) for event in events if event.batch.refused_count]
    ranks = ", ".join(f"({literal(path)}, {rank})" for path, rank in files)
    listed = ", ".join(literal(path) for path, _ in files)
    columns = _key_columns(table)
    names = ", ".join(f'"{column.name}"' for column in columns)
    typed = ", ".join(f'try_cast("{column.name}" as {column.duckdb_type}) as "{column.name}"' for column in columns)
    return f"""
        with rank_of as (select * from (values {ranks}) as ranks(filename, rank)),
        shown as (
            select filename, {typed} from read_parquet([{listed}], filename = true, union_by_name = true)
        )
        select {names}, min(rank) as first_rank, max(rank) as last_rank
        from shown join rank_of using (filename)
        where {" and ".join(f'"{column.name}" is not null' for column in columns)}
        group by {names}"""


def _has_keyless(table: SourceTable, batch: Batch) -> bool:
    rules = {rule for refused in batch.refused for rule in refused[0].split(",")}
    return any(rule.partition(":")[0] in table.key for rule in rules)


def _judge(connection: duckdb.DuckDBPyConnection, table: SourceTable, censuses: _Censuses) -> dict[int, int]:
    """Take censuses out until none makes too many keys go; return how many are gone since each of the others."""
    while True:
        gone = _gone_since(connection, censuses)
        doubted = next(
            (
                rank
                for rank in sorted(gone)
                if gone[rank] > table.deletes.max_deleted_share * censuses.known_before(rank, gone)
            ),
            None,
        )
        if doubted is None:
            return gone
        censuses.doubts[doubted] = TOO_MANY


def _gone_since(connection: duckdb.DuckDBPyConnection, censuses: _Censuses) -> dict[int, int]:
    """Count the keys that are gone since each believed census: it is the first one after they were last seen."""
    believed = censuses.believed
    files = [(it.rank, it.batch.file_name, it.batch.extracted_at) for it in censuses.events if it.rank in set(believed)]
    following = [(it.rank, next((rank for rank in believed if rank > it.rank), None)) for it in censuses.events]
    connection.execute(
        "create or replace temp table census_file (census integer, file_name varchar, extracted_at timestamp)"
    )
    connection.execute("create or replace temp table next_census (rank integer, census integer)")
    add_rows(connection, "census_file", files)
    add_rows(connection, "next_census", following)
    rows = connection.execute(
        "select census, count(*) from seen_key join next_census on last_rank = rank where census is not null group by 1"
    ).fetchall()
    return {int(census): int(count) for census, count in rows}


def _facts(
    connection: duckdb.DuckDBPyConnection, censuses: _Censuses, gone: Mapping[int, int]
) -> Iterator[list[object]]:
    """A row for every census that keys are absent from, believed or not."""
    for event in censuses.events:
        doubt, batch = censuses.doubts.get(event.rank), event.batch
        absent = _absent_from(connection, event.rank) if doubt else gone.get(event.rank, 0)
        if absent:
            known = censuses.known_before(event.rank, gone)
            place = [batch.source_name, _table_of(batch), batch.batch_id, batch.file_name, batch.extracted_at]
            yield [*place, known, absent, doubt or BELIEVED]


def _absent_from(connection: duckdb.DuckDBPyConnection, rank: int) -> int:
    """Count the keys that a census which is not believed does not have, and no later file either."""
    row = connection.execute(
        "select count(*) from seen_key join next_census on last_rank = rank "
        "where first_rank < $1 and last_rank < $1 and (census is null or census > $1)",
        [rank],
    ).fetchone()
    return int(row[0]) if row else 0
