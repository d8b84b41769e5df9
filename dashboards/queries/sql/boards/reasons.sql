-- One row per reason of a return, of what was ordered in the months of the selection. Every line has one category, so
-- the categories sum to the whole.
with returned as (
    select
        reason_code,
        sum(returned_qty) as returned_qty,
        sum(refund_amount_group) as refund_amount_group
    from marts.mart_service__voice_of_customer
    where subject_type = 'category' and reason_code <> 'none'
        and (cast($start as date) is null or order_month >= date_trunc('month', cast($start as date)))
        and (cast($end as date) is null or order_month <= cast($end as date))
        and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    group by reason_code
)

select
    *,
    cast(returned_qty as double) / cast(nullif(sum(returned_qty) over (), 0) as double) as share_pct
from returned
order by refund_amount_group desc, reason_code asc
