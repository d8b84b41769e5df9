-- First and last day with sales, one row; nulls when there are none.
select
    min(order_date) as first_date,
    max(order_date) as last_date
from marts.mart_sales__kpi_daily
