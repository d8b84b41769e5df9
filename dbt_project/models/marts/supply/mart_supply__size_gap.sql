with

-- One size of one style in one colour, in each place that has ever counted one of its sizes.
sizes as (
    select
        health.location_key,
        health.location_name,
        health.snapshot_date,
        health.style_code,
        products.colour_name,
        products.size_code,
        health.category_name,
        sum(health.available_qty) as available_qty,
        sum(health.on_hand_qty) as on_hand_qty,
        sum(coalesce(health.forecast_weekly_qty, health.trailing_weekly_qty)) as weekly_qty
    from {{ ref('mart_supply__stock_health') }} as health
    inner join {{ ref('dim_product') }} as products on health.product_key = products.product_key
    where health.style_code is not null and products.size_code is not null
    group by all
),

final as (
    select
        location_key,
        location_name,
        style_code,
        coalesce(colour_name, 'unknown') as colour_name,
        min(category_name) as category_name,
        max(snapshot_date) as snapshot_date,
        count(*) as size_count,
        count(*) filter (where available_qty <= 0) as missing_size_count,
        string_agg(size_code, ' ' order by size_code) filter (where available_qty <= 0) as missing_size_codes,
        {{ total('on_hand_qty') }} as on_hand_qty,
        {{ total('weekly_qty') }} as weekly_qty,
        {{ total('weekly_qty', 'available_qty <= 0') }} as missing_weekly_qty,
        bool_or(available_qty <= 0) and bool_or(available_qty > 0) as is_broken
    from sizes
    group by location_key, location_name, style_code, coalesce(colour_name, 'unknown')
)

select * from final
