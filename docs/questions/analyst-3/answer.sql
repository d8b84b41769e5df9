-- Each order line of the last day that was told, with cost, discount, tax, exchange rate, refund, channel and customer;
-- without the condition those of all days.
select * from marts.mart_sales__order_line
where order_date = (select max(latest.order_date) from marts.mart_sales__order_line as latest)
order by order_line_key
