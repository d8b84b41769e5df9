-- One row: from sales before refunds in the months compared with to those of the selection, by whole months.
-- Which months those are, the page says: `Selection.whole_months`.
select
    sum(steps.base_amount_group) as base_amount_group,
    sum(steps.new_customer_amount_group) as new_customer_amount_group,
    sum(steps.kept_customer_amount_group) as kept_customer_amount_group,
    sum(steps.lost_customer_amount_group) as lost_customer_amount_group,
    sum(steps.net_amount_group) as sales_amount_group,
    cast(sum(steps.new_customer_count) as bigint) as new_customer_count,
    cast(sum(steps.lost_customer_count) as bigint) as lost_customer_count
from marts.mart_sales__customer_bridge as steps
where steps.comparison_type = cast($choice as varchar)
    and steps.month_start_date between cast($start as date) and cast($end as date)
    and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    and (len(cast($channels as varchar[])) = 0 or list_contains(cast($channels as varchar[]), channel_code))
having count(*) > 0
