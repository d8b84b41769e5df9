select attribute_type, active_month, sum(order_count) as order_count
from marts.mart_customer__cohort_monthly
where attribute_type <> 'all'
group by attribute_type, active_month
having sum(order_count) > 0
