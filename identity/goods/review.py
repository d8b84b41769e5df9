"""What a person is asked of products and suppliers: two that may be one, and records that may not belong to theirs.

Belongs here: which pairs are in doubt, and how likely it is. Not here: the money at stake, the queue and what is
answered (`identity.review`).
"""

from __future__ import annotations

import duckdb

from identity.cluster.constrained import REFUSED
from identity.configuration import Review
from identity.goods.evidence import RECORD, GoodKind
from identity.goods.scoring import SCORED
from identity.keeping.shapes import KEYED
from identity.review.asking import EVEN, chance_sql, write_items

_PAIRED = (
    "one.source_name, one.record_id, other.source_name as other_source_name, other.record_id as other_record_id, "
    "one.entity_key, other.entity_key as other_key"
)
_ONE_PER_TWO = "partition by least(one.entity_key, other.entity_key), greatest(one.entity_key, other.entity_key)"


def write_review_items(connection: duckdb.DuckDBPyConnection, kind: GoodKind, limits: Review) -> int:
    """Replace the items on a kind of goods, and return how many there are.

    Args:
        connection: With the records, scored pairs, refused pairs, keys and links of the kind.
        kind: Products or suppliers.
        limits: Below which weight a record is asked about.
    """
    return write_items(
        connection,
        kind.entity,
        f"""
        with keyed as (
            select record.record_number, record.source_name, record.record_id, keyed.entity_key
            from {RECORD} as record
            inner join {KEYED} as keyed
                on record.source_name = keyed.source_name and record.record_id = keyed.record_id
        )
        {_near_sql()} union all {_refused_sql()} union all {_weak_sql(kind, limits)}
        """,
    )


def _near_sql() -> str:
    """One row per two things of which a pair is alike: the best pair; refused ones are asked about as such."""
    return f"""
        select {_PAIRED}, 'near' as reason, scored.weight as match_weight, {chance_sql("scored.weight")} as chance,
            'alike by ' || round(scored.weight, 1) || ' bits, and no rule joins them' as evidence
        from {SCORED} as scored
        inner join keyed as one on scored.l = one.record_number
        inner join keyed as other on scored.r = other.record_number
        anti join {REFUSED} as refused on scored.l = refused.l and scored.r = refused.r
        where one.entity_key <> other.entity_key
        qualify row_number() over ({_ONE_PER_TWO} order by scored.weight desc, scored.l, scored.r) = 1
    """


def _refused_sql() -> str:
    """Two things that a rule calls one, and that a guard, a decision or the largest size keeps apart."""
    return f"""
        select {_PAIRED}, 'conflict', null, {EVEN},
            'kept apart ' || case refused.reason when 'cap' then 'by the largest size'
                else 'by a decision, or by what else is in the two' end || ' in spite of ' || refused.rule_name
        from {REFUSED} as refused
        inner join keyed as one on refused.l = one.record_number
        inner join keyed as other on refused.r = other.record_number
        where one.entity_key <> other.entity_key
        qualify row_number() over ({_ONE_PER_TWO} order by refused.l, refused.r) = 1
    """


def _weak_sql(kind: GoodKind, limits: Review) -> str:
    return f"""
        select source_name, {kind.id_column}, evidence_source_name, evidence_record_id, {kind.entity}_key,
            {kind.entity}_key, 'weak', match_weight, {chance_sql("-match_weight")}, evidence
        from {kind.writes}
        where decided_by = 'model' and match_weight < {limits.weak}
    """
