with

stock as (
    select
        product_key,
        {{ total('on_hand_qty') }} as on_hand_qty,
        {{ total('stock_value_amount_group') }} as stock_value_amount_group,
        max(unit_cost_amount_group) as unit_cost_amount_group
    from {{ ref('mart_supply__stock_health') }}
    group by product_key
),

ordered as (
    select product_key, {{ total('greatest(ordered_qty - received_qty, 0)') }} as on_order_qty
    from {{ ref('fct_purchase_order_line') }}
    where purchase_order_status not in ('cancelled', 'received')
    group by product_key
),

forecasts as (
    select product_key, {{ total('forecast_qty') }} as forecast_qty
    from {{ source('forecasting', 'forecast') }}
    where horizon_weeks between 1 and {{ weeks_ahead() }}
    group by product_key
),

everything as (
    select
        products.category_name,
        stock.on_hand_qty,
        stock.stock_value_amount_group,
        coalesce(ordered.on_order_qty, 0) as on_order_qty,
        coalesce(forecasts.forecast_qty, 0) as forecast_qty,
        stock.unit_cost_amount_group
    from stock
    inner join {{ ref('dim_product') }} as products on stock.product_key = products.product_key
    left join ordered on stock.product_key = ordered.product_key
    left join forecasts on stock.product_key = forecasts.product_key
),

-- What will be sold, and stock for as long again half, less what is there and what is coming; below zero is overbought.
summed as (
    select
        coalesce(category_name, 'unknown') as category_name,
        {{ total('on_hand_qty') }} as on_hand_qty,
        {{ total('on_order_qty') }} as on_order_qty,
        {{ total('forecast_qty') }} as forecast_qty,
        cast(sum(forecast_qty) / 2 as decimal(18, 4)) as target_closing_qty,
        {{ total('stock_value_amount_group') }} as stock_value_amount_group,
        sum(stock_value_amount_group) / nullif(sum(on_hand_qty) filter (where stock_value_amount_group is not null), 0)
            as mean_cost
    from everything
    group by coalesce(category_name, 'unknown')
),

final as (
    select
        category_name,
        on_hand_qty,
        on_order_qty,
        forecast_qty,
        target_closing_qty,
        stock_value_amount_group,
        cast(forecast_qty + target_closing_qty - on_hand_qty - on_order_qty as decimal(18, 4)) as open_to_buy_qty,
        {{ round_money(
            '(forecast_qty + target_closing_qty - on_hand_qty - on_order_qty) * mean_cost', group_minor_unit()
        ) }} as open_to_buy_amount_group
    from summed
)

select * from final
