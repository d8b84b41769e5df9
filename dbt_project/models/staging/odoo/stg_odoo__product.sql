with templates as (

    select * from {{ ref('base_odoo__product_template') }}

),

final as (

    select
        cast(template_id as varchar) as product_id,
        default_code as product_code,
        name as product_name,
        category_name,
        cast(null as varchar) as season_code,
        case
            when product_type in ('product', 'consu', 'combo') then 'finished'
            when product_type = 'material' then 'material'
            when product_type = 'service' then 'service'
            else coalesce(lower(product_type), 'unknown')
        end as product_type,
        source_name,
        'odoo' as vendor,
        coalesce(write_date, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from templates

)

select * from final
