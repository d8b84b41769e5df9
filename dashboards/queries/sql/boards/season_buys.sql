-- What is bought for a season, the most money first, and then what is decided soonest.
select
    supplier_name,
    option_name,
    product_name,
    season_state,
    season_end_date,
    q10_qty,
    season_qty,
    q90_qty,
    position_qty,
    buy_qty,
    buy_amount_group,
    second_buy_date,
    second_buy_qty,
    profit_group,
    missed_qty,
    left_qty,
    critical_pct,
    buy_reason
from marts.mart_planning__season_buy
where season_state <> 'reorder'
order by buy_amount_group desc, second_buy_date asc nulls last, option_name asc
limit $limit
