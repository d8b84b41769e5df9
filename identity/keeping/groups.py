"""Which key each group goes on with: carried over by the most records.

Belongs here: from groups and the keys that their records have to a key for each group that has one by right. Not here:
minting, and what is written down.

A key goes on where most of its records are (of equal parts the one with the oldest record). Of several keys that come
together so, the one with the most records goes on, then the one minted first, then that of the oldest record, then the
lowest. A part that a key leaves takes the retired key back that most of its records had before they were merged:
undoing a merge gives both keys back.
"""

from __future__ import annotations

import duckdb

from identity.keeping.shapes import GROUPED
from identity.tables import FORMER, ISSUED, KEY_ALIAS, KEY_EVENT

HELD = "identity_step_key_held"
"""The records with the key they have as it is written, that key or what it resolves to, and since when."""
GROUP_KEY = "identity_step_key_group"
"""group_number, entity_key, origin ('kept', 'back', 'minted'): groups that need to be told their key."""
TOUCHED = "identity_step_key_touched"
"""The records of groups where keys meet or part, or that have none; with their place by age."""
CLAIM = "identity_step_key_claim"
"""retired_key, old_key, group_number: parts of a key that are the former records of a retired one."""
HOME = "identity_step_key_home"
"""old_key, group_number, held, oldest: where each key of a touched group goes on, or ends."""
_PART = "identity_step_key_part"
SCRATCH = (HELD, GROUP_KEY, TOUCHED, CLAIM, HOME, _PART)


def carry_over(connection: duckdb.DuckDBPyConnection, entity: str) -> None:
    """Write `HELD`, and to `GROUP_KEY` the groups that keep a key, or take one back, where that is not plain.

    A group whose records all have one key, which no other group has, is not in it.
    """
    connection.execute(f"create or replace temp table {HELD} as {_held_sql(entity)}")
    connection.execute(f"""
        create or replace temp table {_PART} as
        select group_number, old_key, count(*) as held from {HELD} where old_key is not null group by all
    """)
    connection.execute(f"create or replace temp table {TOUCHED} as {_touched_sql()}")
    connection.execute(f"create or replace temp table {CLAIM} as {_claim_sql(entity)}")
    connection.execute(f"create or replace temp table {HOME} as {_home_sql()}")
    connection.execute(f"create or replace temp table {GROUP_KEY} as {_kept_sql(entity)}")
    connection.execute(f"insert into {GROUP_KEY} {_back_sql()}")
    connection.execute(f"insert into {GROUP_KEY} {_joined_sql()}")


def _held_sql(entity: str) -> str:
    return f"""
        select grouped.source_name, grouped.record_id, grouped.created_at, grouped.group_number,
            issued.entity_key as last_key, issued.issued_at,
            coalesce(alias.current_key, issued.entity_key) as old_key
        from {GROUPED} as grouped
        left join {ISSUED} as issued
            on grouped.source_name = issued.source_name and grouped.record_id = issued.record_id
            and issued.entity = '{entity}'
        left join {KEY_ALIAS} as alias on alias.entity = '{entity}' and issued.entity_key = alias.retired_key
    """


def _touched_sql() -> str:
    """The records of groups with several keys, with a key that others have too, or with none."""
    return f"""
        with touched as (
            select group_number from {_PART} group by group_number having count(*) > 1
            union
            select group_number from {_PART}
            where old_key in (select old_key from {_PART} group by old_key having count(*) > 1)
            union
            select distinct group_number from {HELD}
            where old_key is null and group_number not in (select group_number from {_PART})
        )
        select *, row_number() over (order by created_at nulls last, source_name, record_id) as age
        from {HELD} semi join touched using (group_number)
    """


def _claim_sql(entity: str) -> str:
    """Parts that hold most of what a retired key had, and more of it than of what the other one had then."""
    return f"""
        with former as (
            select alias.retired_key, alias.run_at, touched.old_key, touched.group_number, count(*) as came,
                sum(count(*)) over (partition by alias.retired_key) as all_that_came
            from {KEY_ALIAS} as alias
            inner join {FORMER} as former
                on former.entity = '{entity}' and alias.retired_key = former.entity_key
                and alias.run_at = former.left_at
            inner join {TOUCHED} as touched
                on former.source_name = touched.source_name and former.record_id = touched.record_id
            where alias.entity = '{entity}' and touched.old_key = alias.current_key
            group by alias.retired_key, alias.run_at, touched.old_key, touched.group_number
        )
        select retired_key, run_at, old_key, group_number, came
        from former
        where 2 * came > all_that_came and came > (
            select count(*) from {TOUCHED} as native
            where native.group_number = former.group_number and native.old_key = former.old_key
                and native.issued_at < former.run_at)
    """


def _home_sql() -> str:
    """One row per key: its largest part, of those that no retired key claims if there are any."""
    return f"""
        with claimed as (select distinct old_key, group_number, true as is_claimed from {CLAIM}),
        part as (
            select old_key, group_number, count(*) as held, min(age) as oldest
            from {TOUCHED}
            where old_key is not null
            group by old_key, group_number
        )
        select part.*
        from part
        left join claimed using (old_key, group_number)
        qualify row_number() over (
            partition by old_key order by coalesce(is_claimed, false), held desc, oldest
        ) = 1
    """


def _kept_sql(entity: str) -> str:
    """One row per group that is the home of a key, with the one that goes on."""
    return f"""
        select home.group_number, home.old_key as entity_key, 'kept' as origin
        from {HOME} as home
        left join {KEY_EVENT} as event
            on event.entity = '{entity}' and event.kind = 'mint' and home.old_key = event.entity_key
        qualify row_number() over (
            partition by home.group_number
            order by home.held desc, event.run_at nulls first, home.oldest, home.old_key
        ) = 1
    """


def _back_sql() -> str:
    """One row per group that is no key's home and that retired keys claim: that of the most records, then the last."""
    return f"""
        select group_number, retired_key, 'back'
        from {CLAIM} anti join {GROUP_KEY} using (group_number)
        qualify row_number() over (partition by group_number order by came desc, run_at desc, retired_key) = 1
    """


def _joined_sql() -> str:
    """One row per other group whose key is plain and that new records have joined."""
    return f"""
        select part.group_number, part.old_key, 'kept'
        from {_PART} as part
        semi join (select group_number from {HELD} where old_key is null) as joined using (group_number)
        anti join {TOUCHED} as touched using (group_number)
    """
