-- Visits that a source counts stand as it counts them; those that it tells one by one are counted here, each in every
-- step up to the furthest that it reached.
with

told as (
    select
        sessions.source_name, sessions.session_date as traffic_date, sessions.country_code, sessions.channel_code,
        sessions.device_type, coalesce(sessions.campaign_id, 'none') as campaign_code,
        case sessions.funnel_step_type
            when 'product_view' then 1
            when 'add_to_cart' then 2
            when 'checkout' then 3
            when 'payment' then 4
            when 'purchase' then 5
            else 0
        end as place
    from {{ ref('web_session') }} as sessions
    where {{ alive('sessions') }} and not coalesce(sessions.is_bot, false)
),

counted as (
    select
        source_name, traffic_date, country_code, channel_code, device_type,
        coalesce(campaign_id, 'none') as campaign_code,
        session_count, product_view_count, cart_count, checkout_count, purchase_count
    from {{ ref('web_traffic') }} as traffic
    where {{ alive('traffic') }}
    union all
    select
        source_name, traffic_date, country_code, channel_code, device_type, campaign_code,
        count(*) as session_count,
        count(*) filter (where place >= 1) as product_view_count,
        count(*) filter (where place >= 2) as cart_count,
        count(*) filter (where place >= 3) as checkout_count,
        count(*) filter (where place >= 5) as purchase_count
    from told
    group by all
),

final as (
    select
        counted.source_name,
        counted.traffic_date,
        {{ or_unknown('countries.market_code') }} as market_code,
        {{ or_unknown('counted.channel_code') }} as channel_code,
        {{ or_unknown('counted.device_type') }} as device_type,
        counted.campaign_code,
        cast(sum(counted.session_count) as bigint) as session_count,
        cast(sum(counted.product_view_count) as bigint) as product_view_count,
        cast(sum(counted.cart_count) as bigint) as cart_count,
        cast(sum(counted.checkout_count) as bigint) as checkout_count,
        cast(sum(counted.purchase_count) as bigint) as purchase_count
    from counted
    left join {{ ref('country_market') }} as countries on counted.country_code = countries.country_code
    group by all
)

select * from final
