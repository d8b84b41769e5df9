-- One row per SKU among the $limit that earned most and the $limit that earned least, by whole months.
-- A SKU that was sold and has no cost at all is not ranked: its margin is not known.
with totals as (
    select
        product_key,
        max(sku) as sku,
        max(product_name) as product_name,
        sum(net_sales_amount_group) as net_sales_amount,
        sum(margin_amount_group) as margin_amount
    from marts.mart_sales__sku_profit
    where (cast($start as date) is null or month_start_date >= date_trunc('month', cast($start as date)))
        and (cast($end as date) is null or month_start_date <= cast($end as date))
        and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    group by product_key
    having not (sum(cost_amount_group) = 0 and sum(ordered_qty) > 0)
),

ranked as (
    select
        *,
        row_number() over (order by margin_amount desc, product_key) as top_rank,
        row_number() over (order by margin_amount, product_key) as bottom_rank
    from totals
    where margin_amount is not null
)

select
    sku,
    product_name,
    margin_amount,
    case when net_sales_amount > 0
        then cast(margin_amount as double) / cast(net_sales_amount as double) end as margin_pct,
    top_rank,
    bottom_rank
from ranked
where top_rank <= $limit or bottom_rank <= $limit
order by top_rank
