-- Every order line with cost, discount, tax, exchange rate, refund, channel and customer.
select * from marts.mart_sales__order_line
order by order_date desc, order_line_key asc
