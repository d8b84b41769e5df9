with

snapshots as (
    select
        location_key,
        product_key,
        snapshot_date,
        {{ total('on_hand_qty') }} as on_hand_qty,
        {{ total('on_hand_qty', stock_owner('stock_status') ~ " = 'us'") }} as own_qty,
        {{ total('coalesce(available_qty, on_hand_qty)') }} as available_qty
    from {{ ref('fct_stock_snapshot') }}
    where {{ counts_stock('source_name') }}
    group by location_key, product_key, snapshot_date
    qualify snapshot_date = {{ count_in_force('snapshot_date', 'location_key') }}
),

demand as (
    select
        product_key,
        {{ total('demand_qty') }} / {{ weeks_ahead() }} as weekly_qty
    from {{ ref('fct_demand_weekly') }}
    where week_start_date between {{ this_week() }} - 7 * {{ weeks_ahead() }} and {{ this_week() }} - 7
    group by product_key
),

forecasts as (
    select
        product_key,
        {{ total('forecast_qty') }} / {{ weeks_ahead() }} as weekly_qty
    from {{ source('forecasting', 'forecast') }}
    where horizon_weeks between 1 and {{ weeks_ahead() }}
    group by product_key
),

shares as (
    select
        *,
        case
            when sum(greatest(on_hand_qty, 0)) over (partition by product_key) > 0
                then greatest(on_hand_qty, 0) / sum(greatest(on_hand_qty, 0)) over (partition by product_key)
            else 1 / count(*) over (partition by product_key)
        end as stock_share
    from snapshots
),

expected as (
    select
        shares.*,
        cast(forecasts.weekly_qty * shares.stock_share as decimal(18, 4)) as forecast_weekly_qty,
        cast(coalesce(demand.weekly_qty, 0) * shares.stock_share as decimal(18, 4)) as trailing_weekly_qty
    from shares
    left join forecasts on shares.product_key = forecasts.product_key
    left join demand on shares.product_key = demand.product_key
),

covered as (
    select
        *,
        {{ ratio('greatest(on_hand_qty, 0)', 'coalesce(forecast_weekly_qty, trailing_weekly_qty)') }} as cover_weeks
    from expected
),

valued as (
    select
        covered.*,
        {{ to_group('costs.unit_cost_amount') }} as unit_cost_amount_group,
        {{ computed_to_group(extended('covered.own_qty', 'costs.unit_cost_amount')) }} as stock_value_amount_group
    from covered
    left join {{ ref('fct_product_cost') }} as costs
        on covered.product_key = costs.product_key and {{ valid_on('costs', 'covered.snapshot_date') }}
    {{ join_rate('costs.currency_code', 'covered.snapshot_date') }}
),

final as (
    select
        valued.product_key,
        products.sku,
        products.style_code,
        products.product_name,
        products.category_name,
        valued.location_key,
        locations.location_name,
        valued.snapshot_date,
        valued.on_hand_qty,
        valued.available_qty,
        valued.unit_cost_amount_group,
        valued.stock_value_amount_group,
        valued.forecast_weekly_qty,
        valued.trailing_weekly_qty,
        valued.cover_weeks,
        case
            when valued.cover_weeks is null then 'no_demand'
            when valued.available_qty <= 0 and not coalesce(products.is_sold_without_stock, false) then 'sold_out'
            when valued.cover_weeks < 4 then 'low'
            when valued.cover_weeks > 26 then 'slow'
            else 'healthy'
        end as stock_state
    from valued
    inner join {{ ref('dim_product') }} as products on valued.product_key = products.product_key
    inner join {{ ref('dim_location') }} as locations on valued.location_key = locations.location_key
)

select * from final
