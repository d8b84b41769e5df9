with

-- A cell is what is compared with itself: category, price band, full or reduced price, in one market and channel.
monthly as (
    select
        lines.market_code,
        lines.channel_code,
        cast(date_trunc('month', lines.order_date) as date) as month_start_date,
        concat_ws(
            ' ', products.category_name, {{ price_band('lines.gross_amount_group', 'lines.ordered_qty') }},
            if(lines.discount_amount_group > 0, 'reduced', 'full')
        ) as cell_code,
        sum(lines.ordered_qty) as qty,
        sum(lines.net_amount_group) as net_amount,
        sum(coalesce(lines.net_amount_constant_group, lines.net_amount_group)) as constant_amount,
        0 as refund_amount
    from {{ ref('fct_order_line') }} as lines
    inner join {{ ref('dim_product') }} as products on lines.product_key = products.product_key
    where
        not lines.is_test and not lines.is_cancelled and {{ is_of_the_group() }}
        and lines.order_date is not null and lines.net_amount_group is not null
    group by all
    union all
    select
        market_code,
        channel_code,
        cast(date_trunc('month', refund_date) as date) as month_start_date,
        'refunds' as cell_code,
        0 as qty,
        0 as net_amount,
        0 as constant_amount,
        sum(net_amount_group) as refund_amount
    from {{ ref('fct_refund_line') }}
    where not is_test and not is_cancelled and {{ is_of_the_group() }} and refund_date is not null
    group by all
),

sided as (
    {{ both_sides('monthly', [
        'market_code', 'channel_code', 'cell_code', 'qty', 'net_amount', 'constant_amount', 'refund_amount'
    ]) }}
),

cells as (
    select
        comparison_type,
        month_start_date,
        market_code,
        channel_code,
        cell_code,
        {{ total('qty', 'side = 0') }} as base_qty,
        {{ total('qty', 'side = 1') }} as now_qty,
        {{ total('constant_amount', 'side = 0') }} as base_amount,
        {{ total('constant_amount', 'side = 1') }} as now_amount,
        {{ total('net_amount - constant_amount', 'side = 0') }} as base_exchange,
        {{ total('net_amount - constant_amount', 'side = 1') }} as now_exchange,
        {{ total('refund_amount', 'side = 0') }} as base_refund,
        {{ total('refund_amount', 'side = 1') }} as now_refund
    from sided
    where month_start_date <= {{ as_of() }}
    group by comparison_type, month_start_date, market_code, channel_code, cell_code
),

-- What was bought now at the prices of then, cell by cell and at the mean price: each stands in two neighbouring steps
-- with opposite signs, so that the steps add up exactly whatever is rounded.
valued as (
    select
        comparison_type,
        month_start_date,
        market_code,
        channel_code,
        sum(base_amount + base_exchange - base_refund) as base_net,
        sum(now_amount + now_exchange - now_refund) as now_net,
        sum(now_exchange - base_exchange) as exchange,
        sum(base_refund - now_refund) as refunds,
        {{ total('now_amount', 'base_qty = 0') }} as started,
        {{ total('base_amount', 'now_qty = 0') }} as ended,
        {{ total('now_amount', 'base_qty > 0 and now_qty > 0') }} as kept,
        {{ total('base_amount', 'base_qty > 0 and now_qty > 0') }} as base_kept,
        {{ total(
            'cast(cast(base_amount as double) / nullif(base_qty, 0) * now_qty as decimal(18, 4))',
            'base_qty > 0 and now_qty > 0'
        ) }} as at_old_prices,
        cast(coalesce(
            cast(sum(now_qty) filter (where base_qty > 0 and now_qty > 0) as double)
            * sum(base_amount) filter (where base_qty > 0 and now_qty > 0)
            / nullif(sum(base_qty) filter (where base_qty > 0 and now_qty > 0), 0), 0
        ) as decimal(18, 4)) as at_mean_price
    from cells
    group by comparison_type, month_start_date, market_code, channel_code
),

final as (
    select
        comparison_type,
        month_start_date,
        market_code,
        channel_code,
        cast(base_net as decimal(18, 4)) as base_net_sales_amount_group,
        cast(kept - at_old_prices as decimal(18, 4)) as price_amount_group,
        cast(at_mean_price - base_kept as decimal(18, 4)) as volume_amount_group,
        cast(at_old_prices - at_mean_price as decimal(18, 4)) as mix_amount_group,
        cast(exchange as decimal(18, 4)) as exchange_amount_group,
        cast(started as decimal(18, 4)) as new_amount_group,
        cast(-ended as decimal(18, 4)) as lost_amount_group,
        cast(refunds as decimal(18, 4)) as refund_change_amount_group,
        cast(now_net as decimal(18, 4)) as net_sales_amount_group,
        cast(now_net - base_net as decimal(18, 4)) as change_amount_group
    from valued
)

select * from final
