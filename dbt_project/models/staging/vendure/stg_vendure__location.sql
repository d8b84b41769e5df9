with stock_locations as (

    select * from {{ ref('base_vendure__stock_location') }}

),

final as (

    select
        location_id,
        location_name,
        'own' as location_type,
        cast(null as varchar) as country_code,
        source_name,
        'vendure' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from stock_locations

)

select * from final
