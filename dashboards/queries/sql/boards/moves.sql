-- One row per move from a segment to another, with the sales of two years that are at stake; whole company.
select
    coalesce(earlier_segment_name, 'none') as earlier_segment_name,
    segment_name,
    count(*) as customer_count,
    sum(earlier_net_amount_group) as earlier_net_amount_group
from marts.mart_customer__rfm_move
group by coalesce(earlier_segment_name, 'none'), segment_name
order by earlier_segment_name, segment_name
