with spend as (

    select * from {{ ref('base_advertising__spend') }}

),

final as (

    select
        concat_ws('|', cast(spend_date as varchar), platform_name, campaign_code, country_code) as marketing_spend_id,
        platform_name || '|' || campaign_code as campaign_id,
        platform_name,
        country_code,
        spend_date,
        currency_code,
        cost_amount as spend_amount,
        impression_count,
        click_count,
        conversion_quantity as conversion_qty,
        conversion_amount,
        cast(null as varchar) as legal_entity_id,
        cast(null as varchar) as device_type,
        source_name,
        'advertising' as vendor,
        coalesce(cast(spend_date as timestamp), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from spend

)

select * from final
