-- The sums of a selection, one row; every sum is null when nothing is selected.
select
    count(*) as row_count,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(consumer_order_count) as bigint) as consumer_order_count,
    sum(consumer_sales_amount_group) as consumer_sales_amount,
    sum(ordered_qty) as ordered_qty,
    sum(gross_sales_amount_group) as gross_sales_amount,
    sum(discount_amount_group) as discount_amount,
    sum(net_sales_amount_group) as net_sales_amount,
    sum(margin_amount_group) as margin_amount,
    cast(coalesce(sum(missing_rate_line_count), 0) as bigint) as missing_rate_line_count,
    cast(coalesce(sum(missing_cost_line_count), 0) as bigint) as missing_cost_line_count
from marts.mart_sales__kpi_daily
where (cast($start as date) is null or order_date >= cast($start as date))
    and (cast($end as date) is null or order_date <= cast($end as date))
    and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    and (len(cast($channels as varchar[])) = 0 or list_contains(cast($channels as varchar[]), channel_code))
