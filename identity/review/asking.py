"""What a run asks people: writing the questions of one kind of entity.

Belongs here: `identity.review_item`, its columns, the chance that a pair is one, and the floor under which nobody is
asked. Not here: which pairs are in doubt (`identity.parties.review`, `identity.goods.review`), money, and the queue.
"""

from __future__ import annotations

import duckdb

from identity.tables import IDENTITY_DECISION, REVIEW_ITEM

LEAST_CHANCE = 0.1
"""A question that is answered by "change it" less often than one time in ten is not worth a person's time."""
EVEN = 0.5
"""The chance where nothing says how likely it is: a rule and something that forbids it, or very many records."""
_COLUMNS = (
    "entity varchar, source_name varchar, record_id varchar, other_source_name varchar, other_record_id varchar, "
    "entity_key varchar, other_key varchar, reason varchar, match_weight double, chance double, evidence varchar"
)


def chance_sql(bits: str) -> str:
    """Return SQL for the chance that two are one, by what speaks for it in bits."""
    return f"(1 / (1 + pow(2, -({bits}))))"


def write_items(connection: duckdb.DuckDBPyConnection, entity: str, items: str) -> int:
    """Replace the items of a kind of entity, and return how many there are.

    What a decision answers is not asked again, and what is not worth it is not asked at all.

    Args:
        connection: With the decisions.
        entity: 'customer', 'product' or 'supplier'.
        items: SQL for the columns after `entity`, in their order; `chance` is that a person changes something.
    """
    connection.execute(f"create table if not exists {REVIEW_ITEM} ({_COLUMNS})")
    if not connection.execute(f"select 1 from (describe {REVIEW_ITEM}) where column_name = 'chance'").fetchall():
        connection.execute(f"create or replace table {REVIEW_ITEM} ({_COLUMNS})")
    connection.execute(f"delete from {REVIEW_ITEM} where entity = '{entity}'")
    connection.execute(f"""
        insert into {REVIEW_ITEM}
        select '{entity}', item.* from ({items}) as item
        where item.chance >= {LEAST_CHANCE} and not exists (
            from {IDENTITY_DECISION} as decided
            where decided.entity = '{entity}' and (
                (decided.source_name = item.source_name and decided.record_id = item.record_id
                    and decided.other_source_name = item.other_source_name
                    and decided.other_record_id = item.other_record_id)
                or (decided.source_name = item.other_source_name and decided.record_id = item.other_record_id
                    and decided.other_source_name = item.source_name and decided.other_record_id = item.record_id)
            )
        )
        order by all
    """)
    ((items_left,),) = connection.execute(f"select count(*) from {REVIEW_ITEM} where entity = '{entity}'").fetchall()
    return int(items_left)
