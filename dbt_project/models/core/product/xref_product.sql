with

final as (
    select source_name, product_variant_id, product_key, rule_name, evidence
    from {{ source('identity', 'product_link') }}
)

select * from final
