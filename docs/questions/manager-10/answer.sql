-- What comes back and why: for each style, size, category, carrier, batch and supplier the share returned per reason.
with sold as (
    select subject_type, subject_code, sum(ordered_qty) as ordered_qty
    from (
        select distinct subject_type, subject_code, market_code, order_month, ordered_qty
        from marts.mart_service__voice_of_customer
    ) as parts
    group by subject_type, subject_code
)

select
    voices.subject_type, voices.subject_code, voices.reason_code, sold.ordered_qty,
    sum(voices.returned_qty) as returned_qty, sum(voices.refund_amount_group) as refund_amount_group,
    round(sum(voices.returned_qty) / nullif(sold.ordered_qty, 0), 4) as return_pct
from marts.mart_service__voice_of_customer as voices
inner join sold on voices.subject_type = sold.subject_type and voices.subject_code = sold.subject_code
where voices.reason_code <> 'none'
group by voices.subject_type, voices.subject_code, voices.reason_code, sold.ordered_qty
order by refund_amount_group desc, voices.subject_type asc, voices.subject_code asc, voices.reason_code asc
