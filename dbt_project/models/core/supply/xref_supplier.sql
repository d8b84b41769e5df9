with

final as (
    select source_name, supplier_id, supplier_key, rule_name, evidence
    from {{ source('identity', 'supplier_link') }}
)

select * from final
