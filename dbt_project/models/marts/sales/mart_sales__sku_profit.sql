with

sold as (
    select
        product_key,
        market_code,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        {{ total('ordered_qty') }} as ordered_qty,
        {{ total('net_amount_group') }} as net_amount_group,
        {{ total('cost_amount_group') }} as cost_amount_group,
        count(*) filter (where cost_amount_group is null) as missing_cost_line_count,
        count(*) filter (where exchange_rate is null) as missing_rate_line_count
    from {{ ref('fct_order_line') }}
    where not is_test and not is_cancelled and {{ is_of_the_group() }}
    group by product_key, market_code, month_start_date
),

refunded as (
    select
        product_key,
        market_code,
        cast(date_trunc('month', refund_date) as date) as month_start_date,
        {{ total('refunded_qty') }} as refunded_qty,
        {{ total('net_amount_group') }} as refund_amount_group,
        count(*) filter (where exchange_rate is null) as missing_rate_line_count
    from {{ ref('fct_refund_line') }}
    where not is_test and not is_cancelled and {{ is_of_the_group() }}
    group by product_key, market_code, month_start_date
),

stacked as (
    select
        product_key, market_code, month_start_date,
        ordered_qty, 0 as refunded_qty, net_amount_group, cost_amount_group, missing_cost_line_count,
        missing_rate_line_count
    from sold
    union all
    select
        product_key, market_code, month_start_date,
        0 as ordered_qty, refunded_qty, -refund_amount_group as net_amount_group, 0 as cost_amount_group,
        0 as missing_cost_line_count, missing_rate_line_count
    from refunded
),

summed as (
    select
        product_key,
        market_code,
        month_start_date,
        {{ total('ordered_qty') }} as ordered_qty,
        {{ total('refunded_qty') }} as refunded_qty,
        {{ total('net_amount_group') }} as net_sales_amount_group,
        {{ total('cost_amount_group') }} as cost_amount_group,
        cast(sum(missing_cost_line_count) as bigint) as missing_cost_line_count,
        cast(sum(missing_rate_line_count) as bigint) as missing_rate_line_count
    from stacked
    group by product_key, market_code, month_start_date
),

-- A product of which a line has no cost has no margin: it would be too high, and 100 % where none has one.
costed as (
    select
        *,
        case when missing_cost_line_count = 0 then net_sales_amount_group - cost_amount_group end as margin_amount_group
    from summed
),

final as (
    select
        summed.product_key,
        products.sku,
        products.style_code,
        products.product_name,
        products.category_name,
        summed.market_code,
        summed.month_start_date,
        summed.ordered_qty,
        summed.refunded_qty,
        summed.net_sales_amount_group,
        summed.cost_amount_group,
        summed.margin_amount_group,
        case
            when summed.net_sales_amount_group > 0
                then {{ ratio('summed.margin_amount_group', 'summed.net_sales_amount_group') }}
        end as margin_pct,
        summed.missing_cost_line_count,
        summed.missing_rate_line_count
    from costed as summed
    inner join {{ ref('dim_product') }} as products on summed.product_key = products.product_key
)

select * from final
