with templates as (

    select * from {{ ref('base_odoo__product_template') }}

),

categories as (

    select * from {{ ref('base_odoo__product_category') }}

),

final as (

    select
        cast(templates.template_id as varchar) as product_id,
        templates.default_code as product_code,
        {{ odoo_text('templates.name') }} as product_name,
        categories.category_name,
        cast(null as varchar) as season_code,
        case
            when not templates.is_sold then 'material'
            else coalesce(
                {{ map_code('templates.product_type', 'product.product_type', {
                    'product': 'finished', 'consu': 'finished', 'combo': 'finished', 'service': 'service'
                }) }},
                'unknown'
            )
        end as product_type,
        templates.source_name,
        'odoo' as vendor,
        coalesce(templates.write_date, templates._extracted_at) as updated_at,
        templates._is_deleted as is_deleted,
        templates._batch_id as batch_id
    from templates
    left join categories
        on templates.source_name = categories.source_name and templates.category_id = categories.category_id

)

select * from final
