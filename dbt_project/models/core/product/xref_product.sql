with

final as (
    select
        source_name,
        product_variant_id,
        product_key,
        rule_name,
        evidence,
        evidence_source_name,
        evidence_record_id,
        decided_by,
        match_weight,
        decision_id
    from {{ source('identity', 'product_link') }}
)

select * from final
