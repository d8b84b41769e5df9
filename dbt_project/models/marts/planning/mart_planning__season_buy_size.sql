with

final as (
    select
        sizes.option_name,
        sizes.product_key,
        products.sku,
        products.style_code,
        products.colour_name,
        products.size_code,
        sizes.size_rate,
        sizes.position_qty,
        sizes.buy_qty
    from {{ source('forecasting', 'season_buy_size') }} as sizes
    inner join {{ ref('dim_product') }} as products on sizes.product_key = products.product_key
)

select * from final
