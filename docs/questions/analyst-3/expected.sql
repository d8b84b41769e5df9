-- Every line of both shops as it was told, in the currency of its order.
select
    source_name, line_id, replace(sku, '-', '') as sku, date, quantity, gross, discount, net, tax, channel_code,
    cast(is_cancelled as varchar) as is_cancelled,
    -- The exports hold the prices of each shop's home market.
    case when market_code in ('FR', 'US') then listed end as list_amount,
    case when market_code in ('FR', 'US') then listed - ticket end as markdown_amount
from truth.told_lines
where channel_code <> 'business' and not is_without_order
