"""New keys, for groups that have none by right.

Belongs here: the founding record and the mint counter. Not here: the form of a key (`identity.keys`).

The key is made from the group's oldest record (unknown is last, then the lowest source name and id). A key is never
minted twice: where that record founded an entity before, which has gone on without it, the counter rises.
"""

from __future__ import annotations

import duckdb

from identity.keeping.groups import GROUP_KEY, TOUCHED
from identity.keys import key_sql
from identity.tables import KEY_EVENT

_FOUNDER = "identity_step_key_founder"
"""group_number, source_name, record_id, counter, entity_key."""
SCRATCH = (_FOUNDER,)


def mint(connection: duckdb.DuckDBPyConnection, entity: str, founder: str = "record_id") -> None:
    """Add to `GROUP_KEY` a new key for each group that is touched and has none.

    Args:
        connection: With the touched groups.
        entity: Of which kind they are.
        founder: SQL for what of a record's id a key is made of; several records may have the same.
    """
    connection.execute(f"""
        create or replace temp table {_FOUNDER} as
        select group_number, source_name, {founder} as record_id, 0 as counter,
            {key_sql(entity, "source_name", founder)} as entity_key
        from {TOUCHED}
        where age in (
            select min(age) from {TOUCHED} anti join {GROUP_KEY} using (group_number) group by group_number)
    """)
    taken = (
        f"(entity_key in (select entity_key from {KEY_EVENT} where entity = '{entity}' and kind = 'mint') "
        f"or group_number not in (select min(group_number) from {_FOUNDER} group by entity_key))"
    )
    counter = 0
    while connection.execute(f"select 1 from {_FOUNDER} where {taken} limit 1").fetchall():
        counter += 1
        following = key_sql(entity, "source_name", "record_id", counter)
        connection.execute(f"update {_FOUNDER} set counter = {counter}, entity_key = {following} where {taken}")
    connection.execute(f"insert into {GROUP_KEY} select group_number, entity_key, 'minted' from {_FOUNDER}")
