-- Each order line of the last 31 days with cost, discount, tax, exchange rate, refund, channel and customer;
-- without the condition all of them.
select * from marts.mart_sales__order_line
where order_date > (select max(latest.order_date) from marts.mart_sales__order_line as latest) - 31
order by order_date desc, order_line_key asc
