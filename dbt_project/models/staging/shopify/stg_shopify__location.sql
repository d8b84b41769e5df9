with locations as (

    select * from {{ ref('base_shopify__locations') }}

),

final as (

    select
        {{ gid_number('location_id') }} as location_id,
        location_name,
        case when is_fulfillment_service then '3pl' else 'own' end as location_type,
        upper(country_code) as country_code,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from locations

)

select * from final
