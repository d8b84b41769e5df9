with

-- Before refunds. Whoever is not known is one buyer: nobody can say whether he is new.
monthly as (
    select
        market_code,
        channel_code,
        cast(date_trunc('month', order_date) as date) as month_start_date,
        customer_key,
        sum(net_amount_group) as net_amount
    from {{ ref('fct_order_line') }}
    where
        not is_test and not is_cancelled and {{ is_of_the_group() }}
        and order_date is not null and net_amount_group is not null
    group by all
),

sided as (
    {{ both_sides('monthly', ['market_code', 'channel_code', 'customer_key', 'net_amount']) }}
),

buyers as (
    select
        comparison_type,
        month_start_date,
        market_code,
        channel_code,
        customer_key,
        {{ total('net_amount', 'side = 0') }} as base_amount,
        {{ total('net_amount', 'side = 1') }} as now_amount,
        bool_or(side = 0) or customer_key = 'unknown' as is_base,
        bool_or(side = 1) or customer_key = 'unknown' as is_now
    from sided
    where month_start_date <= {{ as_of() }}
    group by comparison_type, month_start_date, market_code, channel_code, customer_key
),

final as (
    select
        comparison_type,
        month_start_date,
        market_code,
        channel_code,
        {{ total('base_amount') }} as base_amount_group,
        {{ total('now_amount', 'not is_base') }} as new_customer_amount_group,
        {{ total('-base_amount', 'not is_now') }} as lost_customer_amount_group,
        {{ total('now_amount - base_amount', 'is_base and is_now') }} as kept_customer_amount_group,
        {{ total('now_amount') }} as net_amount_group,
        count(*) filter (where not is_base) as new_customer_count,
        count(*) filter (where not is_now) as lost_customer_count
    from buyers
    group by comparison_type, month_start_date, market_code, channel_code
)

select * from final
