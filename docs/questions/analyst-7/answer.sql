-- What the sales of each month said at earlier extracts, what they say now, and which lines made the difference, the
-- dearest first. All changes of lines stand in core.fct_booked_change.
with dearest as (
    select
        source_name, market_code, currency_code, month_start_date, said_at,
        list(sales_order_key || ' ' || change_type || ' ' || change_amount order by change_rank) as dearest_changes
    from marts.mart_quality__restatement_line
    group by all
)

select
    log.metric_name, log.month_start_date, log.source_name, log.market_code, log.currency_code, log.said_at,
    log.said_amount, log.now_amount, log.change_amount, log.change_amount_group, log.late_amount,
    log.corrected_amount, log.cancelled_amount, log.vanished_amount, log.changed_line_count, dearest.dearest_changes
from marts.mart_quality__restatement_log as log
left join dearest
    on
        log.source_name = dearest.source_name
        and log.market_code = dearest.market_code
        and coalesce(log.currency_code, '') = coalesce(dearest.currency_code, '')
        and log.month_start_date = dearest.month_start_date
        and log.said_at = dearest.said_at
order by
    log.month_start_date desc, log.said_at desc, abs(log.change_amount_group) desc, log.source_name asc,
    log.market_code asc, log.currency_code asc
