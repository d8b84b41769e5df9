-- One row per month of the order: days that its money was out, weighted by the money, of orders whose days are known.
select
    cast(date_trunc('month', order_date) as date) as month_start_date,
    count(*) as order_count,
    count(cash_tied_up_days) as known_order_count,
    sum(total_amount_group) filter (where cash_tied_up_days is not null) as total_amount_group,
    sum(total_amount_group) filter (where is_money_awaited) as awaited_amount_group,
    cast(sum(cast(cash_tied_up_days as double) * cast(total_amount_group as double)) as double)
    / cast(nullif(sum(total_amount_group) filter (where cash_tied_up_days is not null), 0) as double)
        as cash_tied_up_days
from marts.mart_finance__order_cash
where (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    and (len(cast($channels as varchar[])) = 0 or list_contains(cast($channels as varchar[]), channel_code))
    and order_date is not null
group by date_trunc('month', order_date)
order by month_start_date
