with locations as (

    select * from {{ ref('base_threepl__locations') }}

),

final as (

    select
        location_code as location_id,
        location_name,
        '3pl' as location_type,
        upper(country_code) as country_code,
        source_name,
        'threepl' as vendor,
        _extracted_at as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from locations

)

select * from final
