-- Rows with an open finding that stand in figures of the selection, by market, channel and currency; money without its sign.
select
    market_code,
    channel_code,
    currency_code,
    count(*) as line_count,
    sum(abs(row_amount)) as amount,
    sum(abs(row_amount_group)) as amount_group
from marts.mart_quality__questioned_row
where list_contains(cast($figures as varchar[]), figure_type)
    and (cast($start as date) is null or business_date >= cast($start as date))
    and (cast($end as date) is null or business_date <= cast($end as date))
    and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
    and (len(cast($channels as varchar[])) = 0 or list_contains(cast($channels as varchar[]), channel_code))
group by market_code, channel_code, currency_code
order by market_code, channel_code, currency_code
