-- One row: from the net sales of the months compared with to those of the selection, step by step, by whole months.
-- Which months those are, the page says: `Selection.whole_months`.
select
    sum(steps.base_net_sales_amount_group) as base_net_sales_amount_group,
    sum(steps.price_amount_group) as price_amount_group,
    sum(steps.volume_amount_group) as volume_amount_group,
    sum(steps.mix_amount_group) as mix_amount_group,
    sum(steps.exchange_amount_group) as exchange_amount_group,
    sum(steps.new_amount_group) as new_amount_group,
    sum(steps.lost_amount_group) as lost_amount_group,
    sum(steps.refund_change_amount_group) as refund_change_amount_group,
    sum(steps.net_sales_amount_group) as net_sales_amount_group,
    sum(steps.change_amount_group) as change_amount_group
from marts.mart_sales__change_bridge as steps
where steps.comparison_type = cast($choice as varchar)
    and steps.month_start_date between cast($start as date) and cast($end as date)
    and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    and (len(cast($channels as varchar[])) = 0 or list_contains(cast($channels as varchar[]), channel_code))
having count(*) > 0
