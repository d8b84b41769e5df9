with

final as (
    select customer_key, field_name, source_name, record_id, rule_name, observed_at, override_id
    from {{ ref('customer_field_source') }}
)

select * from final
