with

prices as (
    select product_key, sum(gross_amount_group) / sum(ordered_qty) as unit_price
    from {{ ref('fct_order_line') }}
    where not is_test and ordered_qty > 0
    group by product_key
    having sum(gross_amount_group) is not null
),

final as (
    select
        demand.product_key,
        products.sku,
        products.style_code,
        products.colour_name,
        products.size_code,
        products.category_name,
        demand.market_code,
        demand.week_start_date,
        demand.ordered_qty,
        demand.unmet_qty,
        cast(demand.ordered_qty + demand.unmet_qty as decimal(18, 4)) as demand_qty,
        demand.missing_rate,
        {{ round_money('demand.unmet_qty * prices.unit_price', group_minor_unit()) }} as unmet_amount_group
    from {{ source('forecasting', 'demand_uncensored') }} as demand
    inner join {{ ref('dim_product') }} as products on demand.product_key = products.product_key
    left join prices on demand.product_key = prices.product_key
)

select * from final
