"""Which records of people and organisations may be one customer: the evidence, as tables.

Belongs here: the rules for customers and their stop-lists. Not here: how evidence becomes components
(`identity.components`), or how values are spelt (`identity.normalising`).
"""

from __future__ import annotations

import duckdb

from identity import normalising
from identity.components import EVIDENCE, RECORD, Rule
from identity.stoplists import MAX_RECORDS_PER_VALUE, MAX_SURNAMES_PER_EMAIL
from identity.tables import PARTY_RECORD

RULES = (
    Rule("cross_reference", "cross-reference between the systems with"),
    Rule("tax_id", "same tax id as"),
    Rule("email_and_name", "same e-mail and name as"),
)

_SHARED_EMAIL = "identity_step_shared_email"
SCRATCH = (_SHARED_EMAIL,)


def find_evidence(connection: duckdb.DuckDBPyConnection) -> int:
    """Write the party records and what they share to the scratch tables of `identity.components`.

    Returns:
        How many e-mail addresses are shared too widely to be evidence.
    """
    connection.execute(f"create or replace temp table {RECORD} as {_record_sql()}")
    connection.execute(f"create or replace temp table {_SHARED_EMAIL} as {_shared_email_sql()}")
    connection.execute(f"create or replace temp table {EVIDENCE} as {_evidence_sql()}")
    return len(connection.execute(f"select email_key from {_SHARED_EMAIL}").fetchall())


def _record_sql() -> str:
    """One row per party record: its place by age, and its comparable values."""
    both = "nullif(trim(given_name), '') is not null and nullif(trim(family_name), '') is not null"
    written_name = f"case when {both} then given_name || ' ' || family_name else full_name end"
    return f"""
        with spelt as (
            select
                row_number() over (order by created_at nulls last, source_name, party_record_id) as record_rank,
                *,
                lower(trim(email)) as address,
                {normalising.words(written_name)} as person_words,
                {normalising.words("family_name")} as family_words,
                {normalising.words("organisation_name")} as organisation_words,
                {normalising.signs("tax_id")} as tax_signs
            from {PARTY_RECORD}
        )
        select
            record_rank,
            source_name,
            party_record_id as record_id,
            created_at,
            party_type,
            vendor,
            nullif(trim(external_vendor), '') as external_vendor,
            nullif(trim(external_id), '') as external_id,
            {normalising.email("address")} as email_key,
            case party_type
                when 'person' then {normalising.person_name("person_words")}
                when 'organisation' then {normalising.organisation_name("organisation_words")}
            end as name_key,
            coalesce(family_words, list_last(string_split(person_words, ' '))) as surname_key,
            case party_type when 'organisation' then {normalising.tax_id("tax_signs", "country_code")} end as tax_key
        from spelt
    """


def _shared_email_sql() -> str:
    """One row per e-mail address that too many records, or too many surnames, share."""
    return f"""
        select email_key
        from {RECORD}
        where email_key is not null
        group by email_key
        having count(*) > {MAX_RECORDS_PER_VALUE} or count(distinct surname_key) > {MAX_SURNAMES_PER_EMAIL}
    """


def _evidence_sql() -> str:
    """One row per record and value that it shares, of all three rules.

    A cross-reference is a value that only the two records have; it counts if exactly one record of the vendor named
    has the id, and both are persons or both organisations.
    """
    return f"""
        with target as (
            select vendor, record_id, min(record_rank) as record_rank, min(party_type) as party_type
            from {RECORD}
            group by vendor, record_id
            having count(*) = 1
        ),
        reference as (
            select record.record_rank as from_rank, target.record_rank as to_rank
            from {RECORD} as record
            inner join target
                on record.external_vendor = target.vendor
                and record.external_id = target.record_id
                and record.party_type = target.party_type
                and record.record_rank <> target.record_rank
        )
        select 1 as rule_rank, from_rank || '>' || to_rank as match_key, unnest([from_rank, to_rank]) as record_rank
        from reference
        union all
        select 2, tax_key, record_rank
        from {RECORD}
        where tax_key is not null
        union all
        select 3, party_type || ' ' || email_key || ' ' || name_key, record_rank
        from {RECORD}
        where
            name_key is not null
            and email_key is not null
            and email_key not in (select email_key from {_SHARED_EMAIL})
    """
