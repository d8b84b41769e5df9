-- Who slips: from which segment into which, how many, and the sales of two years that are at stake.
select
    earlier_segment_name, segment_name, count(*) as customer_count,
    sum(earlier_net_amount_group) as earlier_net_amount_group,
    round(avg(recency_days), 1) as mean_recency_days,
    string_agg(customer_key, ' ' order by earlier_net_amount_group desc, customer_key asc) filter (
        where earlier_net_amount_group >= 400
    ) as customer_keys_of_400_and_more
from marts.mart_customer__rfm_move
where is_down_move
group by earlier_segment_name, segment_name
order by earlier_net_amount_group desc, earlier_segment_name asc, segment_name asc
