-- Cohorts by what the first order was: its market, channel, first category, and whether it had a discount.
select
    attribute_type, attribute_value, cohort_month, month_number, customer_count, active_customer_count, retention_pct,
    ltv_net_sales_amount_group, ltv_cm1_amount_group
from marts.mart_customer__cohort_monthly
where attribute_type <> 'all'
order by attribute_type asc, attribute_value asc, cohort_month asc, month_number asc
