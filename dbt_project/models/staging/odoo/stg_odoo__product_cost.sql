with layers as (

    select * from {{ ref('base_odoo__stock_valuation_layer') }}

),

final as (

    select
        cast(layer_id as varchar) as product_cost_id,
        cast(product_id as varchar) as product_variant_id,
        'receipt' as cost_type,
        'EUR' as currency_code,
        cast(unit_cost_amount as decimal(18, 4)) as unit_cost_amount,
        cast(create_date as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        source_name,
        'odoo' as vendor,
        coalesce(create_date, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from layers
    where quantity > 0

)

select * from final
