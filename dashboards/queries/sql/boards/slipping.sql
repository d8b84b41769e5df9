-- One row per move of customers whose scores fell, the most money first; whole company.
select
    earlier_segment_name,
    segment_name,
    count(*) as customer_count,
    sum(earlier_net_amount_group) as earlier_net_amount_group,
    cast(avg(recency_days) as decimal(18, 1)) as mean_recency_days
from marts.mart_customer__rfm_move
where is_down_move
group by earlier_segment_name, segment_name
order by earlier_net_amount_group desc, earlier_segment_name asc, segment_name asc
