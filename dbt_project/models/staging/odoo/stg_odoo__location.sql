with locations as (

    select * from {{ ref('base_odoo__stock_location') }}

),

final as (

    select
        cast(location_id as varchar) as location_id,
        name as location_name,
        {{ map_code('usage', 'location.location_type', {
            'internal': 'own', 'transit': 'transit', 'view': none, 'supplier': none, 'customer': none,
            'inventory': none, 'production': none
        }) }} as location_type,
        cast(null as varchar) as country_code,
        source_name,
        'odoo' as vendor,
        coalesce(write_date, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from locations

)

select * from final
