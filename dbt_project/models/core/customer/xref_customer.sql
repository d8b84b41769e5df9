with

final as (
    select
        source_name,
        party_record_id,
        customer_key,
        rule_name,
        evidence,
        evidence_source_name,
        evidence_record_id,
        linked_since,
        decided_by,
        match_weight,
        model_version,
        decision_id
    from {{ source('identity', 'customer_link') }}
)

select * from final
