"""What is written down of a run's keys: the key of each record, events, aliases, and what is still to be landed.

Belongs here: from the key of each group to the tables. Not here: which key that is.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from identity.keeping.groups import CLAIM, GROUP_KEY, HELD, HOME, TOUCHED
from identity.keeping.shapes import KEYED, UNKEPT_ALIAS, UNKEPT_EVENT, UNKEPT_FORMER, UNKEPT_ISSUED
from identity.tables import FORMER, ISSUED, KEY_ALIAS, KEY_EVENT

CHANGED = "identity_step_key_changed"
"""Records whose key is new to them: source_name, record_id, last_key, issued_at, old_key, entity_key, group_number."""
_ENDED = f"""
    select home.old_key, told.entity_key
    from {HOME} as home inner join {GROUP_KEY} as told using (group_number)
    where home.old_key <> told.entity_key"""
"""Keys that end, each with the one that goes on where it would have."""
_EVENT = "identity_step_key_event"
_ALIAS = "identity_step_key_alias"
SCRATCH = (CHANGED, _EVENT, _ALIAS)


def write_keyed(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `KEYED`, and which records have another key than before."""
    connection.execute(f"""
        create or replace temp table {KEYED} as
        select held.source_name, held.record_id, coalesce(told.entity_key, held.old_key) as entity_key
        from {HELD} as held
        left join {GROUP_KEY} as told on held.group_number = told.group_number
    """)
    connection.execute(f"""
        create or replace temp table {CHANGED} as
        select held.source_name, held.record_id, held.last_key, held.issued_at, held.old_key, held.group_number,
            coalesce(told.entity_key, held.old_key) as entity_key
        from {HELD} as held
        left join {GROUP_KEY} as told on held.group_number = told.group_number
        where coalesce(told.entity_key, held.old_key) is distinct from held.last_key
    """)


def record_changes(connection: duckdb.DuckDBPyConnection, entity: str, run_at: datetime) -> None:
    """Bring the tables of issued keys up to date, and note what is to be landed."""
    connection.execute(f"create or replace temp table {_EVENT} as {_event_sql()}")
    connection.execute(f"create or replace temp table {_ALIAS} as {_alias_sql(entity)}", [run_at])
    _add_issued(connection, entity, run_at)
    ((last,),) = connection.execute(
        f"select coalesce(max(event_number), 0) from {KEY_EVENT} where entity = '{entity}'"
    ).fetchall()
    for table in (KEY_EVENT, UNKEPT_EVENT):
        connection.execute(
            f"insert into {table} select '{entity}', {last} + event_number, ?, kind, entity_key, other_key, "
            f"record_count, evidence from {_EVENT} order by event_number",
            [run_at],
        )
    connection.execute(
        f"delete from {KEY_ALIAS} where entity = '{entity}' and retired_key in (select retired_key from {_ALIAS})"
    )
    rows = f"select '{entity}', retired_key, current_key, kind, run_at from {_ALIAS}"
    connection.execute(f"insert into {KEY_ALIAS} {rows} where current_key is not null order by retired_key")
    connection.execute(f"insert into {UNKEPT_ALIAS} {rows}")


def _add_issued(connection: duckdb.DuckDBPyConnection, entity: str, run_at: datetime) -> None:
    for table in (FORMER, UNKEPT_FORMER):
        connection.execute(
            f"insert into {table} select '{entity}', source_name, record_id, last_key, issued_at, ? "
            f"from {CHANGED} where last_key is not null",
            [run_at],
        )
    connection.execute(f"""
        delete from {ISSUED} where entity = '{entity}' and (source_name, record_id) in (
            select (source_name, record_id) from {CHANGED} where last_key is not null)
    """)
    for table in (ISSUED, UNKEPT_ISSUED):
        connection.execute(
            f"insert into {table} select '{entity}', source_name, record_id, entity_key, ? from {CHANGED}", [run_at]
        )


def _event_sql() -> str:
    """One row per key that was minted, and per pair of keys between which records went.

    A key that ends is merged into the one that goes on where most of its records are; in all other cases records have
    been split from a key.
    """
    return f"""
        with ended as ({_ENDED}),
        stayed as (
            select told.entity_key, arg_min(touched.source_name || ':' || touched.record_id, touched.age) as record
            from {TOUCHED} as touched inner join {GROUP_KEY} as told using (group_number)
            where touched.old_key = told.entity_key
            group by told.entity_key
        ),
        minted as (
            select told.entity_key, count(*) as record_count,
                'founded by ' || arg_min(touched.source_name || ':' || touched.record_id, touched.age) as evidence
            from {TOUCHED} as touched inner join {GROUP_KEY} as told using (group_number)
            where told.origin = 'minted'
            group by told.entity_key
        ),
        moved as (
            select entity_key, old_key, count(*) as record_count, min(source_name || ':' || record_id) as record
            from {CHANGED}
            where old_key <> entity_key
            group by entity_key, old_key
        ),
        event as (
            select 'mint' as kind, entity_key, null as other_key, record_count, evidence from minted
            union all
            select 'merge', moved.entity_key, moved.old_key, moved.record_count,
                moved.record || ' came to ' || coalesce(stayed.record, 'new records')
            from moved
            inner join ended using (old_key, entity_key)
            left join stayed using (entity_key)
            union all
            select 'split', moved.entity_key, moved.old_key, moved.record_count,
                moved.record || ' left ' || coalesce(stayed.record, 'the rest, which went elsewhere')
            from moved
            anti join ended using (old_key, entity_key)
            left join stayed on moved.old_key = stayed.entity_key
        )
        select *, row_number() over (
            order by case kind when 'mint' then 1 when 'merge' then 2 else 3 end, entity_key, other_key
        ) as event_number
        from event
    """


def _alias_sql(entity: str) -> str:
    """One row per retired key of which something has changed; takes the time of the run.

    A retired key follows its records where it claims a part; one that came back has no current key: it is one.
    """
    return f"""
        with ended as ({_ENDED}),
        followed as (
            select claim.retired_key, told.entity_key
            from {CLAIM} as claim inner join {GROUP_KEY} as told using (group_number)
        ),
        known as (
            select alias.retired_key, alias.current_key, alias.kind, alias.run_at,
                coalesce(ended.entity_key, alias.current_key) as successor,
                coalesce(followed.entity_key, successor) as following
            from {KEY_ALIAS} as alias
            left join followed on alias.retired_key = followed.retired_key
            left join ended on alias.current_key = ended.old_key
            where alias.entity = '{entity}'
        )
        select old_key as retired_key, entity_key as current_key, 'merge' as kind, ?::timestamp as run_at
        from ended
        union all
        select retired_key, nullif(following, retired_key), case when following = successor then kind else 'split' end,
            run_at
        from known
        where following <> current_key
    """
