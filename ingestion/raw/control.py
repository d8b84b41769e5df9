"""The extract's own totals, from landed bytes, and what the run knows of its batches.

Belongs here: control totals as the contracts declare them, computed without raw, base or staging, and the tables of
the schema `run` that quality marts read. Not here: comparing them with the warehouse (dbt's completeness model).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from ingestion.contract.controls import Control, Join
from ingestion.contract.document import SourceTable
from ingestion.intake.sources import SourceReport
from ingestion.landing.batches import Batch
from warehouse.rows import add_rows

_RUN_TABLES = {
    "source": "source_name varchar, vendor varchar, systems varchar, status varchar, message varchar, "
    "last_extracted_at timestamp, is_active boolean, forced_by varchar, forced_at timestamp, forced_reason varchar",
    "batch": "batch_id varchar, source_name varchar, vendor varchar, table_name varchar, contract_version varchar, "
    "files varchar, extracted_at timestamp, row_count bigint, refused_count bigint, flagged_count bigint, "
    "status varchar, is_mended boolean",
    "fault": "batch_id varchar, source_name varchar, table_name varchar, rule_name varchar, column_name varchar, "
    "row_count bigint",
    "control_total": "source_name varchar, entity varchar, control_date date, currency_code varchar, row_count bigint, "
    "control_amount decimal(38,4)",
}


def write_run_facts(
    connection: duckdb.DuckDBPyConnection, reports: Iterable[SourceReport], batches: Iterable[Batch], held: set[str]
) -> None:
    """Write sources, batches and faults of this run.

    Args:
        connection: The writer's connection.
        reports: One per configured source.
        batches: Every landed batch.
        held: Ids of batches that admission holds back.
    """
    landed = list(batches)
    connection.execute("begin")
    for name, columns in _RUN_TABLES.items():
        if name != "control_total":
            connection.execute(f"create or replace table run.{name} ({columns})")
    _insert(connection, "source", [_source_row(report, landed) for report in reports])
    _insert(connection, "batch", [_batch_row(batch, held) for batch in landed])
    _insert(
        connection,
        "fault",
        [[batch.batch_id, batch.source_name, batch.table_name, *item] for batch in landed for item in batch.faults],
    )
    connection.execute("commit")


def write_control_totals(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable], batches: Iterable[Batch]
) -> None:
    """Compute every control of every contract over the landed Parquet of these batches."""
    by_place: dict[tuple[str, str, str], list[Batch]] = {}
    for batch in batches:
        by_place.setdefault((batch.vendor, batch.source_name, batch.table_name), []).append(batch)
    connection.execute("begin")
    connection.execute(f"create or replace table run.control_total ({_RUN_TABLES['control_total']})")
    contracts = {(table.vendor, table.name): table for table in tables}
    for table in contracts.values():
        sources = sorted(source for vendor, source, name in by_place if (vendor, name) == (table.vendor, table.name))
        for source in sources:
            for control in table.controls:
                joined = [(join, contracts[table.vendor, join.table]) for join in control.joins]
                connection.execute(_control_sql(table, control, source, by_place, joined))
    connection.execute("commit")


def _control_sql(
    table: SourceTable,
    control: Control,
    source: str,
    by_place: Mapping[tuple[str, str, str], list[Batch]],
    joins: Iterable[tuple[Join, SourceTable]],
) -> str:
    """One INSERT: the current rows of the table, each beside those it is joined with, summed by day and currency."""
    own = _current_rows(by_place[table.vendor, source, table.name], table)
    joined = ""
    for join, other in joins:
        rows = _current_rows(by_place.get((table.vendor, source, other.name), []), other)
        joined += _beside(join, rows, other)
    steps = "".join(f", {sql} as {name}" for name, sql in control.steps)
    each = f"cross join unnest({control.each}) as of_each(item)" if control.each else ""
    return f"""
        insert into run.control_total
        select '{source}', '{control.entity}', {control.date or "null"}, {control.currency or "null"}, count(*),
               coalesce(sum(cast({control.amount or "0"} as decimal(18,4))), 0)
        from (select *{steps} from ({own}) {joined}) {each}
        where {control.where or "true"}
        group by 3, 4"""


def _beside(join: Join, rows: str, table: SourceTable) -> str:
    """Join another table's current rows as one struct of the join's name."""
    their, name = join.their or f'"{table.key[0]}"', join.name
    sums = ", ".join(f"{column} := {sql}" for column, sql in join.sums)
    lent, grouped = (f"struct_pack({sums}) as {name}", " group by 1") if sums else (name, "")
    keyed = f"select {their} as _key, {lent} from ({rows}) as {name}{grouped}"
    return f" left join ({keyed}) as of_{name} on {join.key} = of_{name}._key"


def _current_rows(batches: list[Batch], table: SourceTable) -> str:
    """The latest version of each key over landed Parquet, with `_extracted_at`; one clean batch needs no search for it.

    Of several, the largest is mostly a whole history and the others what came after it. So only the keys of the others
    are searched for their latest version; what the largest holds besides is current as it stands.
    """
    if not batches:
        return no_rows(table)
    if len(batches) == 1 and not batches[0].repeated_key_count:
        rows = f"select *, {_moment(batches[0])} from read_parquet('{batches[0].data}') where not _is_refused"
        is_whole = batches[0].contract_hash == table.content_hash and not batches[0].left_out
        return rows if is_whole else f"{no_rows(table)} union all by name {rows}"
    largest = max(batches, key=lambda batch: (not batch.repeated_key_count, batch.row_count))
    others = [batch for batch in batches if batch is not largest]
    if largest.repeated_key_count or not others:
        return _latest([no_rows(table), *_ranked(batches, batches)], table)
    names = ", ".join(f'"{name}"' for name in table.key)
    touched = " union ".join(
        f"select {names} from read_parquet('{batch.data}') where not _is_refused" for batch in others
    )
    [whole] = _ranked([largest], batches)
    contested = [f"select * from ({whole}) semi join ({touched}) using ({names})", *_ranked(others, batches)]
    alone = (
        f"select *, {_moment(largest)} from read_parquet('{largest.data}') anti join ({touched}) using ({names}) "
        "where not _is_refused"
    )
    return f"{_latest([no_rows(table), *contested], table)} union all by name {alone}"


def _ranked(some: list[Batch], batches: list[Batch]) -> list[str]:
    """Rows of some batches, each with its batch's place among all of them and its own place in the batch."""
    rank = {batch.batch_id: number for number, batch in enumerate(sorted(batches, key=lambda batch: batch.order))}
    return [
        f"select *, {_moment(batch)}, {rank[batch.batch_id]} as _rank, file_row_number as _row "
        f"from read_parquet('{batch.data}', file_row_number = true) where not _is_refused"
        for batch in some
    ]


def _moment(batch: Batch) -> str:
    return f"timestamp '{batch.extracted_at.isoformat(sep=' ')}' as _extracted_at"


def _latest(parts: list[str], table: SourceTable) -> str:
    """The latest version of each key among the rows of several relations."""
    names = ", ".join(f'"{name}"' for name in table.key)
    return (
        f"(select * from ({' union all by name '.join(parts)}) "
        f"qualify row_number() over (partition by {names} order by _rank desc, _row desc) = 1)"
    )


def no_rows(table: SourceTable) -> str:
    """A relation with the contract's columns and no row: for what has not landed, or landed under an older contract."""
    columns = ", ".join(f'cast(null as {column.duckdb_type}) as "{column.name}"' for column in table.columns)
    return f"select {columns} where false"


def _source_row(report: SourceReport, batches: list[Batch]) -> list[object]:
    extracts = [batch.extracted_at for batch in batches if batch.source_name == report.source.name]
    return [
        report.source.name,
        report.source.vendor,
        ", ".join(report.source.systems),
        report.status,
        " · ".join(report.messages) or None,
        max(extracts, default=None),
        report.source.is_active,
        *((report.force.actor, report.force.recorded_at, report.force.reason) if report.force else (None,) * 3),
    ]


def _batch_row(batch: Batch, held: set[str]) -> list[object]:
    return [
        batch.batch_id,
        batch.source_name,
        batch.vendor,
        batch.table_name,
        batch.contract_version,
        batch.file_name,
        batch.extracted_at,
        batch.row_count,
        batch.refused_count,
        batch.flagged_count,
        "held_back" if batch.batch_id in held else "admitted",
        batch.mended_from is not None,
    ]


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[list[object]]) -> None:
    add_rows(connection, f"run.{table}", rows)
