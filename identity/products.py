"""Which product variants of the systems are one product: the evidence, as tables.

Belongs here: the rules for products. Not here: how evidence becomes components.
"""

from __future__ import annotations

import duckdb

from identity import normalising
from identity.components import EVIDENCE, RECORD, Rule
from identity.tables import PRODUCT_VARIANT

RULES = (Rule("sku", "same SKU as"), Rule("barcode", "same barcode as"))

_PLACEMENT = "identity_step_placement"
SCRATCH = (_PLACEMENT,)


def find_evidence(connection: duckdb.DuckDBPyConnection) -> int:
    """Write the variants and what they share to the scratch tables of `identity.components`.

    Returns:
        How many values were stopped: none here, products have no stop-list that is found in the data.
    """
    connection.execute(f"create or replace temp table {RECORD} as {_record_sql()}")
    connection.execute(f"create or replace temp table {_PLACEMENT} as {_placement_sql()}")
    connection.execute(f"create or replace temp table {EVIDENCE} as {_evidence_sql()}")
    return 0


def _record_sql() -> str:
    """One row per variant: its place by name (a variant has no date of birth), and its comparable codes."""
    return f"""
        with spelt as (select *, {normalising.signs("barcode")} as barcode_signs from {PRODUCT_VARIANT})
        select
            row_number() over (order by source_name, product_variant_id) as record_rank,
            source_name,
            product_variant_id as record_id,
            cast(null as timestamp) as created_at,
            {normalising.code("sku")} as sku_key,
            {normalising.barcode("barcode_signs")} as barcode_key
        from spelt
    """


def _placement_sql() -> str:
    """One row per variant without SKU whose barcode names one product, and that product's SKU if it has one.

    A barcode under several SKUs names none. A variant that would stand beside another of its own source in that
    product stays alone: within one source only the same SKU is the same product.
    """
    return f"""
        with barcode_owner as (
            select barcode_key, min(sku_key) as sku_key
            from {RECORD}
            where barcode_key is not null
            group by barcode_key
            having count(distinct sku_key) <= 1
        ),
        candidate as (
            select
                record.record_rank,
                record.source_name,
                record.barcode_key,
                owner.sku_key,
                count(*) over (
                    partition by record.source_name, coalesce('sku ' || owner.sku_key, 'barcode ' || record.barcode_key)
                ) as rival_count
            from {RECORD} as record
            inner join barcode_owner as owner on record.barcode_key = owner.barcode_key
            where record.sku_key is null
        )
        select candidate.record_rank, candidate.barcode_key, candidate.sku_key
        from candidate
        left join (select distinct source_name, sku_key from {RECORD}) as taken
            on candidate.source_name = taken.source_name and candidate.sku_key = taken.sku_key
        where candidate.rival_count = 1 and taken.source_name is null
    """


def _evidence_sql() -> str:
    """One row per variant and code that it shares."""
    return f"""
        select 1 as rule_rank, sku_key as match_key, record_rank
        from {RECORD}
        where sku_key is not null
        union all
        select 2, barcode_key, record_rank
        from {_PLACEMENT}
        union all
        select 2, record.barcode_key, record.record_rank
        from {RECORD} as record
        inner join (select distinct barcode_key, sku_key from {_PLACEMENT}) as placed
            on record.barcode_key = placed.barcode_key and record.sku_key = placed.sku_key
    """
