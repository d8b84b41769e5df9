-- How many SKUs of the selection were sold and have no cost at all, one row.
select count(*) as sku_count
from (
    select product_key
    from marts.mart_sales__sku_profit
    where (cast($start as date) is null or month_start_date >= date_trunc('month', cast($start as date)))
        and (cast($end as date) is null or month_start_date <= cast($end as date))
        and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    group by product_key
    having sum(cost_amount_group) = 0 and sum(ordered_qty) > 0
) as unknown
