-- The 200 newest order lines with cost, discount, tax, exchange rate, refund, channel and customer;
-- marts.mart_sales__order_line holds all of them, one row each.
select * from marts.mart_sales__order_line
where
    rowid in (
        select newest.rowid from marts.mart_sales__order_line as newest
        order by newest.order_date desc, newest.order_line_key asc
        limit 200
    )
order by order_date desc, order_line_key asc
