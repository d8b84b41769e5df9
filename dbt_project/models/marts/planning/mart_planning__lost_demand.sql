{% set weeks = 13 %}
with

out_of_stock as (
    select product_key, string_agg(location_name, ', ' order by location_name) as empty_locations
    from {{ ref('mart_supply__stock_health') }}
    where available_qty <= 0
    group by product_key
),

wanted as (
    select
        product_key,
        market_code,
        {{ total('ordered_qty') }} as ordered_qty,
        {{ total('unmet_qty') }} as unmet_qty,
        {{ total('demand_qty') }} as demand_qty,
        cast(sum(missing_rate) / count(missing_rate) as decimal(18, 8)) as missing_rate,
        cast(sum(unmet_amount_group) as decimal(18, 4)) as unmet_amount_group
    from {{ ref('mart_planning__demand_uncensored') }}
    where
        week_start_date > (
            select max(latest.week_start_date) from {{ ref('mart_planning__demand_uncensored') }} as latest
        ) - {{ 7 * weeks }}
    group by product_key, market_code
),

final as (
    select
        wanted.product_key,
        products.sku,
        products.style_code,
        products.colour_name,
        products.size_code,
        wanted.market_code,
        out_of_stock.empty_locations,
        wanted.ordered_qty,
        wanted.unmet_qty,
        wanted.demand_qty,
        wanted.missing_rate,
        wanted.unmet_amount_group
    from wanted
    inner join {{ ref('dim_product') }} as products on wanted.product_key = products.product_key
    left join out_of_stock on wanted.product_key = out_of_stock.product_key
    where out_of_stock.empty_locations is not null or wanted.unmet_qty >= 0.5
)

select * from final
