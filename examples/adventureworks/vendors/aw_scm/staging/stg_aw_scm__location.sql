with locations as (

    select * from {{ ref('base_aw_scm__locations') }}

),

final as (

    select
        location_id,
        name as location_name,
        'own' as location_type,
        cast(null as varchar) as country_code,
        source_name,
        'aw_scm' as vendor,
        coalesce(modified_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from locations

)

select * from final
