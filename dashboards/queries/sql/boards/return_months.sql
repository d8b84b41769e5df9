-- One row per month of the order: what came back of what was ordered then.
with sold as (
    select
        order_month,
        sum(ordered_qty) as ordered_qty
    from (
        select distinct subject_code, market_code, order_month, ordered_qty
        from marts.mart_service__voice_of_customer
        where subject_type = 'category'
            and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    ) as parts
    group by order_month
),

returned as (
    select
        order_month,
        sum(returned_qty) as returned_qty,
        sum(refund_amount_group) as refund_amount_group
    from marts.mart_service__voice_of_customer
    where subject_type = 'category'
        and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    group by order_month
)

select
    returned.order_month,
    sold.ordered_qty,
    returned.returned_qty,
    returned.refund_amount_group,
    cast(returned.returned_qty as double) / cast(nullif(sold.ordered_qty, 0) as double) as return_pct
from returned
inner join sold on returned.order_month = sold.order_month
order by returned.order_month
