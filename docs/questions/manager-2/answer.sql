-- From the net sales of a year ago to those of the last months, step by step; what customers changed is told before
-- refunds.
select
    steps.comparison_type, steps.month_start_date, steps.market_code, steps.channel_code,
    steps.base_net_sales_amount_group, steps.price_amount_group, steps.volume_amount_group, steps.mix_amount_group,
    steps.exchange_amount_group, steps.new_amount_group, steps.lost_amount_group, steps.refund_change_amount_group,
    steps.net_sales_amount_group, steps.change_amount_group,
    buyers.new_customer_amount_group, buyers.lost_customer_amount_group, buyers.kept_customer_amount_group
from marts.mart_sales__change_bridge as steps
left join marts.mart_sales__customer_bridge as buyers
    on
        steps.comparison_type = buyers.comparison_type and steps.month_start_date = buyers.month_start_date
        and steps.market_code = buyers.market_code and steps.channel_code = buyers.channel_code
order by
    steps.month_start_date desc, steps.comparison_type desc, abs(steps.change_amount_group) desc, steps.market_code asc,
    steps.channel_code asc
