"""The link table of a kind of goods: every record, its key, and by which other record it came there.

Belongs here: the way from each founding record outwards, the sentence of each step, and the table that comes out.
Not here: which records are one (`joining`), or how keys are issued.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from identity.cluster.linkage import CLUSTER
from identity.goods.evidence import RECORD, Evidence, GoodKind
from identity.goods.joining import EDGE
from identity.goods.scoring import SCORED
from identity.keeping import GROUPED, KEYED, KeyReport, issue_keys

WITHIN = "identity_step_good_within"
"""record_number, parent, and the edge between them: every edge within a group, in both directions."""
REACHED = "identity_step_good_reached"
"""record_number, depth, parent: by which other row each row of a group is reached first."""
SCRATCH = (GROUPED, KEYED, WITHIN, REACHED)
KNOWN = {"decision": "one by a decision with", "key_map": "same record by the key map as"}
"""What people or files say, in words."""


def write_links(connection: duckdb.DuckDBPyConnection, kind: GoodKind, run_at: datetime) -> KeyReport:
    """Issue the keys of the groups, and write the link table, by source name and id."""
    connection.execute(f"create or replace temp table {GROUPED} as {_grouped_sql()}")
    report = issue_keys(connection, kind.entity, run_at)
    find_ways(connection)
    connection.execute(f"create schema if not exists {kind.writes.partition('.')[0]}")
    connection.execute(f"create or replace table {kind.writes} as {_link_sql(kind)}")
    return report


def _grouped_sql() -> str:
    return f"""
        select record.source_name, record.record_id, record.created_at, grouped.cluster as group_number
        from {RECORD} as record
        inner join {CLUSTER} as grouped on record.record_number = grouped.record_number
        order by record.record_number
    """


def find_ways(connection: duckdb.DuckDBPyConnection) -> None:
    """Walk from the founding record of each group outwards, and note by which edge each record was reached first.

    At equal distance the strongest edge wins.
    """
    connection.execute(f"create or replace temp table {WITHIN} as {_within_sql()}")
    connection.execute(f"""
        create or replace temp table {REACHED} as
        select min(record_number) as record_number, 0 as depth, cast(null as integer) as parent
        from {CLUSTER} group by cluster having count(*) > 1
    """)
    depth = 0
    while connection.execute(f"select 1 from {REACHED} where depth = {depth} limit 1").fetchall():
        depth += 1
        connection.execute(f"""
            insert into {REACHED}
            select within.record_number, {depth}, within.parent
            from {WITHIN} as within
            inner join {REACHED} as reached on within.parent = reached.record_number and reached.depth = {depth - 1}
            anti join {REACHED} as known on within.record_number = known.record_number
            qualify row_number() over (
                partition by within.record_number order by within.rank, within.weight desc nulls last, within.parent
            ) = 1
        """)


def _within_sql() -> str:
    """Every edge within a group, in both directions."""
    directions = " union all ".join(
        f"select {record} as record_number, {parent} as parent, edge.* from edge"
        for record, parent in (("l", "r"), ("r", "l"))
    )
    return f"""
        with edge as (
            select edge.*
            from {EDGE} as edge
            inner join {CLUSTER} as one on edge.l = one.record_number
            inner join {CLUSTER} as other on edge.r = other.record_number and one.cluster = other.cluster
        )
        {directions}
    """


def _link_sql(kind: GoodKind) -> str:
    """One row per record."""
    known = " ".join(f"when '{name}' then '{phrase} '" for name, phrase in KNOWN.items())
    return f"""
        select
            record.source_name,
            record.record_id as {kind.id_column},
            keyed.entity_key as {kind.entity}_key,
            coalesce(within.rule_name, 'self') as rule_name,
            case within.rule_name {known} else 'same ' || {agreeing(kind.evidence)} || ' as ' end
                || parent.source_name || ':' || parent.record_id
                || case when within.rank > 1 then {differing(kind.evidence)} else '' end as evidence,
            parent.source_name as evidence_source_name,
            parent.record_id as evidence_record_id,
            coalesce(within.decided_by, 'rule') as decided_by,
            within.weight as match_weight,
            within.decision_id
        from {RECORD} as record
        inner join {KEYED} as keyed
            on record.source_name = keyed.source_name and record.record_id = keyed.record_id
        left join {REACHED} as reached on record.record_number = reached.record_number
        left join {RECORD} as parent on reached.parent = parent.record_number
        left join {WITHIN} as within
            on reached.record_number = within.record_number and reached.parent = within.parent
        left join {SCORED} as scored on within.l = scored.l and within.r = scored.r
        order by record.source_name, record.record_id
    """


def agreeing(evidence: tuple[Evidence, ...]) -> str:
    """Return SQL for what agrees, in words."""
    words = ", ".join(
        f"case scored.level_{each.comparison.name} "
        + " ".join(f"when {place} then '{word}'" for place, word in enumerate(each.words))
        + " end"
        for each in evidence
    )
    return f"concat_ws(', ', {words})"


def differing(evidence: tuple[Evidence, ...]) -> str:
    """Return SQL for what differs, in words behind a semicolon; empty if nothing does."""
    words = ", ".join(
        f"case when scored.level_{each.comparison.name} = {len(each.words)} then 'another {each.other}' end"
        for each in evidence
    )
    return f"coalesce('; ' || nullif(concat_ws(', ', {words}), ''), '')"
