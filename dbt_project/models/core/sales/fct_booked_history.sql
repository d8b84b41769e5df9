with

lines as (
    {{ known_versions(source('run', 'sales_order_line_version'), 'sales_order_line', 'sales_order_line_id') }}
),

orders as (
    {{ known_versions(source('run', 'sales_order_version'), 'sales_order', 'sales_order_id', ['ship_country_code']) }}
),

-- What is known of a line may change with the line and with its order.
moments as (
    select source_name, sales_order_line_id, known_from from lines
    union
    select lines.source_name, lines.sales_order_line_id, orders.known_from
    from lines
    inner join orders on lines.source_name = orders.source_name and lines.sales_order_id = orders.sales_order_id
    where orders.known_from > lines.known_from and orders.known_from < coalesce(lines.known_until, {{ never() }})
),

timed as (
    select
        *,
        lead(known_from) over (partition by source_name, sales_order_line_id order by known_from) as known_until
    from moments
),

final as (
    select
        {{ source_key('lines', 'sales_order_line_id') }} as order_line_key,
        {{ source_key('lines', 'sales_order_id') }} as sales_order_key,
        lines.source_name,
        lines.order_date,
        {{ or_unknown('countries.market_code') }} as market_code,
        orders.cancelled_at,
        coalesce(orders.is_test, false) as is_test,
        lines.our_currency_code as currency_code,
        lines.ordered_qty,
        lines.gross_amount,
        lines.discount_amount,
        lines.net_amount,
        timed.known_from,
        timed.known_until,
        timed.known_until is null as is_current
    from timed
    inner join lines
        on
            timed.source_name = lines.source_name
            and timed.sales_order_line_id = lines.sales_order_line_id
            and {{ as_known_at('lines', 'timed.known_from') }}
    left join orders
        on
            lines.source_name = orders.source_name
            and lines.sales_order_id = orders.sales_order_id
            and {{ as_known_at('orders', 'timed.known_from') }}
    left join {{ ref('country_market') }} as countries
        on orders.our_ship_country_code = countries.country_code
    where lines.is_there and coalesce(orders.is_there, true)
)

select * from final
