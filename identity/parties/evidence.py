"""Why each record is in its customer: the strongest reason that ties it to another record of it.

Belongs here: `identity.customer_link`. Not here: which records are one customer.
"""

from __future__ import annotations

import duckdb

from identity.cluster.constrained import FORCED
from identity.keeping.shapes import KEYED
from identity.models.kept import PARTY_TYPES, PartyType
from identity.parties.forced import DECISION, PHRASES
from identity.parties.numbering import PARTY
from identity.parties.tables import tables_of
from identity.tables import CUSTOMER_LINK

_REASON = "identity_step_reason"
_MODEL_RANK = 9


def write_customer_link(connection: duckdb.DuckDBPyConnection, model_versions: dict[PartyType, str]) -> None:
    """Write one row per party record: its customer, and the strongest reason.

    The founding record, which is the oldest, and a lone one are `self`. Decisions go before key maps, cross-references,
    tax numbers and the model; of equal reasons that of the older other record is named. Evidence names rules and record
    ids, no personal data.

    Args:
        connection: With `PARTY`, `KEYED`, `FORCED` and the kept edges.
        model_versions: The model of each kind of party.
    """
    connection.execute(f"create or replace temp table {_REASON} as {_reasons_sql()}")
    phrases = " ".join(f"when '{rule}' then '{phrase}'" for rule, phrase in PHRASES.items())
    version = " ".join(f"when '{party_type}' then '{name}'" for party_type, name in model_versions.items())
    connection.execute(f"""
        create or replace table {CUSTOMER_LINK} as
        with member as (
            select party.*, keyed.entity_key,
                row_number() over (partition by keyed.entity_key order by party.created_at nulls last,
                    party.source_name, party.record_id) as age
            from {PARTY} as party
            inner join {KEYED} as keyed on party.source_name = keyed.source_name and party.record_id = keyed.record_id
        ),
        best as (
            select member.record_number, reason.*, other.source_name as other_source, other.record_id as other_record,
                other.created_at as other_created
            from member
            inner join {_REASON} as reason on member.record_number = reason.one
            inner join member as other on reason.other = other.record_number and member.entity_key = other.entity_key
            where member.age > 1
            qualify row_number() over (partition by member.record_number
                order by reason.rank, reason.weight desc nulls last, other.age) = 1
        )
        select member.source_name, member.record_id as party_record_id, member.entity_key as customer_key,
            case when member.age = 1 then 'self' else coalesce(best.rule_name, 'model') end as rule_name,
            case best.rule_name when 'model' then 'alike by ' || round(best.weight, 1) || ' bits as' {phrases} end
                || ' ' || best.other_source || ':' || best.other_record as evidence,
            best.other_source as evidence_source_name,
            best.other_record as evidence_record_id,
            greatest(member.created_at, best.other_created) as linked_since,
            case when best.rule_name = '{DECISION}' then 'steward'
                when best.rule_name = 'model' or (best.rule_name is null and member.age > 1) then 'model'
                else 'rule' end as decided_by,
            best.weight::double as match_weight,
            case when best.rule_name = 'model' then case member.party_type {version} end end as model_version,
            best.decision_id::bigint as decision_id
        from member
        left join best on member.record_number = best.record_number
        order by member.source_name, member.record_id
    """)
    connection.execute(f"drop table temp.{_REASON}")


def _reasons_sql() -> str:
    """Every reason twice, once from each side."""
    edges = " union all ".join(
        f"select l, r, weight from {tables_of(kind).edge} where weight > 0" for kind in PARTY_TYPES
    )
    return f"""
        with reason as (
            select l, r, rule_name, rank, null::double as weight, decision_id from {FORCED}
            union all
            select one.record_number, other.record_number, 'model', {_MODEL_RANK}, edge.weight, null
            from ({edges}) as edge
            inner join {PARTY} as one on edge.l = one.record_hash
            inner join {PARTY} as other on edge.r = other.record_hash
        )
        select l as one, r as other, rule_name, rank, weight, decision_id from reason
        union all
        select r, l, rule_name, rank, weight, decision_id from reason
    """
