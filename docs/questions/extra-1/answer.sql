-- What is left of each destination, terms of delivery and way of payment; margins below the first are null where no
-- source tells of fees and freight, and how many lines lack them stands beside.
select
    country_code, incoterm_code, payment_method_code, sum(order_count) as order_count,
    sum(booked_amount_group) as booked_amount_group, sum(refused_amount_group) as refused_amount_group,
    sum(returned_amount_group) as returned_amount_group, sum(net_sales_amount_group) as net_sales_amount_group,
    sum(cm1_amount_group) as cm1_amount_group, sum(cm2_amount_group) as cm2_amount_group,
    sum(cm3_amount_group) as cm3_amount_group, sum(line_count) as line_count,
    sum(missing_cm1_line_count) as missing_cm1_line_count, sum(missing_cm2_line_count) as missing_cm2_line_count
from marts.mart_finance__destination_profit
group by country_code, incoterm_code, payment_method_code
order by net_sales_amount_group desc, country_code asc, incoterm_code asc, payment_method_code asc
