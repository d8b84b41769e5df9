with inventory_items as (

    select * from {{ ref('base_shopify__inventory_items') }}
    where unit_cost_amount is not null

),

final as (

    select
        {{ gid_number('inventory_item_id') }} as product_cost_id,
        {{ gid_number('variant_id') }} as product_variant_id,
        'standard' as cost_type,
        currency_code,
        unit_cost_amount,
        cast(updated_at as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from inventory_items

)

select * from final
