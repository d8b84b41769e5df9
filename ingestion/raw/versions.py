"""How each row of chosen entities read at each extraction: the history that raw keeps, as canonical rows.

Canonical knows the current row. Here the staging models of an entity are asked again for every moment of extraction,
over what raw held up to then, and a row is kept where it differs from the one before; one that is no longer there is
deleted. What a moment gave is asked once: only when a batch of that moment or an earlier one, a key that is gone, or a
staging model has changed, it and all later ones are asked anew. At the last moment raw held what base holds now, so a
daily run reads no older row again. The tables are the same whether runs came one by one or all batches at once.

Belongs here: those tables. Not here: which entities have one (versioned), and what a person or company was, which is
made of several records (core).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from ingestion.contract.document import SourceTable
from ingestion.raw.generated_models import is_marked_deleted, listed
from ingestion.raw.versioned import VERSIONED, Versioned
from warehouse.connections import literal

_MOMENT = "run.version_moment"
"""Which moments have been asked, and of what."""
_MOVED = """(
                now.updated_at is distinct from last_kept.updated_at
                and now.updated_at is distinct from getvariable('version_moment')
            )"""
"""A source that does not say when it changed a row has the moment of extraction there, which is no change."""
_BASE = re.compile(r'(?:"?\w+"?\.)?"?base"?\."?(base_\w+)"?')


@dataclass(frozen=True)
class _Staging:
    """A vendor's staging model of an entity, and the source tables that it reads."""

    sql: str
    tables: Sequence[SourceTable]


def write_versions(connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable]) -> dict[str, int]:
    """Bring the tables of versions up to date: one row per record and moment at which it read otherwise than before.

    Args:
        connection: The writer's connection; raw, base and the staging models are built.
        tables: The contracts of every configured vendor.

    Returns:
        How many moments of each entity were asked.
    """
    known_tables = list(tables)
    connection.execute(f"create table if not exists {_MOMENT} (entity varchar, extracted_at timestamp, digest varchar)")
    return {what.entity: _bring_up_to_date(connection, what, known_tables) for what in VERSIONED}


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection, what: Versioned, tables: Sequence[SourceTable]) -> int:
    models = _staging_models(connection, what, tables)
    wanted = _digests(connection, what, models)
    known = dict(
        connection.execute(f"select extracted_at, digest from {_MOMENT} where entity = '{what.entity}'").fetchall()
    )
    agreed = _agreed(known, wanted)
    asked = list(wanted)[len(agreed) :]
    connection.execute("begin")
    _forget_after(connection, what, agreed)
    _ask(connection, what, models, asked)
    for moment in asked:
        connection.execute(f"insert into {_MOMENT} values ('{what.entity}', {_timestamp(moment)}, '{wanted[moment]}')")
    connection.execute("commit")
    return len(asked)


def _forget_after(connection: duckdb.DuckDBPyConnection, what: Versioned, agreed: Sequence[datetime]) -> None:
    """Leave only what these moments gave."""
    if agreed:
        last = _timestamp(agreed[-1])
        connection.execute(f"delete from {what.table} where extracted_at > {last}")
        connection.execute(f"delete from {_MOMENT} where entity = '{what.entity}' and extracted_at > {last}")
        return
    columns = ", ".join(f"{name} {kind}" for name, kind in what.types.items())
    connection.execute(f"create or replace table {what.table} ({columns})")
    connection.execute(f"delete from {_MOMENT} where entity = '{what.entity}'")


def _staging_models(
    connection: duckdb.DuckDBPyConnection, what: Versioned, tables: Sequence[SourceTable]
) -> list[_Staging]:
    """Return what each configured vendor's staging model of an entity selects."""
    rows = connection.execute(
        "select view_name, sql from duckdb_views() where schema_name = 'staging' "
        f"and regexp_matches(view_name, '^stg_.*__{what.entity}$') order by view_name"
    ).fetchall()
    found = []
    for name, sql in rows:
        vendor = name.removeprefix("stg_").removesuffix(f"__{what.entity}")
        bases = set(_BASE.findall(sql))
        read = [table for table in tables if table.vendor == vendor and table.base_name in bases]
        if read:
            found.append(_Staging(sql.split(" AS ", 1)[1].rstrip().rstrip(";"), read))
    return found


def _digests(connection: duckdb.DuckDBPyConnection, what: Versioned, models: Sequence[_Staging]) -> dict[datetime, str]:
    """Return the moments of extraction in order, each with a digest of all that its rows are made of."""
    digest = hashlib.sha256("".join([*what.types, *(model.sql for model in models)]).encode())
    events = _batches(connection, models) + [
        event for model in models for table in model.tables if table.deletes.has_census
        for event in _gone(connection, table)
    ]  # fmt: skip
    found: dict[datetime, str] = {}
    for moment, text in sorted(events):
        digest.update(f"{moment} {text}\n".encode())
        found[moment] = digest.hexdigest()
    return found


def _batches(connection: duckdb.DuckDBPyConnection, models: Sequence[_Staging]) -> list[tuple[datetime, str]]:
    names = ", ".join(literal(table.raw_name) for model in models for table in model.tables)
    return connection.execute(
        "select extracted_at, concat_ws(' ', batch_id, contract_hash, modified_at) from run.loaded_batch "
        f"where raw_table in ({names or 'null'})"
    ).fetchall()


def _gone(connection: duckdb.DuckDBPyConnection, table: SourceTable) -> list[tuple[datetime, str]]:
    key = ", ".join(["source_name", *(f'"{name}"' for name in table.key)])
    return connection.execute(
        f"select _deleted_at, md5(string_agg(concat_ws('|', {key}), ' ' order by {key})) "
        f"from {table.deleted_name} group by _deleted_at"
    ).fetchall()


def _agreed(known: Mapping[datetime, str], wanted: Mapping[datetime, str]) -> list[datetime]:
    """Return the moments up to the first one that is new, gone or of another digest."""
    agreed: list[datetime] = []
    for before, now in zip(sorted(known), wanted, strict=False):
        if before != now or known[before] != wanted[now]:
            break
        agreed.append(now)
    return agreed


def _ask(
    connection: duckdb.DuckDBPyConnection, what: Versioned, models: Sequence[_Staging], moments: Sequence[datetime]
) -> None:
    """Keep of each moment the rows that differ from the last ones kept."""
    if not moments:
        return
    *earlier, last = moments
    tables = [table for model in models for table in model.tables] if earlier else []
    for table in tables:
        connection.execute(_as_of_sql(table))
    for moment in earlier:
        connection.execute(f"set variable version_moment = {_timestamp(moment)}")
        asked = [_over_views(model.sql) for model in models]
        connection.execute(f"insert into {what.table} by name {_changed_sql(what, asked)}")
    for table in tables:
        connection.execute(f"drop view if exists temp.{table.base_name}")
    connection.execute(f"set variable version_moment = {_timestamp(last)}")
    connection.execute(f"insert into {what.table} by name {_changed_sql(what, [model.sql for model in models])}")


def _as_of_sql(table: SourceTable) -> str:
    """The base model as it was at a moment: of the versions up to then the last one of each key."""
    key = listed(["source_name", *table.key])
    gone, is_gone = "", "false"
    if table.deletes.has_census:
        same = " and ".join(f'latest."{name}" = gone."{name}"' for name in ["source_name", *table.key])
        gone = f"left join {table.deleted_name} as gone on {same}"
        is_gone = "coalesce(gone._deleted_at <= getvariable('version_moment'), false)"
    return f"""
        create or replace temp view {table.base_name} as
        select latest.* exclude (_is_marked), latest._is_marked or {is_gone} as _is_deleted
        from (
            select *, {is_marked_deleted(table)} as _is_marked
            from {table.raw_name}
            where _extracted_at <= getvariable('version_moment')
            qualify row_number() over (
                partition by {key} order by _extracted_at desc, _modified_at desc, _batch_id desc, _row_number desc
            ) = 1
        ) as latest {gone}"""


def _changed_sql(what: Versioned, asked: Sequence[str]) -> str:
    own = {name: kind for name, kind in what.types.items() if name != "extracted_at"}
    compared = (*what.compared, "is_deleted")
    empty = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in own.items())
    columns = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in own.items() if name != "is_deleted")
    columns += ", coalesce(cast(is_deleted as boolean), false) as is_deleted"
    same = f"now.source_name = last_kept.source_name and now.{what.key} = last_kept.{what.key}"
    union = " union all by name ".join(f"(select * from ({sql}))" for sql in asked)
    return f"""
        with asked as (select {empty} where false union all by name {union}),
        now as (select {columns} from asked where {what.key} is not null),
        last_kept as (
            select * from {what.table}
            qualify row_number() over (partition by source_name, {what.key} order by extracted_at desc) = 1
        ),
        changed as (
            select now.*
            from now
            left join last_kept on {same}
            where last_kept.source_name is null
                or ({listed(compared, "now.")}) is distinct from ({listed(compared, "last_kept.")})
                {"or " + _MOVED if what.follows_clock else ""}
        ),
        vanished as (
            select last_kept.* exclude (extracted_at) replace (true as is_deleted)
            from last_kept
            anti join now on {same}
            where not last_kept.is_deleted
        )
        select *, getvariable('version_moment') as extracted_at
        from (select * from changed union all by name select * from vanished)"""


def _timestamp(moment: datetime) -> str:
    return f"timestamp '{moment.isoformat(sep=' ')}'"


def _over_views(sql: str) -> str:
    """Return a staging model's SQL over the views of the moment instead of base."""
    return _BASE.sub(r"temp.\1", sql)
