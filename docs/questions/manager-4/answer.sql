-- Each cohort, month by month: who came back, what it has brought so far, and whether that has paid for winning it.
select
    cohort_month, month_number, customer_count, active_customer_count, retention_pct, repeat_order_count,
    net_sales_amount_group, ltv_net_sales_amount_group, ltv_cm1_amount_group, acquisition_amount_group, is_paid_back
from marts.mart_customer__cohort_monthly
where attribute_type = 'all'
order by cohort_month asc, month_number asc
