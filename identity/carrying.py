"""Links between two full linkings: known records keep theirs, and a new record is an entity of its own until then.

Belongs here: what a run within the day does instead of linking. Not here: finding evidence; only a full linking, which
needs all records, joins a new record to an older one. While records only come, what is written depends on them and on
the last full linking alone, not on how many runs lay between. Households and places stay as they are: who is new
lives alone, and a new address is no place yet.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from identity.goods.products import PRODUCTS
from identity.goods.suppliers import SUPPLIERS
from identity.keeping.shapes import SHAPES, create_missing
from identity.keys import key_sql
from identity.tables import CUSTOMER_LINK, HOUSEHOLD_LINK, ISSUED, KEY_ALIAS, PARTY_RECORD, PLACE_LINK, require_unique


@dataclass(frozen=True)
class Carried:
    """A link table: what it links, its columns, and those that a new record has beside its key."""

    entity: str
    reads: str
    writes: str
    id_column: str
    columns_of_new: str


KINDS = (
    Carried(
        "customer",
        PARTY_RECORD,
        CUSTOMER_LINK,
        "party_record_id",
        ", record.created_at as linked_since, 'rule' as decided_by",
    ),
    *(
        Carried(kind.entity, kind.reads, kind.writes, kind.id_column, kind.columns_of_new)
        for kind in (PRODUCTS, SUPPLIERS)
    ),
)


def carry_links(connection: duckdb.DuckDBPyConnection) -> int:
    """Keep the links of all three link tables, and give every record without one a link of its own.

    No key is issued: a record that had one before has it again, any other gets the one that it would found.

    Args:
        connection: The open work warehouse, with the three canonical tables and the links of an earlier run.

    Returns:
        How many records were new.

    Raises:
        IdentityError: A table is missing or names a record twice.
    """
    for table in (ISSUED, KEY_ALIAS):
        create_missing(connection, table, SHAPES[table])
    return sum(_carry(connection, kind) for kind in KINDS)


def has_links(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether an earlier run left all link tables."""
    found = {
        f"{schema}.{table}"
        for schema, table in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    }
    return found.issuperset([HOUSEHOLD_LINK, PLACE_LINK, *(kind.writes for kind in KINDS)])


def _carry(connection: duckdb.DuckDBPyConnection, kind: Carried) -> int:
    require_unique(connection, kind.reads, ("source_name", kind.id_column))
    same_record = f"record.source_name = link.source_name and record.{kind.id_column} = link.{kind.id_column}"
    row = connection.execute(
        f"select count(*) from {kind.reads} as record anti join {kind.writes} as link on {same_record}"
    ).fetchone()
    connection.execute(f"""
        create or replace table {kind.writes} as
        select link.*
        from {kind.writes} as link
        semi join {kind.reads} as record on {same_record}
        union all by name
        select
            record.source_name,
            record.{kind.id_column},
            coalesce(
                alias.current_key,
                issued.entity_key,
                {key_sql(kind.entity, "record.source_name", f"record.{kind.id_column}")}
            ) as {kind.entity}_key,
            'self' as rule_name
            {kind.columns_of_new}
        from {kind.reads} as record
        left join {ISSUED} as issued
            on issued.entity = '{kind.entity}'
            and record.source_name = issued.source_name and record.{kind.id_column} = issued.record_id
        left join {KEY_ALIAS} as alias on alias.entity = '{kind.entity}' and issued.entity_key = alias.retired_key
        anti join {kind.writes} as link on {same_record}
        order by source_name, {kind.id_column}
    """)
    return int(row[0]) if row else 0
