-- One row per style, size, category, batch, carrier or supplier: what came back of what was ordered, and mostly why.
with chosen as (
    select *
    from marts.mart_service__voice_of_customer
    where subject_type = cast($choice as varchar)
        and (cast($start as date) is null or order_month >= date_trunc('month', cast($start as date)))
        and (cast($end as date) is null or order_month <= cast($end as date))
        and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
),

sold as (
    select
        subject_code,
        sum(ordered_qty) as ordered_qty
    from (select distinct subject_code, market_code, order_month, ordered_qty from chosen) as parts
    group by subject_code
),

by_reason as (
    select
        subject_code,
        reason_code,
        sum(returned_qty) as returned_qty,
        sum(refund_amount_group) as refund_amount_group
    from chosen
    where reason_code <> 'none'
    group by subject_code, reason_code
),

returned as (
    select
        subject_code,
        sum(returned_qty) as returned_qty,
        sum(refund_amount_group) as refund_amount_group,
        arg_max(reason_code, (returned_qty, reason_code)) as reason_code
    from by_reason
    group by subject_code
)

select
    returned.subject_code,
    sold.ordered_qty,
    returned.returned_qty,
    cast(returned.returned_qty as double) / cast(nullif(sold.ordered_qty, 0) as double) as return_pct,
    returned.refund_amount_group,
    returned.reason_code
from returned
inner join sold on returned.subject_code = sold.subject_code
order by returned.refund_amount_group desc, returned.subject_code asc
limit $limit
