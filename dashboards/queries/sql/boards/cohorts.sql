-- One row per month of the first order and month since: how many came back, what each has brought. The mart holds
-- finished months only, so what is not finished has no row. Markets are those of the first order.
select
    cohort_month,
    month_number,
    cast(sum(customer_count) as bigint) as customer_count,
    cast(sum(active_customer_count) as bigint) as active_customer_count,
    cast(sum(active_customer_count) as double) / cast(nullif(sum(customer_count), 0) as double) as retention_pct,
    sum(ltv_net_sales_amount_group) as ltv_net_sales_amount_group,
    sum(ltv_cm1_amount_group) as ltv_cm1_amount_group,
    case cast($choice as varchar)
        when 'retention' then cast(sum(active_customer_count) as double)
        when 'sales' then cast(sum(ltv_net_sales_amount_group) as double)
        else cast(sum(ltv_cm1_amount_group) as double)
    end / cast(nullif(sum(customer_count), 0) as double) as shown_value
from marts.mart_customer__cohort_monthly
where (len(cast($markets as varchar[])) = 0 and attribute_type = 'all')
    or (attribute_type = 'market' and list_contains(cast($markets as varchar[]), attribute_value))
group by cohort_month, month_number
order by cohort_month, month_number
