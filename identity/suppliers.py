"""Which supplier records of the systems are one supplier: the evidence, as tables.

Belongs here: the rules for suppliers. Not here: how evidence becomes components.
"""

from __future__ import annotations

import duckdb

from identity import normalising
from identity.components import EVIDENCE, RECORD, Rule
from identity.tables import SUPPLIER

RULES = (Rule("tax_id", "same tax id as"), Rule("code_and_name", "same supplier code and name as"))
SCRATCH: tuple[str, ...] = ()


def find_evidence(connection: duckdb.DuckDBPyConnection) -> int:
    """Write the suppliers and what they share to the scratch tables of `identity.components`.

    Returns:
        How many values were stopped: none here, suppliers have no stop-list that is found in the data.
    """
    connection.execute(f"create or replace temp table {RECORD} as {_record_sql()}")
    connection.execute(f"create or replace temp table {EVIDENCE} as {_evidence_sql()}")
    return 0


def _record_sql() -> str:
    """One row per supplier: its place by name (a supplier has no date of birth), and its comparable values."""
    return f"""
        with spelt as (
            select
                *,
                {normalising.signs("tax_id")} as tax_signs,
                {normalising.words("supplier_name")} as name_words
            from {SUPPLIER}
        )
        select
            row_number() over (order by source_name, supplier_id) as record_rank,
            source_name,
            supplier_id as record_id,
            cast(null as timestamp) as created_at,
            {normalising.tax_id("tax_signs", "country_code")} as tax_key,
            {normalising.code("supplier_code")} as code_key,
            {normalising.organisation_name("name_words")} as name_key
        from spelt
    """


def _evidence_sql() -> str:
    """One row per supplier and value that it shares."""
    return f"""
        select 1 as rule_rank, tax_key as match_key, record_rank
        from {RECORD}
        where tax_key is not null
        union all
        select 2, code_key || ' ' || name_key, record_rank
        from {RECORD}
        where code_key is not null and name_key is not null
    """
