with

markets as (
    select market_code, market_name, region_name
    from {{ ref('country_market') }}
    where country_code = market_code
),

final as (
    select market_code, market_name, region_name from markets
    union all
    select 'unknown' as market_code, 'Unknown' as market_name, 'Unknown' as region_name
)

select * from final
