"""What a person is asked: customers that may be one, and records that may not belong to theirs.

Belongs here: `identity.review_item` for customers. Not here: the money at stake, the queue and what is answered.
"""

from __future__ import annotations

import duckdb

from identity.cluster.constrained import REFUSED
from identity.configuration import Review
from identity.keeping.shapes import KEYED
from identity.models.kept import PARTY_TYPES
from identity.parties.forced import ENTITY
from identity.parties.numbering import PARTY
from identity.parties.tables import tables_of
from identity.tables import CUSTOMER_LINK, IDENTITY_DECISION, REVIEW_ITEM

_COLUMNS = (
    "entity varchar, source_name varchar, record_id varchar, other_source_name varchar, other_record_id varchar, "
    "entity_key varchar, other_key varchar, reason varchar, match_weight double, evidence varchar"
)


def write_review_items(connection: duckdb.DuckDBPyConnection, limits: Review, cut: float) -> int:
    """Replace the items on customers, and return how many there are; what a decision answers is not asked again.

    Args:
        connection: With `PARTY`, `KEYED`, `REFUSED`, the kept edges, decisions and links.
        limits: From which weight and size on somebody is asked.
        cut: Bits above which two records are one.
    """
    connection.execute(f"create table if not exists {REVIEW_ITEM} ({_COLUMNS})")
    connection.execute(f"delete from {REVIEW_ITEM} where entity = '{ENTITY}'")
    connection.execute(f"""
        insert into {REVIEW_ITEM}
        with keyed as (
            select party.*, keyed.entity_key
            from {PARTY} as party
            inner join {KEYED} as keyed on party.source_name = keyed.source_name and party.record_id = keyed.record_id
        ),
        item as ({_near_sql(limits, cut)} union all {_refused_sql()} union all {_weak_sql(limits)}
            union all {_large_sql(limits)})
        select '{ENTITY}', item.* from item
        where not exists (
            from {IDENTITY_DECISION} as decided
            where decided.entity = '{ENTITY}' and (
                (decided.source_name = item.source_name and decided.record_id = item.record_id
                    and decided.other_source_name = item.other_source_name
                    and decided.other_record_id = item.other_record_id)
                or (decided.source_name = item.other_source_name and decided.record_id = item.other_record_id
                    and decided.other_source_name = item.source_name and decided.other_record_id = item.record_id)
            )
        )
        order by all
    """)
    ((items,),) = connection.execute(f"select count(*) from {REVIEW_ITEM} where entity = '{ENTITY}'").fetchall()
    return int(items)


def _pair_sql(pairs: str, reason: str, weight: str, evidence: str) -> str:
    """One row per two customers: of the pairs between them the one that says most."""
    return f"""
        select one.source_name, one.record_id, other.source_name as other_source_name,
            other.record_id as other_record_id, one.entity_key, other.entity_key as other_key,
            '{reason}' as reason, {weight} as match_weight, {evidence} as evidence
        from ({pairs}) as pair
        inner join keyed as one on pair.l = one.record_number
        inner join keyed as other on pair.r = other.record_number
        where one.entity_key <> other.entity_key
        qualify row_number() over (
            partition by least(one.entity_key, other.entity_key), greatest(one.entity_key, other.entity_key)
            order by pair.weight desc, pair.l, pair.r) = 1
    """


def _near_sql(limits: Review, cut: float) -> str:
    edges = " union all ".join(f"from {tables_of(kind).edge}" for kind in PARTY_TYPES)
    pairs = f"""
        select one.record_number as l, other.record_number as r, edge.weight
        from ({edges}) as edge
        inner join {PARTY} as one on edge.l = one.record_hash
        inner join {PARTY} as other on edge.r = other.record_hash
        where edge.weight >= {limits.near}
    """
    evidence = f"'alike by ' || round(pair.weight, 1) || ' bits; {cut:g} make them one'"
    return _pair_sql(pairs, "near", "pair.weight", evidence)


def _refused_sql() -> str:
    """Two customers that a rule calls one, and that a decision or the largest size keeps apart."""
    pairs = f"select l, r, 0 as weight, rule_name, reason as cause from {REFUSED}"
    cause = "case pair.cause when 'cap' then 'by the largest size' else 'by a decision' end"
    return _pair_sql(pairs, "conflict", "null", f"'kept apart ' || {cause} || ' in spite of ' || pair.rule_name")


def _weak_sql(limits: Review) -> str:
    return f"""
        select source_name, party_record_id, evidence_source_name, evidence_record_id, customer_key, customer_key,
            'weak', match_weight, evidence
        from {CUSTOMER_LINK}
        where rule_name = 'model' and match_weight < {limits.weak}
    """


def _large_sql(limits: Review) -> str:
    return f"""
        select arg_min(source_name, source_name || party_record_id),
            arg_min(party_record_id, source_name || party_record_id),
            arg_max(source_name, source_name || party_record_id),
            arg_max(party_record_id, source_name || party_record_id), customer_key, customer_key, 'large', null,
            count(*) || ' records'
        from {CUSTOMER_LINK}
        group by customer_key having count(*) > {limits.large}
    """
