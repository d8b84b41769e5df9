"""What rules and people say of two party records: reasons that need no weight.

Belongs here: cross-references, tax numbers, key maps and decisions as pairs of records. Not here: what they lead to
(`identity.cluster.constrained`).
"""

from __future__ import annotations

import duckdb

from identity.cluster.constrained import FORBIDDEN, FORCED
from identity.configuration import StopList
from identity.parties.numbering import PARTY
from identity.parties.tables import tables_of
from identity.tables import IDENTITY_DECISION, KEY_MAP

ENTITY = "customer"
DECISION, KEY_MAPPED, CROSS_REFERENCE, TAX_ID = "decision", "key_map", "cross_reference", "tax_id"
PHRASES = {
    DECISION: "decided to be one with",
    KEY_MAPPED: "same record by the key map as",
    CROSS_REFERENCE: "cross-reference between the systems with",
    TAX_ID: "same tax id as",
}


def write_forced(connection: duckdb.DuckDBPyConnection, limits: StopList) -> None:
    """Write `FORCED` and `FORBIDDEN` for all party records.

    A cross-reference counts if exactly one record of the vendor it names has the id, and both are people or both are
    companies. A tax number counts for companies, with its country in front.

    Args:
        connection: With `PARTY`, the decisions, the key maps and the forms of companies.
        limits: How many records may share a tax number.
    """
    connection.execute(f"""
        create or replace temp table {FORCED} as
        select least(one, other) as l, greatest(one, other) as r, arg_min(rule_name, rank) as rule_name,
            min(rank)::integer as rank, bool_or(must) as must, min(decision_id) as decision_id
        from ({_decided_sql("must_link")} union all {_mapped_sql()} union all {_referenced_sql()}
            union all {_taxed_sql(limits.records)})
        where one <> other
        group by all
    """)
    connection.execute(f"""
        create or replace temp table {FORBIDDEN} as
        select distinct least(one, other) as l, greatest(one, other) as r
        from ({_decided_sql("cannot_link")}) where one <> other
    """)


def _decided_sql(kind: str) -> str:
    return f"""
        select one.record_number as one, other.record_number as other, '{DECISION}' as rule_name, 0 as rank,
            true as must, decided.decision_id
        from {IDENTITY_DECISION} as decided
        inner join {PARTY} as one on decided.source_name = one.source_name and decided.record_id = one.record_id
        inner join {PARTY} as other
            on decided.other_source_name = other.source_name and decided.other_record_id = other.record_id
        where decided.entity = '{ENTITY}' and decided.kind = '{kind}'
    """


def _mapped_sql() -> str:
    return f"""
        select one.record_number, other.record_number, '{KEY_MAPPED}', 1, false, null
        from {KEY_MAP} as mapped
        inner join {PARTY} as one on mapped.source_name = one.source_name and mapped.record_id = one.record_id
        inner join {PARTY} as other
            on mapped.other_source_name = other.source_name and mapped.other_record_id = other.record_id
        where mapped.entity = '{ENTITY}'
    """


def _referenced_sql() -> str:
    return f"""
        select party.record_number, target.record_number, '{CROSS_REFERENCE}', 2, false, null
        from {PARTY} as party
        inner join (from {PARTY} qualify count(*) over (partition by vendor, record_id) = 1) as target
            on party.external_vendor = target.vendor and party.external_id = target.record_id
            and party.party_type = target.party_type
    """


def _taxed_sql(most: int) -> str:
    """Each company with the first of those that have its tax number."""
    form = tables_of("organisation").form
    return f"""
        select party.record_number, min(party.record_number) over (partition by form.tax), '{TAX_ID}', 3, false, null
        from {form} as form
        inner join {PARTY} as party on form.record_hash = party.record_hash
        where regexp_matches(form.tax, '^[A-Z]{{2}}')
        qualify count(*) over (partition by form.tax) between 2 and {most}
    """
