with

final as (
    select
        source_name,
        supplier_id,
        supplier_key,
        rule_name,
        evidence,
        evidence_source_name,
        evidence_record_id,
        decided_by,
        match_weight,
        decision_id
    from {{ source('identity', 'supplier_link') }}
)

select * from final
