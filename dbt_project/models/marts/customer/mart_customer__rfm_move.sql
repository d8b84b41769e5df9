with

-- Both looks take the orders of the two years before them: the run's day, and 90 days earlier.
looks as (
    select {{ as_of() }} as look_date, 'now' as look
    union all
    select {{ as_of() }} - 90 as look_date, 'before' as look
),

sales as (
    select orders.sales_order_key, orders.customer_key, orders.order_date, sum(lines.net_amount_group) as net_amount
    from {{ ref('fct_order') }} as orders
    inner join {{ ref('fct_order_line') }} as lines on orders.sales_order_key = lines.sales_order_key
    where
        not orders.is_test and not orders.is_cancelled and orders.customer_key <> 'unknown'
        and orders.order_date is not null and {{ is_sale_to_a_consumer('orders') }}
    group by orders.sales_order_key, orders.customer_key, orders.order_date
),

measured as (
    select
        looks.look,
        sales.customer_key,
        cast(min(looks.look_date - sales.order_date) as integer) as recency_days,
        count(*) as order_count,
        {{ total('sales.net_amount') }} as net_amount
    from looks
    inner join sales on looks.look_date >= sales.order_date and looks.look_date - 730 < sales.order_date
    group by looks.look, sales.customer_key
),

-- The score of a value is that of the highest break that it has reached.
scored as (
    select
        measured.look,
        measured.customer_key,
        measured.recency_days,
        measured.order_count,
        measured.net_amount,
        max_by(breaks.score, breaks.from_value) filter (where breaks.measure_type = 'recency_days') as recency_score,
        max_by(breaks.score, breaks.from_value) filter (where breaks.measure_type = 'order_count') as frequency_score,
        max_by(breaks.score, breaks.from_value) filter (where breaks.measure_type = 'net_sales') as monetary_score
    from measured
    inner join {{ ref('rfm_break') }} as breaks
        on
            (breaks.measure_type = 'recency_days' and measured.recency_days >= breaks.from_value)
            or (breaks.measure_type = 'order_count' and measured.order_count >= breaks.from_value)
            or (breaks.measure_type = 'net_sales' and measured.net_amount >= breaks.from_value)
    group by measured.look, measured.customer_key, measured.recency_days, measured.order_count, measured.net_amount
),

segmented as (
    select
        *,
        case
            when recency_score >= 4 and frequency_score >= 3 then 'champion'
            when recency_score >= 4 and frequency_score = 2 then 'growing'
            when recency_score >= 4 then 'new'
            when recency_score = 3 then 'cooling'
            when frequency_score >= 2 then 'at_risk'
            else 'lost'
        end as segment_name
    from scored
),

final as (
    select
        current_look.customer_key,
        current_look.recency_days,
        current_look.order_count,
        current_look.net_amount as net_amount_group,
        cast(current_look.recency_score as integer) as recency_score,
        cast(current_look.frequency_score as integer) as frequency_score,
        cast(current_look.monetary_score as integer) as monetary_score,
        current_look.segment_name,
        cast(earlier.recency_score as integer) as earlier_recency_score,
        cast(earlier.frequency_score as integer) as earlier_frequency_score,
        cast(earlier.monetary_score as integer) as earlier_monetary_score,
        earlier.segment_name as earlier_segment_name,
        coalesce(
            current_look.recency_score + current_look.frequency_score
            < earlier.recency_score + earlier.frequency_score, false
        ) as is_down_move,
        earlier.net_amount as earlier_net_amount_group
    from segmented as current_look
    left join segmented as earlier
        on current_look.customer_key = earlier.customer_key and earlier.look = 'before'
    where current_look.look = 'now'
)

select * from final
