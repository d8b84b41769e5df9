with moments as (
    select cast(extracted_at as date) as told_on
    from marts.mart_quality__extract
    where source_name in ('shop_eu', 'shop_us')
    group by told_on
    order by told_on desc
    limit 6
)

select
    log.source_name, log.market_code, log.month_start_date, log.currency_code, moments.told_on, log.said_amount,
    log.now_amount
from marts.mart_quality__restatement_log as log
inner join moments on cast(log.said_at as date) = moments.told_on
where log.source_name in ('shop_eu', 'shop_us') and log.change_amount <> 0
