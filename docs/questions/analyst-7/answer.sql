-- What the sales of each month said at earlier extracts, what they say now, and which lines made the difference, the
-- dearest first. The lines of a month are those of core.fct_booked_change.
with records as (
    select
        changes.source_name, changes.market_code, changes.currency_code, log.month_start_date, log.said_at,
        list(
            changes.sales_order_key || ' ' || changes.change_type || ' ' || changes.change_amount
            order by abs(changes.change_amount) desc, changes.order_line_key
        )[1:5] as dearest_changes
    from marts.mart_quality__restatement_log as log
    inner join core.fct_booked_change as changes
        on
            log.source_name = changes.source_name
            and log.market_code = changes.market_code
            and log.currency_code = changes.currency_code
    where
        changes.changed_at > log.said_at
        and changes.order_date < cast(log.said_at as date)
        and date_trunc('month', changes.order_date) = log.month_start_date
    group by all
)

select
    log.metric_name, log.month_start_date, log.source_name, log.market_code, log.currency_code, log.said_at,
    log.said_amount, log.now_amount, log.change_amount, log.change_amount_group, log.late_amount,
    log.corrected_amount, log.cancelled_amount, log.vanished_amount, log.changed_line_count, records.dearest_changes
from marts.mart_quality__restatement_log as log
left join records
    on
        log.source_name = records.source_name
        and log.market_code = records.market_code
        and log.currency_code = records.currency_code
        and log.month_start_date = records.month_start_date
        and log.said_at = records.said_at
order by
    log.month_start_date desc, log.said_at desc, abs(log.change_amount_group) desc, log.source_name asc,
    log.market_code asc, log.currency_code asc
