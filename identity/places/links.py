"""The link table of places: every address of a record, its place, and by which other address it came there.

Belongs here: keys, and the table that comes out. Not here: which addresses are one, and the way between those that are
spelt otherwise (`identity.goods.links`).
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from identity.cluster.linkage import CLUSTER
from identity.goods.evidence import RECORD
from identity.goods.links import KNOWN, REACHED, WITHIN, agreeing, differing, find_ways
from identity.goods.scoring import SCORED
from identity.keeping import GROUPED, KEYED, KeyReport, issue_keys
from identity.places.kind import MEMBER, PLACES
from identity.places.reading import ADDRESS

FOUNDER = "regexp_replace(record_id, '@[0-9a-f]{8}$', '')"
"""A key is made of the party's record alone, for a key that were made of an address would let an address be guessed."""


def write_links(connection: duckdb.DuckDBPyConnection, run_at: datetime) -> KeyReport:
    """Issue the keys of places, and write the link table, by source name and id."""
    connection.execute(f"""
        create or replace temp table {GROUPED} as
        select member.source_name, member.record_id, member.created_at, grouped.cluster as group_number
        from {MEMBER} as member
        inner join {CLUSTER} as grouped on member.record_number = grouped.record_number
    """)
    report = issue_keys(connection, PLACES.entity, run_at, founder=FOUNDER)
    find_ways(connection)
    connection.execute(f"create schema if not exists {PLACES.writes.partition('.')[0]}")
    connection.execute(f"create or replace table {PLACES.writes} as {_link_sql()}")
    return report


def _link_sql() -> str:
    """One row per record: the first of a spelling came by another spelling, the others by the first."""
    known = " ".join(f"when '{name}' then '{phrase} '" for name, phrase in KNOWN.items())
    return f"""
        select
            member.source_name,
            member.record_id as place_record_id,
            address.party_record_id,
            keyed.entity_key as place_key,
            case when member.is_first then coalesce(within.rule_name, 'self') else 'same_address' end as rule_name,
            case when not member.is_first then 'the same address as '
                else case within.rule_name {known} else 'same ' || {agreeing(PLACES.evidence)} || ' as ' end end
                || coalesce(parent.source_name, first.source_name) || ':'
                || coalesce(parent.record_id, first.record_id)
                || case when member.is_first and within.rank > 1 then {differing(PLACES.evidence)} else '' end
                as evidence,
            coalesce(parent.source_name, case when not member.is_first then first.source_name end)
                as evidence_source_name,
            coalesce(parent.record_id, case when not member.is_first then first.record_id end) as evidence_record_id,
            case when member.is_first then coalesce(within.decided_by, 'rule') else 'rule' end as decided_by,
            case when member.is_first then within.weight end as match_weight,
            case when member.is_first then within.decision_id end as decision_id,
            first.numbers,
            address.is_current
        from {MEMBER} as member
        inner join {ADDRESS} as address
            on member.source_name = address.source_name and member.record_id = address.record_id
        inner join {KEYED} as keyed on member.source_name = keyed.source_name and member.record_id = keyed.record_id
        inner join {RECORD} as first on member.record_number = first.record_number
        left join {REACHED} as reached on member.record_number = reached.record_number and member.is_first
        left join {RECORD} as parent on reached.parent = parent.record_number
        left join {WITHIN} as within
            on reached.record_number = within.record_number and reached.parent = within.parent
        left join {SCORED} as scored on within.l = scored.l and within.r = scored.r
        order by member.source_name, member.record_id
    """
