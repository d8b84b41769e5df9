with

options as ({{ style_options() }}),

final as (
    select
        buys.option_name,
        options.style_code,
        options.colour_name,
        options.product_name,
        options.category_name,
        buys.season_state,
        buys.supplier_key,
        suppliers.supplier_name,
        buys.launch_week_date,
        buys.season_end_date,
        buys.expected_date,
        buys.second_buy_date,
        buys.lead_time_days,
        buys.lead_time_p90_days,
        buys.season_qty,
        buys.q10_qty,
        buys.q50_qty,
        buys.q90_qty,
        buys.position_qty,
        buys.unit_price_group,
        buys.unit_cost_group,
        buys.unit_salvage_group,
        buys.critical_pct,
        buys.minimum_order_qty,
        buys.pack_qty,
        buys.wanted_qty,
        buys.buy_qty,
        cast({{ extended('buys.buy_qty', 'buys.unit_cost_group') }} as decimal(18, 4)) as buy_amount_group,
        buys.second_buy_qty,
        buys.missed_qty,
        buys.left_qty,
        buys.profit_group,
        buys.reason as buy_reason
    from {{ source('forecasting', 'season_buy') }} as buys
    inner join options on buys.option_name = options.option_name
    inner join {{ ref('dim_supplier') }} as suppliers on buys.supplier_key = suppliers.supplier_key
)

select * from final
