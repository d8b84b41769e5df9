select
    country_code, order_month, sum(booked_amount_group) as booked, sum(refused_amount_group) as refused,
    sum(returned_amount_group) as returned, sum(net_sales_amount_group) as net_sales
from marts.mart_finance__destination_profit
where country_code in ('DE', 'ES', 'FR')
group by country_code, order_month
