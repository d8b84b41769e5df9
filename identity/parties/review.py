"""What a person is asked of customers: two that may be one, and records that may not belong to theirs.

Belongs here: which pairs of customers are in doubt, and how likely it is. Not here: the money at stake, the queue and
what is answered (`identity.review`).

How likely two customers are one is told by the mean weight over all pairs of their records, as clustering tells it; the
best pair alone says too much, because it is the best of many.
"""

from __future__ import annotations

import duckdb

from identity.cluster.constrained import REFUSED
from identity.configuration import Clustering, Review
from identity.keeping.shapes import KEYED
from identity.models.kept import PARTY_TYPES
from identity.parties.forced import ENTITY
from identity.parties.numbering import PARTY
from identity.parties.tables import tables_of
from identity.review.asking import EVEN, chance_sql, write_items
from identity.tables import CUSTOMER_LINK

_PAIRED = (
    "one.source_name, one.record_id, other.source_name as other_source_name, other.record_id as other_record_id, "
    "one.entity_key, other.entity_key as other_key"
)


def write_review_items(connection: duckdb.DuckDBPyConnection, limits: Review, clustering: Clustering) -> int:
    """Replace the items on customers, and return how many there are.

    Args:
        connection: With `PARTY`, `KEYED`, `REFUSED`, the kept edges, decisions and links.
        limits: From which weight and size on somebody is asked.
        clustering: The bits above which two records are one, and the bounds of one pair.
    """
    return write_items(
        connection,
        ENTITY,
        f"""
        with keyed as (
            select party.*, keyed.entity_key, count(*) over (partition by keyed.entity_key) as record_count
            from {PARTY} as party
            inner join {KEYED} as keyed on party.source_name = keyed.source_name and party.record_id = keyed.record_id
        )
        {_near_sql(limits, clustering)} union all {_refused_sql()} union all {_weak_sql(limits)}
        union all {_large_sql(limits)}
        """,
    )


def _near_sql(limits: Review, clustering: Clustering) -> str:
    """One row per two customers of which a pair is alike: the best pair, and the chance by the mean of all pairs.

    A pair whose weight is not remembered weighs no more than the least that is.
    """
    edges = " union all ".join(f"from {tables_of(kind).edge}" for kind in PARTY_TYPES)
    weight = f"least(greatest(edge.weight, {clustering.lowest}), {clustering.highest})"
    both = "least(one.entity_key, other.entity_key), greatest(one.entity_key, other.entity_key)"
    return f"""
        select source_name, record_id, other_source_name, other_record_id, entity_key, other_key, 'near' as reason,
            weight as match_weight, {chance_sql(f"(known + (pairs - found) * {limits.near}) / pairs")} as chance,
            'alike by ' || round(weight, 1) || ' bits; {clustering.cut:g} make them one' as evidence
        from (
            select {_PAIRED}, edge.weight, sum({weight}) over (partition by {both}) as known,
                count(*) over (partition by {both}) as found, one.record_count * other.record_count as pairs
            from ({edges}) as edge
            inner join keyed as one on edge.l = one.record_hash
            inner join keyed as other on edge.r = other.record_hash
            where one.entity_key <> other.entity_key and edge.weight >= {limits.near}
            qualify row_number() over (
                partition by {both} order by edge.weight desc, one.record_number, other.record_number) = 1
        )
    """


def _refused_sql() -> str:
    """Two customers that a rule calls one, and that a decision or the largest size keeps apart."""
    return f"""
        select {_PAIRED}, 'conflict', null, {EVEN},
            'kept apart ' || case refused.reason when 'cap' then 'by the largest size' else 'by a decision' end
                || ' in spite of ' || refused.rule_name
        from {REFUSED} as refused
        inner join keyed as one on refused.l = one.record_number
        inner join keyed as other on refused.r = other.record_number
        where one.entity_key <> other.entity_key
        qualify row_number() over (
            partition by least(one.entity_key, other.entity_key), greatest(one.entity_key, other.entity_key)
            order by refused.l, refused.r) = 1
    """


def _weak_sql(limits: Review) -> str:
    return f"""
        select source_name, party_record_id, evidence_source_name, evidence_record_id, customer_key, customer_key,
            'weak', match_weight, {chance_sql("-match_weight")}, evidence
        from {CUSTOMER_LINK}
        where rule_name = 'model' and match_weight < {limits.weak}
    """


def _large_sql(limits: Review) -> str:
    return f"""
        select arg_min(source_name, source_name || party_record_id),
            arg_min(party_record_id, source_name || party_record_id),
            arg_max(source_name, source_name || party_record_id),
            arg_max(party_record_id, source_name || party_record_id), customer_key, customer_key, 'large', null,
            {EVEN}, count(*) || ' records'
        from {CUSTOMER_LINK}
        group by customer_key having count(*) > {limits.large}
    """
