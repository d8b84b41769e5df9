with sessions as (

    select * from {{ ref('base_web_analytics__sessions') }}

),

final as (

    select
        concat_ws('|', cast(traffic_date as varchar), country_code, device_name, campaign_name) as web_traffic_id,
        'web' as channel_code,
        traffic_date,
        country_code,
        {{ map_code('device_name', 'web_traffic.device_type', {
            'desktop': 'desktop', 'mobile': 'mobile', 'tablet': 'tablet', 'app': 'app'
        }) }} as device_type,
        campaign_name as campaign_id,
        session_count,
        product_view_count,
        cart_count,
        checkout_count,
        purchase_count,
        source_name,
        'web_analytics' as vendor,
        coalesce(cast(traffic_date as timestamp), _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from sessions

)

select * from final
