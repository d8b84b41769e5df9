with

last_sales as (
    select source_name, product_key, max(use_date) as last_sale_date
    from {{ ref('fct_stock_layer_use') }}
    where use_type = 'shipment'
    group by source_name, product_key
),

layers as (
    select
        layers.*,
        last_sales.last_sale_date,
        cast({{ as_of() }} - layers.first_receipt_date as integer) as age_days
    from {{ ref('fct_stock_layer') }} as layers
    left join last_sales
        on layers.source_name = last_sales.source_name and layers.product_key = last_sales.product_key
    where
        layers.remaining_qty > 0
        and {{ keeps_books_of_stock('layers.source_name') }}
        and not {{ is_replaced('layers.source_name') }}
),

bucketed as (
    select
        *,
        case
            when age_days is null then 'unknown'
            when age_days <= 30 then '0_30'
            when age_days <= 90 then '31_90'
            when age_days <= 180 then '91_180'
            when age_days <= 365 then '181_365'
            else 'over_365'
        end as age_bucket
    from layers
),

final as (
    select
        bucketed.source_name,
        bucketed.product_key,
        products.sku,
        products.style_code,
        products.category_name,
        bucketed.age_bucket,
        {{ as_of() }} as as_of_date,
        min(bucketed.first_receipt_date) as first_receipt_date,
        max(bucketed.age_days) as oldest_age_days,
        max(bucketed.last_sale_date) as last_sale_date,
        {{ total('bucketed.remaining_qty') }} as remaining_qty,
        {{ total('bucketed.remaining_amount_group') }} as remaining_amount_group,
        {{ total('bucketed.remaining_qty', 'bucketed.unit_cost_amount_group is null') }} as missing_cost_qty,
        -- Nothing of it was sold in half a year, and none of it came in that time.
        min(bucketed.age_days) > 180
        and coalesce(max(bucketed.last_sale_date) < {{ as_of() }} - 180, true) as is_dead
    from bucketed
    inner join {{ ref('dim_product') }} as products on bucketed.product_key = products.product_key
    group by
        bucketed.source_name, bucketed.product_key, products.sku, products.style_code, products.category_name,
        bucketed.age_bucket
)

select * from final
